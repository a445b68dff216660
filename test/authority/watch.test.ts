import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import {
  encodeLogEntry,
  generateClaimCode,
  generateCosignerKey,
  prepareTicketClaim,
} from "../../protocol/index.ts";
import type { Watch } from "../../server/authority/watch.ts";
import { openExistingData } from "../../server/data-directory.ts";
import { readMetrics, valueOf } from "../operations/metrics-reader.ts";
import { ask, post } from "../server/http-text.ts";
import { fetchLog } from "../server/reporter.ts";
import { noon, periodSeconds, startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { enrolAnother, enrolFirst, type StaffClient } from "./staff-client.ts";

const hour = noon / 3600;

const look = async (client: StaffClient): Promise<Watch> => (await client.get("/watch")) as Watch;

const kinds = ({ alarms }: Watch): string[] => alarms.map(({ kind }) => kind);

const claim = async (server: TrialServer): Promise<void> => {
  const { request } = prepareTicketClaim(await server.issueClaimCode(1));
  assert.equal((await post(server.url, "/v1/tickets", request)).status, 200);
};

async function staffed(
  t: TestContext,
  options: Parameters<typeof startTrialServer>[1] = {},
): Promise<{ server: TrialServer; ada: StaffClient; ben: StaffClient }> {
  const server = await startTrialServer(t, { region: { days: 60 }, ...options });
  const ada = await enrolFirst(server);
  return { server, ada, ben: await enrolAnother(ada, "Ben", ["approver"]) };
}

describe("what staff see of the region", () => {
  test("is calm in a new region, and for nobody who is not signed in", async (t) => {
    const { server, ada } = await staffed(t);
    const seen = await look(ada);
    assert.deepEqual(seen.alarms, []);
    assert.deepEqual(seen.list, {
      paused: null,
      periodSeconds,
      newestPeriod: noon,
      batches: [{ number: 0, closed: noon, bytes: seen.list.batches[0]!.bytes }],
      staleAt: noon + 24 * 3600,
    });
    assert.deepEqual(seen.record, { entries: 2, shown: 2, quorum: 0, witnesses: [] });
    assert.deepEqual([seen.rules, seen.peers, seen.counts.perHour], [null, [], []]);
    const headers = { "sec-fetch-site": "same-origin", origin: server.url };
    assert.equal((await ask(server.url, "GET /v1/authority/watch", { headers })).status, 401);
  });

  test("has the counts of hours that are over, and nothing of the one under way", async (t) => {
    const { server, ada } = await staffed(t);
    await claim(server);
    await server.issueClaimCode(2);
    assert.deepEqual((await look(ada)).counts.perHour, []);
    server.clock.forward(3600);
    await ada.signIn();
    const { counts } = await look(ada);
    assert.equal(counts.firstHour, hour + 1 - 48);
    assert.deepEqual(
      counts.perHour.map(({ event, purpose, counts: each }) => [event, purpose, each.length, each.at(-1)]),
      [
        ["issued", 1, 48, 1],
        ["issued", 2, 48, 1],
        ["claimed", 1, 48, 1],
      ],
    );
    assert.ok(counts.usualClaims.every((usual) => usual === null));
  });

  test("raises an alarm in the very hour in which many claim, and monitoring does", async (t) => {
    const { server, ada } = await staffed(t, { operations: { port: 0, host: "127.0.0.1" } });
    const metric = async (): Promise<number | undefined> => {
      const { body } = await ask(`http://127.0.0.1:${server.operationsPort}`, "GET /metrics");
      return valueOf(readMetrics(body.toString()), "celadon_claims_unusual", { purpose: "report" });
    };
    for (let count = 0; count < 20; count++) await claim(server);
    assert.deepEqual([kinds(await look(ada)), await metric()], [[], 0]);
    await claim(server);
    assert.deepEqual((await look(ada)).alarms, [
      { kind: "claims", purpose: 1, hours: [hour], usual: null, limit: 20 },
    ]);
    assert.equal(await metric(), 1);
    server.clock.forward(26 * 3600);
    await server.publish();
    await ada.signIn();
    assert.deepEqual([kinds(await look(ada)), await metric()], [[], 0]);
  });

  test("tells of somebody who tries codes, at once and for a day", async (t) => {
    const { server, ada } = await staffed(t);
    const { request } = prepareTicketClaim(generateClaimCode());
    const sent = Array.from({ length: 100 }, () => post(server.url, "/v1/tickets", request));
    await Promise.all(sent);
    assert.deepEqual((await look(ada)).alarms, [{ kind: "guessing", hours: [hour], from: 100 }]);
    server.clock.forward(23 * 3600);
    await server.publish();
    await ada.signIn();
    assert.deepEqual(kinds(await look(ada)), ["guessing"]);
    server.clock.forward(2 * 3600);
    await server.publish();
    await ada.signIn();
    const { alarms, counts } = await look(ada);
    assert.deepEqual(alarms, []);
    assert.deepEqual(
      counts.perHour.map(({ event, counts: each }) => [event, Math.max(...each)]),
      [["wrong", 100]],
    );
  });

  test("tells of a list that is late, witnesses that are missing, neighbours, and the end", async (t) => {
    const witnesses = ["one.example/w1", "two.example/w1"].map((name) => generateCosignerKey(name).vkey);
    const peers = [{ root: "5a".repeat(32), name: { en: "Elsewhere" }, url: "https://elsewhere.example" }];
    const { server, ada } = await staffed(t, { region: { days: 60, witnesses, quorum: 2, peers } });
    assert.deepEqual(kinds(await look(ada)), ["peer"]);
    server.clock.forward(2 * periodSeconds + 1);
    await ada.signIn();
    const late = await look(ada);
    assert.deepEqual(kinds(late), ["late", "not-cosigned", "peer"]);
    assert.deepEqual(late.record.witnesses, [
      { name: "one.example/w1", entries: 0 },
      { name: "two.example/w1", entries: 0 },
    ]);
    server.clock.forward(40 * 86_400);
    await server.publish();
    await ada.signIn();
    assert.ok(kinds(await look(ada)).includes("sunset"));
  });

  test("has the rules that were announced, until they apply", async (t) => {
    const { server, ada } = await staffed(t);
    await server.renewManifest({ policy: { yellow: 30, weight: { reported: 2, confirmed: 1 } } });
    assert.deepEqual((await look(ada)).rules, {
      effective: noon + 48 * 3600,
      changes: [
        { key: "yellow", from: 15, to: 30 },
        { key: "weight.reported", from: 1, to: 2 },
      ],
    });
    server.clock.forward(48 * 3600);
    await server.publish();
    await ada.signIn();
    assert.equal((await look(ada)).rules, null);
  });
});

describe("stopping the list", () => {
  const askFor = async (client: StaffClient, what: "pause" | "resume"): Promise<number> => {
    const body = what === "pause" ? { reason: "claim-codes" } : {};
    return ((await client.post(`/publishing/${what}`, body)) as { approval: number }).approval;
  };
  const decide = (client: StaffClient, approval: number, decision = "approved") =>
    client.send("POST /approvals/decide", { approval, decision });
  const logged = async ({ url }: TrialServer): Promise<string[]> =>
    (await fetchLog(url)).map(encodeLogEntry).filter((text) => !/^(batch|manifest)/.test(text));

  test("takes two people, happens as the second says yes, and stands in the log and the audit", async (t) => {
    const { server, ada, ben } = await staffed(t);
    const request = await askFor(ada, "pause");
    assert.deepEqual(await logged(server), []);
    assert.equal((await decide(ada, request)).status, 403, "not by the same person");
    assert.equal((await look(ada)).list.paused, null);
    assert.equal((await decide(ben, request)).status, 204);
    assert.equal((await look(ada)).list.paused, "claim codes may be in wrong hands");
    assert.equal((await decide(ben, request)).status, 409, "once");
    server.clock.forward(3 * periodSeconds);
    assert.equal(await server.publish(), null);
    await Promise.all([ada.signIn(), ben.signIn()]);
    assert.deepEqual(kinds(await look(ada)), [], "it is not called late");
    const going = await askFor(ben, "resume");
    assert.equal((await decide(ada, going)).status, 204);
    assert.equal((await server.publish())?.number, 1);
    assert.deepEqual(await logged(server), ["pause claim codes may be in wrong hands", "resume"]);
    const { store } = await openExistingData(server.dataDirectory);
    const acts = (await store.audit.all()).filter(({ action }) => /pause|resume/.test(action));
    await store.close();
    assert.deepEqual(
      acts.map(({ action, staff: who }) => `${action} ${who}`),
      ["asked-pause 1", "publishing-paused 2", "asked-resume 2", "publishing-resumed 1"],
    );
    const { approvals } = (await ada.get("/approvals")) as { approvals: { state: string }[] };
    assert.deepEqual(new Set(approvals.map(({ state }) => state)), new Set(["taken"]));
  });

  test("is asked for with a reason of the list, only when it is not so already", async (t) => {
    const { ada, ben } = await staffed(t);
    const status = async (path: string, body: object): Promise<number> =>
      (await ada.send(`POST ${path}`, body)).status;
    assert.equal(await status("/publishing/pause", { reason: "Mr X tested positive" }), 400);
    assert.equal(await status("/publishing/pause", { reason: "work", note: "x" }), 400);
    assert.equal(await status("/publishing/resume", {}), 409);
    const [one, other] = [await askFor(ada, "pause"), await askFor(ada, "pause")];
    assert.equal((await decide(ben, one)).status, 204);
    assert.equal((await decide(ben, other)).status, 409, "what is so already is not done again");
    assert.equal(await status("/publishing/pause", { reason: "work" }), 409);
  });

  test("is refused by the second person, and nothing happens", async (t) => {
    const { server, ada, ben } = await staffed(t);
    assert.equal((await decide(ben, await askFor(ada, "pause"), "refused")).status, 204);
    assert.deepEqual([(await look(ada)).list.paused, await logged(server)], [null, []]);
  });
});
