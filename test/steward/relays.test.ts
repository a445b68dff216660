import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseManifest } from "../../protocol/index.ts";
import { foundRegion, signAndJoin, tableFor } from "./table.ts";

test("relays are drafted with the server's key, changed with a new one, and taken away", async (t) => {
  const table = tableFor(t);
  const data = mkdtempSync(join(tmpdir(), "celadon-steward-"));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  await foundRegion(table, data);
  const [relay, other] = ["https://relay.example/carry", "https://other.example"];

  const said = await table.done(`steward draft --out 2.draft --relay ${relay} --relay ${other}`, { data });
  assert.match(
    said,
    /The gateway with the key \S+ and 2 relays \(.*\) added: reports no longer go directly\./,
  );
  const first = parseManifest(table.read("2.draft")).ohttp!;
  assert.deepEqual(first.relays, [relay, other]);
  await signAndJoin(table, "2");
  await table.done("steward install 2.note", { data });
  assert.match(await table.done("region show", { data }), /relays +https:\/\/relay\.example\/carry, https/);

  await table.done("region keys --out new.json --new-gateway-key", { data });
  const renewed = await table.done("steward draft --from 2.note --keys new.json --out 3.draft");
  assert.match(renewed, /Key of the gateway from \S+ to \S+\./);
  const second = parseManifest(table.read("3.draft")).ohttp!;
  assert.deepEqual(second.relays, first.relays, "relays stay as long as nothing is said of them");
  assert.notEqual(second.keyConfig, first.keyConfig);
  await signAndJoin(table, "3");
  await table.done("steward install 3.note", { data });

  // Another server's key: nobody here could open what is sealed with it.
  const stranger = mkdtempSync(join(tmpdir(), "celadon-steward-"));
  t.after(() => rmSync(stranger, { recursive: true, force: true }));
  await table.done("region prepare --host other.example --out strange.json", { data: stranger });
  const { gatewayKey } = JSON.parse(table.read("strange.json")) as { gatewayKey: string };
  table.write("strange-key.json", JSON.stringify({ ohttp: { keyConfig: gatewayKey, relays: [relay] } }));
  await table.done("steward draft --changes strange-key.json --out 4.draft", { data });
  await signAndJoin(table, "4");
  assert.match(
    await table.refused("steward install 4.note", { data }),
    /the gateway's key is not this server's, and nobody could report through a relay/,
  );

  const gone = await table.done("steward draft --no-relays --out 5.draft", { data });
  assert.match(gone, /removed: reports go directly\./);
  assert.equal(parseManifest(table.read("5.draft")).ohttp, null);
  for (const [wrong, why] of [
    ["--relay http://relay.example", /an https:\/\/ address/],
    [`--relay ${relay} --relay ${relay}`, /not distinct/],
  ] as const) {
    assert.match(await table.refused(`steward draft ${wrong} --out no.draft`, { data }), why);
  }
});
