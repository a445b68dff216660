import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ask } from "../server/http-text.ts";
import { startTrialServer } from "../server/trial-server.ts";
import { type CredentialOptions, SoftwarePasskey } from "./software-passkey.ts";
import { enrolAnother, enrolFirst, StaffClient } from "./staff-client.ts";

const minute = 60;
const hour = 3600;

interface Person {
  readonly number: number;
  readonly name: string;
  readonly roles: readonly string[];
  readonly passkeys: number;
}

async function peopleSeenBy(administrator: StaffClient): Promise<readonly Person[]> {
  return ((await administrator.get("/people")) as { people: Person[] }).people;
}

/** The status alone of something that is refused. */
async function statusOf(client: StaffClient, line: string, body?: unknown): Promise<number> {
  return (await client.send(line, body)).status;
}

describe("enrolment", () => {
  test("by the first link makes a member of the staff with every role, and a cookie that nothing else sees", async (t) => {
    const server = await startTrialServer(t);
    const client = new StaffClient(server.url);
    const token = (await server.inviteFirst())!.split("#enrol-")[1]!;
    const begun = (await client.post("/enrolment/begin", { token })) as { options: CredentialOptions };
    const answer = client.passkey.create(begun.options);
    const body = { token, name: "Ada", kind: "phone", answer };
    const done = await client.send("POST /enrolment/finish", body);
    assert.equal(done.status, 200);
    assert.match(
      String(done.headers["set-cookie"]),
      /^celadon-staff=[\w-]{43}; Max-Age=43200; Path=\/v1\/authority; HttpOnly; SameSite=Strict$/,
    );
    assert.equal(done.headers["cache-control"], "no-store");
    const { staff } = (await client.get("/me")) as { staff: Person };
    assert.deepEqual(staff, { number: 1, name: "Ada", roles: ["issuer", "approver", "administrator"] });
  });

  test("over https has a cookie that the browser takes by https alone", async (t) => {
    const origin = "https://celadon.example";
    const server = await startTrialServer(t, { origin });
    const client = new StaffClient(server.url, origin);
    const token = (await server.inviteFirst())!.split("#enrol-")[1]!;
    const { options } = (await client.post("/enrolment/begin", { token })) as { options: CredentialOptions };
    const answer = client.passkey.create(options);
    const done = await client.send("POST /enrolment/finish", { token, name: "Ada", kind: "phone", answer });
    assert.match(String(done.headers["set-cookie"]), /^__Secure-celadon-staff=[^;]+;.*; Secure(;|$)/);
  });

  test("takes a link once, and only while it is the newest and has not expired", async (t) => {
    const server = await startTrialServer(t);
    const first = (await server.inviteFirst())!;
    const second = (await server.inviteFirst())!;
    assert.notEqual(first, second);
    const late = new StaffClient(server.url);
    await assert.rejects(late.enrol(first, "Late"), { status: 403 });
    await enrolFirst(server);
    assert.equal(await server.inviteFirst(), null, "somebody can sign in");
    await assert.rejects(new StaffClient(server.url).enrol(second, "Eve"), { status: 403 });
    const ada = new StaffClient(server.url);
    await assert.rejects(ada.enrol("not-a-token", "Ada"), { status: 403 });
    const other = await startTrialServer(t);
    const link = (await other.inviteFirst())!;
    other.clock.forward(48 * hour);
    await assert.rejects(new StaffClient(other.url).enrol(link, "Ada"), { status: 403 });
  });

  test("of two who use one link at once one comes in", async (t) => {
    const server = await startTrialServer(t);
    const link = (await server.inviteFirst())!;
    const both = [new StaffClient(server.url), new StaffClient(server.url)];
    const came = await Promise.allSettled(both.map((client) => client.enrol(link, "Ada")));
    assert.deepEqual(came.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
  });

  test("refuses a passkey of another site, without the person's verification, or for another link", async (t) => {
    const server = await startTrialServer(t);
    const token = (await server.inviteFirst())!.split("#enrol-")[1]!;
    const client = new StaffClient(server.url);
    const { options } = (await client.post("/enrolment/begin", { token })) as { options: CredentialOptions };
    const finish = (answer: unknown, wanted = token) =>
      statusOf(client, "POST /enrolment/finish", { token: wanted, name: "Ada", kind: "phone", answer });
    const { passkey } = client;
    assert.equal(await finish(passkey.create(options, { origin: "https://evil.example" })), 403);
    assert.equal(await finish(passkey.create(options, { rpId: "evil.example" })), 403);
    assert.equal(await finish(passkey.create(options, { unverified: true })), 403);
    const signIn = (await client.post("/sign-in/begin")) as CredentialOptions;
    assert.equal(await finish(passkey.create({ ...options, challenge: signIn.challenge })), 403);
    assert.equal(await finish(passkey.create({ ...options, challenge: "AAAA" })), 403);
    assert.equal(await finish(passkey.create(options)), 200, "and the link was still good");
  });

  test("takes names of one line, and no others", async (t) => {
    const server = await startTrialServer(t);
    const token = (await server.inviteFirst())!.split("#enrol-")[1]!;
    const client = new StaffClient(server.url);
    for (const name of ["", " ", " Ada", "Ada\n", "Ada\u202e", "A".repeat(61)]) {
      const { options } = (await client.post("/enrolment/begin", { token })) as {
        options: CredentialOptions;
      };
      const body = { token, name, kind: "phone", answer: client.passkey.create(options) };
      assert.equal(await statusOf(client, "POST /enrolment/finish", body), 400, JSON.stringify(name));
    }
  });
});

describe("a name", () => {
  test("that reads like a colleague's is refused, to who is invited, comes in or changes theirs", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const grace = await enrolAnother(ada, "Grace", ["approver"]);
    const taken = { name: "a d\uff21", roles: ["issuer"] };
    assert.equal(await statusOf(ada, "POST /people/invite", taken), 409);
    assert.equal(await statusOf(grace, "POST /me/name", { name: "ADA" }), 409);
    await grace.post("/me/name", { name: "Grace Hopper" });
    const { link } = (await ada.post("/people/invite", { name: "Hedy", roles: ["issuer"] })) as {
      link: string;
    };
    await assert.rejects(new StaffClient(server.url).enrol(link, "grace hopper"), { status: 409 });
    const names = (await peopleSeenBy(ada)).map(({ name }) => name);
    assert.deepEqual(names, ["Ada", "Grace Hopper", "Hedy"]);
  });
});

