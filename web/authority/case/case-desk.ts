import {
  decodeFrame,
  defaultPolicy,
  type Policy,
  decodeHandover,
  type FrameCollection,
  frameKind,
  joinFrames,
  ProtocolError,
  takeFrame,
} from "../../../protocol/index.ts";
import {
  DeviceError,
  type DeviceErrorCode,
  type ReportSender,
  type Sending,
  type SenderRun,
} from "../../device/sender.ts";
import { readClaim } from "../../parts/claim-words.ts";
import { OutboxLoop } from "../../parts/outbox-loop.ts";
import { type CaseIntent, type CaseState, noCase, type OpenCase, type ReadingProblem } from "./case-state.ts";
import { isPossible, judgeVisits, runsOf } from "./judged-visit.ts";
import { choose, nextLoad, openCase } from "./open-case.ts";

/** Most bytes of a file that is read at all: more than the largest handover has. */
export const handoverBytesMax = 8_000_000;

/** What the section shows. */
export interface CaseView {
  readonly state: CaseState;
  /** What is being sent from this device, or was today, the latest first. */
  readonly sendings: readonly Sending[];
  /** Why sending pauses; `null` when it does not. */
  readonly problem: DeviceErrorCode | null;
  /** The rules that apply; the defaults before the region was asked. */
  readonly policy: Policy;
  /** The region names relays. */
  readonly isRelayed: boolean;
}

/** What a desk works with. */
export interface CaseDeskParts {
  readonly sender: ReportSender;
  /** Unix seconds. */
  readonly now: () => number;
}

/**
 * One case at a time, from its file to what is sent. The visits are in this page's memory only, until they are sent or put away; the
 * outbox has what is to be sent until it has left. All its requests are those of the sender: the authority's own server is told nothing.
 */
