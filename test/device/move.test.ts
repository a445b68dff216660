import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  decodeFrame,
  encodeFrames,
  type FrameCollection,
  frameCount,
  joinFrames,
  takeFrame,
} from "../../protocol/index.ts";
import { DeviceError, type DeviceErrorCode } from "../../web/device/device.ts";
import { decodeContent, encodeContent } from "../../web/device/move-content.ts";
import { readMoveFile, sealMove } from "../../web/device/move-file.ts";
import { generatePassphrase, tidyPassphrase } from "../../web/device/passphrase.ts";
import { everythingStored } from "./storage.ts";
import { checkIn, day, hour, minute, townFor } from "./town.ts";
import { cheapKey, comparable, move, oldAndNew, passphrase, stay } from "./two-phones.ts";

async function assertRefused(code: DeviceErrorCode, run: () => unknown): Promise<void> {
  await assert.rejects(
    async () => run(),
    (error) => error instanceof DeviceError && error.code === code,
    `wanted ${code}`,
  );
}

test("a new phone has the same diary, gathering, warnings, report and colour as the old one", async (t) => {
  const town = await townFor(t);
  const { old, fresh } = await oldAndNew(town);
  const before = await comparable(old);
  assert.equal(before.colour.colour, "red");
  assert.equal(before.diary.length, 2);
  assert.ok(before.exposures.length >= 4);
  assert.equal(before.hosting?.name, "Ann's party");

  const sealed = await (await old.device.transfer()).pack(passphrase);
  const transfer = await fresh.device.transfer();
  const opened = await transfer.openMove(readMoveFile(sealed), passphrase);
  const { content: _content, ...preview } = opened;
  assert.deepEqual(preview, {
    made: town.now,
    visits: 3,
    from: before.diary.at(-1)!.arrival,
    to: before.openVisit!.arrival,
    newVisits: 3,
    openVisit: { name: "Ann's party", kind: "gathering" },
    ends: false,
    warnings: 1,
    reports: 1,
  });
  await transfer.takeMove(opened);
  assert.deepEqual(await comparable(fresh), before);
  assert.deepEqual(await comparable(await fresh.reload()), before);

  // Both go on alike: the gathering ends, the next lists come, the warning ends.
  town.now += hour;
  for (const phone of [old, fresh]) await phone.device.checkOut();
  await town.publish();
  for (const phone of [old, fresh]) await phone.device.sync({ force: true });
  assert.deepEqual(await comparable(fresh), await comparable(old));
  town.now += 11 * day;
  await town.publish();
  for (const phone of [old, fresh]) await phone.device.sync({ force: true });
  assert.deepEqual(await comparable(fresh), await comparable(old));
});

test("moving makes no request", async (t) => {
  const town = await townFor(t);
  const { old, fresh } = await oldAndNew(town);
  old.sent.length = 0;
  fresh.sent.length = 0;
  await move(old, fresh);
  assert.deepEqual([old.sent, fresh.sent], [[], []]);
});

test("a move that is taken twice, or forth and back, changes nothing", async (t) => {
  const town = await townFor(t);
  const { old, fresh } = await oldAndNew(town);
  const before = await comparable(old);
  await move(old, fresh);
  await move(old, fresh);
  await move(fresh, old);
  assert.deepEqual(await comparable(fresh), before);
  assert.deepEqual(await comparable(old), before);
});

test("what the new phone has stays, and a visit that goes on there ends the moved one", async (t) => {
  const town = await townFor(t);
  const { old, fresh } = await oldAndNew(town);
  await fresh.device.changeSettings({ "some-choice": 5 });
  const own = await stay(fresh, town, town.place("Library").display(), 20);
  const here = await checkIn(fresh, town.place("Station").display());
  town.now += 5 * minute;
  await move(old, fresh);
  const { diary, openVisit, settings } = await fresh.device.state();
  assert.equal(openVisit?.id, here.id);
  assert.deepEqual(diary.map(({ name }) => name).toSorted(), ["Ann's party", "Bar 酒吧", "Hall", "Library"]);
  assert.equal(diary.find(({ name }) => name === "Ann's party")?.leaving, town.now);
  assert.ok(diary.some(({ id }) => id === own));
  assert.deepEqual(settings, { introduced: true, "some-choice": 5 });
});

test("a warning that the lists here no longer hold moves; one that was taken back since is taken back", async (t) => {
  const town = await townFor(t, { retentionDays: 2, quarantineDays: 10 });
  const { old } = await oldAndNew(town);
  await old.device.checkOut();
  town.now += 3 * day;
  await town.publish();
  await old.device.sync({ force: true });
  const before = await comparable(old);
  assert.deepEqual(before.diary, []);
  assert.ok(before.exposures.length >= 4);
  const late = await town.phone({ deriveKey: cheapKey });
  await late.device.sync();
  await move(old, late);
  assert.deepEqual((await comparable(late)).exposures, before.exposures);
});

