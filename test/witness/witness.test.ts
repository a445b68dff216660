import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { hexToBytes } from "@noble/hashes/utils.js";
import {
  cosignatureVerifier,
  encodeAddCheckpoint,
  encodeCheckpoint,
  noteSigner,
  noteVerifier,
  openCheckpoint,
  signNote,
} from "../../protocol/index.ts";
import { noteKeyFromSeed } from "../../protocol/note-signer.ts";
import { encodeVerifierKey, signatureType } from "../../protocol/verifier-key.ts";
import {
  type RunningWitness,
  startWitness,
  type WitnessOptions,
} from "../../server/witness/start-witness.ts";
import { ask } from "../server/http-text.ts";
import { run } from "../server/server-process.ts";
import { temporaryDirectory } from "../server/trial-server.ts";
import { type GrownLog, grownLog } from "./grown-log.ts";
import { startWitnessProcess } from "./witness-process.ts";

const now = 1_800_000_000;
const origin = "region.example/log";
const log = grownLog(origin, 1);
const fork = grownLog(origin, 1, 5);

interface TestWitness extends RunningWitness {
  readonly dataDirectory: string;
  readonly said: string[];
  /** Send a request. @returns Status and body, such as `409 7\n`. */
  readonly add: (body: string) => Promise<string>;
}

async function witnessFor(t: TestContext, options: Partial<WitnessOptions> = {}): Promise<TestWitness> {
  const dataDirectory = options.dataDirectory ?? join(temporaryDirectory(t), "witness");
  const said: string[] = [];
  const running = await startWitness({
    dataDirectory,
    name: "witness.example/w1",
    port: 0,
    logs: [log.vkey],
    clock: () => now + 0.7,
    say: (line) => said.push(line),
    ...options,
  });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= running.close());
  t.after(close);
  return { ...running, close, dataDirectory, said, add: (body) => add(running.url, body) };
}

async function add(url: string, body: string | Uint8Array): Promise<string> {
  const answer = await ask(url, "POST /add-checkpoint", { body: Buffer.from(body) });
  return `${answer.status} ${answer.body.toString()}`;
}

/** That an answer is a cosignature by this witness of this log's checkpoint. */
function assertCosigned(answer: string, from: GrownLog, size: number, vkey: string, timestamp = now): void {
  assert.equal(answer.slice(0, 4), "200 ");
  const cosigner = cosignatureVerifier(vkey);
  const opened = openCheckpoint(from.checkpoint(size) + answer.slice(4), noteVerifier(from.vkey), [cosigner]);
  assert.deepEqual(
    opened.cosignedBy.map((each) => [each.cosigner.vkey, each.timestamp]),
    [[vkey, timestamp]],
  );
}

test("a log that only grows is cosigned at every step, and the last checkpoint is shown", async (t) => {
  const { add: send, url, vkey, said } = await witnessFor(t);
  const path = `/${createHash("sha256").update(origin).digest("hex")}/checkpoint`;
  assert.equal((await ask(url, `GET ${path}`)).status, 404);
  for (const [oldSize, size] of [
    [0, 1],
    [1, 2],
    [2, 7],
    [7, 7],
    [7, 64],
    [64, 70],
  ] as const) {
    assertCosigned(await send(await log.request(oldSize, size)), log, size, vkey);
    const shown = (await ask(url, `GET ${path}`)).body.toString();
    const opened = openCheckpoint(shown, noteVerifier(log.vkey), [cosignatureVerifier(vkey)]);
    assert.deepEqual([opened.size, opened.cosignedBy.length], [size, 1]);
  }
  assert.equal(said.at(-1), `Cosigned ${origin} at 70.`);
});

