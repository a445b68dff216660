import assert from "node:assert/strict";
import { test } from "node:test";
import { hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  decodeCheckInCode,
  decodeHandedVisit,
  decodeHandover,
  encodeHandedVisit,
  handoverProblems,
  type HandedVisit,
  intervalOf,
  intervalStart,
  narrowPass,
  ProtocolError,
} from "../../protocol/index.ts";
import { DeviceError, type DeviceErrorCode } from "../../web/device/device.ts";
import { databasesWith, everythingStored } from "./storage.ts";
import { checkIn, day, hour, minute, report, townFor } from "./town.ts";
import { stay } from "./two-phones.ts";

async function assertRefused(code: DeviceErrorCode, run: () => Promise<unknown>): Promise<void> {
  await assert.rejects(run, (error) => error instanceof DeviceError && error.code === code, `wanted ${code}`);
}

test("visits for the authority have days, minutes and tokens, and no words unless the person wants it", async (t) => {
  const town = await townFor(t);
  const ann = await town.phone();
  await ann.device.sync();
  const first = await stay(ann, town, town.place("Hall 大堂").display(), 33);
  await ann.device.editVisit(first, { note: "with Ben" });
  const second = await checkIn(ann, town.place("Bar").display());
  town.now += 20 * minute;
  ann.sent.length = 0;
  const transfer = await ann.device.transfer();
  const bytes = await transfer.handOverVisits([second.id, first], false);
  for (const word of ["Hall", "Bar", "Ben"]) {
    assert.ok(!Buffer.from(bytes).includes(Buffer.from(utf8ToBytes(word))), word);
  }
  const visits = decodeHandover(bytes);
  const { diary, region } = await ann.device.state();
  assert.deepEqual(
    visits.map(({ arrivalMinute, leavingMinute }) => leavingMinute - arrivalMinute),
    [33, 20],
  );
  assert.equal(visits[0]!.arrivalMinute, diary[0]!.arrival / 60);
  assert.deepEqual(
    visits.map(({ tokens }) => tokens.length),
    [diary[0]!.tokens, 3],
  );
  const context = { regionId: hexToBytes(region!.id), now: town.now, retentionDays: 14 };
  for (const visit of visits) assert.deepEqual(handoverProblems(visit, context), []);
  const [worded] = decodeHandover(await transfer.handOverVisits([first], true));
  assert.deepEqual([worded!.name, worded!.note], ["Hall 大堂", "with Ben"]);
  assert.deepEqual(ann.sent, []);
  await assertRefused("no-visit", () => transfer.handOverVisits(["0".repeat(32)], false));
});

test("a visit that was handed to another phone warns it as its own, and is there once however often it is read", async (t) => {
  const town = await townFor(t);
  const [ann, ben, case1] = [await town.phone(), await town.phone(), await town.phone()];
  for (const phone of [ann, ben, case1]) await phone.device.sync();
  const code = town.place("Hall").printed(town.now, town.now + 8 * hour);
  const caseVisit = await checkIn(case1, code);
  const id = await stay(ann, town, code, 45);
  await ann.device.editVisit(id, { note: "with Ben" });
  await case1.device.checkOut();
  await report(town, case1, [caseVisit.id]);
  await town.publish();
  for (const phone of [ann, ben]) await phone.device.sync({ force: true });
  const bytes = await (await ann.device.transfer()).handVisit(id);
  assert.ok(!Buffer.from(bytes).includes("with Ben"), "the note is the giver's");

  const transfer = await ben.device.transfer();
  ben.sent.length = 0;
  const read = await transfer.readVisit(bytes);
  assert.deepEqual([read.name, read.isOpen, read.isHere], ["Hall", false, false]);
  const kept = await transfer.keepVisit(read);
  await transfer.keepVisit(read);
  assert.equal((await transfer.readVisit(bytes)).isHere, true);
  const [annState, benState] = [await ann.device.state(), await ben.device.state()];
  assert.deepEqual(
    benState.diary.map(({ arrival, leaving, tokens, kind }) => ({ arrival, leaving, tokens, kind })),
    annState.diary.map(({ arrival, leaving, tokens, kind }) => ({ arrival, leaving, tokens, kind })),
  );
  assert.notEqual(kept.id, id);
  assert.equal(benState.colour.colour, "yellow");
  assert.equal(benState.colour.minutes, annState.colour.minutes);
  assert.deepEqual(ben.sent, []);
});

