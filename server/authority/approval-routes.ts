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
    handle: ({ world, now, staff }) => {
      const sees = staff.roles.includes("approver") ? null : staff;
      return {
        approvals: listApprovals(world, sees, now).map((approval) => ({
          ...approval,
          askerName: world.store.staff.find(approval.asker)?.name ?? "",
          deciderName:
            approval.decider === null ? null : (world.store.staff.find(approval.decider)?.name ?? ""),
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
    handle: ({ world, now, staff, body }) => {
      world.store.transaction(() => {
        decideApproval(world, staff, body.approval, body.decision, now);
        if (body.decision === "approved") carryOutPause(world, staff, body.approval, now);
      });
    },
  }),
  staffRoute({
    method: "POST",
    url: "/approvals/withdraw",
    body: fields({ approval: number }),
    handle: ({ world, now, staff, body }) => {
      world.store.transaction(() => withdrawApproval(world, staff, body.approval, now));
    },
  }),
];
