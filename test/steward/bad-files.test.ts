import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { noteSigner, parseRegionRoot, signNote } from "../../protocol/index.ts";
import { readSignedManifest, readSignedRoot } from "../../server/steward/document.ts";
import { clear, foundRegion, newTable } from "./table.ts";

const table = newTable();
const data = table.path("data");

before(async () => {
  await foundRegion(table, data, table.path("prepared"));
  await table.done("steward key dora.example --out dora.skey");
  mkdirSync(table.path("folder"));
  writeFileSync(table.path("bytes"), Uint8Array.of(0xff, 0xfe, 0x00));
  table.write("empty", "");
  table.write("letter", "Dear Anna,\n\nplease sign this.\n");
  table.write("turned", "Pay\u202e Ben\n\n\u2014 \u202enna.example\n");
  table.write("json", '{"yellow": 30}\n');
  table.write("later", table.read("1.draft").replace("manifest/v1", "manifest/v2"));
  table.write("spaced", table.read("1.draft").replace('"sequence":1', '"sequence": 1'));
  table.write("other.draft", table.read("root.draft").replace("threshold 2", "threshold 3"));
  const otherLetter = (_: string, start: string, letter: string) => start + (letter === "A" ? "B" : "A");
  table.write("1.wrong", table.read("1.anna").replace(/(\u2014 anna\.example \S{20})(\S)/u, otherLetter));
  table.write("half.skey", table.read("anna.skey").slice(0, -9));
});

after(() => clear(table));

