import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { encodeReport, prepareTicketClaim } from "../../protocol/index.ts";
import { post } from "../server/http-text.ts";
import { fetchLog, freshTokens, takeTickets } from "../server/reporter.ts";
import { run, startServerProcess } from "../server/server-process.ts";
import { temporaryDirectory } from "../server/trial-server.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

let postgres: PostgresServer;

before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

// What the same says of SQLite: export/restored and export/catch-up.
test("a dump that was put back signs no smaller tree, takes no spent ticket again, and revives no claim code", async (t) => {
  const folder = temporaryDirectory(t);
  const dump = join(temporaryDirectory(t), "dump");
  const copy = join(temporaryDirectory(t), "copy");
  const lived = {
    CELADON_DATA: folder,
    CELADON_PERIOD_SECONDS: "1",
    CELADON_DATABASE_URL: await postgres.database("lived"),
  };
  const node = await startServerProcess(t, folder, lived);
  const code = async (): Promise<string> => {
    const { stdout, stderr } = await run(["claim", "--purpose", "report"], lived);
    assert.equal(stderr, "");
    return stdout.trim().split("\n").at(-1)!.replaceAll("-", "");
  };
  const [used, unused] = [await code(), await code()];
  const [early, late] = await takeTickets(node.url, used, Date.now() / 1000);
  const report = (url: string, ticket = early!) =>
    post(url, "/v1/reports", encodeReport(ticket, freshTokens(1)));
  assert.equal((await report(node.url)).status, 204);
  execFileSync(postgres.tool("pg_dump"), ["-Fc", "-f", dump, lived.CELADON_DATABASE_URL]);
  assert.equal((await report(node.url, late)).status, 204);
  const size = (await fetchLog(node.url)).length + 3;
  while ((await fetchLog(node.url)).length < size) await setTimeout(100);
  assert.equal(await node.end("SIGTERM"), 0);
  const exported = await run(["export", copy, "--no-pages"], lived);
  assert.equal(exported.status, 0, exported.stderr);

  const restored = {
    ...lived,
    CELADON_DATABASE_URL: await postgres.database("restored"),
    CELADON_COPY: copy,
  };
  execFileSync(postgres.tool("pg_restore"), ["--no-owner", "-d", restored.CELADON_DATABASE_URL, dump]);
  await assert.rejects(startServerProcess(t, folder, restored), /an old copy of the data has been put back/);
  const caughtUp = await run(["catch-up", copy], restored);
  assert.equal(caughtUp.status, 0, caughtUp.stderr);
  const again = await startServerProcess(t, folder, restored);
  assert.ok((await fetchLog(again.url)).length >= size);
  assert.ok([403, 409].includes((await report(again.url)).status), "spent before the dump");
  assert.ok([403, 409].includes((await report(again.url, late)).status), "spent after the dump");
  const { request } = prepareTicketClaim(unused);
  assert.equal(
    (await post(again.url, "/v1/tickets", request)).status,
    403,
    "nobody can say whether it was used",
  );
});
