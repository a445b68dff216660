import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { prepareTicketClaim } from "../../protocol/index.ts";
import { ClientError } from "../../web/authority/client-error.ts";
import {
  type KnownList,
  ListRun,
  type ListServer,
  type ListTrouble,
} from "../../web/authority/codes/list-run.ts";
import { rowsOf } from "../server/database-file.ts";
import { post } from "../server/http-text.ts";
import { startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { enrolFirst, RefusedError, type StaffClient } from "./staff-client.ts";

const job = "0123456789abcdef".repeat(2);

async function office(t: TestContext) {
  const server = await startTrialServer(t);
  const issuer = await enrolFirst(server);
  return { server, issuer };
}

/** What a page asks; `fate` decides what becomes of each request for codes. */
function listServer(
  client: StaffClient,
  fate: (number: number) => "answered" | "answer lost" | "never arrives" = () => "answered",
): ListServer {
  let issued = 0;
  return {
    begin: async (id, rows) => (await client.post("/codes/lists/begin", { job: id, rows })) as KnownList,
    issue: async (id, wanted) => {
      const becomes = fate(++issued);
      if (becomes === "never arrives") throw new ClientError("offline");
      const answer = await client.post("/codes/lists/issue", { job: id, ...wanted });
      if (becomes === "answer lost") throw new ClientError("offline");
      return answer as Awaited<ReturnType<ListServer["issue"]>>;
    },
    saved: async (id, saved) => (await client.post("/codes/lists/saved", { job: id, ...saved })) as KnownList,
  };
}

function troubleOf(error: unknown): ListTrouble {
  if (error instanceof ClientError) return "no-answer";
  if (error instanceof RefusedError) return error.status === 409 ? "superseded" : "refused";
  throw error;
}

const references = (count: number): string[] => Array.from({ length: count }, (_, row) => `LAB-${row}`);

const claimStatus = async (server: TrialServer, code: string): Promise<number> =>
  (await post(server.url, "/v1/tickets", prepareTicketClaim(code).request)).status;

const usableCodes = (server: TrialServer): number =>
  rowsOf(join(server.dataDirectory, "celadon.sqlite"), "claim").length;

/** Pause once, when so many rows have codes. */
function pauseAt(run: ListRun, rows: number): void {
  const look = (): void => {
    if (run.coded.length < rows) return;
    run.removeEventListener("change", look);
    run.pause();
  };
  run.addEventListener("change", look);
}

describe("a list's run", () => {
  test("gives each reference one code, also when answers and requests are lost, and leaves no other usable", async (t) => {
    const { server, issuer } = await office(t);
    const lossy = listServer(issuer, (number) =>
      number % 3 === 1 ? "answer lost" : number % 3 === 2 ? "never arrives" : "answered",
    );
    const run = new ListRun(lossy, await lossy.begin(job, 600), references(600), 0, troubleOf);
    const wakes = setInterval(() => run.tryNow(), 20);
    t.after(() => clearInterval(wakes));
    await run.run();
    assert.equal(run.state.at, "complete");
    assert.deepEqual(
      run.coded.map(({ reference }) => reference),
      references(600),
    );
    assert.equal(new Set(run.coded.map(({ code }) => code)).size, 600);
    assert.equal(usableCodes(server), 600);
    assert.equal(await claimStatus(server, run.coded[599]!.code!), 200);
  });

  test("pauses and goes on; what came is kept", async (t) => {
    const { issuer } = await office(t);
    const server = listServer(issuer);
    const run = new ListRun(server, await server.begin(job, 600), references(600), 0, troubleOf);
    pauseAt(run, 250);
    await run.run();
    assert.deepEqual([run.state.at, run.done], ["paused", 250]);
    assert.ok(run.hasUnsaved);
    const before = run.coded.map(({ code }) => code);
    await run.run();
    assert.deepEqual([run.state.at, run.done], ["complete", 600]);
    assert.deepEqual(
      run.coded.slice(0, 250).map(({ code }) => code),
      before,
    );
  });

  test("paused while rows are asked for, it is paused when they have come, and goes on as one run", async (t) => {
    const { server, issuer } = await office(t);
    const lists = listServer(issuer);
    const run = new ListRun(lists, await lists.begin(job, 600), references(600), 0, troubleOf);
    const first = run.run();
    run.pause();
    assert.deepEqual([run.state.at, run.isPausing], ["running", true]);
    await Promise.all([first, run.run()]);
    assert.deepEqual([run.state.at, run.isPausing, run.done], ["paused", false, 250]);
    await run.run();
    assert.deepEqual(
      run.coded.map(({ reference }) => reference),
      references(600),
    );
    assert.equal(usableCodes(server), 600);
  });

  test("a file has the rows that the server was told of, whatever comes while it is told", async (t) => {
    const { issuer } = await office(t);
    const lists = listServer(issuer);
    let going: Promise<void> | null = null;
    const slow: ListServer = {
      ...lists,
      saved: async (id, saved) => {
        const known = await lists.saved(id, saved);
        await going;
        return known;
      },
    };
    const run = new ListRun(slow, await lists.begin(job, 600), references(600), 0, troubleOf);
    pauseAt(run, 250);
    await run.run();
    going = run.run();
    const files: number[][] = [];
    await run.save((coded, rows) => files.push([coded.length, rows]));
    assert.deepEqual([run.done, files, run.hasUnsaved], [600, [[250, 250]], true]);
    assert.equal((await lists.begin(job, 600)).saved, 250);
  });

  test("taken up after a reload, begins where the saved file ends; the page before cannot save any more", async (t) => {
    const { server, issuer } = await office(t);
    const lists = listServer(issuer);
    const first = new ListRun(lists, await lists.begin(job, 700), references(700), 0, troubleOf);
    pauseAt(first, 250);
    await first.run();
    assert.equal(await first.save(() => {}), null);
    assert.ok(!first.hasUnsaved);
    pauseAt(first, 500);
    await first.run();
    const known = await lists.begin(job, 700);
    assert.deepEqual([known.saved, known.issued], [250, 500]);
    const second = new ListRun(lists, known, references(700), known.saved, troubleOf);
    await second.run();
    assert.deepEqual([second.state.at, second.coded.length, second.done], ["complete", 450, 700]);
    assert.equal(second.coded[0]!.reference, "LAB-250");
    assert.equal(await first.save(() => assert.fail("written")), "superseded");
    await first.run();
    assert.deepEqual(first.state, { at: "stopped", trouble: "superseded" });
    assert.equal(usableCodes(server), 700);
    assert.equal(await claimStatus(server, first.coded[0]!.code!), 200, "saved before");
    assert.equal(await claimStatus(server, first.coded[300]!.code!), 403, "not saved");
    assert.equal(await claimStatus(server, second.coded[50]!.code!), 200);
  });
});
