import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { LogEntry } from "../../protocol/index.ts";
import { audit } from "../../web/log/audit.ts";
import { listsByDay } from "../../web/log/days.ts";
import { type List, readMoreLists, type ReadLists, unreadLists } from "../../web/log/lists-reader.ts";
import { RecordError } from "../../web/log/record-error.ts";
import { noon, startTrialServer } from "../server/trial-server.ts";
import { AlteredSource, type Alteration, flipped, gone } from "./altered-source.ts";

interface Read {
  readonly read: (path?: RegExp, alter?: Alteration) => Promise<ReadLists>;
}

/** A region that has published so many lists, an hour apart. */
async function regionWith(t: TestContext, count: number): Promise<Read> {
  const server = await startTrialServer(t);
  for (let list = 1; list < count; list++) {
    server.clock.forward(3600);
    await server.publish();
  }
  const found = await audit(new AlteredSource(server.url), {
    now: server.clock.now,
    seen: null,
    progress: () => {},
  });
  const unread = unreadLists(found.lines.map(({ entry }) => entry));
  return {
    read: (path = /^$/, alter = gone) =>
      readMoreLists(new AlteredSource(server.url).alter(path, alter), unread, () => {}),
  };
}

test("lists are read newest first, each as the record names it", async (t) => {
  const { lists, unread, olderAreGone } = await (await regionWith(t, 3)).read();
  assert.deepEqual(
    lists.map(({ number, closed, entries }) => ({ number, closed, entries })),
    [2, 1, 0].map((number) => ({ number, closed: noon + number * 3600, entries: 1024 })),
  );
  assert.ok(lists.every(({ bytes }) => bytes > 5000));
  assert.deepEqual({ unread, olderAreGone }, { unread: [], olderAreGone: false });
});

test("a list with one flipped bit is found, wherever the bit is", async (t) => {
  const { read } = await regionWith(t, 2);
  for (const at of [0, 12, 40, 3000, -1])
    await assert.rejects(read(/batch\/0$/, flipped(at)), isError("altered"));
});

test("old lists may be gone; a younger one than others that are there may not", async (t) => {
  const { read } = await regionWith(t, 4);
  const { lists, olderAreGone } = await read(/batch\/[01]$/, gone);
  assert.deepEqual([lists.map(({ number }) => number), olderAreGone], [[3, 2], true]);
  await assert.rejects(read(/batch\/2$/, gone), isError("missing"));
  await assert.rejects(read(/batch\/3$/, gone), isError("missing"));
  assert.equal((await read(/batch/, gone)).olderAreGone, true);
});

test("only some hundred lists, or some megabytes, are read at once", async () => {
  const entry = (number: number, bytes: number): LogEntry => {
    return { kind: "batch", number, bytes, sha256: "0".repeat(64) };
  };
  const asked = async (entries: readonly LogEntry[]): Promise<number> => {
    let requests = 0;
    const source = {
      get: () => {
        requests++;
        return Promise.reject(new RecordError("offline", "no answer"));
      },
    };
    await assert.rejects(
      readMoreLists(source, unreadLists(entries), () => {}),
      isError("offline"),
    );
    return requests;
  };
  assert.equal(await asked(Array.from({ length: 2 }, (_, number) => entry(number, 100))), 2);
  assert.equal(await asked([entry(0, 5_000_000), entry(1, 5_000_000)]), 1);
  assert.equal(await asked([entry(0, 50_000_000)]), 1);
  // Not all at the same time either.
  assert.equal(await asked(Array.from({ length: 1000 }, (_, number) => entry(number, 100))), 6);
});

test("lists are counted by the day in UTC, and days without one are there", () => {
  const list = (number: number, closed: string): List => {
    return { number, closed: Date.parse(closed) / 1000, entries: 1024, bytes: 5000 };
  };
  const days = listsByDay([
    list(2, "2026-11-04T00:00:00Z"),
    list(1, "2026-11-02T23:50:00Z"),
    list(0, "2026-11-02T00:00:00Z"),
  ]);
  assert.deepEqual(
    days.map(({ day, ...rest }) => [new Date(day * 1000).toISOString().slice(0, 10), ...Object.values(rest)]),
    [
      ["2026-11-04", 1, 1024, 5000],
      ["2026-11-03", 0, 0, 0],
      ["2026-11-02", 2, 2048, 10_000],
    ],
  );
  assert.deepEqual(listsByDay([]), []);
  assert.equal(listsByDay([list(0, "1999-01-01T00:00:00Z"), list(1, "2026-11-02T00:00:00Z")]).length, 2);
});

function isError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof RecordError && error.code === code;
}
