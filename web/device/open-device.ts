import { bytesToHex } from "@noble/hashes/utils.js";
import { acceptCheckInCode, assetListPath, decodeCheckInCode, parseClaimCode } from "../../protocol/index.ts";
import { askingOnce } from "./asking-once.ts";
import { reportedTokens } from "./comparison.ts";
import { Databases } from "./database.ts";
import { isDecoyDue } from "./decoys.ts";
import type { StoredDecoy } from "./decoy-session.ts";
import { DeviceError } from "./device-error.ts";
import type { Device, DeviceOptions, SyncOptions, SyncResult, Undo } from "./device.ts";
import { Diary } from "./diary.ts";
import { dayAtHome, type OwnEntry, ownVisit } from "./by-hand.ts";
import { acceptanceIn, home } from "./followed.ts";
import { endPeers, peersAtSunset } from "./former-peers.ts";
import { Ledger } from "./ledger.ts";
import type { LedgerEntry, RequestReason } from "./ledger-entry.ts";
import { latePart } from "./late-part.ts";
import { directMatcher, type Matcher } from "./matcher.ts";
import type { PassphraseKey } from "./passphrase-key.ts";
import { policyOf } from "./region.ts";
import type { OutboxProgress, ReportState } from "./report-state.ts";
import { latestReport, viewOfReport } from "./report-view.ts";
import { type Requests, requestsTo } from "./request.ts";
import { nothingStands } from "./returns.ts";
import type { OpenVisit, Snapshot, StoredReport, StoredVisit } from "./snapshot.ts";
import type { DeviceState, Settings } from "./state.ts";
import { isSamePlace } from "./same-place.ts";
import { type CheckInOptions, placeOf } from "./stay.ts";
import { secureRandom } from "./secure-random.ts";
import { isOver } from "./sunset.ts";
import { Store } from "./store.ts";
import { startAnew, sync } from "./sync.ts";
import type { Transfer } from "./transfer.ts";
import { type TakeTurns, takeTurns } from "./turns.ts";
import { activeReport, activeTakingBack, isOutboxEmpty } from "./under-way.ts";
import type { VaultControls } from "./vault/controls.ts";
import { DeviceVault } from "./vault/device-vault.ts";
import { refuseLocked } from "./vault/lock-state.ts";
import { Vault } from "./vault/vault.ts";
import { viewOf, viewOfVisit } from "./view.ts";
import type { EditResult, ScannedPlace, Visit, VisitChange } from "./visit.ts";

/**
 * Open the device's storage, or begin it. Makes no request.
 *
 * @throws DeviceError `storage-full`; whatever the browser says when it allows no storage at all.
 */
export async function openDevice(options: DeviceOptions): Promise<Device> {
  const device = new Phone(options);
  await device.state();
  return device;
}

/** Seconds until what sends is looked for again, when it did not come. */
const patienceSeconds = 60;

const nothingToSend = { nextDue: null, problem: null } as const;

class Phone implements Device {
  readonly #deriveKey: PassphraseKey;
  readonly vault: VaultControls;
  readonly #databases: Databases;
  readonly #store: Store;
  readonly #diary: Diary;
  readonly #matcher: Matcher;
  readonly #ledger: Ledger;
  readonly #requestsFor: (why: RequestReason, occasion?: string) => Requests;
  readonly #turns: TakeTurns;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #listeners = new Set<() => void>();
  /** Stops what is on the network, for {@link Phone.erase} and {@link Phone.close}. */
  #stop = new AbortController();

  constructor(options: DeviceOptions) {
    this.#databases = new Databases(options.indexedDB);
    this.#turns = takeTurns(options.locks, options.indexedDB);
    const vault = new Vault();
    this.#store = new Store(this.#databases, this.#turns, vault, () => {
      for (const listener of this.#listeners) listener();
    });
    this.#matcher = options.matcher ?? directMatcher();
    this.#now = options.now;
    this.#ledger = new Ledger(this.#databases, this.#store, vault, this.#now);
    this.#requestsFor = (why, occasion) =>
      requestsTo(options.fetch, options.origin, this.#ledger.recorder(why, occasion));
    this.#random = options.random ?? secureRandom;
    this.#diary = new Diary(this.#store, this.#matcher, this.#now);
    this.#deriveKey =
      options.deriveKey ??
      (async (...given) => (await import("./passphrase-key.ts")).directPassphraseKey(...given));
    this.vault = new DeviceVault({
      store: this.#store,
      vault,
      deriveKey: this.#deriveKey,
      now: this.#now,
      whenUnlocked: (snapshot) => this.#diary.catchUp(snapshot),
    });
  }

  async transfer(): Promise<Transfer> {
    const { Transferring } = await import("./transferring.ts");
    return new Transferring({
      store: this.#store,
      diary: this.#diary,
      matcher: this.#matcher,
      deriveKey: this.#deriveKey,
      now: this.#now,
    });
  }

