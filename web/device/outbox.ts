import type { StoredDecoy } from "./decoy-session.ts";
import { DeviceError, type DeviceErrorCode } from "./device-error.ts";
import { policyOf } from "./region.ts";
import { latePart } from "./late-part.ts";
import { asDecoy, planRequests } from "./report-plan.ts";
import { fateOf } from "./report-answer.ts";
import { postFor } from "./post.ts";
import type { Requests } from "./request.ts";
import type { OutgoingRequest, ReportPart, Snapshot, StoredReport } from "./snapshot.ts";
import type { Change } from "./change.ts";
import type { Store } from "./store.ts";
import { nextReturns } from "./taking-back.ts";
import { claimTickets } from "./ticket-claim.ts";
import { activeReport, activeTakingBack, reportsUnderWay } from "./under-way.ts";

/** Seconds until an attempt that failed is repeated. */
const patienceSeconds = 60;

/** After these an attempt is repeated. */
const passing: ReadonlySet<DeviceErrorCode> = new Set(["offline", "server-trouble", "no-relay"]);

/** What the outbox works with. */
export interface OutboxParts {
  readonly store: Store;
  /** The way out for one report, or decoy session. */
  readonly requests: (session: StoredReport | StoredDecoy) => Requests;
  /** Unix seconds. */
  readonly now: () => number;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

/** What one run of the outbox came to. */
export interface OutboxRun {
  /** Unix seconds; `null` when nothing is left to send. */
  readonly nextDue: number | null;
  readonly problem: DeviceErrorCode | null;
}

/**
 * Send what is due. One at a time: the caller takes the turn.
 *
 * Everything that is sent was stored before, byte for byte, and is sent unchanged until the server has answered; it takes
 * the same bytes twice without harm. So a cut at any point neither loses nor doubles a report. Decoy sessions go the same way.
 *
 * @throws DeviceError `storage-full`; the reason of `signal`.
 * @see SPEC.md §4.5
 */
export async function runOutbox(parts: OutboxParts, signal: AbortSignal | undefined): Promise<OutboxRun> {
  try {
    for (;;) {
      signal?.throwIfAborted();
      const snapshot = await parts.store.exclusive(async (each) => each);
      const now = parts.now();
      const steps = [
        ...reportsUnderWay(snapshot).map((report) => ({
          due: dueOf(report, snapshot, now),
          take: () => takeStep(parts, snapshot, report, signal),
        })),
        ...snapshot.decoys.map((decoy) => ({
          due: nextDueOf(decoy.phase),
          take: async () =>
            (await latePart(import("./decoy-session.ts"))).takeDecoyStep(parts, snapshot, decoy, signal),
        })),
      ];
      const [next] = steps.toSorted((one, other) => one.due - other.due);
      if (next === undefined) return { nextDue: null, problem: null };
      if (next.due > now) return { nextDue: next.due, problem: null };
      await next.take();
    }
  } catch (error) {
    const isPassing = error instanceof DeviceError && passing.has(error.code);
    if (!isPassing) throw error;
    return { nextDue: parts.now() + patienceSeconds, problem: error.code };
  }
}

/**
 * Stop the report that is under way. One at a time with {@link runOutbox}: the caller takes the turn. What may have arrived
 * stays; what was never tried is replaced by decoys, so that the traffic looks the same.
 *
 * @param id - Of the report, where there may be several.
 */
export async function cancelReport(store: Store, id?: string): Promise<void> {
  const report = await store.exclusive(async (snapshot) =>
    id === undefined ? activeReport(snapshot) : (snapshot.reports.get(id) ?? null),
  );
  if (report?.phase.step === "claiming")
    await store.exclusive(() => store.commit({ deleteReports: [report.id] }));
  if (report?.phase.step !== "sending") return;
  await change(store, report.id, (current) => withoutUntried(current, () => true));
}

/** The same for some visits only, once the claim was taken. */
export async function withdrawUntried(store: Store, visitIds: readonly string[]): Promise<void> {
  const report = await store.exclusive(async (snapshot) => activeReport(snapshot));
  if (report?.phase.step !== "sending") return;
  await change(store, report.id, (current) =>
    withoutUntried(current, ({ visitId }) => visitIds.includes(visitId)),
  );
}

/** Give up taking back as long as its claim code was not taken. The caller takes the turn. */
export async function cancelTakingBack(store: Store): Promise<void> {
  const report = await store.exclusive(async (snapshot) => activeTakingBack(snapshot));
  if (report?.phase.step === "claiming")
    await store.exclusive(() => store.commit({ deleteReports: [report.id] }));
}

/** When a report's next step is due, Unix seconds; 0 for at once. */
function dueOf(report: StoredReport, snapshot: Snapshot, now: number): number {
  if (report.phase.step !== "waiting") return nextDueOf(report.phase);
  const { loads, isWaiting } = nextReturns(report, snapshot.reports, policyOf(snapshot, now));
  return loads.length === 0 && isWaiting ? now + patienceSeconds : 0;
}

/** Of a session that takes its steps without waiting for a list. */
function nextDueOf(phase: StoredReport["phase"] | StoredDecoy["phase"]): number {
  return phase.step === "sending" ? (phase.requests.find(({ status }) => status !== "done")?.due ?? 0) : 0;
}

async function takeStep(
  parts: OutboxParts,
  snapshot: Snapshot,
  report: StoredReport,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { store, now, random } = parts;
  const { phase } = report;
  if (phase.step === "claiming") return takeTickets(parts, snapshot, report, signal);
  if (phase.step === "waiting") {
    const policy = policyOf(snapshot, now());
    const { report: next, loads } = nextReturns(report, snapshot.reports, policy);
    const spare = phase.spare.slice(loads.length);
    const requests = planRequests(loads, phase.spare, now(), policy.reportMinutes, random);
    const at = now();
    return change(store, report.id, () => ({
      ...next,
      phase: loads.length === 0 ? { step: "sent", at } : { step: "sending", requests, spare },
    }));
  }
  if (phase.step !== "sending") return;
  const index = phase.requests.findIndex(({ status }) => status !== "done");
  const request = phase.requests[index];
  if (request !== undefined) return sendOne(parts, snapshot, report, index, request, signal);
  const at = now();
  const { spare } = phase;
  return change(store, report.id, (current) => ({
    ...current,
    phase: report.purpose === 3 && spare.length > 0 ? { step: "waiting", spare } : { step: "sent", at },
  }));
}

async function takeTickets(
  { store, requests, now, random }: OutboxParts,
  snapshot: Snapshot,
  report: StoredReport,
  signal: AbortSignal | undefined,
): Promise<void> {
  const post = postFor(report, snapshot, requests(report));
  const claimed = await claimTickets(post, snapshot, report, now, signal);
  if (claimed.kind === "refused") {
    const { reason } = claimed;
    return change(store, report.id, (current) => ({ ...current, phase: { step: "refused", reason } }));
  }
  const spare = claimed.tickets;
  if (report.parts.some(({ takesBack }) => takesBack !== undefined)) {
    return change(store, report.id, (current) => ({ ...current, phase: { step: "waiting", spare } }));
  }
  const { reportMinutes } = policyOf(snapshot, now());
  const loads = report.parts.map(({ tokens }, part) => ({ part, tokens }));
  const planned = planRequests(loads, claimed.tickets, now(), reportMinutes, random);
  return change(
    store,
    report.id,
    (current) => ({ ...current, phase: { step: "sending", requests: planned, spare: [] } }),
    report.purpose === 3 ? {} : { ownPositive: now() },
  );
}

async function sendOne(
  { store, requests, now }: OutboxParts,
  snapshot: Snapshot,
  report: StoredReport,
  index: number,
  request: OutgoingRequest,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (request.status === "waiting") {
    await change(store, report.id, (current) => withRequest(current, index, "tried", null));
  }
  const { status } = await postFor(report, snapshot, requests(report))("/v1/reports", request.bytes, signal);
  const fate = fateOf(status, request.status === "tried", now());
  await change(store, report.id, (current) => withRequest(current, index, "done", fate));
}

function withRequest(
  report: StoredReport,
  index: number,
  status: OutgoingRequest["status"],
  fate: ReportPart["fate"] | null,
): StoredReport {
  if (report.phase.step !== "sending") return report;
  const part = report.phase.requests[index]?.part ?? null;
  const requests = report.phase.requests.map((request, at) =>
    at === index ? { ...request, status } : request,
  );
  return {
    ...report,
    phase: { ...report.phase, requests },
    parts: report.parts.map((each, at) => (at === part && fate !== null ? { ...each, fate } : each)),
  };
}

/** @param isMeant - Which parts; the others go on. */
function withoutUntried(report: StoredReport, isMeant: (part: ReportPart) => boolean): StoredReport {
  if (report.phase.step !== "sending") return report;
  const untried = new Set(
    report.phase.requests.flatMap(({ status, part }) =>
      status === "waiting" && part !== null && isMeant(report.parts[part]!) ? [part] : [],
    ),
  );
  const requests = report.phase.requests.map((request) =>
    request.part !== null && untried.has(request.part) ? asDecoy(request) : request,
  );
  return {
    ...report,
    phase: { ...report.phase, requests },
    parts: report.parts.map((part, index) =>
      untried.has(index) ? { ...part, fate: { kind: "withdrawn" } } : part,
    ),
  };
}

/** Change a report as it is now: a sync may have learned about it meanwhile. */
async function change(
  store: Store,
  id: string,
  next: (report: StoredReport) => StoredReport,
  more: Change = {},
): Promise<void> {
  await store.exclusive(async ({ reports }) => {
    const report = reports.get(id);
    if (report !== undefined) await store.commit({ ...more, putReports: [next(report)] });
  });
}
