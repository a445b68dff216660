import type { DeviceErrorCode, DeviceState } from "../../device/device.ts";
import type { Screen } from "../screen.ts";
import type { StartLink } from "../start-link.ts";

/** Opening the page and going about in it. */
export type GoingAct =
  | {
      readonly do: "opened";
      readonly device: DeviceState;
      readonly introduced: boolean;
      readonly link: StartLink | null;
    }
  | { readonly do: "no-storage" }
  | { readonly do: "device-changed"; readonly device: DeviceState }
  | { readonly do: "update-waiting" }
  /** Effect: let the newer version take over. */
  | { readonly do: "update-now" }
  | { readonly do: "open"; readonly screen: Screen }
  | { readonly do: "back" }
  | { readonly do: "back-to"; readonly depth: number }
  | { readonly do: "welcome-card"; readonly card: number }
  /** Effect: remember that the cards were seen. */
  | { readonly do: "welcome-done" }
  /** What kept the page busy is over. */
  | { readonly do: "done" }
  /** Effect: say that something that goes on by itself could not. */
  | { readonly do: "trouble"; readonly problem: DeviceErrorCode };
