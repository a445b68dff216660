import { Type } from "typebox";
import { dayOf } from "../clock.ts";
import { Refusal } from "../http/refusal.ts";
import type { StoredPasskey } from "../store/staff-tables.ts";
import type { World } from "../world.ts";
import { addAudit } from "./audit.ts";
import { takeChallenge } from "./challenge.ts";
import { passkeyCreation, passkeyKindField, registrationField, verifyCreation } from "./passkey.ts";
import { type AuthorityRoute, fields, staffRoute } from "./route.ts";
import type { SignedIn } from "./session.ts";

const credentialField = Type.String({ maxLength: 2048, pattern: "^[A-Za-z0-9_-]+$" });

/** One's own passkeys. */
export const passkeyRoutes: readonly AuthorityRoute[] = [
  staffRoute({
    method: "GET",
    url: "/passkeys",
    handle: async ({ world, staff }) => ({
      passkeys: (await world.store.staff.passkeysOf(staff.number)).map(({ credential, kind, addedDay }) => ({
        id: Buffer.from(credential).toString("base64url"),
        kind,
        /** Unix days. */
        addedDay,
        isPresent: Buffer.from(credential).equals(staff.session.credential),
      })),
    }),
  }),
  staffRoute({
    method: "POST",
    url: "/passkeys/begin",
    grave: true,
    handle: async ({ world, now, staff }) => {
      const ceremony = { use: "add-passkey", subject: String(staff.number), now } as const;
      return passkeyCreation(world, (await world.store.staff.find(staff.number))!, ceremony);
    },
  }),
  staffRoute({
    method: "POST",
    url: "/passkeys/finish",
    grave: true,
    body: fields({ kind: passkeyKindField, answer: registrationField }),
    handle: async ({ world, now, staff, body }) => {
      const ceremony = { use: "add-passkey", subject: String(staff.number), now } as const;
      const { challenge, end, ...passkey } = await verifyCreation(world, body.answer, ceremony);
      const { store } = world;
      await store.transaction(async () => {
        await takeChallenge(store, challenge, end);
        const added = { ...passkey, staff: staff.number, kind: body.kind, addedDay: dayOf(now) };
        // Their access may have ended while it was being verified.
        if (
          (await store.staff.find(staff.number))?.endedDay !== null ||
          !(await store.staff.addPasskey(added))
        ) {
          throw new Refusal("wrong-passkey");
        }
        await addAudit(world, staff, "passkey-added", {}, now);
      });
    },
  }),
  staffRoute({
    method: "POST",
    url: "/passkeys/rename",
    body: fields({ passkey: credentialField, kind: passkeyKindField }),
    handle: async ({ world, now, staff, body }) => {
      await world.store.transaction(async () => {
        const { credential } = await ownPasskey(world, staff, body.passkey);
        await world.store.staff.setPasskeyKind(credential, body.kind);
        await addAudit(world, staff, "passkey-renamed", {}, now);
      });
    },
  }),
  staffRoute({
    method: "POST",
    url: "/passkeys/remove",
    grave: true,
    body: fields({ passkey: credentialField }),
    handle: async ({ world, now, staff, body }) => {
      const { store } = world;
      await store.transaction(async () => {
        const { credential } = await ownPasskey(world, staff, body.passkey);
        if ((await store.staff.passkeysOf(staff.number)).length === 1) throw new Refusal("last-passkey");
        await store.staff.deletePasskey(credential);
        await store.sessions.deleteBegunWith(credential);
        await addAudit(world, staff, "passkey-removed", {}, now);
      });
    },
  }),
];

/** @throws {@link Refusal} `not-found` when it is not theirs. */
async function ownPasskey(world: World, staff: SignedIn, id: string): Promise<StoredPasskey> {
  const passkey = await world.store.staff.passkey(Buffer.from(id, "base64url"));
  if (passkey === null || passkey.staff !== staff.number) throw new Refusal("not-found");
  return passkey;
}
