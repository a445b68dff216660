import { randomBytes, timingSafeEqual } from "node:crypto";
import {
  claimCodeOfRequest,
  decoyClaimCode,
  epochOf,
  ticketPublicKey,
  ticketPurpose,
  type TicketPurpose,
} from "../../protocol/index.ts";
import { hourOf } from "../clock.ts";
import { Refusal } from "../http/refusal.ts";
import { isClockInDoubt, nowOf, type World } from "../world.ts";

/**
 * Exchange a claim code for tickets, once. The same request gets the same answer until the code expires.
 *
 * @param body - Untrusted, of the right size.
 * @returns The answer, after it has reached the disk.
 * @throws {@link Refusal} `wrong-claim-code`, late when there were many; `used-claim-code`; `busy`; `no-tickets` when this
 *   epoch's key is gone; `clock-in-doubt`.
 * @throws ProtocolError when the request does not decode.
 * @see SPEC.md §4.4
 */
export async function exchangeTickets(world: World, body: Uint8Array): Promise<Uint8Array> {
  const claimCode = claimCodeOfRequest(body);
  // The code would be spent on tickets of another week, or pass for expired.
  if (isClockInDoubt(world)) throw new Refusal("clock-in-doubt");
  const isDecoy = claimCode === decoyClaimCode;
  const requestHash = world.keys.hash("ticket-request", body);
  const codeHash = world.keys.hash("claim-code", isDecoy ? randomBytes(16) : claimCode);
  const { store } = world;
  const { claims } = store;
  const claim = await claims.find(codeHash);
  if (isDecoy) return answerDecoy(world, body, codeHash, requestHash);
  if (claim === null || claim.expiresHour <= hourOf(nowOf(world))) {
    await answerWrongCode(world);
    throw new Refusal("wrong-claim-code");
  }
  if (claim.requestHash === null) {
    const { purpose } = claim;
    const answer = await issue(world, body, purpose);
    // Meanwhile the code may have been used, or have gone with a batch that was closed.
    const isUsed = await store.transaction(async () => {
      if (!(await claims.use(codeHash, requestHash, answer))) return false;
      await store.hourlyCounts.add(hourOf(nowOf(world)), "claimed", purpose);
      return true;
    }, "together");
    if (isUsed) return answer;
  }
  const used = await claims.find(codeHash);
  if (!used?.requestHash || !used.answer || !timingSafeEqual(used.requestHash, requestHash)) {
    throw new Refusal("used-claim-code");
  }
  return used.answer;
}

/** What happens before a wrong claim code is answered: it is counted, and beyond a rate the answer is late. */
export async function answerWrongCode(world: World): Promise<void> {
  if (await world.wrongCodeCounts.add(nowOf(world))) {
    world.log.warn("Somebody is trying claim codes: there were many wrong ones within an hour.");
  }
  await world.wrongCodes.slowDown();
}

async function issue(world: World, request: Uint8Array, purpose: TicketPurpose): Promise<Uint8Array> {
  const epoch = epochOf(nowOf(world));
  const secretKey = world.keys.ticketSecret(purpose, epoch);
  const publicKey = ticketPublicKey(await world.region.newestManifest(), purpose, epoch);
  if (secretKey === null || publicKey === null) throw new Refusal("no-tickets");
  return world.ticketWorkers.issue(request, purpose, epoch, { secretKey, publicKey });
}

/**
 * The same work, the same questions to the database one after the other, and the same writing to the disk; but what is written is taken
 * out again before it is committed.
 */
async function answerDecoy(
  world: World,
  request: Uint8Array,
  codeHash: Uint8Array,
  requestHash: Uint8Array,
): Promise<Uint8Array> {
  await world.region.newestManifest();
  const answer = await world.ticketWorkers.issue(request, ticketPurpose.report, epochOf(nowOf(world)), null);
  const { claims, hourlyCounts } = world.store;
  await world.store.transaction(async () => {
    await Promise.all([
      claims.add(codeHash, ticketPurpose.report, 0),
      claims.use(codeHash, requestHash, answer),
    ]);
    await Promise.all([hourlyCounts.addNothing(hourOf(nowOf(world))), claims.delete(codeHash)]);
  }, "together");
  return answer;
}
