import assert from "node:assert/strict";
import { test } from "node:test";
import { generateClaimCode } from "../../protocol/index.ts";
import { claimCodeInLink, claimDraft, readClaim } from "../../web/parts/claim-words.ts";
import { readReleaseRequest, releaseRequestLink } from "../../web/parts/release-request.ts";

const origin = "https://celadon.example";

test("a request link brings its claim code and its hours, and no visitor's page takes it for its own", () => {
  for (let times = 0; times < 20; times++) {
    const claimCode = generateClaimCode();
    for (const hours of [null, { first: 2_990_000, end: 2_990_018 }]) {
      const link = releaseRequestLink(origin, { claimCode, hours });
      const read = readReleaseRequest(`  ${link}\n`)!;
      assert.deepEqual(readClaim(read.claimCode), { kind: "code", code: claimCode });
      assert.deepEqual(read.hours, hours);
      assert.deepEqual(readReleaseRequest(new URL(link).hash), read);
      assert.equal(claimDraft(link), read.claimCode);
      assert.equal(claimCodeInLink(link), null);
    }
  }
});

test("hours that are none are left out, and other texts are no request", () => {
  const code = "ABCD-EFGH-JKMN";
  for (const tail of [".2990000.0", ".99999999.5", ".16777215.2"]) {
    assert.deepEqual(readReleaseRequest(`#release-${code}${tail}`), { claimCode: code, hours: null });
  }
  for (const text of [
    "",
    "#release-",
    "#release",
    `#report-${code}`,
    `#release-${code}.1`,
    `#release-${code}.1.2.3`,
    `#release-${code}?x`,
    `#release-${"A".repeat(41)}`,
    `release-${code}`,
  ]) {
    assert.equal(readReleaseRequest(text), null, text);
  }
});
