import { Type } from "typebox";
import { Refusal } from "../http/refusal.ts";
import { addAudit } from "./audit.ts";
import { type AuthorityRoute, fields, staffRoute } from "./route.ts";
import { isOver } from "./session.ts";
import { refuseTakenName, staffNameField } from "./staff-name.ts";

/** Enough of a session's hash to tell one's own apart; a session cannot be used with it. */
const idBytes = 8;

/** Where one is signed in, and what one is called. */
export const sessionRoutes: readonly AuthorityRoute[] = [
  staffRoute({
    method: "GET",
    url: "/sessions",
    handle: async ({ world: { store }, now, staff }) => {
      const kinds = new Map(
        (await store.staff.passkeysOf(staff.number)).map(({ credential, kind }) => [hex(credential), kind]),
      );
      return {
        sessions: (await store.sessions.of(staff.number))
          .filter((session) => !isOver(session, now))
          .map(({ tokenHash, credential, began, used }) => ({
            id: idOf(tokenHash),
            /** Of the passkey that began it. */
            kind: kinds.get(hex(credential)) ?? "other",
            began,
            used,
            isPresent: hex(tokenHash) === hex(staff.session.tokenHash),
          })),
      };
    },
  }),
  staffRoute({
    method: "POST",
    url: "/sessions/end",
    body: fields({ session: Type.String({ pattern: `^[0-9a-f]{${idBytes * 2}}$` }) }),
    handle: async ({ world, now, staff, body }) => {
      const { sessions } = world.store;
      await world.store.transaction(async () => {
        const session = (await sessions.of(staff.number)).find(
          ({ tokenHash }) => idOf(tokenHash) === body.session,
        );
        if (session === undefined) throw new Refusal("not-found");
        await sessions.delete(session.tokenHash);
        await addAudit(world, staff, "session-ended", {}, now);
      });
    },
  }),
  staffRoute({
    method: "POST",
    url: "/me/name",
    body: fields({ name: staffNameField }),
    handle: async ({ world, now, staff, body }) => {
      await world.store.transaction(async () => {
        await refuseTakenName(world.store, body.name, staff.number);
        await world.store.staff.setName(staff.number, body.name);
        await addAudit(world, staff, "name-changed", {}, now);
      });
    },
  }),
];

function idOf(tokenHash: Uint8Array): string {
  return hex(tokenHash.subarray(0, idBytes));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
