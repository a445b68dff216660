import { bytesToHex } from "@noble/hashes/utils.js";
import { evidence, intervalStart, parseClaimCode, retractionToken, sunsetOf } from "../../protocol/index.ts";
import { askingOnce } from "./asking-once.ts";
import { type ComparedVisit, compareLate } from "./comparison.ts";
import { Databases } from "./database.ts";
import { daySeconds } from "./day.ts";
import { DeviceError } from "./device-error.ts";
import { home } from "./followed.ts";
import { directMatcher, type Matcher } from "./matcher.ts";
import { cancelReport, runOutbox } from "./outbox.ts";
import { policyOf, regionOf } from "./region.ts";
import { peek, syncRegion } from "./region-sync.ts";
import { cutIntoParts, newestFirst, newReport } from "./report-plan.ts";
import { viewOfReport } from "./report-view.ts";
import { type Requests, requestsTo } from "./request.ts";
import { ageOut } from "./retention.ts";
import { secureRandom } from "./secure-random.ts";
import type {
  ReportSender,
  Search,
  SenderOptions,
  SenderRun,
  SenderState,
  Sending,
  Sighting,
  TokenRun,
} from "./sender.ts";
import type { ReportPart, Snapshot, StoredReport } from "./snapshot.ts";
import { Store } from "./store.ts";
import { type TakeTurns, takeTurns } from "./turns.ts";
import { Vault } from "./vault/vault.ts";

/** How long it is shown that something was sent. */
const shownSeconds = daySeconds;

/**
 * Open a sender's storage, or begin it, and put away what ended long ago. Makes no request.
 *
 * @throws DeviceError `storage-full`; whatever the browser says when it allows no storage at all.
 */
export async function openSender(options: SenderOptions): Promise<ReportSender> {
  const sender = new Office(options);
  await sender.tidy({ again: true });
  return sender;
}

/** A phone's storage, log and outbox under other names, without visits. */
class Office implements ReportSender {
  readonly #databases: Databases;
  readonly #turns: TakeTurns;
  readonly #store: Store;
  readonly #matcher: Matcher;
  readonly #requests: Requests;
  readonly #pinned: string | null;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #listeners = new Set<() => void>();
  #stop = new AbortController();

  constructor(options: SenderOptions) {
    const { name, indexedDB, locks, fetch: send, origin, now } = options;
    const turns = takeTurns(locks, indexedDB);
    this.#turns = (turn, task) => turns(`${name}-${turn}`, task);
    this.#databases = new Databases(indexedDB, `${name}-`);
    this.#store = new Store(this.#databases, this.#turns, new Vault(), () => {
      for (const listener of this.#listeners) listener();
    });
    this.#matcher = options.matcher ?? directMatcher();
    // A record of requests would hold what was sent longer than the outbox does.
    this.#requests = requestsTo(send, origin, async () => () => {});
    this.#pinned = options.pinned ?? null;
    this.#now = now;
    this.#random = options.random ?? secureRandom;
  }

  state(): Promise<SenderState> {
    return peek(this.#store, (snapshot) => stateOf(snapshot, this.#now()));
  }

  async sync(options: Parameters<ReportSender["sync"]>[0] = {}): Promise<SenderState> {
    const parts = {
      store: this.#store,
      key: home,
      pinned: this.#pinned,
      requests: askingOnce(this.#requests),
      matcher: this.#matcher,
      now: this.#now,
    };
    const signal = this.#signalWith(options.signal);
    await this.#leaveOtherRegion();
    await this.#turns("sync", () => syncRegion(parts, { ...options, signal }));
    await this.tidy();
    const state = await this.state();
    const { newest } = state.region!;
    if (this.#now() >= sunsetOf(newest)) {
      await this.erase();
      throw new DeviceError("ended", `the programme ended on ${newest.sunset}`);
    }
    return state;
  }

  async search(runs: readonly TokenRun[]): Promise<Search> {
    const batches = await this.#store.exclusive(() => this.#store.batchesSince(home, 0));
    const closed = new Map(batches.map((batch) => [batch.number, intervalStart(batch.closed)]));
    const { exposures } = await compareLate(this.#matcher, batches, runs.map(asCompared), new Map());
    return {
      sightings: exposures.map(
        ({ visitId, interval, token, evidence: strength, batch, salt, retractedIn }) => ({
          runId: visitId,
          interval,
          token,
          evidence: strength,
          batch,
          closed: closed.get(batch)!,
          salt,
          takenBack: retractedIn !== null,
        }),
      ),
      comparedFrom: closed.get(batches[0]?.number ?? -1) ?? null,
      comparedTo: closed.get(batches.at(-1)?.number ?? -1) ?? null,
    };
  }

  report(claimCode: string, runs: readonly TokenRun[]): Promise<Sending> {
    return this.#begin(claimCode, evidence.confirmed, partsOf(runs));
  }

  takeBack(claimCode: string, sightings: readonly Sighting[]): Promise<Sending> {
    return this.#begin(claimCode, evidence.retracted, partsOf(retractions(sightings)));
  }

  async run({ signal }: { readonly signal?: AbortSignal } = {}): Promise<SenderRun> {
    const parts = {
      store: this.#store,
      requests: () => this.#requests,
      now: this.#now,
      random: this.#random,
    };
    return this.#turns("outbox", async () => {
      try {
        return await runOutbox(parts, this.#signalWith(signal));
      } finally {
        await this.tidy();
      }
    });
  }

  stop(id: string): Promise<void> {
    return this.#turns("outbox", () => cancelReport(this.#store, id));
  }

  async forget(id: string): Promise<void> {
    await this.#store.exclusive(async ({ reports }) => {
      const report = reports.get(id);
      if (report !== undefined && hasEnded(report)) await this.#store.commit({ deleteReports: [id] });
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#stop.abort();
    this.#listeners.clear();
    this.#matcher.close();
    this.#databases.close();
  }

  async erase(): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    await this.#turns("sync", () => this.#turns("outbox", () => this.#store.erase()));
  }

  /**
   * Leave on the disk no byte of what has left or was refused, and of lists and endings only what is young enough.
   *
   * @param again - The last time may have been cut off before the bytes were gone.
   */
  tidy({ again } = { again: false }): Promise<void> {
    return this.#store.exclusive(async (snapshot) => {
      const now = this.#now();
      await ageOut(this.#store, snapshot, now);
      const ended = [...snapshot.reports.values()].filter(hasEnded);
      const [old, young] = [ended.filter(isOld), ended.filter((report) => !isOld(report))];
      const full = young.filter(holdsTokens);
      if (old.length + full.length === 0 && !(again && ended.length > 0)) return;
      await this.#store.commit({
        putReports: full.map(withoutTokens),
        deleteReports: old.map(({ id }) => id),
      });
      await this.#store.renew();
      await this.#store.rinse();

      function isOld({ startedAt }: StoredReport): boolean {
        return startedAt + shownSeconds <= now;
      }
    });
  }

  /** The page belongs to another region now: nothing of the one before can be sent any more. */
  async #leaveOtherRegion(): Promise<void> {
    const { region } = await this.state();
    const isOther = region !== null && this.#pinned !== null && bytesToHex(region.root.hash) !== this.#pinned;
    if (isOther) await this.erase();
  }

  async #begin(typed: string, purpose: 2 | 3, parts: readonly ReportPart[]): Promise<Sending> {
    const claimCode = parseClaimCode(typed);
    if (parts.length === 0) throw new DeviceError("nothing-to-report", "there is nothing to send");
    await this.sync();
    return this.#store.exclusive(async (snapshot) => {
      const report = newReport(snapshot, claimCode, purpose, newestFirst(parts), this.#now());
      await this.#store.commit({ putReports: [report] });
      return sendingOf(report, snapshot, this.#now());
    });
  }

  #signalWith(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
  }
}

