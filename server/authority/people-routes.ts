import { Type } from "typebox";
import { Refusal } from "../http/refusal.ts";
import type { World } from "../world.ts";
import { addAudit } from "./audit.ts";
import { type Invitation, invitationLink, invite, inviteAgain } from "./invitation.ts";
import { checkAdministrator, endAccess } from "./people.ts";
import { bitsOf, roles, rolesIn } from "./role.ts";
import { type AuthorityRoute, fields, staffRoute } from "./route.ts";
import { refuseTakenName, staffNameField } from "./staff-name.ts";

const rolesField = Type.Array(Type.Enum([...roles]), { minItems: 1, uniqueItems: true });
const numberField = Type.Integer({ minimum: 1 });

/** Who works here: for administrators. */
export const peopleRoutes: readonly AuthorityRoute[] = [
  staffRoute({
    method: "GET",
    url: "/people",
    roles: ["administrator"],
    handle: async ({ world, now }) => ({ people: await peopleOf(world, now) }),
  }),
  staffRoute({
    method: "POST",
    url: "/people/invite",
    roles: ["administrator"],
    grave: true,
    body: fields({ name: staffNameField, roles: rolesField }),
    handle: async ({ world, now, staff, body }) => {
      const invitation = await world.store.transaction(async () => {
        await refuseTakenName(world.store, body.name, null);
        return invite(world, staff, body, now);
      });
      return answerTo(world, invitation);
    },
  }),
  staffRoute({
    method: "POST",
    url: "/people/invite-again",
    roles: ["administrator"],
    grave: true,
    body: fields({ staff: numberField }),
    handle: async ({ world, now, staff, body }) =>
      answerTo(world, await world.store.transaction(async () => inviteAgain(world, staff, body.staff, now))),
  }),
  staffRoute({
    method: "POST",
    url: "/people/roles",
    roles: ["administrator"],
    grave: true,
    body: fields({ staff: numberField, roles: rolesField }),
    handle: async ({ world, now, staff, body }) => {
      const { store } = world;
      await store.transaction(async () => {
        const person = await store.staff.find(body.staff);
        if (person === null || person.endedDay !== null) throw new Refusal("not-found");
        const to = bitsOf(body.roles);
        if (to === person.roles) return;
        await store.staff.setRoles(person.number, to);
        await checkAdministrator(store);
        await addAudit(world, staff, "roles-changed", { staff: person.number, from: person.roles, to }, now);
      });
    },
  }),
  staffRoute({
    method: "POST",
    url: "/people/end",
    roles: ["administrator"],
    grave: true,
    body: fields({ staff: numberField }),
    handle: async ({ world, now, staff, body }) => {
      await world.store.transaction(async () => {
        await endAccess(world, staff, body.staff, now);
        await checkAdministrator(world.store);
      });
    },
  }),
];

async function peopleOf({ store }: World, now: number) {
  const invitations = new Map(
    (await store.staff.invitations()).map(({ staff, expires }) => [staff, expires]),
  );
  const people = await store.staff.all();
  return Promise.all(
    people.map(async ({ number, name, roles: bits, endedDay }) => ({
      number,
      name,
      roles: rolesIn(bits),
      passkeys: (await store.staff.passkeysOf(number)).length,
      /** Unix seconds; null where no link can be used. */
      invitedUntil: (invitations.get(number) ?? 0) > now ? invitations.get(number)! : null,
      /** Unix days; null while they have access. */
      endedDay,
    })),
  );
}

function answerTo(world: World, invitation: Invitation): { staff: number; link: string; expires: number } {
  const { staff, expires } = invitation;
  return { staff, expires, link: invitationLink(world.origin(), invitation) };
}
