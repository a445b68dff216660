import type { IntervalToken } from "../../protocol/index.ts";
import { reportedTokens } from "./comparison.ts";
import type { Diary } from "./diary.ts";
import { home, regionIdOf } from "./followed.ts";
import { handedVisitOf, handoverOf, readHanded } from "./handing.ts";
import type { Matcher } from "./matcher.ts";
import { decodeContent, encodeContent, type MoveContent } from "./move-content.ts";
import { type MoveFile, openMove, sealMove } from "./move-file.ts";
import { checkSameRegion, type KeptLists, lackingOf, newOpen, newVisits } from "./move-in.ts";
import { contentOf } from "./move-out.ts";
import type { PassphraseKey } from "./passphrase-key.ts";
import { checkSlip } from "./slip.ts";
import type { Snapshot } from "./snapshot.ts";
import { upToNow } from "./stay.ts";
import type { Store } from "./store.ts";
import type { OpenedMove, ReadVisit, SlipAnswer, Transfer } from "./transfer.ts";
import { refuseLocked } from "./vault/lock-state.ts";
import { viewOfVisit } from "./view.ts";
import type { Visit } from "./visit.ts";

/** What {@link Transferring} works with. */
export interface TransferParts {
  readonly store: Store;
  readonly diary: Diary;
  readonly matcher: Matcher;
  readonly deriveKey: PassphraseKey;
  /** Unix seconds. */
  readonly now: () => number;
}

/** See {@link Transfer}: each step is one turn of the store. */
export class Transferring implements Transfer {
  readonly #parts: TransferParts;

  constructor(parts: TransferParts) {
    this.#parts = parts;
  }

  async pack(passphrase: string, progress?: (share: number) => void): Promise<Uint8Array> {
    const { store, deriveKey, now } = this.#parts;
    const content = await store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      return contentOf(snapshot, now());
    });
    return sealMove(encodeContent(content), passphrase, deriveKey, progress);
  }

  async openMove(
    file: MoveFile,
    passphrase: string,
    progress?: (share: number) => void,
  ): Promise<OpenedMove> {
    const { store, deriveKey, now } = this.#parts;
    const content = decodeContent(await openMove(file, passphrase, deriveKey, progress));
    return store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      checkSameRegion(snapshot, content);
      return viewOfMove(snapshot, content, now());
    });
  }

  takeMove({ content }: OpenedMove): Promise<void> {
    const { store, matcher, now } = this.#parts;
    return store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      const lists: KeptLists[] = [];
      for (const key of [home, ...snapshot.peers.keys()]) {
        const regionId = regionIdOf(snapshot, key) ?? "";
        lists.push({ regionId, isHome: key === home, batches: await store.batchesSince(key, 0) });
      }
      await store.absorb(await lackingOf(content, snapshot, lists, matcher, now()));
    });
  }

  handOverVisits(visitIds: readonly string[], withWords: boolean): Promise<Uint8Array> {
    const { store, now } = this.#parts;
    return store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      return handoverOf(snapshot, visitIds, withWords, now());
    });
  }

  tokens(): Promise<ReadonlyMap<string, readonly IntervalToken[]>> {
    const { store, now } = this.#parts;
    return store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      const { visits, open } = snapshot;
      const all = [...visits.values(), ...(open === null ? [] : [upToNow(open, now())])];
      return new Map(all.map(({ id, tokens }) => [id, tokens]));
    });
  }

  handVisit(visitId: string): Promise<Uint8Array> {
    const { store, now } = this.#parts;
    return store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      return handedVisitOf(snapshot, visitId, now());
    });
  }

  readVisit(bytes: Uint8Array): Promise<ReadVisit> {
    const { store, now } = this.#parts;
    return store.exclusive(async (snapshot) => {
      const { isOpen, visit } = readHanded(snapshot, bytes, now());
      const { id, name, kind, arrival } = visit;
      return {
        name,
        kind,
        arrival,
        leaving: isOpen ? visit.plannedLeaving : visit.leaving,
        isOpen,
        isHere: snapshot.visits.has(id) || snapshot.open?.id === id,
        bytes,
      };
    });
  }

  async keepVisit({ bytes }: ReadVisit): Promise<Visit> {
    const { store, diary, now } = this.#parts;
    const kept = await diary.take((snapshot) => readHanded(snapshot, bytes, now()));
    return store.exclusive(async ({ reports }) => viewOfVisit(kept, reportedTokens(reports.values()), now()));
  }

  checkSlip(text: string): Promise<SlipAnswer> {
    const { store, matcher, now } = this.#parts;
    return store.exclusive((snapshot) =>
      checkSlip(snapshot, text.trim(), (key) => store.batchesSince(key, 0), matcher, now()),
    );
  }
}

function viewOfMove(snapshot: Snapshot, content: MoveContent, now: number): OpenedMove {
  const { made, visits, open, exposures, reports } = content;
  const arrivals = [...visits, ...(open === null ? [] : [open])].map(({ arrival }) => arrival);
  const fresh = newOpen(snapshot, content);
  const warned = exposures.filter(({ retractedIn, settled }) => retractedIn === null && !settled);
  return {
    content,
    made,
    visits: arrivals.length,
    from: arrivals.length === 0 ? null : Math.min(...arrivals),
    to: arrivals.length === 0 ? null : Math.max(...arrivals),
    newVisits: newVisits(snapshot, content, now).length + (fresh === null ? 0 : 1),
    openVisit: fresh === null ? null : { name: fresh.name, kind: fresh.kind },
    ends: fresh !== null && snapshot.open !== null,
    warnings: new Set(warned.map(({ visitId }) => visitId)).size,
    reports: reports.length,
  };
}
