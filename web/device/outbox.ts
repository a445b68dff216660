import { DeviceError, type DeviceErrorCode } from "./device-error.ts";
import { policyOf } from "./region.ts";
import { asDecoy, planRequests } from "./report-plan.ts";
import type { Requests } from "./request.ts";
import type { OutgoingRequest, ReportPart, Snapshot, StoredReport } from "./snapshot.ts";
import type { Change, Store } from "./store.ts";
import { claimTickets } from "./ticket-claim.ts";

/** Seconds until an attempt that failed is repeated. */
const patienceSeconds = 60;

/** What the outbox works with. */
export interface OutboxParts {
  readonly store: Store;
  /** The way out for one report, by its id. */
  readonly requests: (report: string) => Requests;
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
 * the same bytes twice without harm. So a cut at any point neither loses nor doubles a report.
 *
 * @throws DeviceError `storage-full`; the reason of `signal`.
 * @see SPEC.md §4.5
 */
export async function runOutbox(parts: OutboxParts, signal: AbortSignal | undefined): Promise<OutboxRun> {
  try {
    for (;;) {
      signal?.throwIfAborted();
      const report = await parts.store.exclusive(async (snapshot) => activeReport(snapshot));
      if (report === null) return { nextDue: null, problem: null };
      if (report.phase.step === "claiming") {
        await takeTickets(parts, report, signal);
      } else if (report.phase.step === "sending") {
        const index = report.phase.requests.findIndex(({ status }) => status !== "done");
        const next = report.phase.requests[index];
        if (next === undefined) {
          const at = parts.now();
          await change(parts.store, report.id, (current) => ({ ...current, phase: { step: "sent", at } }));
        } else if (next.due > parts.now()) return { nextDue: next.due, problem: null };
        else await sendOne(parts, report, index, next, signal);
      }
    }
  } catch (error) {
    const isPassing =
      error instanceof DeviceError && (error.code === "offline" || error.code === "server-trouble");
    if (!isPassing) throw error;
    return { nextDue: parts.now() + patienceSeconds, problem: error.code };
  }
}

/** The report that is under way, or `null`. */
export function activeReport({ reports }: Snapshot): StoredReport | null {
  return (
    [...reports.values()].find(({ phase }) => phase.step === "claiming" || phase.step === "sending") ?? null
  );
}

/**
 * Stop the report that is under way. One at a time with {@link runOutbox}: the caller takes the turn. What may have arrived
 * stays; what was never tried is replaced by decoys, so that the traffic looks the same.
 */
export async function cancelReport(store: Store): Promise<void> {
  const report = await store.exclusive(async (snapshot) => activeReport(snapshot));
  if (report?.phase.step === "claiming")
    await store.exclusive(() => store.commit({ deleteReports: [report.id] }));
  if (report?.phase.step !== "sending") return;
  await change(store, report.id, (current) => withoutUntried(current));
}

async function takeTickets(
  { store, requests, now, random }: OutboxParts,
  report: StoredReport,
  signal: AbortSignal | undefined,
): Promise<void> {
  const snapshot = await store.exclusive(async (each) => each);
  const claimed = await claimTickets(requests(report.id), snapshot, report, now, signal);
  if (claimed.kind === "refused") {
    const { reason } = claimed;
    await change(store, report.id, (current) => ({ ...current, phase: { step: "refused", reason } }));
    return;
  }
  const { reportMinutes } = policyOf(snapshot, now());
  const planned = planRequests(report.parts, claimed.tickets, now(), reportMinutes, random);
  await change(
    store,
    report.id,
    (current) => ({ ...current, phase: { step: "sending", requests: planned } }),
    {
      ownPositive: now(),
    },
  );
}

async function sendOne(
  { store, requests, now }: OutboxParts,
  report: StoredReport,
  index: number,
  request: OutgoingRequest,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (request.status === "waiting") {
    await change(store, report.id, (current) => withRequest(current, index, "tried", null));
  }
  const { status } = await requests(report.id).post("/v1/reports", request.bytes, signal);
  const fate = fateOf(status, request.status === "tried", now());
  await change(store, report.id, (current) => withRequest(current, index, "done", fate));
}

/** What an answer means for the part that was sent. */
function fateOf(status: number, wasTried: boolean, now: number): ReportPart["fate"] {
  // Nobody else can have spent this ticket: an earlier attempt arrived, and the server has forgotten its body since.
  if (status === 204 || (status === 409 && wasTried)) return { kind: "sent", at: now, misses: 0 };
  if ([400, 403, 409, 410].includes(status)) return { kind: "refused" };
  throw new DeviceError("server-trouble", `/v1/reports: status ${status}`);
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
    phase: { step: "sending", requests },
    parts: report.parts.map((each, at) => (at === part && fate !== null ? { ...each, fate } : each)),
  };
}

function withoutUntried(report: StoredReport): StoredReport {
  if (report.phase.step !== "sending") return report;
  const untried = new Set(
    report.phase.requests.filter(({ status }) => status === "waiting").map(({ part }) => part),
  );
  const requests = report.phase.requests.map((request) =>
    request.status === "waiting" && request.part !== null ? asDecoy(request) : request,
  );
  return {
    ...report,
    phase: { step: "sending", requests },
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
