import { Type } from "typebox";
import { pauseReasonNames } from "../../protocol/index.ts";
import { askForPause } from "./pause-requests.ts";
import { type AuthorityRoute, fields, staffRoute } from "./route.ts";
import { watch } from "./watch.ts";

/** How the region is, and stopping its list. */
export const watchRoutes: readonly AuthorityRoute[] = [
  staffRoute({ method: "GET", url: "/watch", byItself: true, handle: ({ world }) => watch(world) }),
  staffRoute({
    method: "POST",
    url: "/publishing/pause",
    grave: true,
    body: fields({ reason: Type.Enum([...pauseReasonNames]) }),
    handle: ({ world, now, staff, body }) => ({
      approval: world.store.transaction(() => askForPause(world, staff, body.reason, now)),
    }),
  }),
  staffRoute({
    method: "POST",
    url: "/publishing/resume",
    grave: true,
    handle: ({ world, now, staff }) => ({
      approval: world.store.transaction(() => askForPause(world, staff, null, now)),
    }),
  }),
];