function stateOf(snapshot: Snapshot, now: number): SenderState {
  const { region, reports } = snapshot;
  return {
    region: region === null ? null : regionOf(region),
    policy: policyOf(snapshot, now),
    sendings: [...reports.values()]
      .toSorted((one, other) => other.startedAt - one.startedAt)
      .map((report) => sendingOf(report, snapshot, now)),
  };
}

function sendingOf(report: StoredReport, snapshot: Snapshot, now: number): Sending {
  const purpose = report.purpose === evidence.retracted ? evidence.retracted : evidence.confirmed;
  return { ...viewOfReport(report, snapshot.reports, policyOf(snapshot, now)), purpose };
}

/** Up to 16 tokens each; no token twice. */
function partsOf(runs: readonly TokenRun[]): ReportPart[] {
  const seen = new Set<string>();
  return runs.flatMap(({ id, tokens }) => {
    const fresh = tokens.filter(({ token }) => {
      const hex = bytesToHex(token);
      return !seen.has(hex) && seen.add(hex);
    });
    return cutIntoParts({ visitId: id, name: "", arrival: 0, leaving: 0 }, fresh);
  });
}

/** The tokens that take each sighting back. @see SPEC.md §4.6 */
function retractions(sightings: readonly Sighting[]): TokenRun[] {
  const standing = sightings.filter(({ takenBack }) => !takenBack);
  return [...new Set(standing.map(({ runId }) => runId))].map((id) => ({
    id,
    tokens: standing
      .filter(({ runId }) => runId === id)
      .toSorted((one, other) => one.interval - other.interval)
      .map(({ interval, salt, evidence: strength, token }) => ({
        interval,
        token: retractionToken(salt, strength, token),
      })),
  }));
}

/** A run as lists are compared with it: with all of them. */
function asCompared({ id, tokens }: TokenRun): ComparedVisit {
  return { id, name: "", regionId: "", arrival: 0, leaving: 0, recordedIn: 0, tokens };
}

function hasEnded({ phase }: StoredReport): boolean {
  return phase.step === "sent" || phase.step === "refused";
}

function holdsTokens({ parts }: StoredReport): boolean {
  return parts.some(({ tokens }) => tokens.length > 0);
}

/** What is left of a report that has ended: how many parts had which fate. */
function withoutTokens(report: StoredReport): StoredReport {
  return { ...report, parts: report.parts.map((part) => ({ ...part, tokens: [] })) };
}