test("every refusal has the status of C2SP tlog-witness, and none of them signs or forgets anything", async (t) => {
  const { add: send, url } = await witnessFor(t);
  await send(await log.request(0, 10));
  const signedBy = (seed: number, text: string): string =>
    signNote(text, [noteSigner(noteKeyFromSeed(origin, new Uint8Array(32).fill(seed)).skey)]);
  const whole = (oldSize: number, checkpoint: string, proof: Uint8Array[] = []): string =>
    encodeAddCheckpoint({ oldSize, proof, checkpoint });
  const root = new Uint8Array(32);
  const emptyText = encodeCheckpoint({ origin, size: 0, root });
  const wrongSignature = log.checkpoint(11).replace(/\n11\n/, "\n12\n");
  const proofOf11 = (await log.request(10, 11)).split("\n\n")[0]!;
  const requests: [name: string, wanted: string, body: string][] = [
    ["not a request", "400", "hello"],
    ["no checkpoint", "400", "old 10\n\nhello\n"],
    ["another log", "404", await grownLog("other.example/log", 2).request(0, 1)],
    ["no signature by the log", "403", whole(10, signedBy(9, encodeCheckpoint({ origin, size: 11, root })))],
    ["a wrong signature", "403", whole(10, wrongSignature)],
    [
      "a wrong signature beside the right one",
      "403",
      whole(10, `${log.checkpoint(11)}${log.checkpoint(12).split("\n\n")[1]}`),
    ],
    ["an old size above the new", "400", await log.request(12, 11)],
    ["a smaller tree", "409 10\n", await log.request(9, 9)],
    ["a smaller tree, from nothing", "409 10\n", await log.request(0, 3)],
    ["an old size that is too small", "409 10\n", await log.request(9, 11)],
    ["an old size that is too large", "409 10\n", await log.request(11, 12)],
    ["an empty tree", "409 10\n", whole(0, signedBy(1, emptyText))],
    ["no proof", "422", whole(10, log.checkpoint(11))],
    [
      "a proof that is too long",
      "422",
      `${proofOf11}\n${Buffer.alloc(32).toString("base64")}\n\n${log.checkpoint(11)}`,
    ],
    ["another tree of the same size", "422", whole(10, fork.checkpoint(10))],
    ["a fork", "422", await fork.request(10, 20)],
    ["a proof between equal trees", "422", whole(10, log.checkpoint(10), [root])],
  ];
  for (const [name, wanted, body] of requests) {
    const answer = await send(body);
    assert.ok(answer.startsWith(wanted), `${name}: ${answer}`);
    assert.ok(!answer.includes("\u2014"), name);
  }
  const conflict = await ask(url, "POST /add-checkpoint", { body: Buffer.from(await log.request(9, 11)) });
  assert.equal(conflict.headers["content-type"], "text/x.tlog.size");
  assert.ok((await send(await log.request(10, 11))).startsWith("200 "), "the record is what it was");
});

test("of an empty log only its one root is cosigned, and a first proof must be empty", async (t) => {
  const { add: send } = await witnessFor(t);
  const signer = noteSigner(noteKeyFromSeed(origin, new Uint8Array(32).fill(1)).skey);
  const empty = (root: Uint8Array, proof: Uint8Array[] = []): string =>
    encodeAddCheckpoint({
      oldSize: 0,
      proof,
      checkpoint: signNote(encodeCheckpoint({ origin, size: 0, root }), [signer]),
    });
  const emptyRoot = createHash("sha256").digest();
  for (const body of [
    empty(new Uint8Array(32)),
    empty(emptyRoot, [emptyRoot]),
    encodeAddCheckpoint({ oldSize: 0, proof: [emptyRoot], checkpoint: log.checkpoint(1) }),
  ]) {
    assert.ok((await send(body)).startsWith("422 "));
  }
  assert.ok((await send(empty(emptyRoot))).startsWith("200 "));
  assert.ok((await send(empty(emptyRoot))).startsWith("200 "), "again");
  assert.ok((await send(await log.request(0, 1))).startsWith("200 "));
});

// From the tests of another witness (filippo.io/torchwood): a log of one entry, then two continuations that race.
const foreignOrigin = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562";
const foreignKey = hexToBytes("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f");
const foreignRequests = {
  to1: `old 0

${foreignOrigin}
1
KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

— ${foreignOrigin} UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=
`,
  to3: `old 1
KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

${foreignOrigin}
3
RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=

— ${foreignOrigin} UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=
`,
  to5: `old 1
KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=
KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

${foreignOrigin}
5
QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=

— ${foreignOrigin} UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=
`,
};

test("the requests of another implementation's tests are answered as there: of two that race one is cosigned", async (t) => {
  const logs = [encodeVerifierKey(foreignOrigin, signatureType.ed25519, foreignKey)];
  const first = await witnessFor(t, { logs });
  assert.ok((await first.add(foreignRequests.to1)).startsWith("200 "));
  assert.ok((await first.add(foreignRequests.to3)).startsWith("200 "));
  assert.equal(await first.add(foreignRequests.to5), "409 3\n");
  const racing = await witnessFor(t, { logs });
  await racing.add(foreignRequests.to1);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      racing.add(index % 2 ? foreignRequests.to3 : foreignRequests.to5),
    ),
  );
  const won = answers.filter((answer) => answer.startsWith("200 "));
  assert.equal(won.length, 1);
  const rest = answers.filter((answer) => !answer.startsWith("200 "));
  assert.equal(new Set(rest).size, 1);
  assert.match(rest[0]!, /^409 [35]\n$/);
});

