import assert from "node:assert/strict";
import { test } from "node:test";
import { verdictOf } from "../../web/log/checks.ts";
import { evidenceOf, LogSession } from "../../web/log/session.ts";
import { startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { AlteredSource, flipped } from "./altered-source.ts";

/** What a window's `sessionStorage` does here. */
function storage(): () => Storage {
  const kept = new Map<string, string>();
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
  return () => store;
}

function open(server: TrialServer, source = new AlteredSource(server.url), kept = storage()) {
  const states: string[] = [];
  const session = new LogSession({
    source,
    storage: kept,
    now: server.clock.read,
    changed: () => {
      const { reading, audit } = session.view;
      const state = `${reading === null ? "idle" : "reading"} ${audit === null ? "-" : verdictOf(audit.checks)}`;
      if (states.at(-1) !== state) states.push(state);
    },
  });
  return { session, states };
}

test("a look reads, checks, and then fetches the lists", async (t) => {
  const server = await startTrialServer(t);
  const { session, states } = open(server);
  await session.look();
  assert.deepEqual(states, ["reading -", "reading waiting", "reading holds", "idle holds"]);
  assert.equal(session.view.lists.lists.length, 1);
  assert.equal(session.view.readAt, server.clock.now);
});

test("a second look in the window is compared with the first, after a reload too", async (t) => {
  const server = await startTrialServer(t);
  const kept = storage();
  await open(server, new AlteredSource(server.url), kept).session.look();
  server.clock.forward(3600);
  await server.publish();
  const { session } = open(server, new AlteredSource(server.url), kept);
  await session.look();
  assert.equal(session.view.audit?.checks.continued.state, "passed");
  assert.equal(session.view.seen?.size, 2);
});

test("a window that may store nothing works, and every look is a first one", async (t) => {
  const server = await startTrialServer(t);
  const { session } = open(server, new AlteredSource(server.url), () => {
    throw new DOMException("denied", "SecurityError");
  });
  await session.look();
  assert.equal(session.view.audit?.checks.continued.state, "nothing");
});

test("without a connection what was read stays, and the trouble is told", async (t) => {
  const server = await startTrialServer(t);
  const { session } = open(server);
  await session.look();
  const before = session.view;
  await server.close();
  await session.look();
  assert.deepEqual(session.view, { ...before, trouble: "offline" });
  const fresh = open(server).session;
  await fresh.look();
  assert.deepEqual([fresh.view.audit, fresh.view.trouble], [null, "offline"]);
});

test("a list that was altered breaks the record, and the evidence says how", async (t) => {
  const server = await startTrialServer(t);
  const { session } = open(server, new AlteredSource(server.url).alter(/batch\/0$/, flipped(30)));
  await session.look();
  const evidence = JSON.parse(evidenceOf(session.view, "https://celadon.example/log/")) as {
    checks: { lists: unknown };
    checkpoint: string;
  };
  assert.deepEqual(evidence.checks.lists, {
    state: "failed",
    reason: "altered",
    detail: "/v1/batch/0 is not what the log names",
  });
  assert.match(evidence.checkpoint, /\n\n— /);
});
