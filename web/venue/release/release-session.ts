import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { evidence, intervalOf, parseClaimCode, type Policy } from "../../../protocol/index.ts";
import { DeviceError, type ReportSender, type Search, type TokenRun } from "../../device/sender.ts";
import type { Place } from "../place.ts";
import type { RecoverySheet } from "../recovery-sheet.ts";
import { listedHours } from "./listed-hours.ts";
import { placeTokens, sheetDoubt } from "./place-tokens.ts";
import { afterSearch, afterSending, forgottenAt, isSettled, type ReleaseRecord } from "./release-record.ts";
import { newTask, type ReleaseState, stepBack, type Task } from "./release-state.ts";
import { oldestInterval, type ReleaseWindow, windowProblem } from "../../parts/hours/release-window.ts";

/** How long after a failure of the storage sending is tried again, in seconds. */
const restSeconds = 60;

/** How often the lists are asked for what was sent, while the page is open. Seconds. */
export const lookSeconds = 600;

/** What a release session works with. */
export interface ReleaseWorld {
  /** Opens the sender when it is first needed. */
  readonly openSender: () => Promise<ReportSender>;
  readonly readRecords: () => Promise<readonly ReleaseRecord[]>;
  /** Change what is stored, as it is now. */
  readonly changeRecords: (
    change: (records: readonly ReleaseRecord[]) => readonly ReleaseRecord[],
  ) => Promise<readonly ReleaseRecord[]>;
  /** The rules as far as the page knows them before the lists were read. */
  readonly policy: () => Policy;
  /** The places on this device. */
  readonly places: () => readonly Place[];
  /** Unix seconds. */
  readonly now: () => number;
  /** Called after every change of {@link ReleaseSession.state}. */
  readonly changed: () => void;
}

/** Releases of hours, and looking for a place in the lists, without their looks. */
export class ReleaseSession {
  readonly #world: ReleaseWorld;
  #state: ReleaseState;
  #sender: Promise<ReportSender> | null = null;
  #running: Promise<void> | null = null;
  /** The lists were read: the rules are those in force. */
  #hasRead = false;
  #runAt = 0;
  #lookAt = 0;

