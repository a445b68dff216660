import { Refusal } from "../http/refusal.ts";
import type { World } from "../world.ts";
import { addAudit, checkAudit, entryOf } from "./audit.ts";
import { type AuthorityRoute, staffRoute } from "./route.ts";

/** Lines on a page of the record. */
const pageEntries = 100;

/** The record of who did what when. */
export const auditRoutes: readonly AuthorityRoute[] = [
  staffRoute({
    method: "GET",
    url: "/audit",
    roles: ["administrator", "approver"],
    handle: async ({ world: { store }, query }) => {
      const filter = {
        before: wholeNumber(query, "before") ?? Number.MAX_SAFE_INTEGER,
        staff: wholeNumber(query, "staff"),
        action: query.get("action"),
      };
      const found = await store.audit.page(filter, pageEntries + 1);
      return {
        entries: found.slice(0, pageEntries).map(entryOf),
        hasMore: found.length > pageEntries,
        names: await namesIn(store),
        actions: await store.audit.actions(),
      };
    },
  }),
  staffRoute({
    method: "POST",
    url: "/audit/export",
    roles: ["administrator", "approver"],
    handle: async ({ world, now, staff }) => {
      const { store } = world;
      await store.transaction(async () => addAudit(world, staff, "audit-exported", {}, now));
      const head = (await store.audit.head())!;
      return {
        what: "celadon/audit/v1",
        region: world.region.root.name,
        /** Position of the oldest entry, and the hash before it. */
        first: head.first,
        base: Buffer.from(head.base).toString("hex"),
        /** Of the newest entry. */
        hash: Buffer.from(head.hash).toString("hex"),
        /** What the server's own look found. */
        state: (await checkAudit(world)).state,
        names: await namesIn(store),
        entries: (await store.audit.all()).map(entryOf),
      };
    },
  }),
];

/** What people are called, by number: of all that the record can name. */
async function namesIn({ staff }: World["store"]): Promise<Record<number, string>> {
  return Object.fromEntries((await staff.all()).map(({ number, name }) => [number, name]));
}

function wholeNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (!/^(0|[1-9]\d{0,14})$/.test(text)) throw new Refusal("malformed");
  return Number(text);
}
