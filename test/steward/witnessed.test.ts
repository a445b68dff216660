import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { startWitness } from "../../server/witness/start-witness.ts";
import type { Device } from "../../web/device/device.ts";
import { startServerProcess } from "../server/server-process.ts";
import { phoneFor } from "./phone.ts";
import { firstTexts, signAndJoin, stewards, tableFor } from "./table.ts";

/** Sync until the phone has a manifest of this sequence. What is not cosigned yet is not served. */
async function syncUntil(phone: Device, sequence: number): Promise<void> {
  for (;;) {
    const problem = await phone.sync({ force: true }).then(
      () => null,
      (error: { code?: string }) => error.code,
    );
    assert.ok(problem === null || problem === "server-trouble", problem ?? "");
    if ((await phone.state()).region?.sequence === sequence) return;
    await setTimeout(200);
  }
}

test("a region that its stewards made real: two witnesses cosign it, and the next manifest, and phones demand both", async (t) => {
  const table = tableFor(t);
  const data = table.path("data");
  await Promise.all([
    ...stewards.map((name) => table.done(`steward key ${name}.example --out ${name}.skey`)),
    table.done("region prepare --host bay.example --days 60 --out keys.json", { data }),
  ]);
  const { logKey } = JSON.parse(table.read("keys.json")) as { logKey: string };
  const witnesses = await Promise.all(
    ["one", "two"].map((name) =>
      startWitness({
        dataDirectory: table.path(`witness-${name}`),
        name: `${name}.example/w`,
        port: 0,
        logs: [logKey],
      }),
    ),
  );
  for (const witness of witnesses) t.after(() => witness.close());
  table.write("two.vkey", `${witnesses[1]!.vkey}\n`);

  const keys = stewards.flatMap((name) => ["--steward", `${name}.skey.pub`]);
  await table.done(["steward", "root", "--name", "Bay", "--threshold", "2", ...keys, "--out", "root.draft"]);
  const draft = "steward draft --root root.draft --keys keys.json --sunset-days 50 --quorum 2 --out 1.draft";
  // One as typed from paper, one by its file.
  const named = ["--witness", witnesses[0]!.vkey, "--witness", "two.vkey"];
  const said = await table.done([...draft.split(" "), ...named, ...firstTexts]);
  assert.match(said, /^Witnesses: +2, of whom 2 must cosign$/m);
  await signAndJoin(table, "root", "root.draft");
  await signAndJoin(table, "1");
  await table.done("steward install 1.note --root root.note", { data });

  const server = await startServerProcess(t, data, {
    CELADON_PERIOD_SECONDS: "2",
    CELADON_WITNESSES: witnesses.map(({ vkey, url }) => `${vkey}@${url}`).join(","),
  });
  assert.ok(!server.lines.some((line) => line.includes("Trial region")));
  const phone = await phoneFor(t, server.url);
  await syncUntil(phone, 1);
  const { region, sync } = await phone.state();
  assert.deepEqual([region!.quorum, sync.selfCheck], [2, "passed"]);

  await table.done("steward draft --sunset-days 55 --out 2.draft", { data });
  await signAndJoin(table, "2");
  await table.done("steward install 2.note", { data });
  await syncUntil(phone, 2);
  assert.equal(await server.end("SIGTERM"), 0);
});