export class CaseDesk {
  readonly #parts: CaseDeskParts;
  readonly #loop: OutboxLoop<SenderRun>;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: () => void;
  #view: CaseView = {
    state: noCase,
    sendings: [],
    problem: null,
    policy: defaultPolicy,
    isRelayed: false,
  };
  /** Tells a check from one that was put away meanwhile. */
  #check = 0;

  constructor(parts: CaseDeskParts) {
    this.#parts = parts;
    const { sender } = parts;
    this.#loop = new OutboxLoop({
      run: (options) => sender.run(options),
      told: ({ problem }) => this.#set({ problem }),
      failed: (error) => {
        if (!(error instanceof DeviceError)) throw error;
        this.#set({ problem: error.code });
      },
    });
    this.#unsubscribe = sender.subscribe(() => void this.#readKnown());
  }

  get view(): CaseView {
    return this.#view;
  }

  /** Called after every change. @returns Stops it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Go on with what was not sent to the end when the page was closed. */
  async begin(): Promise<void> {
    await this.#readKnown();
    this.#loop.runUnawaited();
  }

  /** Leave the case: of its visits nothing stays in this page. */
  putAway(): void {
    this.#check++;
    this.#to(noCase);
  }

  /** Let go of everything in memory, for good. What is not sent yet goes on at the next opening. */
  close(): void {
    this.putAway();
    this.#loop.stop();
    this.#unsubscribe();
    this.#listeners.clear();
    this.#parts.sender.close();
  }

  /** Turn the camera on or off. */
  look(isOn: boolean): void {
    this.#to({ at: "begin", camera: isOn ? { collection: null } : null, problem: null });
  }

  /** A code came into the camera's view. @param text - Untrusted. */
  async takeFrame(text: string): Promise<void> {
    const { state } = this.#view;
    if (state.at !== "begin" || state.camera === null) return;
    const kind = frameKind(text);
    const { camera } = state;
    if (kind !== "visits") {
      const problem = kind === null ? "not-visits" : "other-kind";
      return this.#to({ ...state, problem });
    }
    let collection: FrameCollection;
    let whole: Uint8Array | null;
    try {
      collection = takeFrame(camera.collection, decodeFrame(text));
      whole = joinFrames(collection);
    } catch (error) {
      return this.#to({ ...state, problem: readingProblem(error) });
    }
    this.#to({ ...state, camera: { collection }, problem: null });
    if (whole !== null) await this.read(whole);
  }

  /** Read what a case handed over, and compare it with the lists. @param bytes - Untrusted. */
  async read(bytes: Uint8Array): Promise<void> {
    try {
      decodeHandover(bytes);
    } catch (error) {
      return this.#to({ at: "begin", camera: null, problem: readingProblem(error) });
    }
    const check = ++this.#check;
    const { sender, now } = this.#parts;
    this.#to({ at: "checking", bytes, progress: null });
    try {
      const { region, policy } = await sender.sync({
        progress: (progress) => {
          if (check === this.#check) this.#to({ at: "checking", bytes, progress });
        },
      });
      const context = { regionId: region!.root.id, now: now(), retentionDays: policy.retentionDays };
      const visits = judgeVisits(decodeHandover(bytes), context);
      const found = await sender.search(runsOf(visits.filter(isPossible)));
      if (check === this.#check) this.#to({ at: "choosing", open: openCase(visits, found) });
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      if (check === this.#check) this.#to({ at: "unchecked", bytes, problem: error.code });
    }
  }

  /** Say what is to be done with the visits. */
  intend(intent: CaseIntent): void {
    this.#change((open) => ({ ...open, intent }));
  }

  /** Choose visits, or lists to take them out of, or leave them out. */
  choose(ids: readonly string[], isChosen: boolean): void {
    this.#change((open) => choose(open, ids, isChosen));
  }

  /** Go to the claim code, or back to the choice. */
  goTo(at: "choosing" | "code"): void {
    const { state } = this.#view;
    if (state.at !== "choosing" && state.at !== "code") return;
    const { open } = state;
    this.#to(at === "choosing" ? { at, open } : { at, open, busy: false, problem: null });
  }

  /**
   * Send what is chosen. When the code is taken, the case is put away, or what it left of the choice is shown.
   *
   * @param draft - The claim code as typed.
   * @returns Whether it is on its way.
   */
  async submit(draft: string): Promise<boolean> {
    const { state } = this.#view;
    if (state.at !== "code" || state.busy) return false;
    const { open } = state;
    const claim = readClaim(draft);
    if (claim.kind === "problem") {
      this.#to({ ...state, problem: { kind: "typed", words: claim.problem } });
      return false;
    }
    const check = ++this.#check;
    this.#to({ ...state, busy: true, problem: null });
    const { load, rest } = nextLoad(open);
    const { sender } = this.#parts;
    try {
      const { id } =
        load.intent === "warn"
          ? await sender.report(claim.code, load.runs)
          : await sender.takeBack(claim.code, load.sightings);
      await this.#loop.run();
      await this.#readKnown();
      const sending = this.#view.sendings.find((each) => each.id === id);
      if (sending?.step === "refused") {
        await sender.forget(id);
        const { reason } = sending;
        if (check === this.#check)
          this.#to({ at: "code", open, busy: false, problem: { kind: "refused", reason } });
        return false;
      }
      if (check === this.#check) this.#to(rest === null ? noCase : { at: "choosing", open: rest });
      return true;
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      const { code } = error;
      if (check === this.#check)
        this.#to({ at: "code", open, busy: false, problem: { kind: "record", code } });
      return false;
    }
  }

  /** Stop a sending; what has left stays. */
  async stop(id: string): Promise<void> {
    await this.#parts.sender.stop(id);
    this.#loop.runUnawaited();
  }

  /** Put away a sending that has ended. */
  forget(id: string): Promise<void> {
    return this.#parts.sender.forget(id);
  }

  /** The network is back: go on at once. */
  goOn(): void {
    this.#loop.runUnawaited();
    const { state } = this.#view;
    if (state.at === "unchecked") void this.read(state.bytes);
  }

  async #readKnown(): Promise<void> {
    const { sendings, policy, region } = await this.#parts.sender.state();
    this.#set({ sendings, policy, isRelayed: (region?.newest.ohttp?.relays.length ?? 0) > 0 });
  }

  #change(next: (open: OpenCase) => OpenCase): void {
    const { state } = this.#view;
    if (state.at === "choosing") this.#to({ at: "choosing", open: next(state.open) });
  }

  #to(state: CaseState): void {
    this.#set({ state });
  }

  #set(change: Partial<CaseView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function readingProblem(error: unknown): ReadingProblem {
  if (!(error instanceof ProtocolError)) throw error;
  if (error.code === "unsupported-version") return "newer-version";
  return error.code === "malformed" ? "not-visits" : "damaged";
}
