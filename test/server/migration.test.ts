import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { schemaVersion } from "../../server/store/schema.ts";
import { ask } from "./http-text.ts";
import { startTrialServer } from "./trial-server.ts";

const authorityTables = [
  "staff",
  "staff_invitation",
  "staff_passkey",
  "staff_session",
  "staff_challenge",
  "approval",
  "audit_entry",
  "audit_head",
  "claim_job",
  "claim_job_row",
  "api_token",
];

const mirrorTables = ["mirror_head", "mirror_manifest", "mirror_batch", "mirror_entry", "mirror_node"];

test("data of every schema before goes on as it is, with what has been added", async (t) => {
  const first = await startTrialServer(t);
  const root = (await ask(first.url, "GET /v1/root")).body;
  await first.close();
  const path = join(first.dataDirectory, "celadon.sqlite");
  const old = new DatabaseSync(path);
  for (const table of [
    "log_cosignature",
    "claim_count",
    "claim_count_due",
    "hourly_count",
    "publisher",
    "key_check",
    ...mirrorTables,
    ...authorityTables,
  ])
    old.exec(`DROP TABLE ${table}`);
  old.exec("PRAGMA user_version = 1");
  old.close();
  const second = await startTrialServer(t, { dataDirectory: first.dataDirectory });
  assert.deepEqual((await ask(second.url, "GET /v1/root")).body, root);
  assert.equal((await ask(second.url, "GET /v1/log/checkpoint")).status, 200);
  await second.close();
  const migrated = new DatabaseSync(path);
  assert.equal(migrated.prepare("PRAGMA user_version").get()?.["user_version"], schemaVersion);
  migrated.close();
});

test("data of a newer Celadon is not touched", async (t) => {
  const first = await startTrialServer(t);
  await first.close();
  const path = join(first.dataDirectory, "celadon.sqlite");
  const newer = new DatabaseSync(path);
  newer.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
  newer.close();
  await assert.rejects(startTrialServer(t, { dataDirectory: first.dataDirectory }), {
    name: "OperatorError",
    message: /was made by another version of Celadon/,
  });
});
