import { randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import {
  acceptedEpochs,
  decodeReport,
  evidence,
  generateTicketKeyPair,
  type Report,
  type TicketPurpose,
} from "../../protocol/index.ts";
import { dayOf } from "../clock.ts";
import { Refusal } from "../http/refusal.ts";
import { isClockInDoubt, nowOf, type World } from "../world.ts";

/** For how many days after the present one a report sent again is recognised as the same. */
const bodyKeptDays = 1;

/** Decoys are checked with this, to the same end and in the same time. */
const decoyKey = generateTicketKeyPair().secretKey;

/**
 * Take a report: check its ticket, spend it and keep the tokens for their batch, all or nothing.
 *
 * @param body - Untrusted, of the right size.
 * @returns After the tokens have reached the disk; also when this very report was taken before.
 * @throws {@link Refusal} `ticket-over`, `wrong-ticket`, `spent-ticket`, `busy`, `clock-in-doubt`.
 * @throws ProtocolError when the report does not decode.
 * @see SPEC.md §4.5
 */
export async function acceptReport(world: World, body: Uint8Array): Promise<void> {
  const report = decodeReport(body);
  // A phone takes it for final that a ticket is over.
  if (!acceptedEpochs(nowOf(world)).includes(report.epoch) && isClockInDoubt(world))
    throw new Refusal("clock-in-doubt");
  if (report.evidence === 0) return acceptDecoy(world, body);
  const purpose = report.evidence;
  const keyInForce = (): Uint8Array => ticketKey(world, purpose, report.epoch);
  const isGenuine = await world.ticketWorkers.redeem(keyInForce(), body).finally(keyInForce);
  if (!isGenuine) throw new Refusal("wrong-ticket");
  await spend(world, { ...report, evidence: purpose }, body);
}

/** @throws {@link Refusal} `ticket-over` */
function ticketKey(world: World, purpose: TicketPurpose, epoch: number): Uint8Array {
  const secretKey = world.keys.ticketSecret(purpose, epoch);
  if (secretKey === null || !acceptedEpochs(nowOf(world)).includes(epoch)) throw new Refusal("ticket-over");
  return secretKey;
}

async function spend(
  world: World,
  report: Report & { evidence: 1 | 2 | 3 },
  body: Uint8Array,
): Promise<void> {
  const { reports } = world.store;
  const nonceHash = world.keys.hash("ticket-nonce", report.nonce);
  const bodyHash = world.keys.hash("report", body);
  await world.store.transaction(async () => {
    // Asked again: a batch that was closed meanwhile may have forgotten the week's nonces, and wiped its key.
    ticketKey(world, report.evidence, report.epoch);
    if (report.epoch < (await world.store.publisher.oldestEpoch())) throw new Refusal("ticket-over");
    const isNew = await reports.spend({
      nonceHash,
      bodyHash,
      epoch: report.epoch,
      bodyUntilDay: dayOf(nowOf(world)) + bodyKeptDays,
    });
    if (!isNew) {
      const known = await reports.bodyHash(nonceHash);
      if (known && timingSafeEqual(known, bodyHash)) return;
      throw new Refusal("spent-ticket");
    }
    const due = await drawBatch(world);
    // In one order, so that no two that share tokens wait for each other; and none waits for the one before, so that many take no longer.
    const tokens = report.tokens.toSorted((a, b) => Buffer.compare(a, b));
    await Promise.all(tokens.map(async (token) => reports.addToken(due, report.evidence, token)));
  }, "together");
}

/**
 * The same work, the same questions to the database one after the other, and the same writing to the disk; but what is written is taken
 * out again before it is committed.
 */
async function acceptDecoy(world: World, body: Uint8Array): Promise<void> {
  const { reports } = world.store;
  const nonceHash = world.keys.hash("ticket-nonce", randomBytes(32));
  const tokens = [randomBytes(16)];
  await world.ticketWorkers.redeem(decoyKey, body);
  await world.store.transaction(async () => {
    await world.store.publisher.oldestEpoch();
    await reports.spend({ nonceHash, bodyHash: nonceHash, epoch: 0, bodyUntilDay: 0 });
    const due = await drawBatch(world);
    await Promise.all([
      ...tokens.map(async (token) => reports.addToken(due, evidence.reported, token)),
      reports.takeBack(nonceHash, due, evidence.reported, tokens),
    ]);
  }, "together");
}

/** The number of the batch a report goes into: the next to be closed, or at random one of those that the policy allows. */
async function drawBatch(world: World): Promise<number> {
  const { mixPeriods } = await world.region.policy(nowOf(world));
  return (await world.store.batches.newest())!.number + 1 + randomInt(mixPeriods + 1);
}
