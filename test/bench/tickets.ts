import { randomBytes } from "node:crypto";
import { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js";
import {
  decodeTicketRequest,
  decoyClaimCode,
  generateTicketKeyPair,
  type Group,
  issueTickets,
  nobleGroup,
  prepareTicketClaim,
  ticketOutput,
} from "../../protocol/index.ts";
import { openSodiumGroup } from "../../server/intake/sodium-group.ts";
import { compared, medianMilliseconds, type Row } from "./measure.ts";

/** What a report and a claim code cost the server in arithmetic, by `@noble/curves` and by libsodium. */
export async function ticketRates(): Promise<Row[]> {
  const sodiumGroup = await openSodiumGroup();
  const keys = generateTicketKeyPair();
  const { request } = prepareTicketClaim(decoyClaimCode);
  // Without the bytes in between, which cost this library a tenth more.
  const noble = await rate("reports redeemed with @noble/curves alone", 100, () =>
    ristretto255_hasher
      .hashToCurve(randomBytes(32), { DST: "HashToGroup-OPRFV1-\x01-ristretto255-SHA512" })
      .multiply(ristretto255.Point.Fn.fromBytes(keys.secretKey))
      .toBytes(),
  );
  const sodium = await rate("reports redeemed with libsodium", 500, () =>
    ticketOutput(keys.secretKey, randomBytes(32), sodiumGroup),
  );
  const issuing = (name: string, runs: number, group: Group): Promise<Row> =>
    rate(`claim codes answered with ${name}`, runs, () =>
      issueTickets(decodeTicketRequest(request, group), 1, 1, keys, group),
    );
  const nobleClaims = await issuing("@noble/curves", 9, nobleGroup);
  const sodiumClaims = await issuing("libsodium", 30, sodiumGroup);
  return [noble, compared(sodium, noble), nobleClaims, compared(sodiumClaims, nobleClaims)];
}

async function rate(what: string, runs: number, run: () => unknown): Promise<Row> {
  return { what, value: 1_000 / (await medianMilliseconds(runs, run)), unit: "a second" };
}