test("a doubt about lost storage moves with the diary: the new phone is no calmer than the old one", async (t) => {
  const town = await townFor(t);
  const [old, fresh] = [await town.phone({ deriveKey: cheapKey }), await town.phone({ deriveKey: cheapKey })];
  for (const phone of [old, fresh]) await phone.device.sync();
  await stay(old, town, town.place("Hall").display(), 30);
  old.device.close();
  const days = (await old.factory.databases()).filter(({ name }) => name!.startsWith("celadon-day-"));
  for (const { name } of days) {
    await new Promise((resolve) => old.factory.deleteDatabase(name!).addEventListener("success", resolve));
  }
  const damaged = await old.reload();
  await stay(damaged, town, town.place("Bar").display(), 30);
  assert.deepEqual((await damaged.device.state()).colour.reasons, ["lost-storage"]);
  await move(damaged, fresh);
  assert.deepEqual(await comparable(fresh), await comparable(damaged));
});

test("while a report is being sent no move is made; stopped or finished it moves, and is sent no more", async (t) => {
  const town = await townFor(t, { reportMinutes: 10 });
  const [old, fresh] = [await town.phone({ deriveKey: cheapKey }), await town.phone({ deriveKey: cheapKey })];
  for (const phone of [old, fresh]) await phone.device.sync();
  const id = await stay(old, town, town.place("Hall").display(), 60);
  const transfer = await old.device.transfer();
  await old.device.startReport(await town.server.issueClaimCode(1), [id]);
  await assertRefused("report-running", () => transfer.pack(passphrase));
  await old.device.runOutbox();
  const isUnderWay = (await old.device.report())?.visits.some(({ status }) => status === "chosen");
  if (isUnderWay === true) await assertRefused("report-running", () => transfer.pack(passphrase));
  await old.device.cancelReport();
  await move(old, fresh);
  assert.deepEqual(
    (await fresh.device.report())?.visits.map(({ status }) => status),
    (await old.device.report())?.visits.map(({ status }) => status),
  );
  fresh.sent.length = 0;
  assert.equal((await fresh.device.runOutbox()).nextDue, null);
  assert.deepEqual(fresh.sent, []);
});

test("a wrong passphrase, a damaged file and another region are told apart, and nothing is stored", async (t) => {
  const town = await townFor(t);
  const { old, fresh } = await oldAndNew(town);
  const sealed = await (await old.device.transfer()).pack(passphrase);
  const transfer = await fresh.device.transfer();
  const before = await everythingStored(fresh.factory);

  await assertRefused("wrong-passphrase", () =>
    transfer.openMove(readMoveFile(sealed), "k7mp-wx2d-q9rt-aa3g"),
  );
  for (const length of [0, 3, 4, 5, 20, 35, 36, 50, sealed.length - 1]) {
    await assertRefused(length < 4 ? "not-a-move" : "damaged", () => readMoveFile(sealed.slice(0, length)));
  }
  await assertRefused("damaged", () => readMoveFile(concatBytes(sealed, Uint8Array.of(0))));
  for (let bit = 0; bit < sealed.length * 8; bit += 7) {
    const flipped = sealed.slice();
    flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
    assert.throws(() => readMoveFile(flipped), DeviceError, `bit ${bit}`);
  }
  await assertRefused("not-a-move", () => readMoveFile(utf8ToBytes("%PDF-1.7 and so on")));
  const newer = sealed.slice();
  newer[4] = 2;
  await assertRefused("newer-version", () => readMoveFile(newer));

  const other = await townFor(t);
  const stranger = await other.phone({ deriveKey: cheapKey });
  const elsewhere = await stranger.device.transfer();
  await assertRefused("no-region", () => elsewhere.openMove(readMoveFile(sealed), passphrase));
  await stranger.device.sync();
  await assertRefused("other-region", () => elsewhere.openMove(readMoveFile(sealed), passphrase));
  assert.deepEqual(await everythingStored(fresh.factory), before);
});

