import { parseClaimCode, ticketPurpose, type TicketPurpose } from "../../../protocol/index.ts";
import { Refusal } from "../../http/refusal.ts";
import { addClaimCodes, type IssuedClaimCode, revokeClaimCode } from "../../intake/claim-codes.ts";
import { answerWrongCode } from "../../intake/ticket-exchange.ts";
import { nowOf, type World } from "../../world.ts";
import { type ApprovalRequest, askApproval, takeApproval } from "../approvals.ts";
import { addAudit, type AuditData } from "../audit.ts";

/** The purposes that take two people. */
export type GravePurpose = Exclude<TicketPurpose, typeof ticketPurpose.report>;

interface Staff {
  readonly number: number;
}

/**
 * Ask a second person to approve a claim code for confirming or retracting.
 *
 * @returns The request's number.
 */
export async function askForCode(
  data: AuditData,
  staff: Staff,
  purpose: GravePurpose,
  now: number,
): Promise<number> {
  return data.store.transaction(async () => askApproval(data, staff, approvedCode(purpose), now));
}

/**
 * Issue one claim code.
 *
 * @param approval - Number of the request that a second person approved; null for a report's code, which one person gives.
 * @throws {@link Refusal} `not-approved`
 */
export async function issueSingleCode(
  data: AuditData,
  staff: Staff,
  purpose: TicketPurpose,
  approval: number | null,
  now: number,
): Promise<IssuedClaimCode> {
  const { store, keys } = data;
  return store.transaction(async () => {
    if (purpose !== ticketPurpose.report) {
      if (approval === null) throw new Refusal("not-approved");
      await takeApproval(data, staff, approval, approvedCode(purpose), now);
    }
    const [issued] = await addClaimCodes(store, keys, purpose, 1, now);
    await addAudit(
      data,
      staff,
      "codes-issued",
      { purpose, count: 1, ...(approval === null ? {} : { approval }) },
      now,
    );
    return { code: issued!.code, expires: issued!.expires };
  });
}

/**
 * Revoke a claim code that has not been used. Whoever knows the code may: nothing here says who issued it.
 *
 * @param text - As it was typed; untrusted.
 * @param note - Writes it into the audit, in the same transaction.
 * @throws {@link Refusal} `used-claim-code`; `wrong-claim-code`, counted and answered late like a wrong one of a device.
 * @throws ProtocolError when it is no claim code.
 */
export async function revokeSingleCode(
  world: World,
  text: string,
  note: (now: number) => Promise<void>,
): Promise<void> {
  const { store, keys } = world;
  const codeHash = keys.hash("claim-code", parseClaimCode(text));
  const now = nowOf(world);
  const outcome = await store.transaction(async () => {
    const revocation = await revokeClaimCode(store, codeHash, now);
    if (revocation === "revoked") await note(now);
    return revocation;
  });
  if (outcome === "used") throw new Refusal("used-claim-code");
  if (outcome === "unknown") {
    await answerWrongCode(world);
    throw new Refusal("wrong-claim-code");
  }
}

function approvedCode(purpose: GravePurpose): ApprovalRequest {
  return { action: "issue-codes", numbers: { purpose, count: 1 } };
}
