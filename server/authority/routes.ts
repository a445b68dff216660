import type { Route } from "../http/routes.ts";
import type { World } from "../world.ts";
import { approvalRoutes } from "./approval-routes.ts";
import { codeRoutes } from "./codes/routes.ts";
import type { AuthorityRoute } from "./route.ts";
import { auditRoutes } from "./audit-routes.ts";
import { passkeyRoutes } from "./passkey-routes.ts";
import { peopleRoutes } from "./people-routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { watchRoutes } from "./watch-routes.ts";

/** All addresses below `/v1/authority`, part by part. */
const parts: readonly (readonly AuthorityRoute[])[] = [
  signInRoutes,
  approvalRoutes,
  peopleRoutes,
  passkeyRoutes,
  sessionRoutes,
  auditRoutes,
  codeRoutes,
  watchRoutes,
];

/** The authority's interface. @see SPEC.md §4.15 */
export function authorityRoutes(world: World): readonly Route[] {
  return parts.flat().map((route) => route(world));
}