  constructor(world: ReleaseWorld) {
    this.#world = world;
    this.#state = {
      records: [],
      sendings: [],
      policy: world.policy(),
      task: null,
      listing: { step: "sheet", trouble: null },
      work: null,
      trouble: null,
      deleted: null,
    };
  }

  get state(): ReleaseState {
    return this.#state;
  }

  /** Read what is remembered, and go on with what is under way. */
  async open(): Promise<void> {
    this.#set({ records: await this.#world.readRecords() });
    await this.tick();
  }

  /** Once a second: sends what is due, and looks for what was sent. */
  tick(): Promise<void> {
    this.#running ??= this.#tick().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Begin to prepare a release. @param draft - A claim code, from a link. */
  begin(draft = "", asked: ReleaseWindow | null = null): void {
    this.#begin(newTask("release", null, draft, asked));
  }

  /** Begin to prepare taking a release back. @param of - Where this device remembers it. */
  beginRetraction(of: ReleaseRecord | null): void {
    this.#begin(newTask("retraction", of));
  }

  /** One step back. @returns False when there was none, and the pages about releases are left. */
  back(): boolean {
    const { task } = this.#state;
    if (task === null) return false;
    this.#set({ task: stepBack(task) });
    return true;
  }

  /** Leave everything that was being prepared; the sheet goes with it. */
  leave(): void {
    this.#set({ task: null, listing: { step: "sheet", trouble: null } });
  }

  /** The claim code was given: readable, and whether it is right only the server knows. */
  giveCode(draft: string, asked: ReleaseWindow | null = null): void {
    const { task } = this.#state;
    if (task !== null) this.#step({ ...task, draft, asked: asked ?? task.asked, step: "sheet" });
  }

  /** The sheet was read, of this region. Nothing of it is stored. */
  async giveSheet(sheet: RecoverySheet): Promise<void> {
    const { task } = this.#state;
    if (task === null) return;
    if (task.of !== null && task.of.placeName !== sheet.name) {
      return this.#step({ ...task, problem: { kind: "other-place" } });
    }
    const doubt = sheetDoubt(sheet, this.#world.places(), this.#world.now());
    const next: Task = { ...task, sheet, doubt, step: "hours", problem: null };
    if (task.of === null) return this.#step(next);
    await this.#find({ ...next, window: task.of.window }, task);
  }

  /** The hours were chosen. A release is shown before it is sent; for taking back the lists are searched first. */
  async giveHours(window: ReleaseWindow): Promise<void> {
    const { task, policy } = this.#state;
    if (task?.sheet === null || task === null) return;
    const why = windowProblem(window, this.#world.now(), policy);
    if (why !== null) return this.#step({ ...task, window, problem: { kind: "hours", why } });
    const next: Task = { ...task, window, problem: null };
    if (task.kind === "release") return this.#step({ ...next, step: "preview" });
    await this.#find(next, next);
  }

  /** Send it. The key is let go as soon as the tokens are with the sender. */
  async send(): Promise<void> {
    const { task } = this.#state;
    if (task === null || task.sheet === null || task.window === null || this.#state.work !== null) return;
    const { sheet, window } = task;
    await this.#work(task, async (sender) => {
      const { policy } = await sender.state();
      const why = windowProblem(window, this.#world.now(), policy);
      if (why !== null) return { ...task, step: "hours", problem: { kind: "hours", why } };
      const record = recordOf(task, sheet, window, policy.retentionDays, this.#world.now());
      // Noted first: what is sent and not noted could not be taken back from here. What was refused before has had its answer.
      await this.#change((records) => [record, ...records.filter((each) => !isRefused(each, task.kind))]);
      try {
        const code = parseClaimCode(task.draft);
        if (task.kind === "release") await sender.report(code, [{ id: record.id, tokens: record.awaited }]);
        else
          await sender.takeBack(
            code,
            task.found.map((each) => ({ ...each, runId: record.id })),
          );
      } catch (error) {
        await this.#change((records) => records.filter(({ id }) => id !== record.id));
        throw error;
      }
      return null;
    });
    this.#runAt = 0;
    await this.tick();
  }

  /** Stop what has not left yet. */
  async stop(record: ReleaseRecord): Promise<void> {
    const sender = await this.#open();
    await this.#followSendings();
    const sending = this.#sendingOf(record);
    if (sending !== null) await sender.stop(sending.id);
    await this.#followSendings();
    this.#runAt = 0;
    await this.tick();
  }

  /** Look now for what was sent. */
  async look(): Promise<void> {
    this.#lookAt = 0;
    await this.tick();
  }

  /** Delete what is remembered of a release; it can be brought back while the page says so. */
  async delete(record: ReleaseRecord): Promise<void> {
    await this.#change((records) => records.filter(({ id }) => id !== record.id));
    this.#set({ deleted: record });
  }

  async undoDelete(): Promise<void> {
    const { deleted } = this.#state;
    if (deleted === null) return;
    await this.#change((records) =>
      [...records, deleted].toSorted((one, other) => other.startedAt - one.startedAt),
    );
    this.#set({ deleted: null });
  }

  /** Look for a place in the lists that are kept. Nothing of the sheet or the answer is stored. */
  async lookForPlace(sheet: RecoverySheet): Promise<void> {
    if (this.#state.work !== null) return;
    const { listing: begun } = this.#state;
    const isLeft = () => this.#state.listing !== begun;
    try {
      const sender = await this.#synced();
      const { policy } = this.#state;
      const now = this.#world.now();
      const window = { first: oldestInterval(now, policy.retentionDays), end: intervalOf(now) + 1 };
      if (isLeft()) return;
      const found = await this.#search(sender, placeTokens(sheet, window));
      if (isLeft()) return;
      this.#set({
        listing: {
          step: "answer",
          placeName: sheet.name,
          hours: listedHours(found.sightings),
          from: found.comparedFrom,
          to: found.comparedTo,
        },
      });
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      if (!isLeft()) this.#set({ listing: { step: "sheet", trouble: error.code } });
    } finally {
      this.#set({ work: null });
    }
  }

  /** Let go of the sender; what is under way goes on at the next opening. */
  async close(): Promise<void> {
    (await this.#sender)?.close();
  }

  #begin(task: Task): void {
    const policy = this.#hasRead ? this.#state.policy : this.#world.policy();
    this.#set({ task, policy, deleted: null });
  }

  /** Search the lists for what can be taken back. @param before - Where the task stays when there is nothing. */
  async #find(task: Task, before: Task): Promise<void> {
    const { sheet, window, of } = task;
    if (sheet === null || window === null || this.#state.work !== null) return;
    await this.#work(before, async (sender) => {
      const { sightings } = await this.#search(sender, placeTokens(sheet, window));
      const found = sightings.filter(
        (each) =>
          each.evidence === evidence.confirmed &&
          !each.takenBack &&
          (of === null || of.lists.length === 0 || of.lists.includes(each.batch)),
      );
      if (found.length === 0) return { ...before, problem: { kind: "not-listed" } };
      return { ...task, found, step: "preview" };
    });
  }

  /**
   * Bring the lists up to date and go on with the task; what goes wrong is told with it. Where the person has left meanwhile, nothing
   * comes back: the sheet is gone.
   */
  async #work(task: Task, work: (sender: ReportSender) => Promise<Task | null>): Promise<void> {
    const { task: begun } = this.#state;
    const isLeft = () => this.#state.task !== begun;
    try {
      const sender = await this.#synced();
      if (isLeft()) return;
      const next = await work(sender);
      if (!isLeft()) this.#set({ task: next });
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      if (!isLeft()) this.#step({ ...task, problem: { kind: "device", code: error.code } });
    } finally {
      this.#set({ work: null });
    }
  }

  async #synced(): Promise<ReportSender> {
    this.#set({ work: { doing: "lists", done: 0, total: 0 } });
    const sender = await this.#open();
    const { policy } = await sender.sync({
      progress: ({ done, total }) => this.#set({ work: { doing: "lists", done, total } }),
    });
    this.#hasRead = true;
    this.#set({ policy });
    return sender;
  }

  async #search(sender: ReportSender, tokens: TokenRun["tokens"]): Promise<Search> {
    this.#set({ work: { doing: "searching", done: 0, total: 0 } });
    return sender.search([{ id: "place", tokens }]);
  }

  async #tick(): Promise<void> {
    const { records } = this.#state;
    if (records.every(isSettled)) return;
    const now = this.#world.now();
    if (now >= this.#runAt && records.some(({ stand }) => stand.at === "sending")) await this.#run();
    const isAwaited = this.#state.records.some(({ stand }) => stand.at === "sent");
    if (now >= this.#lookAt && isAwaited && this.#state.work === null) await this.#lookForSent();
  }

  async #run(): Promise<void> {
    try {
      const sender = await this.#open();
      const { nextDue, problem } = await sender.run();
      this.#runAt = nextDue ?? 0;
      await this.#followSendings();
      this.#set({ trouble: problem });
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#runAt = this.#world.now() + restSeconds;
      this.#set({ trouble: error.code });
    }
  }

  /** What became of what was sent is noted, and what has ended is put away at the sender. */
  async #followSendings(): Promise<void> {
    const sender = await this.#open();
    const { sendings } = await sender.state();
    this.#set({ sendings });
    const now = this.#world.now();
    const next = (record: ReleaseRecord) => afterSending(record, this.#sendingOf(record), now);
    if (this.#state.records.every((record) => next(record) === record)) return;
    await this.#change((records) => records.map(next));
  }

  async #lookForSent(): Promise<void> {
    this.#lookAt = this.#world.now() + lookSeconds;
    try {
      const sender = await this.#open();
      await sender.sync();
      const waiting = this.#state.records.filter(({ stand }) => stand.at === "sent");
      const answers = new Map<string, Search>();
      for (const { id, awaited } of waiting) {
        answers.set(id, await sender.search([{ id, tokens: awaited }]));
      }
      const now = this.#world.now();
      await this.#change((records) =>
        records.map((record) => {
          const answer = answers.get(record.id);
          return answer === undefined ? record : afterSearch(record, answer, now);
        }),
      );
      this.#set({ trouble: null });
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#set({ trouble: error.code });
    }
  }

  async #showSendings(sender: ReportSender): Promise<void> {
    this.#set({ sendings: (await sender.state()).sendings });
  }

  #sendingOf({ id }: ReleaseRecord) {
    return this.#state.sendings.find(({ visits }) => visits.some(({ visitId }) => visitId === id)) ?? null;
  }

  #open(): Promise<ReportSender> {
    this.#sender ??= this.#world.openSender().then((sender) => {
      sender.subscribe(() => void this.#showSendings(sender));
      return sender;
    });
    return this.#sender;
  }

  async #change(change: (records: readonly ReleaseRecord[]) => readonly ReleaseRecord[]): Promise<void> {
    this.#set({ records: await this.#world.changeRecords(change) });
  }

  #step(task: Task): void {
    this.#set({ task });
  }

  #set(change: Partial<ReleaseState>): void {
    this.#state = { ...this.#state, ...change };
    this.#world.changed();
  }
}

function isRefused({ stand, kind }: ReleaseRecord, ofKind: Task["kind"]): boolean {
  return stand.at === "refused" && kind === ofKind;
}

function recordOf(
  { kind, of, found }: Task,
  sheet: RecoverySheet,
  window: ReleaseWindow,
  retentionDays: number,
  now: number,
): ReleaseRecord {
  const taken = new Set(found.map(({ interval }) => interval));
  const tokens = placeTokens(sheet, window);
  return {
    id: bytesToHex(randomBytes(8)),
    kind,
    of: of?.id ?? null,
    placeName: sheet.name,
    window,
    startedAt: now,
    stand: { at: "sending" },
    lists: [...new Set(found.map(({ batch }) => batch))],
    awaited: kind === "release" ? tokens : tokens.filter(({ interval }) => taken.has(interval)),
    until: forgottenAt(window, retentionDays),
  };
}