describe("signing in", () => {
  test("with one's passkey works; the same answer works once", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    await ada.post("/sign-out");
    assert.equal(await statusOf(ada, "GET /me"), 401);
    const options = (await ada.post("/sign-in/begin")) as CredentialOptions;
    const answer = ada.passkey.get(options);
    assert.equal(await statusOf(ada, "POST /sign-in/finish", { answer }), 200);
    const thief = new StaffClient(server.url);
    assert.equal(await statusOf(thief, "POST /sign-in/finish", { answer }), 403, "its counter went back");
    assert.equal(thief.cookie, null);
  });

  test("replayed by a passkey that does not count is refused, too", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const options = (await ada.post("/sign-in/begin")) as CredentialOptions;
    const answer = ada.passkey.get(options, { counter: 0 });
    assert.equal(await statusOf(ada, "POST /sign-in/finish", { answer }), 200);
    assert.equal(await statusOf(ada, "POST /sign-in/finish", { answer }), 409);
  });

  test("names nobody before it is done", async (t) => {
    const server = await startTrialServer(t);
    await enrolFirst(server);
    const options = (await new StaffClient(server.url).post("/sign-in/begin")) as Record<string, unknown>;
    assert.equal(options["userVerification"], "required");
    assert.equal(options["rpId"], "localhost");
    assert.equal(options["allowCredentials"] ?? null, null);
  });

  test("is refused for another site, another challenge, an old one, a copied or a foreign passkey", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const begin = async () => (await ada.post("/sign-in/begin")) as CredentialOptions;
    const finish = (answer: unknown) => statusOf(ada, "POST /sign-in/finish", { answer });
    const { passkey } = ada;
    assert.equal(await finish(passkey.get(await begin(), { origin: "http://evil.localhost" })), 403);
    assert.equal(await finish(passkey.get(await begin(), { rpId: "evil.example" })), 403);
    assert.equal(await finish(passkey.get(await begin(), { unverified: true })), 403);
    const proving = (await ada.post("/prove/begin")) as CredentialOptions;
    assert.equal(await finish(passkey.get(proving)), 403, "a challenge is for one thing");
    const old = await begin();
    server.clock.forward(5 * minute);
    assert.equal(await finish(passkey.get(old)), 403);
    assert.equal(await finish(passkey.get(await begin())), 200);
    assert.equal(await finish(passkey.get(await begin(), { counter: 1 })), 403, "a copy of it counts less");
    const foreign = new SoftwarePasskey(server.url);
    assert.equal(await finish(foreign.get(await begin())), 403);
    const altered = passkey.get(await begin()) as { response: { signature: string } };
    altered.response.signature = altered.response.signature.replace(/.(?=.{8}$)/, (last) =>
      last === "A" ? "B" : "A",
    );
    assert.equal(await finish(altered), 403);
  });

  test("asks for the passkey again before what is grave, and takes no other person's", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const bo = await enrolAnother(ada, "Bo", ["approver"]);
    server.clock.forward(6 * minute);
    const invitation = { name: "Cy", roles: ["issuer"] };
    assert.equal(await statusOf(ada, "POST /people/invite", invitation), 428);
    const options = (await ada.post("/prove/begin")) as CredentialOptions;
    assert.equal(await statusOf(ada, "POST /prove/finish", { answer: bo.passkey.get(options) }), 403);
    const others = (await bo.post("/prove/begin")) as CredentialOptions;
    assert.equal(await statusOf(ada, "POST /prove/finish", { answer: ada.passkey.get(others) }), 403);
    assert.equal(await statusOf(ada, "POST /people/invite", invitation), 428);
    await ada.prove();
    assert.equal(await statusOf(ada, "POST /people/invite", invitation), 200);
  });
});

