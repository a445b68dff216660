import assert from "node:assert/strict";
import { test } from "node:test";
import type { Manifest } from "../../protocol/index.ts";
import { audit, type Audit } from "../../web/log/audit.ts";
import { checkNames } from "../../web/log/checks.ts";
import { unreadLists } from "../../web/log/lists-reader.ts";
import { checkSentence } from "../../web/log/words/check-words.ts";
import { at, full, issued } from "../protocol/manifest-example.ts";
import { objectsOf, watched, type WatchedRegion } from "./watched-region.ts";

const reader = { language: "en", region: "en-GB", timeZone: "UTC" };
const day = 86_400;

function look(change: Partial<WatchedRegion> = {}, now = issued + 5 * day): Promise<Audit> {
  return audit(objectsOf({ ...watched, ...change }), { now, seen: null, progress: () => {} });
}

/** Every failure, as `check: reason`. */
function failuresIn({ checks }: Audit): string[] {
  return checkNames.flatMap((name) => {
    const check = checks[name];
    return check.state === "failed" ? [`${name}: ${check.reason}`] : [];
  });
}

const changed: Manifest = {
  ...full,
  sequence: 2,
  issued: at(day),
  effective: at(3 * day),
  policy: { ...full.policy, red: 120 },
};

test("stewards and witnesses who signed are named", async () => {
  const found = await look();
  assert.deepEqual(failuresIn(found), []);
  assert.deepEqual(found.rules[0]?.signedBy, ["one.example", "three.example"]);
  assert.deepEqual(
    found.checkpoint?.opened.cosignedBy.map(({ cosigner }) => cosigner.name),
    ["witness1.example", "witness2.example"],
  );
  const said = { audit: found, lists: unreadLists([]), seen: null, now: issued };
  assert.equal(
    checkSentence("root", said, reader),
    "The region’s founding text names 3 stewards; at least 2 had to sign it, and did.",
  );
  assert.match(checkSentence("checkpoint", said, reader), /and by 2 independent witnesses\.$/);
});

test("fewer stewards or witnesses than the region demands are not enough", async () => {
  assert.deepEqual(failuresIn(await look({ signers: [1] })), ["rules: not-signed"]);
  // The fourth is a stranger.
  assert.deepEqual(failuresIn(await look({ signers: [1, 3] })), ["rules: not-signed"]);
  assert.deepEqual(failuresIn(await look({ witnesses: [1] })), ["checkpoint: too-few-witnesses"]);
  assert.deepEqual(failuresIn(await look({ witnesses: [] })), ["checkpoint: too-few-witnesses"]);
  // A time that has not come is no time at which anybody saw anything.
  assert.deepEqual(failuresIn(await look({}, issued - 3601)), ["checkpoint: too-few-witnesses"]);
});

test("rules that change with less than 48 hours' notice are refused, whoever signed", async () => {
  assert.deepEqual(failuresIn(await look({ rules: [full, changed] })), []);
  const hasty = { ...changed, effective: at(3 * day - 1) };
  assert.deepEqual(failuresIn(await look({ rules: [full, hasty], signers: [0, 1, 2] })), [
    "rules: not-allowed",
  ]);
});

test("lines that this version does not know are counted and shown, not refused", async () => {
  const more = [{ kind: "unknown", text: "weather rain" }, { kind: "resume" }] as const;
  const found = await look({ more });
  assert.deepEqual(failuresIn(found), []);
  assert.deepEqual(
    found.lines.map(({ entry }) => entry.kind),
    ["manifest", "batch", "unknown", "resume"],
  );
});

test("lists that skip a number are refused", async () => {
  const more = [{ kind: "batch", number: 2, bytes: 100, sha256: "0".repeat(64) }] as const;
  assert.deepEqual(failuresIn(await look({ more })), ["entries: altered"]);
});
