import assert from "node:assert/strict";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { askApproval, takeApproval } from "../../server/authority/approvals.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { Store } from "../../server/store/store.ts";
import { startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { enrolAnother, enrolFirst, type StaffClient } from "./staff-client.ts";

const hour = 3600;
const request = { action: "issue-codes", numbers: { purpose: 2, count: 3 } } as const;

interface Listed {
  readonly number: number;
  readonly state: string;
  readonly askerName: string;
  readonly deciderName: string | null;
}

/** Ada (every role), Bo (approver) and Cy (issuer), and what a part of the server does with its store. */
async function office(t: TestContext): Promise<{
  server: TrialServer;
  ada: StaffClient;
  bo: StaffClient;
  cy: StaffClient;
  ask: (staff: number) => Promise<number>;
  take: (staff: number, approval: number, wanted?: Parameters<typeof takeApproval>[3]) => Promise<void>;
}> {
  const server = await startTrialServer(t);
  const store = await Store.open(join(server.dataDirectory, "celadon.sqlite"));
  const keys = new KeyDirectory(join(server.dataDirectory, "keys"));
  t.after(async () => store.close());
  const ada = await enrolFirst(server);
  const bo = await enrolAnother(ada, "Bo", ["approver"]);
  const cy = await enrolAnother(ada, "Cy", ["issuer"]);
  return {
    server,
    ada,
    bo,
    cy,
    ask: async (staff) =>
      store.transaction(async () =>
        askApproval({ store, keys }, { number: staff }, request, server.clock.now),
      ),
    take: async (staff, approval, wanted = request) =>
      store.transaction(async () =>
        takeApproval({ store }, { number: staff }, approval, wanted, server.clock.now),
      ),
  };
}

async function decide(client: StaffClient, approval: number, decision = "approved"): Promise<number> {
  return (await client.send("POST /approvals/decide", { approval, decision })).status;
}

const notApproved = { name: "Refusal", code: "not-approved" };

test("what takes two people is done once, by who asked, after another has approved exactly that", async (t) => {
  const { bo, cy, ask, take } = await office(t);
  const approval = await ask(3);
  await assert.rejects(async () => await take(3, approval), notApproved, "nobody has approved it");
  assert.equal(await decide(bo, approval), 204);
  await assert.rejects(async () => await take(2, approval), notApproved, "Bo did not ask");
  await assert.rejects(
    async () => await take(3, approval, { ...request, numbers: { purpose: 2, count: 4 } }),
    notApproved,
  );
  await assert.rejects(
    async () => await take(3, approval, { ...request, numbers: { purpose: 3, count: 3 } }),
    notApproved,
  );
  await assert.rejects(
    async () => await take(3, approval, { action: "pause", numbers: request.numbers }),
    notApproved,
  );
  await assert.rejects(async () => await take(3, approval + 1), notApproved);
  await take(3, approval);
  await assert.rejects(async () => await take(3, approval), notApproved, "once");
  assert.deepEqual(await listed(cy), ["1 taken Cy Bo"]);
});

test("nobody approves what they asked for themselves, whatever their roles", async (t) => {
  const { ada, bo, ask, take } = await office(t);
  const approval = await ask(1);
  assert.equal(await decide(ada, approval), 403);
  await assert.rejects(async () => await take(1, approval), notApproved);
  assert.equal(await decide(bo, approval), 204);
  await take(1, approval);
});

test("a request is decided once: approved, refused, withdrawn or expired", async (t) => {
  const { server, ada, bo, cy, ask, take } = await office(t);
  const [refused, withdrawn, late] = [await ask(3), await ask(3), await ask(3)];
  assert.equal(await decide(bo, refused, "refused"), 204);
  assert.equal(await decide(ada, refused), 409);
  await assert.rejects(async () => await take(3, refused), notApproved);
  assert.equal((await ada.send("POST /approvals/withdraw", { approval: withdrawn })).status, 404, "not hers");
  await cy.post("/approvals/withdraw", { approval: withdrawn });
  assert.equal(await decide(bo, withdrawn), 409);
  await assert.rejects(async () => await take(3, withdrawn), notApproved);
  assert.equal(await decide(bo, 99), 404);
  const approvedLate = await ask(3);
  assert.equal(await decide(bo, approvedLate), 204);
  server.clock.forward(24 * hour);
  await bo.signIn();
  assert.equal(await decide(bo, late), 409);
  await assert.rejects(async () => await take(3, approvedLate), notApproved);
  assert.deepEqual(await listed(bo), []);
});

test("approvers see all that waits, others what they asked for", async (t) => {
  const { ada, bo, cy, ask } = await office(t);
  await ask(3);
  await ask(1);
  assert.deepEqual(await listed(bo), ["2 waiting Ada null", "1 waiting Cy null"]);
  assert.deepEqual(await listed(ada), ["2 waiting Ada null", "1 waiting Cy null"]);
  assert.deepEqual(await listed(cy), ["1 waiting Cy null"]);
});

test("approving needs the passkey of the approver, shown in the last minutes", async (t) => {
  const { server, bo, ask } = await office(t);
  const approval = await ask(3);
  server.clock.forward(301);
  assert.equal(await decide(bo, approval), 428);
  await bo.prove();
  assert.equal(await decide(bo, approval), 204);
});

test("what somebody asked for ends with their access", async (t) => {
  const { ada, bo, ask, take } = await office(t);
  const [waits, approved] = [await ask(3), await ask(3)];
  assert.equal(await decide(bo, approved), 204);
  await ada.post("/people/end", { staff: 3 });
  assert.equal(await decide(bo, waits), 409);
  await assert.rejects(async () => await take(3, approved), notApproved);
});

test("of two who decide at once one does", async (t) => {
  const { ada, bo, ask } = await office(t);
  const approval = await ask(3);
  const both = await Promise.all([decide(ada, approval), decide(bo, approval, "refused")]);
  assert.deepEqual(both.toSorted(), [204, 409]);
});

async function listed(client: StaffClient): Promise<string[]> {
  const { approvals } = (await client.get("/approvals")) as { approvals: Listed[] };
  return approvals.map(
    ({ number, state, askerName, deciderName }) => `${number} ${state} ${askerName} ${deciderName}`,
  );
}
