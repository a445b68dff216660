import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startServerProcess } from "../server/server-process.ts";
import { takeTickets } from "../server/reporter.ts";
import { phoneFor } from "./phone.ts";
import { firstTexts, stewards, tableFor } from "./table.ts";

const hour = 3600;

/** What two people read to each other. */
function fingerprintIn(text: string, before = "Fingerprint:"): string {
  const match = new RegExp(`${before} +((?:\\d{5} ){5}\\d{5})`).exec(text);
  assert.ok(match, text);
  return match[1]!;
}

test("a whole ceremony, two of three: from keys on paper to a running server and phones that follow it", async (t) => {
  const table = tableFor(t);
  const data = table.path("data");

  // Each steward, alone.
  const printed = await Promise.all(
    stewards.map((name) => table.done(`steward key ${name}.example --out ${name}.skey`)),
  );
  for (const [index, name] of stewards.entries()) {
    assert.equal(statSync(table.path(`${name}.skey`)).mode & 0o777, 0o600);
    assert.ok(
      printed[index]!.endsWith(`\n${table.read(`${name}.skey.pub`)}`),
      "the public key is the last line",
    );
    assert.ok(!printed[index]!.includes("PRIVATE"));
  }

  // The server's operator.
  const prepared = await table.done("region prepare --host bay.example --days 100 --out keys.json", { data });
  assert.doesNotMatch(table.read("keys.json"), /PRIVATE|secret/);
  assert.equal((await table.step("serve", { data })).status, 1, "a prepared server waits for its region");

  // At the table: two by file, one as typed from paper.
  const root = await table.done([
    ..."steward root --threshold 2 --steward anna.skey.pub --steward ben.skey.pub --out root.draft".split(
      " ",
    ),
    "--name",
    "Bay of Plenty",
    "--steward",
    table.read("cleo.skey.pub").trim(),
  ]);
  for (const text of printed) assert.ok(root.includes(fingerprintIn(text)), "what each steward reads aloud");
  const draft = await table.done([
    ..."steward draft --root root.draft --keys keys.json --sunset-days 60 --policy yellow=15 --out 1.draft".split(
      " ",
    ),
    ...firstTexts,
    "--purpose",
    "mi=He whakamohio",
  ]);
  assert.equal(
    fingerprintIn(draft, "Fingerprint of the server's keys:"),
    fingerprintIn(prepared, "Fingerprint of the file:"),
  );

  // Each signs on a machine of their own, having read the same.
  const roots = await Promise.all([
    table.done("steward sign root.draft --key anna.skey --out root.anna", { typed: "yes\n" }),
    table.done("steward sign root.draft --key cleo.skey --out root.cleo", { typed: "yes\n" }),
  ]);
  for (const text of roots)
    assert.equal(fingerprintIn(text, "\nFingerprint:"), fingerprintIn(root, "\nFingerprint:"));
  const shown = await table.done("steward sign 1.draft --root root.draft --key ben.skey --out 1.ben", {
    typed: "yes\n",
  });
  assert.match(shown, /^Manifest 1 of the region [0-9a-f]{16}\.$/m);
  assert.match(shown, /^Sunset: +\d{4}-\d\d-\d\d \d\d:\d\d UTC, 60 days after it was issued$/m);
  assert.match(shown, /^ {2}yellow: 15 minutes$/m);
  // One file goes round: the second signs what the first signed.
  await table.done("steward sign 1.ben --root root.draft --key cleo.skey --out 1.ben+cleo", {
    typed: "yes\n",
  });
  await table.done("steward join root.draft root.anna root.cleo --out root.note");
  await table.done("steward join 1.draft 1.ben+cleo --root root.note --out 1.note");
  assert.ok(!existsSync(table.nowhere), "no step but the operator's touched a server's data");

  // The server.
  await table.done("steward install 1.note --root root.note", { data });
  assert.ok(!existsSync(join(data, "keys", "steward.skey")), "no steward's key is on the server");
  const server = await startServerProcess(t, data);
  assert.ok(server.lines.some((line) => line.includes("every hour")));
  const phone = await phoneFor(t, server.url);
  await phone.sync();
  const first = await phone.state();
  assert.deepEqual(
    [first.region!.name["en"], first.region!.purpose["mi"], first.region!.sequence, first.sync.selfCheck],
    ["Bay of Plenty", "He whakamohio", 1, "passed"],
  );
  const code = (await table.done("claim --purpose report", { data })).trimEnd().split("\n").at(-1)!;
  const now = Math.floor(Date.now() / 1000);
  assert.equal((await takeTickets(server.url, code.replaceAll("-", ""), now)).length, 32);

  // The next manifest, drafted away from the server and installed beside it.
  await table.done("region keys --days 100 --out keys2.json", { data });
  const next = await table.done(
    "steward draft --from 1.note --keys keys2.json --sunset-days 90 --policy yellow=30 --out 2.draft",
  );
  assert.match(next, /^Yellow from 15 to 30 minutes\.$/m);
  const compared = await table.done(
    "steward sign 2.draft --root root.note --previous 1.note --key anna.skey --out 2.anna",
    { typed: "Yes\n" },
  );
  assert.match(compared, /^Yellow from 15 to 30 minutes\.$/m);
  assert.match(compared, /^Sunset from .*, 30 days later\.$/m);
  await table.done("steward sign 2.draft --root root.note --key ben.skey --out 2.ben --yes");
  await table.done("steward join 2.draft 2.anna 2.ben --root root.note --previous 1.note --out 2.note");
  await table.done("steward install 2.note", { data });
  await phone.sync({ force: true });
  const { region } = await phone.state();
  assert.equal(region!.sequence, 2, "the running server has it");
  assert.equal(region!.policy.yellow, 15);
  assert.equal(region!.announced!.policy.yellow, 30);
  assert.ok(region!.announced!.effective >= now + 47 * hour);
  const newPhone = await phoneFor(t, server.url);
  await newPhone.sync();
  assert.equal((await newPhone.state()).region!.announced!.policy.yellow, 30);
  assert.match(await table.done("steward diff 1.note 1.draft"), /^Nothing changed\.\n$/);
  assert.equal(await server.end("SIGTERM"), 0);
});