describe("a session", () => {
  test("ends half an hour after its last use, and after twelve hours in any case", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    server.clock.forward(29 * minute);
    await ada.get("/me");
    server.clock.forward(30 * minute);
    assert.equal(await statusOf(ada, "GET /me"), 401);
    await ada.signIn();
    for (let halfHours = 0; halfHours < 25; halfHours++) {
      server.clock.forward(28.8 * minute);
      assert.equal(await statusOf(ada, "GET /me"), halfHours < 24 ? 200 : 401, `after ${halfHours}`);
    }
  });

  test("is not kept from ending by what the page asks by itself", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    for (let asked = 0; asked < 2; asked++) {
      server.clock.forward(14 * minute);
      assert.equal(await statusOf(ada, "GET /approvals"), 200);
    }
    server.clock.forward(2 * minute);
    assert.equal(await statusOf(ada, "GET /approvals"), 401);
  });

  test("is listed without address or browser, and can be ended from another; so can all", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const elsewhere = new StaffClient(server.url, server.url, ada.passkey);
    await elsewhere.signIn();
    type Sessions = { sessions: Record<string, unknown>[] };
    const { sessions } = (await ada.get("/sessions")) as Sessions;
    assert.deepEqual(
      sessions.map((session) => Object.keys(session).toSorted()),
      [1, 2].map(() => ["began", "id", "isPresent", "kind", "used"]),
    );
    const other = sessions.find(({ isPresent }) => isPresent === false)!;
    await ada.post("/sessions/end", { session: other["id"] });
    assert.equal(await statusOf(elsewhere, "GET /me"), 401);
    await elsewhere.signIn();
    const bo = await enrolAnother(ada, "Bo", ["issuer"]);
    const notHers = ((await bo.get("/sessions")) as Sessions).sessions[0]!["id"];
    assert.equal(await statusOf(ada, "POST /sessions/end", { session: notHers }), 404);
    await ada.post("/sign-out-everywhere");
    assert.equal(await statusOf(elsewhere, "GET /me"), 401);
    assert.equal(await statusOf(ada, "GET /me"), 401);
    assert.equal(await statusOf(bo, "GET /me"), 200);
  });

  test("ends with the access of its person, and with the passkey that began it", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const bo = await enrolAnother(ada, "Bo", ["issuer"]);
    await ada.post("/people/end", { staff: 2 });
    assert.equal(await statusOf(bo, "GET /me"), 401);
    await assert.rejects(bo.signIn(), { status: 403 });
    const second = await addPasskey(ada);
    const withSecond = new StaffClient(server.url, server.url, second);
    await withSecond.signIn();
    await ada.post("/passkeys/remove", { passkey: second.id });
    assert.equal(await statusOf(withSecond, "GET /me"), 401);
    await assert.rejects(withSecond.signIn(), { status: 403 });
  });

  test("of a cookie that was made up, altered or is of another server is none", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const { cookie } = await enrolFirst(await startTrialServer(t));
    for (const wrong of [cookie!, `${ada.cookie!}A`, "celadon-staff=", "celadon-staff=%00", "other=1"]) {
      assert.equal((await ada.send("GET /me", undefined, { cookie: wrong })).status, 401, wrong);
    }
  });
});

