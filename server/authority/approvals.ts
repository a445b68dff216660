import { encodeAuditNumbers } from "../../protocol/index.ts";
import { secondsPerHour } from "../clock.ts";
import { Refusal } from "../http/refusal.ts";
import type { ApprovalState, StoredApproval } from "../store/approval-table.ts";
import { addAudit, type AuditData } from "./audit.ts";
import type { ApprovalAction } from "./approval-action.ts";

/** What somebody asks a second person to approve. */
export interface ApprovalRequest {
  readonly action: ApprovalAction;
  /** What exactly, in numbers: it is done so or not at all. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** A request as staff see it. */
export interface Approval extends ApprovalRequest {
  readonly number: number;
  /** Number of a staff member. */
  readonly asker: number;
  /** Who approved or refused; null while it waits. */
  readonly decider: number | null;
  readonly state: ApprovalState;
  /** Unix seconds. */
  readonly expires: number;
}

/** How long a request, and then its approval, can be used. */
const validSeconds = 24 * secondsPerHour;

/**
 * Ask for a second person. Call inside a transaction.
 *
 * @param asker - Who asks; the only one who can use the approval.
 * @param now - Unix seconds.
 * @returns The request's number.
 */
export async function askApproval(
  data: AuditData,
  asker: { readonly number: number },
  { action, numbers }: ApprovalRequest,
  now: number,
): Promise<number> {
  const approval = await data.store.approvals.add({
    action,
    numbers: encodeAuditNumbers(numbers),
    asker: asker.number,
    expires: now + validSeconds,
  });
  await addAudit(data, asker, `asked-${action}`, { ...numbers, approval }, now);
  return approval;
}

/**
 * Approve or refuse what another person asked for. Call inside a transaction.
 *
 * @param decider - Must have the role of an approver; that has been checked.
 * @throws {@link Refusal} `own-request` when they asked for it themselves, `not-found`, `decided-already`.
 */
export async function decideApproval(
  data: AuditData,
  decider: { readonly number: number },
  number: number,
  decision: "approved" | "refused",
  now: number,
): Promise<void> {
  const approval = await waiting(data, number, now);
  if (approval.asker === decider.number) throw new Refusal("own-request");
  await move(data, number, "waiting", decision, decider.number);
  await addAudit(
    data,
    decider,
    decision === "approved" ? "approval-given" : "approval-refused",
    { approval: number },
    now,
  );
}

/**
 * Take one's own request back. Call inside a transaction.
 *
 * @throws {@link Refusal} `not-found` when it is another's, `decided-already`.
 */
export async function withdrawApproval(
  data: AuditData,
  asker: { readonly number: number },
  number: number,
  now: number,
): Promise<void> {
  if ((await waiting(data, number, now)).asker !== asker.number) throw new Refusal("not-found");
  await move(data, number, "waiting", "withdrawn", null);
  await addAudit(data, asker, "approval-withdrawn", { approval: number }, now);
}

/**
 * Use an approval: it works once, for the person who asked, and for nothing but what was approved. Call inside the transaction that
 * does it, so that both happen or neither, and write an entry of one's own into the audit.
 *
 * @throws {@link Refusal} `not-approved` unless another person has approved exactly this.
 */
export async function takeApproval(
  { store }: Pick<AuditData, "store">,
  asker: { readonly number: number },
  number: number,
  { action, numbers }: ApprovalRequest,
  now: number,
): Promise<void> {
  const approval = await store.approvals.find(number);
  const isThis =
    approval !== null &&
    approval.expires > now &&
    approval.asker === asker.number &&
    approval.decider !== approval.asker &&
    approval.action === action &&
    approval.numbers === encodeAuditNumbers(numbers);
  if (!isThis || !(await store.approvals.move(number, "approved", "taken")))
    throw new Refusal("not-approved");
}

/** The requests that have not expired, the newest first. @param of - Only those that this person asked for; null for all. */
export async function listApprovals(
  { store }: Pick<AuditData, "store">,
  of: { readonly number: number } | null,
  now: number,
): Promise<Approval[]> {
  return (await store.approvals.all(now))
    .filter(({ asker }) => of === null || asker === of.number)
    .map(approvalOf);
}

/** One request, or null: expired ones too, until they are forgotten. */
export async function findApproval(
  { store }: Pick<AuditData, "store">,
  number: number,
): Promise<Approval | null> {
  const stored = await store.approvals.find(number);
  return stored === null ? null : approvalOf(stored);
}

async function waiting(
  { store }: Pick<AuditData, "store">,
  number: number,
  now: number,
): Promise<StoredApproval> {
  const approval = await store.approvals.find(number);
  if (approval === null) throw new Refusal("not-found");
  if (approval.state !== "waiting" || approval.expires <= now) throw new Refusal("decided-already");
  return approval;
}

async function move(
  { store }: Pick<AuditData, "store">,
  number: number,
  from: ApprovalState,
  to: ApprovalState,
  decider: number | null,
): Promise<void> {
  if (!(await store.approvals.move(number, from, to, decider))) throw new Refusal("decided-already");
}

function approvalOf(stored: StoredApproval): Approval {
  return {
    ...stored,
    action: stored.action as ApprovalAction,
    numbers: JSON.parse(stored.numbers) as ApprovalRequest["numbers"],
  };
}