test("a content that no phone would write is refused, and one of a newer version as such", async (t) => {
  const town = await townFor(t);
  const { old, fresh } = await oldAndNew(town);
  const sealed = await (await old.device.transfer()).pack(passphrase);
  const { content } = await (await fresh.device.transfer()).openMove(readMoveFile(sealed), passphrase);
  assert.deepEqual(decodeContent(encodeContent(content)), content);
  const plain = JSON.parse(new TextDecoder().decode(encodeContent(content))) as Record<string, unknown[]>;

  const wrong: [DeviceErrorCode, unknown][] = [
    ["damaged", null],
    ["damaged", []],
    ["damaged", { ...plain, made: -1 }],
    ["damaged", { ...plain, visits: [{}] }],
    ["damaged", { ...plain, visits: {} }],
    ["damaged", { ...plain, visits: [{ ...(plain["visits"]![0] as object), leaving: 1 }] }],
    ["damaged", { ...plain, visits: [{ ...(plain["visits"]![0] as object), tokens: [1, "zz"] }] }],
    ["damaged", { ...plain, open: { ...(plain["open"] as object), code: "CELADON:1" } }],
    ["damaged", { ...plain, exposures: [{ ...(plain["exposures"]![0] as object), evidence: 3 }] }],
    ["damaged", { ...plain, settings: { nested: {} } }],
    ["newer-version", { ...plain, gatherings: [] }],
    ["newer-version", { ...plain, visits: [{ ...(plain["visits"]![0] as object), pets: 1 }] }],
    ["newer-version", { ...plain, schema: "celadon/move/v2" }],
  ];
  for (const [code, value] of wrong) {
    await assertRefused(code, () => decodeContent(utf8ToBytes(JSON.stringify(value))));
  }
  await assertRefused("damaged", () => decodeContent(utf8ToBytes('{"schema":')));
  await assertRefused("damaged", () => decodeContent(Uint8Array.of(0xff)));
});

test("the key is Argon2id of the tidied passphrase, with its cost in the header", async () => {
  const costs: unknown[] = [];
  const sealed = await sealMove(utf8ToBytes("{}"), " K7mp–WX2D ", (request) => {
    costs.push(request.cost);
    return cheapKey(request);
  });
  const file = readMoveFile(sealed);
  assert.deepEqual([costs, file.cost], [[{ memory: 15, passes: 3 }], { memory: 15, passes: 3 }]);
  const { directPassphraseKey } = await import("../../web/device/passphrase-key.ts");
  const cost = { memory: 14, passes: 1 };
  const shares: number[] = [];
  const key = await directPassphraseKey(
    { passphrase: " K7mp–WX2D ", salt: new Uint8Array(16), cost },
    (share) => shares.push(share),
  );
  const tidied = { passphrase: "k7mpwx2d", salt: new Uint8Array(16), cost };
  assert.equal(bytesToHex(key), bytesToHex(await directPassphraseKey(tidied)));
  assert.ok(shares.length > 0 && shares.at(-1) === 1);
});

test("generated passphrases have sixteen characters of thirty, and are never twice the same", () => {
  const made = Array.from({ length: 200 }, generatePassphrase);
  for (const each of made) assert.match(each, /^([2-9a-hjkmnp-tv-z]{4}-){3}[2-9a-hjkmnp-tv-z]{4}$/);
  assert.equal(new Set(made).size, made.length);
  assert.equal(tidyPassphrase(" K7MP – wx2d\n"), "k7mpwx2d");
});

test("two hundred visits and their warnings travel as frames, with a fifth of them missed", async (t) => {
  const town = await townFor(t);
  const { old, fresh } = await oldAndNew(town);
  const sealed = await (await old.device.transfer()).pack(passphrase);
  const { content } = await (await fresh.device.transfer()).openMove(readMoveFile(sealed), passphrase);
  const [visit] = content.visits;
  const many = Array.from({ length: 200 }, (_, at) => ({
    ...visit!,
    id: bytesToHex(sha256(utf8ToBytes(`${at}`)).slice(0, 16)),
    name: `Place ${at}`,
    tokens: visit!.tokens.map(({ interval }) => ({
      interval,
      token: sha256(utf8ToBytes(`${at} ${interval}`)).slice(0, 16),
    })),
  }));
  const large = await sealMove(encodeContent({ ...content, visits: many }), passphrase, cheapKey);
  const texts = encodeFrames("move", large);
  t.diagnostic(`${many.length} visits, ${large.length} bytes, ${texts.length} frames`);
  assert.ok(large.length < 30_000, `${large.length} bytes`);
  let collection: FrameCollection | null = null;
  let shown = 0;
  for (let at = 7; ; at++) {
    shown++;
    // Never the same frame in two rounds that follow each other.
    if ((at + Math.floor(at / texts.length)) % 5 !== 0)
      collection = takeFrame(collection, decodeFrame(texts[at % texts.length]!));
    if (collection !== null && collection.chunks.size === frameCount(collection.length)) break;
  }
  t.diagnostic(`${shown} frames shown`);
  assert.deepEqual(joinFrames(collection), large);
});