describe("requests of other sites", () => {
  test("are refused whatever cookie comes with them, and also without any word of where they come from", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const cookie = ada.cookie!;
    const json = { "content-type": "application/json", cookie };
    const status = async (line: string, headers: Record<string, string>, body = "{}"): Promise<number> =>
      (await ask(server.url, line, { headers, body: Buffer.from(body) })).status;
    const out = "POST /v1/authority/sign-out";
    const own = { origin: server.url, "sec-fetch-site": "same-origin" };
    assert.equal(await status(out, { ...json, ...own, "sec-fetch-site": "cross-site" }), 403);
    assert.equal(await status(out, { ...json, ...own, "sec-fetch-site": "same-site" }), 403);
    assert.equal(await status(out, { ...json, "sec-fetch-site": "none" }), 403);
    assert.equal(await status(out, { ...json, ...own, origin: "http://evil.example" }), 403);
    assert.equal(await status(out, { ...json, origin: "null" }), 403);
    assert.equal(await status(out, json), 403);
    const form = { ...own, cookie, "content-type": "application/x-www-form-urlencoded" };
    assert.equal(await status(out, form, "a=b"), 415);
    assert.equal(await status(out, { ...form, "content-type": "text/plain" }), 415);
    const read = await ask(server.url, "GET /v1/authority/me", {
      headers: { cookie, "sec-fetch-site": "cross-site" },
    });
    assert.equal(read.status, 403);
    assert.equal(await status(out, { ...json, origin: server.url }), 204, "an older browser says no more");
  });

  test("and bodies that are not as declared are refused", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const roles = ["issuer"];
    for (const body of [
      {},
      [],
      null,
      { name: "Bo", roles, note: "met the patient" },
      { name: "Bo", roles: [] },
      { name: "Bo", roles: ["king"] },
      { name: "Bo", roles: ["issuer", "issuer"] },
      { name: 1, roles },
      { name: "B".repeat(20_000), roles },
    ]) {
      const { status } = await ada.send("POST /people/invite", body);
      assert.ok(status === 400 || status === 413, JSON.stringify(body).slice(0, 60));
    }
    const headers = { origin: server.url, "content-type": "application/json", cookie: ada.cookie! };
    for (const text of ["", "{", "\xff"]) {
      const body = Buffer.from(text, "latin1");
      assert.equal((await ask(server.url, "POST /v1/authority/sign-out", { headers, body })).status, 400);
    }
    assert.equal((await peopleSeenBy(ada)).length, 1);
  });
});

describe("roles", () => {
  test("decide who may ask what", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const bo = await enrolAnother(ada, "Bo", ["approver"]);
    const cy = await enrolAnother(ada, "Cy", ["issuer"]);
    for (const [line, client, status] of [
      ["GET /people", bo, 403],
      ["GET /people", cy, 403],
      ["GET /audit", bo, 200],
      ["GET /audit", cy, 403],
      ["GET /approvals", cy, 200],
      ["GET /passkeys", cy, 200],
    ] as const) {
      assert.equal(await statusOf(client, line), status, line);
    }
    const again = { staff: 1, roles: ["issuer"] };
    assert.equal(await statusOf(cy, "POST /people/roles", again), 403);
    assert.equal(await statusOf(bo, "POST /people/end", { staff: 1 }), 403);
    assert.equal(await statusOf(cy, "POST /approvals/decide", { approval: 1, decision: "approved" }), 403);
    const nobody = new StaffClient(server.url);
    for (const line of ["GET /people", "GET /audit", "GET /approvals", "GET /passkeys", "GET /sessions"]) {
      assert.equal(await statusOf(nobody, line), 401, line);
    }
  });

  test("change for the sessions that are open, at once", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const bo = await enrolAnother(ada, "Bo", ["administrator"]);
    assert.equal(await statusOf(bo, "GET /people"), 200);
    await ada.post("/people/roles", { staff: 2, roles: ["issuer"] });
    assert.equal(await statusOf(bo, "GET /people"), 403);
  });

  test("leave an administrator who can sign in, always", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    assert.equal(await statusOf(ada, "POST /people/end", { staff: 1 }), 409);
    assert.equal(await statusOf(ada, "POST /people/roles", { staff: 1, roles: ["issuer", "approver"] }), 409);
    await ada.post("/people/invite", { name: "Bo", roles: ["administrator"] });
    assert.equal(
      await statusOf(ada, "POST /people/end", { staff: 1 }),
      409,
      "who is invited cannot sign in yet",
    );
    const cy = await enrolAnother(ada, "Cy", ["administrator"]);
    await cy.post("/people/end", { staff: 1 });
    assert.equal(await statusOf(cy, "POST /people/roles", { staff: 3, roles: ["issuer"] }), 409);
    const people = await peopleSeenBy(cy);
    assert.deepEqual(
      people.map(({ name, passkeys }) => `${name} ${passkeys}`),
      ["Ada 0", "Bo 0", "Cy 1"],
    );
  });
});

