import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryDirectory } from "./trial-server.ts";

const source = join(import.meta.dirname, "..", "..", "server", "store", "durable-database.ts");

/** Opens, at the moment it is told, the file it is told, and says what went wrong. */
const opener = `
  import { openDurableDatabase } from ${JSON.stringify(source)};
  const kind = { applicationId: 7, whose: "ours", schema: "CREATE TABLE a (b INTEGER)", schemaVersion: 1, migrations: new Map() };
  process.on("message", ({ path, at }) => {
    while (Date.now() < at);
    try {
      openDurableDatabase(path, kind).close();
      process.send("opened");
    } catch (error) {
      process.send(String(error));
    }
  });
  process.send("ready");`;

test("two processes that make one database at the same moment both open it", async (t) => {
  const folder = temporaryDirectory(t);
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", opener], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    t.after(() => child.kill());
    await once(child, "message");
    return child;
  };
  const children = await Promise.all([start(), start()]);
  for (let round = 0; round < 20; round++) {
    const told = children.map(async (child) => (await once(child, "message"))[0] as unknown);
    for (const child of children) child.send({ path: join(folder, String(round)), at: Date.now() + 5 });
    assert.deepEqual(await Promise.all(told), ["opened", "opened"]);
  }
});