test("a stay that goes on is handed over with no more of the pass than the stay, and ends on each phone by itself", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const dayPass = town.place("Hall").printed(town.now, town.now + 10 * hour);
  town.now += hour;
  const open = await checkIn(ann, dayPass, { stayMinutes: 60 });
  town.now += 25 * minute;
  const elsewhere = await checkIn(ben, town.place("Bar").display());
  const bytes = await (await ann.device.transfer()).handVisit(open.id);
  const handed = decodeHandedVisit(bytes);
  assert.equal(handed.form, "open");
  const wanted = [intervalOf(open.arrival), intervalOf(open.plannedLeaving) + 2] as const;
  assert.deepEqual([handed.pass.start, handed.pass.end], wanted);
  assert.deepEqual(
    (handed as HandedVisit & { form: "open" }).pass,
    narrowPass(decodeCheckInCode(dayPass).pass, ...wanted),
  );

  town.now += 5 * minute;
  const transfer = await ben.device.transfer();
  await transfer.keepVisit(await transfer.readVisit(bytes));
  const { openVisit, diary } = await ben.device.state();
  assert.equal(openVisit?.name, "Hall");
  assert.equal(openVisit.arrival, open.arrival);
  assert.equal(diary[0]?.id, elsewhere.id);
  town.now = open.plannedLeaving + minute;
  for (const phone of [ann, ben]) await phone.device.tick();
  const [annVisit, benVisit] = await Promise.all(
    [ann, ben].map(async ({ device }) => (await device.state()).diary.find(({ name }) => name === "Hall")!),
  );
  assert.deepEqual(
    [benVisit!.arrival, benVisit!.leaving, benVisit!.tokens],
    [annVisit!.arrival, annVisit!.leaving, annVisit!.tokens],
  );
  for (const node of (handed as HandedVisit & { form: "open" }).pass.nodes) {
    assert.deepEqual(await databasesWith(ben.factory, node), []);
  }
  // Read only now, it is an ended one.
  const late = await town.phone();
  await late.device.sync();
  const lateTransfer = await late.device.transfer();
  const lateVisit = await lateTransfer.keepVisit(await lateTransfer.readVisit(bytes));
  assert.deepEqual([lateVisit.leaving, lateVisit.tokens], [annVisit!.leaving, annVisit!.tokens]);
});

test("a visit from elsewhere, from the future, from long ago or of another stay is refused, and nothing is stored", async (t) => {
  const town = await townFor(t);
  const ann = await town.phone();
  await ann.device.sync();
  const id = await stay(ann, town, town.place("Hall").display(), 40);
  const handed = decodeHandedVisit(await (await ann.device.transfer()).handVisit(id)) as HandedVisit & {
    form: "ended";
  };
  const ben = await town.phone();
  const transfer = await ben.device.transfer();
  const read = (change: Partial<HandedVisit>) =>
    transfer.readVisit(encodeHandedVisit({ ...handed, ...change } as HandedVisit));
  await assertRefused("no-region", () => read({}));
  await ben.device.sync();
  const before = await everythingStored(ben.factory);
  await assertRefused("other-region", () => read({ regionId: new Uint8Array(8) }));
  await assertRefused("clock-behind", () => read({ leaving: town.now + 20 * minute }));
  await assertRefused("clock-behind", () => read({ recordedIn: intervalOf(town.now) + 2 }));
  await assertRefused("too-old", () => read({ arrival: handed.arrival - 15 * day }));
  await assertRefused("damaged", () => read({ arrival: intervalStart(intervalOf(handed.arrival) + 1) }));
  await assertRefused("damaged", () => transfer.readVisit(utf8ToBytes("CLDH")));
  const newer = encodeHandedVisit(handed);
  newer[4] = 2;
  await assertRefused("newer-version", () => transfer.readVisit(newer));
  assert.deepEqual(await everythingStored(ben.factory), before);
});

test("a slip is looked up in the lists that are here, long after its window, and nothing is stored, asked or coloured", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const [hall, bar] = [town.place("Hall"), town.place("Bar")];
  const slip = hall.printed(town.now, town.now + 8 * hour);
  const harmless = bar.printed(town.now, town.now + 8 * hour);
  const display = hall.display(2);
  town.now += 30 * minute;
  const from = town.now;
  const visit = await checkIn(ann, slip);
  town.now += 40 * minute;
  await ann.device.checkOut();
  await report(town, ann, [visit.id]);
  await town.publish();
  town.now += 3 * day;
  await town.publish();
  await ben.device.sync({ force: true });
  const before = await ben.device.state();
  const stored = await everythingStored(ben.factory);
  ben.sent.length = 0;

  const transfer = await ben.device.transfer();
  const answer = await transfer.checkSlip(slip);
  assert.equal(answer.name, "Hall");
  assert.equal(answer.to - answer.from, 8 * hour);
  assert.deepEqual(
    answer.found.map(({ interval }) => interval),
    [0, 1, 2, 3, 4, 5].map((each) => intervalOf(from) + each),
  );
  assert.ok(answer.found.every(({ confirmed }) => !confirmed));
  assert.equal((await transfer.checkSlip(harmless)).found.length, 0);
  assert.ok((await transfer.checkSlip(display)).found.length >= 6, "any code will do");
  await assert.rejects(
    () => transfer.checkSlip("CELADON:12"),
    (error) => error instanceof ProtocolError && error.code === "wrong-check",
  );
  assert.deepEqual(await ben.device.state(), before);
  assert.deepEqual(await everythingStored(ben.factory), stored);
  assert.deepEqual(ben.sent, []);

  town.now += 14 * day;
  await town.publish();
  await ben.device.sync({ force: true });
  const late = await transfer.checkSlip(slip);
  assert.deepEqual([late.found, late.isPartlyUnknown], [[], true]);
});
