import { Type } from "typebox";
import { decideApproval, listApprovals, withdrawApproval } from "./approvals.ts";
import { carryOutPause } from "./pause-requests.ts";
import { type AuthorityRoute, fields, staffRoute } from "./route.ts";

const number = Type.Integer({ minimum: 1 });

/** What waits for a second person. */
export const approvalRoutes: readonly AuthorityRoute[] = [
  staffRoute({
    method: "GET",
    url: "/approvals",
    byItself: true,
    handle: async ({ world, now, staff }) => {
      const sees = staff.roles.includes("approver") ? null : staff;
      const names = new Map((await world.store.staff.all()).map(({ number: of, name }) => [of, name]));
      const approvals = await listApprovals(world, sees, now);
      return {
        approvals: approvals.map((approval) => ({
          ...approval,
          askerName: names.get(approval.asker) ?? "",
          deciderName: approval.decider === null ? null : (names.get(approval.decider) ?? ""),
        })),
      };
    },
  }),
  staffRoute({
    method: "POST",
    url: "/approvals/decide",
    roles: ["approver"],
    grave: true,
    body: fields({ approval: number, decision: Type.Enum(["approved", "refused"]) }),
    handle: async ({ world, now, staff, body }) => {
      await world.store.transaction(async () => {
        await decideApproval(world, staff, body.approval, body.decision, now);
        if (body.decision === "approved") await carryOutPause(world, staff, body.approval, now);
      });
    },
  }),
  staffRoute({
    method: "POST",
    url: "/approvals/withdraw",
    body: fields({ approval: number }),
    handle: async ({ world, now, staff, body }) => {
      await world.store.transaction(async () => withdrawApproval(world, staff, body.approval, now));
    },
  }),
];
