import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { encodeReport, intervalOf } from "../../protocol/index.ts";
import { post } from "../server/http-text.ts";
import { fetchBatch, fetchLog, freshTokens, mintTickets, tokensIn } from "../server/reporter.ts";
import {
  noon,
  periodSeconds,
  SetClock,
  startTrialServer,
  temporaryDirectory,
} from "../server/trial-server.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

let postgres: PostgresServer;

before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

test("two nodes whose clocks are minutes apart close each period once, in order, whichever is asked, and lose nothing", async (t) => {
  const databaseUrl = await postgres.database("clocks");
  const clocks = [new SetClock(), new SetClock()];
  clocks[1]!.forward(-4 * 60);
  const folders = [0, 1].map(() => join(temporaryDirectory(t), "data"));
  const start = async (index: number) =>
    startTrialServer(t, { databaseUrl, dataDirectory: folders[index]! }, clocks[index]!);
  const ahead = await start(0);
  cpSync(join(folders[0]!, "keys"), join(folders[1]!, "keys"), { recursive: true });
  const behind = await start(1);
  const tokens: Uint8Array[] = [];
  const report = async (server: typeof ahead): Promise<void> => {
    tokens.push(...freshTokens(1));
    const body = encodeReport(mintTickets(server, 1)[0]!, tokens.slice(-1));
    assert.equal((await post(server.url, "/v1/reports", body)).status, 204);
  };
  const pass = (seconds: number): void => clocks.forEach((clock) => clock.forward(seconds));

  // For the one behind, the period before goes on: it adds to a batch that the other closes.
  pass(periodSeconds);
  await report(behind);
  assert.deepEqual([(await ahead.publish())?.number, await behind.publish()], [1, null]);
  await report(behind);
  // It takes over, and the period that it comes to has been closed.
  await ahead.close();
  assert.equal(await behind.publish(), null);
  pass(5 * 60);
  assert.equal(await behind.publish(), null);
  pass(periodSeconds - 5 * 60);
  assert.equal(await behind.publish(), null, "by its clock the period goes on for four minutes");
  pass(4 * 60);
  assert.equal((await behind.publish())?.number, 2);
  // And back: the one ahead comes again, and is in the same period.
  const again = await start(0);
  await report(again);
  await behind.close();
  assert.equal(await again.publish(), null);
  pass(periodSeconds - 4 * 60);
  assert.equal((await again.publish())?.number, 3);

  const numbers = (await fetchLog(again.url)).flatMap((entry) =>
    entry.kind === "batch" ? entry.number : [],
  );
  assert.deepEqual(numbers, [0, 1, 2, 3]);
  const batches = await Promise.all(numbers.map((number) => fetchBatch(again.url, number)));
  assert.deepEqual(
    batches.map(({ closed }) => closed),
    [0, 1, 2, 3].map((periods) => intervalOf(noon + periods * periodSeconds)),
  );
  assert.deepEqual(
    batches.map((batch) => tokensIn(batch, tokens)),
    [
      [false, false, false],
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ],
  );
});
