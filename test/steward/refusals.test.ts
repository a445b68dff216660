import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test, type TestContext } from "node:test";
import { DatabaseSync } from "node:sqlite";
import {
  encodeManifest,
  formatUtc,
  type Manifest,
  noteSigner,
  parseManifest,
  parseTilePath,
  parseUtc,
  signNote,
} from "../../protocol/index.ts";
import { appendToLog, readTile } from "../../server/log.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { startServer } from "../../server/server.ts";
import { Store } from "../../server/store/store.ts";
import { phoneFor } from "./phone.ts";
import { clear, foundRegion, newTable, signAndJoin } from "./table.ts";

const table = newTable();
const data = table.path("data");
const hour = 3600;
const day = 86_400;

/** What the two manifests of the region say, once they are there. */
let first: Manifest;
let second: Manifest;

before(async () => {
  await foundRegion(table, data);
  await table.done("steward draft --sunset-days 55 --out 2.draft", { data });
  await signAndJoin(table, "2");
  await table.done("steward install 2.note", { data });
  [first, second] = [parseManifest(table.read("1.draft")), parseManifest(table.read("2.draft"))];
});

after(() => clear(table));

/** Signed by stewards whose program checks nothing. */
function signedBlindly(text: string, ...names: readonly string[]): string {
  return signNote(
    text,
    names.map((name) => noteSigner(table.read(`${name}.skey`).trim())),
  );
}

/** The text of what {@link encodeManifest} refuses to write. */
function encodedBlindly(manifest: Manifest): string {
  return `${JSON.stringify(manifest)}\n`;
}

/** A manifest that could follow the second. */
function third(change: Partial<Manifest> = {}): Manifest {
  return { ...second, sequence: 3, ...change };
}

interface Case {
  readonly name: string;
  readonly text: () => string;
  readonly signers: readonly string[];
  readonly atJoin: RegExp;
  /** At install, and on the device. */
  readonly reason: RegExp;
}

const cases: readonly Case[] = [
  {
    name: "a sunset at 181 days",
    text: () => encodedBlindly(third({ sunset: formatUtc(parseUtc(second.issued) + 181 * day) })),
    signers: ["anna", "ben"],
    atJoin: /sunset .* is more than 180 days after issued /,
    reason: /sunset .* is more than 180 days after issued /,
  },
  {
    name: "one signature of the two that are needed",
    text: () => encodeManifest(third()),
    signers: ["anna"],
    atJoin: /^Too few signatures: 2 of the 3 stewards must sign, only "anna.example" did\.$/,
    reason: /1 stewards signed, 2 of 3 are needed/,
  },
  {
    name: "a lower sequence",
    text: () => encodeManifest({ ...first, purpose: { en: "Something else." } }),
    signers: ["anna", "ben"],
    atJoin: /its sequence 1 is lower than the 2 seen before/,
    reason: /its sequence 1 is lower than the 2 seen before/,
  },
  {
    name: "a policy outside its bounds",
    text: () => encodedBlindly(third({ policy: { ...second.policy, yellow: 5 } })),
    signers: ["ben", "cleo"],
    atJoin: /policy\.yellow is 5, allowed is 11 to 240/,
    reason: /policy\.yellow is 5, allowed is 11 to 240/,
  },
  {
    name: "a changed policy with less than 48 hours' notice",
    text: () =>
      encodeManifest(
        third({
          policy: { ...second.policy, yellow: 30 },
          effective: formatUtc(parseUtc(second.issued) + 48 * hour - 1),
        }),
      ),
    signers: ["anna", "cleo"],
    atJoin: /its policy changes .*, less than 48 hours after /,
    reason: /its policy changes .*, less than 48 hours after /,
  },
  {
    name: "a changed ticket key",
    text: () => {
      const [key, ...rest] = second.ticketKeys;
      return encodeManifest(third({ ticketKeys: [{ ...key!, publicKey: "ab".repeat(32) }, ...rest] }));
    },
    signers: ["anna", "ben"],
    atJoin: /the ticket key of purpose 1 and epoch \d+ changed or is missing/,
    reason: /the ticket key of purpose 1 and epoch \d+ changed or is missing/,
  },
];

/** A copy of the server's data: what a case does to it stays with it. */
function copyOfData(t: TestContext, kind = "honest"): string {
  const copy = table.path(`${kind}-${t.name.replaceAll(/\W+/g, "-")}`);
  cpSync(data, copy, { recursive: true });
  return copy;
}

function logSize(folder: string): number {
  const database = new DatabaseSync(join(folder, "celadon.sqlite"));
  const size = database.prepare("SELECT count(*) AS size FROM log_entry").get();
  database.close();
  return Number(size?.["size"]);
}

/**
 * What a dishonest operator serves: the note and the log that has it, whatever it says.
 *
 * @param folder - A copy of the data; it is changed.
 * @returns Answers for the paths of log and manifests, null for others.
 */
async function servedBlindly(
  t: TestContext,
  folder: string,
  sequence: number,
  note: string,
): Promise<(path: string) => Promise<string | Uint8Array | null>> {
  const store = await Store.open(join(folder, "celadon.sqlite"));
  t.after(async () => store.close());
  const sha256 = createHash("sha256").update(note).digest("hex");
  const signer = new KeyDirectory(join(folder, "keys")).log();
  await store.transaction(async () =>
    appendToLog(store.log, signer, [{ kind: "manifest", sequence, sha256 }]),
  );
  return async (path) => {
    if (path === `/v1/manifest/${sequence}` || path === "/v1/manifest") return note;
    if (path === "/v1/log/checkpoint") return (await store.log.head())!.checkpoint;
    const tile = path.startsWith("/v1/log/") ? parseTilePath(path.slice("/v1/log/".length)) : null;
    return tile === null ? null : await readTile(store.log, tile);
  };
}

