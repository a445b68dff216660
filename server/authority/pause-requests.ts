import { type PauseReason, pauseReasonNames } from "../../protocol/index.ts";
import { Refusal } from "../http/refusal.ts";
import { pausedFor, pausePublishing, resumePublishing } from "../publishing/pause.ts";
import type { World } from "../world.ts";
import { askApproval, findApproval, takeApproval } from "./approvals.ts";
import { addAudit } from "./audit.ts";

/** Who asks or approves. */
interface Person {
  readonly number: number;
}

/**
 * Ask a second person to pause publishing, or to go on. Call inside a transaction.
 *
 * @param reason - Why to pause; null to go on.
 * @returns The request's number.
 * @throws {@link Refusal} `paused`, `not-paused` when it is so already.
 */
export async function askForPause(
  world: World,
  asker: Person,
  reason: PauseReason | null,
  now: number,
): Promise<number> {
  const isPaused = (await pausedFor(world.store.log)) !== null;
  if (isPaused !== (reason === null)) throw new Refusal(isPaused ? "paused" : "not-paused");
  const request =
    reason === null
      ? ({ action: "resume", numbers: {} } as const)
      : ({ action: "pause", numbers: { reason: pauseReasonNames.indexOf(reason) } } as const);
  return askApproval(world, asker, request, now);
}

/**
 * Do what was just approved, if it is a pause or its end: it cannot wait until the one who asked comes back. Call inside the
 * transaction that approves it.
 *
 * @param decider - Who approved it.
 * @throws {@link Refusal} `paused`, `not-paused` when it is so already: then nothing is approved either.
 */
export async function carryOutPause(
  world: World,
  decider: Person,
  number: number,
  now: number,
): Promise<void> {
  const { action, numbers, asker } = (await findApproval(world, number))!;
  if (action !== "pause" && action !== "resume") return;
  await takeApproval(world, { number: asker }, number, { action, numbers }, now);
  if (action === "resume") {
    await resumePublishing(world);
    await addAudit(world, decider, "publishing-resumed", { approval: number }, now);
  } else {
    const reason = pauseReasonNames[numbers["reason"]!]!;
    await pausePublishing(world, reason);
    await addAudit(world, decider, "publishing-paused", { ...numbers, approval: number }, now);
  }
}
