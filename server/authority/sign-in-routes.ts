import { Type } from "typebox";
import { dayOf } from "../clock.ts";
import { Refusal } from "../http/refusal.ts";
import { addAudit } from "./audit.ts";
import { takeChallenge } from "./challenge.ts";
import { invited } from "./invitation.ts";
import {
  assertionField,
  passkeyCreation,
  passkeyKindField,
  passkeyRequest,
  registrationField,
  verifyCreation,
  verifyRequest,
} from "./passkey.ts";
import { type Role, rolesIn } from "./role.ts";
import { type AuthorityRoute, fields, openRoute, staffRoute } from "./route.ts";
import { beginSession, idleSeconds, sessionSeconds, type SignedIn } from "./session.ts";
import { refuseTakenName, staffNameField } from "./staff-name.ts";

const tokenField = Type.String({ maxLength: 100 });

/** Who is signed in, for the page. */
interface Me {
  readonly number: number;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** How one comes in, goes on and goes out. */
export const signInRoutes: readonly AuthorityRoute[] = [
  openRoute({
    method: "GET",
    url: "/region",
    handle: async ({ world: { region }, now }) => ({
      name: region.root.name,
      isTrial: await region.isTrial(),
      retentionDays: (await region.policy(now)).retentionDays,
      sunset: (await region.newestManifest()).sunset,
    }),
  }),
  staffRoute({
    method: "GET",
    url: "/me",
    handle: ({ staff }) => ({
      staff: meOf(staff),
      idleSeconds,
      ends: staff.session.began + sessionSeconds,
    }),
  }),
  openRoute({
    method: "POST",
    url: "/sign-in/begin",
    handle: ({ world, now }) => passkeyRequest(world, { use: "sign-in", subject: "", now }),
  }),
  openRoute({
    method: "POST",
    url: "/sign-in/finish",
    body: fields({ answer: assertionField }),
    handle: async ({ world, now, body, setSession }) => {
      const { store } = world;
      const ceremony = { use: "sign-in", subject: "", now } as const;
      const { passkey, challenge, end } = await verifyRequest(world, body.answer, ceremony);
      const { token, person } = await store.transaction(async () => {
        await takeChallenge(store, challenge, end);
        const found = await store.staff.find(passkey.staff);
        // Removed, or their access ended, while it was being verified.
        if (
          found === null ||
          found.endedDay !== null ||
          (await store.staff.passkey(passkey.credential)) === null
        ) {
          throw new Refusal("wrong-passkey");
        }
        await store.staff.setCounter(passkey.credential, passkey.counter);
        await addAudit(world, found, "signed-in", {}, now);
        return { token: await beginSession(world, found.number, passkey.credential, now), person: found };
      });
      setSession(token);
      return { staff: meOf({ ...person, roles: rolesIn(person.roles) }) };
    },
  }),
  openRoute({
    method: "POST",
    url: "/enrolment/begin",
    body: fields({ token: tokenField }),
    handle: async ({ world, now, body }) => {
      const { staff } = await invited(world, body.token, now);
      const person = (await world.store.staff.find(staff))!;
      const options = await passkeyCreation(world, person, { use: "enrol", subject: body.token, now });
      return { name: person.name, roles: rolesIn(person.roles), options };
    },
  }),
  openRoute({
    method: "POST",
    url: "/enrolment/finish",
    body: fields({
      token: tokenField,
      name: staffNameField,
      kind: passkeyKindField,
      answer: registrationField,
    }),
    handle: async ({ world, now, body: { token, name, kind, answer }, setSession }) => {
      const { store } = world;
      const ceremony = { use: "enrol", subject: token, now } as const;
      const { challenge, end, ...passkey } = await verifyCreation(world, answer, ceremony);
      const { session, person } = await store.transaction(async () => {
        const { staff, tokenHash } = await invited(world, token, now);
        await store.staff.useInvitation(tokenHash);
        await takeChallenge(store, challenge, end);
        await refuseTakenName(store, name, staff);
        await store.staff.setName(staff, name);
        if (!(await store.staff.addPasskey({ ...passkey, staff, kind, addedDay: dayOf(now) }))) {
          throw new Refusal("wrong-passkey");
        }
        const found = (await store.staff.find(staff))!;
        await addAudit(world, found, "enrolled", { roles: found.roles }, now);
        return { session: await beginSession(world, staff, passkey.credential, now), person: found };
      });
      setSession(session);
      return { staff: meOf({ ...person, roles: rolesIn(person.roles) }) };
    },
  }),
  staffRoute({
    method: "POST",
    url: "/prove/begin",
    handle: ({ world, now, staff }) =>
      passkeyRequest(world, { use: "prove", subject: sessionSubject(staff), now }),
  }),
  staffRoute({
    method: "POST",
    url: "/prove/finish",
    body: fields({ answer: assertionField }),
    handle: async ({ world, now, staff, body }) => {
      const { store } = world;
      const ceremony = { use: "prove", subject: sessionSubject(staff), now } as const;
      const { passkey, challenge, end } = await verifyRequest(world, body.answer, ceremony);
      if (passkey.staff !== staff.number) throw new Refusal("wrong-passkey");
      await store.transaction(async () => {
        await takeChallenge(store, challenge, end);
        await store.staff.setCounter(passkey.credential, passkey.counter);
        await store.sessions.prove(staff.session.tokenHash, now);
      });
    },
  }),
  staffRoute({
    method: "POST",
    url: "/sign-out",
    handle: async ({ world, now, staff, setSession }) => {
      await world.store.transaction(async () => {
        await world.store.sessions.delete(staff.session.tokenHash);
        await addAudit(world, staff, "signed-out", {}, now);
      });
      setSession(null);
    },
  }),
  staffRoute({
    method: "POST",
    url: "/sign-out-everywhere",
    handle: async ({ world, now, staff, setSession }) => {
      await world.store.transaction(async () => {
        await world.store.sessions.deleteOf(staff.number);
        await addAudit(world, staff, "signed-out-everywhere", {}, now);
      });
      setSession(null);
    },
  }),
];

function meOf({ number, name, roles }: Me): Me {
  return { number, name, roles };
}

function sessionSubject({ session }: SignedIn): string {
  return Buffer.from(session.tokenHash).toString("hex");
}