for (const [index, { name, text, signers, atJoin, reason }] of cases.entries()) {
  test(`${name} is refused by join, by install and by the device, and each says so`, async (t) => {
    const draft = `bad${index}.draft`;
    table.write(draft, text());
    for (const who of signers) table.write(`bad${index}.${who}`, signedBlindly(text(), who));
    const signed = signers.map((who) => `bad${index}.${who}`).join(" ");
    const joining = `steward join ${draft} ${signed} --root root.note --previous 2.note --out joined`;
    assert.match(await table.refused(joining), atJoin);
    assert.ok(!table.has("joined"));

    const folder = copyOfData(t);
    table.write(`bad${index}.note`, signedBlindly(text(), ...signers));
    assert.match(await table.refused(`steward install bad${index}.note`, { data: folder }), reason);
    assert.equal(logSize(folder), logSize(data));

    const server = await startServer({ dataDirectory: folder, port: 0, publishByItself: false });
    t.after(() => server.close());
    let answer: (path: string) => Promise<string | Uint8Array | null> = async () => null;
    const phone = await phoneFor(t, server.url, (path) => answer(path));
    await phone.sync();
    assert.equal((await phone.state()).region!.sequence, 2);
    const { sequence } = JSON.parse(text()) as { sequence: number };
    answer = await servedBlindly(t, copyOfData(t, "lying"), sequence, table.read(`bad${index}.note`));
    await assert.rejects(phone.sync({ force: true }), (error: Error) => {
      assert.equal((error as { code?: string }).code, "broken-log");
      assert.match((error.cause as Error).message, reason);
      return true;
    });
    const { region, colour } = await phone.state();
    assert.deepEqual([region!.sequence, region!.policy], [2, second.policy]);
    assert.ok(colour.reasons.includes("broken-log"));
  });
}

test("what the stewards sign for another server, region or sequence is refused at install, each with its reason", async () => {
  const install = async (name: string, manifest: Manifest): Promise<string> => {
    table.write(name, signedBlindly(encodeManifest(manifest), "anna", "ben"));
    return table.refused(`steward install ${name}`, { data });
  };
  const size = logSize(data);
  const { vkey } = noteSigner(table.read("cleo.skey").trim());
  const last = second.ticketKeys.at(-1)!;
  const foreign = { ...last, epoch: last.epoch + 1, publicKey: "cd".repeat(32) };
  assert.deepEqual(
    [
      await install("gap", third({ sequence: 4 })),
      await install("log", third({ logKey: vkey })),
      await install("tickets", third({ ticketKeys: [...second.ticketKeys, foreign] })),
      await install("region", third({ region: { ...second.region, id: "ab".repeat(8) } })),
      await install("same", { ...second, purpose: { en: "Another." } }),
      await install("ahead", third({ ...hence(2 * hour) })),
    ].map((sentence) =>
      sentence.replace("The manifest is refused: ", "").replaceAll(/\d{4}-[0-9T:-]+Z/g, "…"),
    ),
    [
      "its sequence is 4, but the newest here is 2: one between is missing.",
      "its log key is not this server's.",
      `the ticket key of purpose 3 and epoch ${last.epoch + 1} is not this server's.`,
      `manifest of ${"ab".repeat(8)}, wanted ${second.region.id}.`,
      "manifest refused: there are two different manifests of sequence 2.",
      "manifest refused: it was issued …, over an hour ahead of ….",
    ],
  );
  assert.equal(logSize(data), size);
});

function hence(seconds: number): Pick<Manifest, "issued" | "effective" | "sunset"> {
  const issued = Math.floor(Date.now() / 1000) + seconds;
  return { issued: formatUtc(issued), effective: formatUtc(issued), sunset: formatUtc(issued + 30 * day) };
}

test("a draft that no device would take is not made, not signed and says why", async () => {
  const ticketKeys = readdirSync(join(data, "keys", "tickets"));
  const reasons = await Promise.all(
    [
      "--sunset-days 181",
      "--policy yellow=5",
      "--policy red=20 --policy yellow=30",
      "--policy weight.reported=0.505",
      "--policy ceiling.confirmed=green",
      "--quorum 1",
      "--within-days 54 --policy yellow=30",
    ].map((change) => table.refused(`steward draft --out not.draft ${change}`, { data })),
  );
  assert.deepEqual(
    reasons.map((reason) =>
      reason.replace("No device would take this manifest: ", "").replaceAll(/\d{4}-[0-9T:-]+Z/g, "…"),
    ),
    [
      "sunset … is more than 180 days after issued ….",
      "policy.yellow is 5, allowed is 11 to 240.",
      "policy.red is 20, allowed is 30 to 1440.",
      "policy.weight.reported is 0.505, allowed are steps of 0.01.",
      'policy.ceiling.confirmed: wanted yellow or red, got "green".',
      "quorum is 1, allowed is 0 to 0.",
      "A changed policy would apply from …, after the present sunset on …: draft a manifest without a change first.",
    ],
  );
  assert.ok(!table.has("not.draft"));
  assert.deepEqual(readdirSync(join(data, "keys", "tickets")), ticketKeys, "nor are keys made for it");
  const offline = "steward draft --from 2.note --sunset-days 90 --out not.draft";
  assert.match(
    await table.refused(offline),
    /^There are no ticket keys for the weeks? \d+.* before the sunset/,
  );
  table.write(
    "long.draft",
    encodedBlindly(third({ sunset: formatUtc(parseUtc(second.issued) + 181 * day) })),
  );
  const sign = "steward sign long.draft --key anna.skey --root root.note --out not.signed --yes";
  assert.match(await table.refused(sign), /is more than 180 days/);
  assert.ok(!table.has("not.signed"));
});
