import type { DeviceErrorCode } from "../../device/device.ts";

/** Reporting, from the claim code to what became of it. */
export type ReportAct =
  | { readonly do: "start-report"; readonly code: string; readonly byLink: boolean }
  | { readonly do: "code-typed"; readonly draft: string }
  | { readonly do: "claim-entered"; readonly draft: string }
  | { readonly do: "choose-visits"; readonly chosen: readonly string[] }
  | { readonly do: "review" }
  /** Effect: the last tap. Starts the report. */
  | { readonly do: "send-report" }
  | { readonly do: "report-started" }
  | { readonly do: "report-refused"; readonly problem: string }
  | { readonly do: "outbox"; readonly problem: DeviceErrorCode | null }
  /** Effect: take back what has not been sent. */
  | { readonly do: "cancel-report" }
  | { readonly do: "another-code"; readonly chosen: readonly string[] };