describe("an invitation", () => {
  test("of somebody who has a passkey is not made again: nobody gets a way into another's account", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const { link } = (await ada.post("/people/invite", { name: "Bo", roles: ["issuer"] })) as {
      link: string;
    };
    const again = (await ada.post("/people/invite-again", { staff: 2 })) as { link: string };
    await assert.rejects(new StaffClient(server.url).enrol(link, "Bo"), { status: 403 });
    const bo = new StaffClient(server.url);
    await bo.enrol(again.link, "Bo");
    assert.equal(await statusOf(ada, "POST /people/invite-again", { staff: 2 }), 404);
    assert.equal(await statusOf(ada, "POST /people/invite-again", { staff: 1 }), 404);
    assert.equal(await statusOf(ada, "POST /people/invite-again", { staff: 9 }), 404);
  });

  test("is void once the access has ended", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const { link } = (await ada.post("/people/invite", { name: "Bo", roles: ["issuer"] })) as {
      link: string;
    };
    await ada.post("/people/end", { staff: 2 });
    await assert.rejects(new StaffClient(server.url).enrol(link, "Bo"), { status: 403 });
  });
});

describe("passkeys", () => {
  test("are several for a person, named from a choice, and never none", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    assert.equal(await statusOf(ada, "POST /passkeys/remove", { passkey: ada.passkey.id }), 409);
    const second = await addPasskey(ada, "security-key");
    type Passkeys = { passkeys: { id: string; kind: string; isPresent: boolean }[] };
    const list = async () =>
      ((await ada.get("/passkeys")) as Passkeys).passkeys
        .map(({ id, kind, isPresent }) => `${id === second.id ? "second" : "first"} ${kind} ${isPresent}`)
        .toSorted();
    assert.deepEqual(await list(), ["first computer true", "second security-key false"]);
    await ada.post("/passkeys/rename", { passkey: second.id, kind: "phone" });
    assert.deepEqual(await list(), ["first computer true", "second phone false"]);
    const note = { passkey: second.id, kind: "the one of Mrs Chan" };
    assert.equal(await statusOf(ada, "POST /passkeys/rename", note), 400);
    const bo = await enrolAnother(ada, "Bo", ["issuer"]);
    assert.equal(await statusOf(bo, "POST /passkeys/remove", { passkey: second.id }), 404);
    assert.equal(await statusOf(bo, "POST /passkeys/rename", { passkey: second.id, kind: "phone" }), 404);
    await ada.post("/passkeys/remove", { passkey: second.id });
    assert.deepEqual(await list(), ["first computer true"]);
  });

  test("that are another's already, or made for another's challenge, are not added", async (t) => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    const bo = await enrolAnother(ada, "Bo", ["issuer"]);
    const options = (await bo.post("/passkeys/begin")) as CredentialOptions;
    const finish = (client: StaffClient, passkey: SoftwarePasskey) =>
      statusOf(client, "POST /passkeys/finish", { kind: "phone", answer: passkey.create(options) });
    assert.equal(await finish(ada, new SoftwarePasskey(server.url)), 403);
    assert.equal(await finish(bo, ada.passkey), 403);
    const answer = new SoftwarePasskey(server.url).create(options);
    assert.equal(await statusOf(bo, "POST /passkeys/finish", { kind: "phone", answer }), 204);
    assert.equal(await statusOf(bo, "POST /passkeys/finish", { kind: "phone", answer }), 409);
  });
});

async function addPasskey(client: StaffClient, kind = "phone"): Promise<SoftwarePasskey> {
  const passkey = new SoftwarePasskey(client.origin);
  const options = (await client.post("/passkeys/begin")) as CredentialOptions;
  await client.post("/passkeys/finish", { kind, answer: passkey.create(options) });
  return passkey;
}