test("what is not HTTP of the right kind is refused and bounded", async (t) => {
  const { url } = await witnessFor(t);
  const status = async (line: string, body?: Uint8Array): Promise<number> =>
    (await ask(url, line, body === undefined ? {} : { body })).status;
  assert.equal(await status("GET /add-checkpoint"), 405);
  assert.equal(await status("POST /"), 404);
  assert.equal(await status("GET /.well-known/x"), 404);
  assert.equal(await status("POST /add-checkpoint", new Uint8Array(65_537)), 413);
  assert.equal(await status("POST /add-checkpoint", new Uint8Array(65_536).fill(0xff)), 400);
  assert.equal(await status("POST /add-checkpoint"), 400);
});

test("record and key outlive a restart, and each is missed when it is gone", async (t) => {
  const first = await witnessFor(t);
  await first.add(await log.request(0, 10));
  await first.close();
  const { dataDirectory } = first;
  for (const name of ["witness.skey", "witness.sqlite"]) {
    assert.equal(statSync(join(dataDirectory, name)).mode & 0o077, 0, `${name} is for its user alone`);
  }
  const second = await witnessFor(t, { dataDirectory, name: null });
  assert.equal(second.vkey, first.vkey);
  assert.equal(await second.add(await fork.request(0, 20)), "409 10\n");
  await second.close();
  await assert.rejects(
    witnessFor(t, { dataDirectory, name: "other.example" }),
    /is called witness\.example\/w1/,
  );
  rmSync(join(dataDirectory, "witness.sqlite"));
  await assert.rejects(witnessFor(t, { dataDirectory }), {
    name: "OperatorError",
    message: /its record .* is gone/,
  });
  await assert.rejects(
    witnessFor(t, { dataDirectory: temporaryDirectory(t), name: null }),
    /name it by --name/,
  );
});

test("what was cosigned survives kill -9, and the fork of it is refused after every restart", async (t) => {
  const data = join(temporaryDirectory(t), "witness");
  const args = ["--data", data, "--name", "witness.example/w1", "--log", log.vkey];
  const other = grownLog(origin, 1, 0);
  let acknowledged = 0;
  for (let round = 0; round < 4; round++) {
    const witness = await startWitnessProcess(t, args);
    if (round > 0) {
      // What was answered is on the disk; one more may be, whose answer was cut off.
      const known = await add(witness.url, await other.request(0, 70));
      const size = Number(known.slice(4));
      assert.ok(known.startsWith("409 ") && size >= acknowledged && size <= acknowledged + 1, known);
      acknowledged = size;
      assert.ok((await add(witness.url, await other.request(size, 70))).startsWith("422 "), "the fork");
    }
    for (const end = acknowledged + 5; acknowledged < end; acknowledged++) {
      assertCosignedSome(await add(witness.url, await log.request(acknowledged, acknowledged + 1)));
    }
    // In the middle of the next.
    const next = add(witness.url, await log.request(acknowledged, acknowledged + 1)).catch(() => "no answer");
    await setTimeout(round);
    assert.equal(await witness.end("SIGKILL"), null);
    if ((await next).startsWith("200 ")) acknowledged++;
  }
});

test("the command says what it does, prints its key, answers, and ends when it is told to", async (t) => {
  const help = await run(["witness", "--help"]);
  assert.match(help.stdout, /^Usage: npm run celadon -- witness \[--name NAME\]/);
  const data = join(temporaryDirectory(t), "witness");
  const first = await startWitnessProcess(t, ["--data", data, "--name", "witness.example/w1"]);
  assert.ok(first.lines.includes("Witnessing no log yet: name one by --log."));
  assert.equal((await add(first.url, await log.request(0, 1))).slice(0, 3), "404");
  assert.equal(await first.end("SIGTERM"), 0);
  const other = grownLog("other.example/log", 2);
  const second = await startWitnessProcess(t, ["--data", data, "--log", log.vkey, "--log", other.vkey]);
  assert.equal(second.vkey, first.vkey);
  assert.equal(cosignatureVerifier(second.vkey).name, "witness.example/w1");
  for (const each of [log, other]) {
    assertCosignedSome(await add(second.url, await each.request(0, 7)));
  }
  assert.equal(await second.end("SIGINT"), 0);
  const problems = await Promise.all([
    run(["witness", "--log", "x"]),
    run(["witness", "--port", "65536"]),
    run(["witness", "--name", "a b"]),
    run(["witness", "--data", join(data, "none")]),
  ]);
  assert.deepEqual(
    problems.map(({ status, stderr }) => `${status} ${stderr.split("\n", 1)[0]}`),
    [
      '2 --log "x" is not a log\'s vkey.',
      "2 --port must be a number from 0 to 65535.",
      "2 --name must have no spaces and no plus, such as witness.example/w1.",
      `1 There is no key in ${join(data, "none")} yet: name it by --name, such as witness.example/w1.`,
    ],
  );
});

function assertCosignedSome(answer: string): void {
  assert.match(answer, /^200 \u2014 witness\.example\/w1 [A-Za-z0-9+/=]+\n$/);
}
