import { msg, str } from "@lit/localize";
import type {
  ClaimRefusal,
  DeviceErrorCode,
  DeviceState,
  ReportedVisit,
  TakingBackState,
} from "../../device/device.ts";
import { actTrouble, claimRefused } from "./trouble-words.ts";

/** Visits of which something is out, or may be, and is not being taken back. */
export function returnable({ reported }: DeviceState): readonly ReportedVisit[] {
  return reported.filter(({ status }) => status === "published" || status === "sent" || status === "chosen");
}

/** How far taking back has come. */
export function takingBackWords(state: TakingBackState): { readonly stand: string; readonly line: string } {
  switch (state.step) {
    case "claiming":
      return {
        stand: msg("Asking the server to take the claim code …"),
        line: msg("Nothing has been taken back yet."),
      };
    case "refused": {
      const { what, todo } = claimRefusedBack(state.reason);
      return { stand: what, line: todo };
    }
    case "waiting":
      return {
        stand: msg("Waiting for the next lists"),
        line: msg(
          "A part of your report was sent and is in no list yet. It is taken back as soon as it is: keep Celadon, and open it now and then.",
        ),
      };
    case "sending":
      return {
        stand: msg(str`${state.sent} of ${state.total} messages sent`),
        line: msg(
          "You need not wait: what has not left when you close Celadon leaves when you open it again.",
        ),
      };
    case "sent":
      return state.visits.some(({ status }) => status === "sent")
        ? {
            stand: msg("All sent"),
            line: msg("When the next lists come, the phones that were warned learn that it was withdrawn."),
          }
        : { stand: msg("It is done"), line: msg("You can see below what became of each visit.") };
  }
}

/** Why it could not begin. */
export function takeBackTrouble(problem: DeviceErrorCode): string {
  switch (problem) {
    case "report-running":
      return msg("Something is being taken back already. Wait until it is done.");
    case "nothing-to-report":
      return msg("Nothing of these visits is out.");
    default:
      return actTrouble(problem);
  }
}

function claimRefusedBack(reason: ClaimRefusal): { readonly what: string; readonly todo: string } {
  if (reason !== "other-purpose") return claimRefused(reason);
  return {
    what: msg("This claim code is not for taking back."),
    todo: msg("Ask the health authority for one to take a report back."),
  };
}
