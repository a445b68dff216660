import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeAddCheckpoint, encodeAddCheckpoint } from "../../protocol/index.ts";
import { assertHostileTextIsRefused } from "./hostile-text.ts";

const malformed = { name: "ProtocolError", code: "malformed" };

/** The request that C2SP tlog-witness shows. */
const published = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;

test("The request that C2SP tlog-witness shows is read and written byte for byte", () => {
  const request = decodeAddCheckpoint(published);
  assert.equal(request.oldSize, 20_852_014);
  assert.equal(request.proof.length, 4);
  assert.ok(request.checkpoint.startsWith("example.com/behind-the-sofa\n20852163\n"));
  assert.equal(encodeAddCheckpoint(request), published);
});

test("Any request comes back as it was written", () => {
  fc.assert(
    fc.property(
      fc.maxSafeNat(),
      fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 }),
      fc.string(),
      (oldSize, proof, checkpoint) => {
        const request = { oldSize, proof, checkpoint };
        assert.deepEqual(decodeAddCheckpoint(encodeAddCheckpoint(request)), request);
      },
    ),
    { numRuns: 50 },
  );
});

test("Every damage before the checkpoint is refused, or is another request, written as it is", () => {
  const checkpoint = published.slice(published.indexOf("\n\n") + 2);
  const head = published.slice(0, -checkpoint.length);
  assertHostileTextIsRefused(
    head,
    (input) => decodeAddCheckpoint(input + checkpoint),
    (request) => encodeAddCheckpoint(request).slice(0, -checkpoint.length),
  );
});

test("What is no request is refused", () => {
  const hash = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";
  decodeAddCheckpoint(`old 1\n${hash.repeat(63)}\nx`);
  for (const body of [
    "",
    "\n\n",
    "old 1\n",
    "old\n\n",
    "old \n\n",
    "old 01\n\n",
    "old -1\n\n",
    "old  1\n\n",
    "new 1\n\n",
    "old 9007199254740992\n\n",
    `${hash}\n`,
    `old 1\n${hash.slice(0, -2)}\n\n`,
    `old 1\n${hash.slice(4)}\n\n`,
    `old 1\r\n${hash}\n`,
    `old 1\n${hash.repeat(64)}\nx`,
  ]) {
    assert.throws(() => decodeAddCheckpoint(body), malformed, JSON.stringify(body));
  }
  const [checkpoint, proof] = ["x", [new Uint8Array(32)]];
  for (const oldSize of [-1, 0.5, 2 ** 53])
    assert.throws(() => encodeAddCheckpoint({ oldSize, proof, checkpoint }), RangeError);
  assert.throws(
    () => encodeAddCheckpoint({ oldSize: 1, proof: [new Uint8Array(31)], checkpoint }),
    RangeError,
  );
  const many = Array.from({ length: 64 }, () => new Uint8Array(32));
  assert.throws(() => encodeAddCheckpoint({ oldSize: 1, proof: many, checkpoint }), RangeError);
});
