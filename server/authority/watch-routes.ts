import { Type } from "typebox";
import { pauseReasonNames } from "../../protocol/index.ts";
import { askForPause } from "./pause-requests.ts";
import { type AuthorityRoute, fields, staffRoute } from "./route.ts";
import { watch } from "./watch.ts";

/** How the region is, and stopping its list. */
export const watchRoutes: readonly AuthorityRoute[] = [
  staffRoute({ method: "GET", url: "/watch", byItself: true, handle: async ({ world }) => watch(world) }),
  staffRoute({
    method: "POST",
    url: "/publishing/pause",
    grave: true,
    body: fields({ reason: Type.Enum([...pauseReasonNames]) }),
    handle: async ({ world, now, staff, body }) => ({
      approval: await world.store.transaction(async () => askForPause(world, staff, body.reason, now)),
    }),
  }),
  staffRoute({
    method: "POST",
    url: "/publishing/resume",
    grave: true,
    handle: async ({ world, now, staff }) => ({
      approval: await world.store.transaction(async () => askForPause(world, staff, null, now)),
    }),
  }),
];
