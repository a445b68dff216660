import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import { encodeManifest, openRegionRoot, parseManifest } from "../../protocol/index.ts";
import { fingerprint } from "../../server/steward/fingerprint.ts";
import { ask } from "../server/http-text.ts";
import { startTrialServer } from "../server/trial-server.ts";
import { foundRegion, tableFor } from "./table.ts";

test("a peer is drafted from its address, shown with what to compare, and said in words when it comes and goes", async (t) => {
  const peer = await startTrialServer(t, { region: { name: "Kowloon" } });
  const note = (await ask(peer.url, "GET /v1/root")).body.toString();
  const root = openRegionRoot(note);
  const hash = bytesToHex(root.hash);
  const table = tableFor(t);
  const data = mkdtempSync(join(tmpdir(), "celadon-steward-"));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  await foundRegion(table, data);
  table.write("kowloon.note", note);
  const url = "https://kowloon.example";

  for (const [index, source] of [peer.url, "kowloon.note"].entries()) {
    const said = await table.done(`steward draft --out peer${index}.draft --peer ${url}=${source}`, { data });
    assert.ok(
      said.includes(`Peer region "Kowloon": its root is ${hash},\nfingerprint ${fingerprint(root.text)}, as`),
      said,
    );
    assert.ok(said.includes("by another way, such as a telephone call"), said);
    assert.ok(said.includes(`New peer region "Kowloon" at ${url} (root ${hash}).`), said);
    const { peers } = parseManifest(table.read(`peer${index}.draft`));
    assert.deepEqual(peers, [{ root: hash, name: { en: "Kowloon" }, url }]);
  }
  const sign = "steward sign peer0.draft --key anna.skey --root root.note --out peer0.anna --yes";
  assert.ok((await table.done(sign)).includes(hash));

  const draft = "steward draft --from peer0.anna --keys keys.json --sunset-days 40 --out gone.draft";
  const gone = await table.done(`${draft} --remove-peer ${hash.slice(0, 8)}`);
  assert.ok(gone.includes(`Peer region removed: "Kowloon" at ${url} (root ${hash}).`), gone);
  assert.deepEqual(parseManifest(table.read("gone.draft")).peers, []);

  assert.match(
    await table.refused(`steward draft --out no.draft --peer http://kowloon.example=kowloon.note`, { data }),
    /an https:\/\/ address/,
  );
  assert.match(
    await table.refused(`steward draft --out no.draft --remove-peer ${"0".repeat(16)}`, { data }),
    /There is no one peer region whose root begins with/,
  );
  assert.match(
    await table.refused(`steward draft --out no.draft --peer ${url}=${peer.url}/nowhere`, { data }),
    /shows no root of a region/,
  );

  const manifest = parseManifest(table.read("peer0.draft"));
  const week = manifest.ticketKeys.at(-1)!.epoch;
  const keyless = { ...manifest, ticketKeys: manifest.ticketKeys.filter(({ epoch }) => epoch < week) };
  table.write("keyless.draft", encodeManifest(keyless));
  const refused = await table.refused(
    sign.replace("peer0.draft", "keyless.draft").replace("peer0.anna", "keyless.anna"),
  );
  assert.match(
    refused,
    new RegExp(`^There are no ticket keys for the week ${week} \\(.*\\), before the sunset on`),
  );
  assert.ok(!table.has("keyless.anna"));
});