  state(): Promise<DeviceState> {
    return this.#store.exclusive(async (snapshot) => viewOf(snapshot, this.#now()));
  }

  readCode(text: string): Promise<ScannedPlace> {
    return this.#store.exclusive(async (snapshot) => {
      const code = decodeCheckInCode(text.trim());
      if (snapshot.region === null) throw new DeviceError("no-region", "nothing was synced yet");
      const now = this.#now();
      acceptCheckInCode(code, acceptanceIn(snapshot, bytesToHex(code.regionId), now));
      const isHere = snapshot.open !== null && isSamePlace(snapshot.open.code, code);
      return { ...placeOf(code, now), isHere };
    });
  }

  async checkIn(place: ScannedPlace, options: CheckInOptions = {}): Promise<Visit> {
    return this.#shown(await this.#diary.checkIn(place, options));
  }

  async host(name: string, until: number): Promise<Visit> {
    return this.#shown(await this.#diary.host(name, until));
  }

  async writeDown(entry: OwnEntry): Promise<Visit> {
    return this.#shown(await this.#diary.writeDown((snapshot, now) => ownVisit(snapshot, entry, now)));
  }

  async stayedHome(at: number): Promise<string> {
    return (await this.#diary.writeDown((snapshot, now) => dayAtHome(snapshot, at, now))).id;
  }

  async checkOut(at: number = this.#now()): Promise<Visit> {
    return this.#shown(await this.#diary.checkOut(at));
  }

  tick(): Promise<void> {
    return this.#diary.tick();
  }

  async editVisit(id: string, change: VisitChange): Promise<EditResult> {
    const { visit, ...rest } = await this.#diary.edit(id, change);
    return { visit: await this.#shown(visit), ...rest };
  }

  deleteVisit(id: string): Promise<Undo> {
    return this.#diary.delete(id);
  }

  settle(visitId: string, settled: boolean): Promise<void> {
    return this.#diary.settle(visitId, settled);
  }

  sync(options: SyncOptions = {}): Promise<SyncResult> {
    return this.#sync("lists", options);
  }

  startAnew({ peer, ...options }: SyncOptions & { readonly peer?: string } = {}): Promise<SyncResult> {
    const signal = this.#signalWith(options.signal);
    const parts = this.#syncParts("begin-anew");
    return this.#onRecord("sync", () => startAnew(parts, peer ?? home, { ...options, signal }));
  }

  async endIfOver(options: { readonly signal?: AbortSignal } = {}): Promise<boolean> {
    const isAtSunset = () =>
      this.#store.exclusive(
        async (snapshot) => isOver(snapshot, this.#now()) || peersAtSunset(snapshot, this.#now()).length > 0,
      );
    if (!(await isAtSunset())) return false;
    try {
      await this.#sync("last-look", { ...options, force: true });
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
    }
    await this.#store.exclusive((snapshot) => endPeers(this.#store, snapshot, this.#now()));
    if (!(await this.state()).ended) return false;
    await this.erase();
    return true;
  }

  async startReport(
    claimCode: string,
    visitIds: readonly string[],
    { purpose = 1 }: { readonly purpose?: 1 | 2 } = {},
  ): Promise<ReportState> {
    const code = parseClaimCode(claimCode);
    const { planReport } = await latePart(import("./report-plan.ts"));
    return this.#store.exclusive(async (snapshot) => {
      if (snapshot.region === null) throw new DeviceError("no-region", "nothing was synced yet");
      refuseLocked(snapshot);
      if (activeReport(snapshot) !== null) throw new DeviceError("report-running", "a report is being sent");
      const now = this.#now();
      const report = planReport(snapshot, code, visitIds, purpose, now);
      await this.#begin(snapshot, report);
      return viewOfReport(report, snapshot.reports, policyOf(snapshot, now));
    });
  }

  takeBack(claimCode: string, visitIds: readonly string[]): Promise<void> {
    const code = parseClaimCode(claimCode);
    return this.#turns("outbox", async () => {
      const { planTakingBack, takeable } = await latePart(import("./taking-back.ts"));
      const { withdrawUntried } = await latePart(import("./outbox.ts"));
      const plan = (snapshot: Snapshot) => {
        refuseLocked(snapshot);
        if (activeTakingBack(snapshot) !== null) {
          throw new DeviceError("report-running", "something is being taken back");
        }
        const now = this.#now();
        return planTakingBack(snapshot, code, visitIds, policyOf(snapshot, now), now);
      };
      await this.#store.exclusive(async (snapshot) => plan(snapshot));
      await withdrawUntried(this.#store, visitIds);
      await this.#store.exclusive(async (snapshot) => {
        const { reports } = snapshot;
        const policy = policyOf(snapshot, this.#now());
        if (takeable(snapshot, visitIds, policy).length > 0) await this.#begin(snapshot, plan(snapshot));
        else if (nothingStands(reports.values(), policy)) await this.#store.commit({ ownPositive: null });
      });
    });
  }

  cancelTakingBack(): Promise<void> {
    return this.#turns("outbox", async () =>
      (await latePart(import("./outbox.ts"))).cancelTakingBack(this.#store),
    );
  }

  async runOutbox({ signal }: { readonly signal?: AbortSignal } = {}): Promise<OutboxProgress> {
    const requests = (session: StoredReport | StoredDecoy) =>
      this.#requestsFor(reasonOf(session), session.id);
    const parts = { ...this.#chance(), requests };
    const run = await this.#onRecord("outbox", async () => {
      // What sends is loaded when there is something to send.
      if (await this.#store.exclusive(async (snapshot) => isOutboxEmpty(snapshot))) return nothingToSend;
      const outbox = await import("./outbox.ts").catch(() => null);
      if (outbox === null) return { nextDue: this.#now() + patienceSeconds, problem: "offline" as const };
      return outbox.runOutbox(parts, this.#signalWith(signal));
    });
    return { ...run, report: await this.report() };
  }

  cancelReport(): Promise<void> {
    return this.#turns("outbox", async () =>
      (await latePart(import("./outbox.ts"))).cancelReport(this.#store),
    );
  }

  isDecoyDue(): Promise<boolean> {
    return isDecoyDue(this.#chance());
  }

  async beginDecoy(): Promise<void> {
    const { beginDecoy } = await latePart(import("./decoy-session.ts"));
    return beginDecoy(this.#chance());
  }

  report(): Promise<ReportState | null> {
    return this.#store.exclusive(async (snapshot) => latestReport(snapshot, policyOf(snapshot, this.#now())));
  }

  ledger(): Promise<readonly LedgerEntry[]> {
    return this.#ledger.entries();
  }

  fetchAssetList(): Promise<Uint8Array<ArrayBuffer>> {
    const signal = this.#stop.signal;
    return this.#onRecord("code-check", async () => {
      const list = await this.#requestsFor("code-check").get(assetListPath, { fresh: true, signal });
      if (list === null) throw new DeviceError("server-trouble", `${assetListPath} is missing`);
      return list;
    });
  }

  changeSettings(change: Settings): Promise<void> {
    return this.#store.exclusive(async ({ settings }) =>
      this.#store.commit({ settings: { ...settings, ...change } }),
    );
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
    await this.#turns("sync", () =>
      this.#turns("outbox", () =>
        this.#turns("code-check", async () => {
          this.#ledger.forget();
          await this.#store.erase();
        }),
      ),
    );
  }

  #chance() {
    return { store: this.#store, now: this.#now, random: this.#random };
  }

  /** Store a report that begins, in the place of those of its kind that were refused. */
  async #begin({ reports }: Snapshot, report: StoredReport): Promise<void> {
    const refused = [...reports.values()].filter(
      ({ phase, purpose }) => phase.step === "refused" && (purpose === 3) === (report.purpose === 3),
    );
    await this.#store.commit({ putReports: [report], deleteReports: refused.map(({ id }) => id) });
  }

  async #sync(why: RequestReason, options: SyncOptions): Promise<SyncResult> {
    await this.tick();
    const signal = this.#signalWith(options.signal);
    const parts = this.#syncParts(why);
    const result = await this.#onRecord("sync", () => sync(parts, { ...options, signal }));
    const { reported } = await this.state();
    const returned = reported.filter(({ status }) => status === "taken-back");
    if (returned.length > 0) await this.#diary.compareAgain(returned.map(({ visitId }) => visitId));
    // What a doubted clock kept may go now.
    await this.tick();
    return result;
  }

  #syncParts(why: RequestReason) {
    return {
      store: this.#store,
      requests: askingOnce(this.#requestsFor(why)),
      matcher: this.#matcher,
      now: this.#now,
    };
  }

  /** Take a turn on the network; it ends when all that was asked in it is on record. */
  #onRecord<Result>(turn: string, task: () => Promise<Result>): Promise<Result> {
    return this.#turns(turn, async () => {
      try {
        return await task();
      } finally {
        // What could not be written now is written with the next request, or is seen as unanswered.
        await this.#ledger.settled().catch(() => {});
      }
    });
  }

  #shown(visit: StoredVisit | OpenVisit): Promise<Visit> {
    return this.#store.exclusive(async ({ reports }) =>
      viewOfVisit(visit, reportedTokens(reports.values()), this.#now()),
    );
  }

  #signalWith(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
  }
}

function reasonOf(session: StoredReport | StoredDecoy): RequestReason {
  if (!("purpose" in session)) return "decoy";
  return session.purpose === 3 ? "take-back" : "report";
}
