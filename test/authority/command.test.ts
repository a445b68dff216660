import assert from "node:assert/strict";
import { test } from "node:test";
import { writePages } from "../server/built-pages.ts";
import { run } from "../server/server-process.ts";
import { startTrialServer, temporaryDirectory, type TrialServer } from "../server/trial-server.ts";
import { enrolAnother, enrolFirst, StaffClient } from "./staff-client.ts";

/** The real clock: a command has no other. */
const clock = { now: () => Date.now() / 1000 };

test("the command line invites, lists and removes beside a running server: the way back when nobody can come in", async (t) => {
  const server = await startTrialServer(t, { clock: clock.now });
  const environment = { CELADON_DATA: server.dataDirectory, CELADON_ORIGIN: server.url };
  const staff = (...args: string[]) => run(["staff", ...args], environment);
  const ada = await enrolFirst(server);
  const bo = await enrolAnother(ada, "Bo", ["issuer"]);
  // Ada has lost her passkey. Whoever runs the server invites her anew, and removes her old number.
  const invited = await staff("invite");
  assert.equal(invited.status, 0);
  assert.match(invited.stdout, /^For staff member 3 \(administrator\), once, until [\d-]+ [\d:]+ UTC:$/m);
  const link = invited.stdout.trim().split("\n").at(-1)!;
  assert.ok(link.startsWith(`${server.url}/authority/#enrol-`));
  assert.equal(
    (await staff("remove", "1")).stdout,
    'Staff member 1 has no access any more.\nNo administrator is left: "npm run celadon -- staff invite" invites one.\n',
  );
  assert.equal((await ada.send("GET /me")).status, 401, "at once");
  const again = new StaffClient(server.url);
  await again.enrol(link, "Ada");
  assert.equal((await again.send("GET /people")).status, 200);
  const { stdout } = await staff("list");
  assert.match(stdout, /^ {3}1 {2}issuer, approver, administrator {2}ended \d{4}-\d\d-\d\d {2}Ada$/m);
  assert.match(stdout, /^ {3}2 {2}issuer +1 passkey +Bo$/m);
  assert.match(stdout, /^ {3}3 {2}administrator +1 passkey +Ada$/m);
  const { entries } = (await again.get("/audit?staff=0")) as { entries: { action: string }[] };
  assert.deepEqual(
    entries.map(({ action }) => action),
    ["access-ended", "invited", "invited"],
  );
  assert.equal((await bo.send("GET /me")).status, 200);
});

test("the command line says what it does not understand, and does nothing else", async (t) => {
  const server = await startTrialServer(t, { clock: clock.now });
  const environment = { CELADON_DATA: server.dataDirectory };
  const statusOf = async (...args: string[]): Promise<number | null> =>
    (await run(["staff", ...args], environment)).status;
  assert.equal(await statusOf(), 2);
  assert.equal(await statusOf("invite", "--role", "king"), 2);
  assert.equal(await statusOf("remove"), 2);
  assert.equal(await statusOf("remove", "Ada"), 2);
  assert.equal(await statusOf("remove", "7"), 1);
  assert.match((await run(["staff", "list"], environment)).stdout, /^Nobody yet/);
  for (const action of ["list", "invite", "remove", "audit"]) {
    const help = await run(["staff", action, "--help"], environment);
    assert.match(help.stdout, new RegExp(`^Usage: npm run celadon -- staff ${action}`));
  }
  const nowhere = { CELADON_DATA: temporaryDirectory(t) };
  assert.equal((await run(["staff", "list"], nowhere)).status, 1);
});

test("a trial region prints the link for the first person at each start, until somebody has come in", async (t) => {
  const pages = writePages(temporaryDirectory(t), {
    "authority/index.html": "<!doctype html><title>Staff</title>",
  });
  const printed = ({ logLines }: TrialServer): string | undefined =>
    logLines.map((line) => /http:\S+#enrol-[\w-]+/.exec(line)?.[0]).find((link) => link !== undefined);
  const first = await startTrialServer(t, { pages });
  const early = printed(first)!;
  await first.close();
  const second = await startTrialServer(t, { pages, dataDirectory: first.dataDirectory });
  const link = printed(second)!;
  const ada = new StaffClient(second.url);
  await assert.rejects(ada.enrol(early, "Ada"), { status: 403 });
  await ada.enrol(link, "Ada");
  await second.close();
  const third = await startTrialServer(t, { pages, dataDirectory: first.dataDirectory });
  assert.equal(printed(third), undefined);
});
