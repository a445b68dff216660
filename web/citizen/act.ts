import type { ByHandAct } from "./acts/by-hand-act.ts";
import type { CheckInAct } from "./acts/check-in-act.ts";
import type { DiaryAct } from "./acts/diary-act.ts";
import type { EndingAct } from "./acts/ending-act.ts";
import type { GoingAct } from "./acts/going-act.ts";
import type { ListsAct } from "./acts/lists-act.ts";
import type { NoticesAct } from "./acts/notices-act.ts";
import type { LockAct } from "./acts/lock-act.ts";
import type { MeetAct } from "./acts/meet-act.ts";
import type { RehearsalAct } from "./acts/rehearsal-act.ts";
import type { ReportAct } from "./acts/report-act.ts";
import type { TransferAct } from "./acts/transfer-act.ts";
import type { TakeBackAct } from "./acts/take-back-act.ts";
import type { TrustAct } from "./acts/trust-act.ts";

/**
 * What the person did, or what came of it. Those marked "effect" also make the root call the device.
 * Each subject has its acts in `acts/`, what they change in `steps/`, and what they call for in `effects/`.
 */
export type Act =
  | GoingAct
  | CheckInAct
  | DiaryAct
  | ByHandAct
  | ListsAct
  | NoticesAct
  | MeetAct
  | RehearsalAct
  | LockAct
  | ReportAct
  | TransferAct
  | TakeBackAct
  | TrustAct
  | EndingAct;

/** The act of that name. */
export type ActNamed<Do extends Act["do"]> = Extract<Act, { readonly do: Do }>;