test("a file that is not what it should be is named, with what it is instead, and nothing is written", async () => {
  const lying = readdirSync(table.folder).toSorted();
  const sign = "--key anna.skey --root root.note --out out --yes";
  const steps: readonly (readonly [string, RegExp])[] = [
    [`steward sign missing ${sign}`, /^missing cannot be read: there is no such file or folder\.$/],
    [`steward sign folder ${sign}`, /^folder cannot be read: it is a folder\.$/],
    [`steward sign bytes ${sign}`, /^bytes is not a text file in UTF-8\.$/],
    [`steward sign empty ${sign}`, /^empty is neither a region's root nor a manifest: it begins with ""\.$/],
    [`steward sign letter ${sign}`, /^letter: not a signed note: no signature line/],
    [
      `steward sign turned ${sign}`,
      /^turned: not a signed note: no signature line: "\u2014 \\u\{202e\}nna\.example"\.$/u,
    ],
    [`steward sign json ${sign}`, /^The manifest in json is refused: manifest: its schema is not/],
    [`steward sign later ${sign}`, /^The manifest in later is refused: manifest: its schema is not/],
    [`steward sign spaced ${sign}`, /^The manifest in spaced is refused: .* not the one encoding/],
    [
      `steward sign 1.wrong ${sign}`,
      /^1\.wrong is refused: the signature by anna\.example\+\S+ does not verify\.$/,
    ],
    [
      "steward sign 1.draft --key anna.skey --root other.draft --out out",
      /is a manifest of the region .*, not of yours/,
    ],
    [
      "steward sign 1.draft --key anna.skey --root keys.json --out out",
      /^The manifest in keys\.json is refused/,
    ],
    [
      "steward sign 1.draft --key anna.skey --root 1.note --out out",
      /^1\.note is a manifest, not a region's root\.$/,
    ],
    [
      "steward sign 1.draft --key dora.skey --root root.note --out out",
      /^The key of "dora\.example" is not one of the region's: its stewards are "anna\.example" and /,
    ],
    ["steward sign root.draft --key half.skey --out out", /^half\.skey does not hold a steward's key/],
    [
      "steward sign root.draft --key anna.skey.pub --out out",
      /^anna\.skey\.pub does not hold a steward's key/,
    ],
    ["steward join root.draft root.anna 1.ben --out out", /^1\.ben is not over the text of root\.draft/],
    [
      "steward join root.draft root.anna root.draft --out out",
      /^root\.draft is a draft without a signature\.$/,
    ],
    ["steward join 1.draft 1.wrong 1.ben --root root.note --out out", /does not verify\.$/],
    ["steward diff 1.note root.note", /^root\.note is a region's root, not a manifest\.$/],
    ["steward diff 1.note letter", /^letter: not a signed note/],
    ["steward draft --from 1.note --keys json --out out", /^json does not hold a server's keys/],
    ["steward draft --from 1.note --changes empty --out out", /^empty is not JSON\.$/],
    [
      "steward draft --from 1.note --changes json --out out",
      /^json names "yellow"; it may name name, purpose, /,
    ],
    [
      "steward root --name Bay --threshold 2 --steward letter --out out",
      /^They make no root of a region: not a vkey/,
    ],
    [
      "steward root --name Bay --threshold 1 --steward anna.skey.pub --steward anna.skey.pub --out out",
      /two of its stewards share a key or a name\.$/,
    ],
    ["steward root --name Bay --threshold 2 --steward anna.skey.pub --out out", /threshold is not 1 to 1\.$/],
    ["steward key ever.example --out anna.skey", /^anna\.skey is there already: it is not overwritten\.$/],
    [
      "steward key ever.example --out none/ever.skey",
      /^none\/ever\.skey cannot be written: there is no such/,
    ],
    ["steward install letter", /^letter: not a signed note/],
  ];
  for (let from = 0; from < steps.length; from += 4) {
    await Promise.all(
      steps.slice(from, from + 4).map(async ([step, sentence]) => {
        const said = await table.refused(step, { data });
        assert.match(said, sentence, step);
        assert.doesNotMatch(said, /PRIVATE/);
      }),
    );
  }
  assert.deepEqual(readdirSync(table.folder).toSorted(), lying);
});

test("what is not understood is said with status 2, and every action explains itself", async () => {
  const steps: readonly (readonly [string, string])[] = [
    ["steward", "Say what to do: key, root, draft, sign, join, install, diff."],
    ["steward singe", 'There is no "steward singe": say key, root, draft, sign, join, install, diff.'],
    ["steward key --out x", "Say whose key it is: steward key NAME --out FILE."],
    ["steward key a+b --out x", "NAME must be a word without spaces and plus, such as health.example.org."],
    [
      "steward sign 1.draft --key anna.skey --out x",
      "A manifest is signed for a region: say --root FILE, from your own copy.",
    ],
    ["steward sign root.draft --out x", "Say --key FILE."],
    [
      "steward draft --from 1.note --root root.note --out x",
      "Say --from MANIFEST or --root ROOT, not both: a first manifest follows none.",
    ],
    ["steward draft --sunset-days many --out x", "--sunset-days must be a whole number from 1 to 9999."],
    ["steward root --name x --threshold 2 --out x", "Say --steward KEY for each steward."],
    ["region prepare --out x", "Say --host HOST, the name under which people will reach it."],
  ];
  for (let from = 0; from < steps.length; from += 4) {
    await Promise.all(
      steps.slice(from, from + 4).map(async ([step, sentence]) => {
        assert.equal(await table.refused(step, {}, 2), sentence);
      }),
    );
  }
  assert.match(
    await table.refused("steward draft --policy score=100 --out x", {}, 2),
    /^--policy score=100 is not understood: say FIELD=VALUE, FIELD being retentionDays, /,
  );
  const actions = ["key", "root", "draft", "sign", "join", "install", "diff"];
  const helps = await Promise.all(actions.map((action) => table.done(`steward ${action} --help`)));
  for (const [index, action] of actions.entries()) {
    assert.match(helps[index]!, new RegExp(`^Usage: npm run celadon -- steward ${action} `));
  }
  assert.ok(!table.has("x"));
});

test("without a yes nothing is signed", async () => {
  const sign = "steward sign root.draft --key cleo.skey --out root.cleo";
  for (const typed of ["no\n", "", "\n", "y\n"]) {
    assert.equal(await table.refused(sign, { typed }), "Not signed: nothing was written.");
  }
  assert.ok(!table.has("root.cleo"));
});

test("no truncated or altered note passes for a signed one", () => {
  const root = parseRegionRoot(table.read("root.draft"));
  const manifest = table.read("1.note");
  const path = table.path("hostile");
  const refuse = (text: string, what: string): void => {
    writeFileSync(path, text);
    assert.throws(() => readSignedManifest(path, root), { name: "OperatorError" }, what);
  };
  for (let length = 0; length < manifest.length; length += length < manifest.length - 300 ? 97 : 1) {
    refuse(manifest.slice(0, length), `cut at ${length}`);
  }
  const signaturesFrom = manifest.lastIndexOf("\n\n");
  for (let at = 0; at < signaturesFrom; at += 211) {
    const flipped = String.fromCharCode(manifest.charCodeAt(at) ^ 1);
    refuse(manifest.slice(0, at) + flipped + manifest.slice(at + 1), `flipped at ${at}`);
  }
  const byDora = signNote(table.read("1.draft"), [noteSigner(table.read("dora.skey").trim())]);
  refuse(byDora, "by nobody of the region");
  const rootNote = table.read("root.note");
  for (let length = 0; length < rootNote.length; length++) {
    writeFileSync(path, rootNote.slice(0, length));
    assert.throws(() => readSignedRoot(path), { name: "OperatorError" }, `root cut at ${length}`);
  }
});
