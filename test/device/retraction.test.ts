import assert from "node:assert/strict";
import { test } from "node:test";
import { hexToBytes } from "@noble/hashes/utils.js";
import {
  encodeReport,
  openBatch,
  openTicketResponse,
  prepareTicketClaim,
  retractionToken,
  type Ticket,
  ticketEpochs,
} from "../../protocol/index.ts";
import { everythingStored } from "./storage.ts";
import { checkIn, minute, type Phone, report, type Town, townFor } from "./town.ts";

/** Tickets of purpose 3, as an authority's page would get them. */
async function retractTickets(town: Town): Promise<Ticket[]> {
  const claim = prepareTicketClaim(await town.server.issueClaimCode(3));
  const answer = await post(town, "/v1/tickets", claim.request);
  const manifest = await (await fetch(`${town.server.url}/v1/manifest`)).text();
  const { ticketKeys } = JSON.parse(manifest.split("\n", 1)[0]!) as {
    ticketKeys: { purpose: number; epoch: number; publicKey: string }[];
  };
  return openTicketResponse(claim, await answer.bytes(), {
    purpose: 3,
    epochs: ticketEpochs(town.now),
    publicKeyFor: (purpose, epoch) => {
      const key = ticketKeys.find((each) => each.purpose === purpose && each.epoch === epoch);
      return key === undefined ? null : hexToBytes(key.publicKey);
    },
  });
}

function post(town: Town, path: string, body: Uint8Array): Promise<Response> {
  return fetch(town.server.url + path, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: new Uint8Array(body),
  });
}

async function tokensOf(phone: Phone): Promise<Uint8Array[]> {
  const stored = [...(await everythingStored(phone.factory))];
  return stored
    .filter(([name]) => name.startsWith("celadon-day-"))
    .flatMap(([, visits]) => visits as { tokens: { token: Uint8Array }[] }[])
    .flatMap((visit) => visit.tokens.map(({ token }) => token));
}

test("a retraction takes back one batch's matches, for those who see it in order and for those who come late, and no other case's", async (t) => {
  const town = await townFor(t);
  const [ann, abe, ben, late] = [
    await town.phone(),
    await town.phone(),
    await town.phone(),
    await town.phone(),
  ];
  const phones = [ann, abe, ben, late];
  for (const phone of phones) await phone.device.sync();
  const hall = town.place("Hall");
  const visits = [];
  for (const phone of phones) visits.push(await checkIn(phone, hall.display(10)));
  town.now += 25 * minute;
  for (const phone of phones.slice(0, 3)) await phone.device.checkOut();

  await report(town, ann, [visits[0]!.id]);
  const mistaken = await town.publish();
  await ben.device.sync({ force: true });
  assert.equal((await ben.device.state()).colour.colour, "yellow");

  const { salt } = openBatch(await (await fetch(`${town.server.url}/v1/batch/${mistaken}`)).bytes());
  const tokens = (await tokensOf(ann)).map((token) => retractionToken(salt, 1, token));
  const [ticket] = await retractTickets(town);
  assert.equal((await post(town, "/v1/reports", encodeReport(ticket!, tokens))).status, 204);
  const withdrawal = await town.publish();
  assert.equal((await ben.device.sync({ force: true })).retracted, 4);
  const withdrawn = await ben.device.state();
  assert.equal(withdrawn.colour.colour, "green");
  assert.ok(
    withdrawn.exposures.every(({ retractedIn }) => retractedIn === withdrawal),
    "and the person is told",
  );
  assert.equal(withdrawn.exposures.length, 4);

  await late.device.sync({ force: true });
  assert.equal((await late.device.state()).colour.colour, "green");
  await late.device.checkOut();
  assert.equal(
    (await late.device.state()).colour.colour,
    "green",
    "also when the tokens are derived afterwards",
  );

  await report(town, abe, [visits[1]!.id]);
  await town.publish();
  for (const phone of [ben, late]) {
    await phone.device.sync({ force: true });
    assert.equal((await phone.device.state()).colour.colour, "yellow", "another case's warning stands");
  }
});

test("a settled warning counts no more, keeps its history, and can be taken up again", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const visit = await checkIn(ann, hall.display());
  const { id } = await checkIn(ben, hall.display());
  town.now += 45 * minute;
  for (const phone of [ann, ben]) await phone.device.checkOut();
  await report(town, ann, [visit.id]);
  await town.publish();
  await ben.device.sync({ force: true });
  await ben.device.settle(id, true);
  const { colour, exposures } = await ben.device.state();
  assert.equal(colour.colour, "green");
  assert.ok(exposures.length > 0 && exposures.every(({ settled }) => settled));
  await ben.device.editVisit(id, { note: "tested negative" });
  assert.equal((await ben.device.state()).colour.colour, "green", "an edit does not take it up again");
  await ben.device.settle(id, false);
  assert.equal((await ben.device.state()).colour.colour, "yellow");
  await assert.rejects(ben.device.settle("nobody", true), { code: "no-visit" });
});

test("editing, deleting and undoing a visit change what it was warned of", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const visit = await checkIn(ann, hall.display());
  const { id } = await checkIn(ben, hall.display());
  town.now += 45 * minute;
  for (const phone of [ann, ben]) await phone.device.checkOut();
  await report(town, ann, [visit.id]);
  await town.publish();
  await ben.device.sync({ force: true });
  const minutes = async () => (await ben.device.state()).colour.minutes;
  assert.equal(await minutes(), 45);
  const undo = await ben.device.deleteVisit(id);
  assert.equal(await minutes(), 0);
  assert.deepEqual((await ben.device.state()).exposures, []);
  await undo();
  await undo();
  assert.equal(await minutes(), 45);
  assert.equal((await ben.device.state()).diary.length, 1);
  const start = visit.arrival;
  await ben.device.editVisit(id, { leaving: start + 25 * minute });
  assert.equal(await minutes(), 25);
  await ben.device.editVisit(id, { leaving: start + 7 * minute });
  assert.equal((await ben.device.state()).colour.colour, "green");
});

test("a match outlives its visit until it leaves the quarantine window", async (t) => {
  const town = await townFor(t, { retentionDays: 1, quarantineDays: 4 });
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const visit = await checkIn(ann, hall.display());
  await checkIn(ben, hall.display());
  town.now += 45 * minute;
  for (const phone of [ann, ben]) await phone.device.checkOut();
  await report(town, ann, [visit.id]);
  await town.publish();
  await ben.device.sync({ force: true });
  town.now += 2 * 86_400;
  await town.publish();
  await ben.device.sync({ force: true });
  const state = await ben.device.state();
  assert.deepEqual(state.diary, []);
  assert.deepEqual([state.colour.colour, state.exposures[0]?.visitName], ["yellow", "Hall"]);
  town.now += 2 * 86_400;
  await ben.device.tick();
  assert.deepEqual((await ben.device.state()).exposures, []);
});
