import { DeviceError } from "../../device/device.ts";
import type { TrustAct } from "../acts/trust-act.ts";
import { checkCode } from "../code-check.ts";
import { type Effects, reportTrouble } from "../effect-world.ts";
import { storageUse } from "../storage-use.ts";

export const trustEffects: Effects<TrustAct> = {
  async "open-ledger"(_, world) {
    try {
      world.say({ do: "ledger-read", entries: await world.device.ledger() });
    } catch (error) {
      // It waits behind the unlocking.
      if (error instanceof DeviceError && error.code === "locked") return;
      reportTrouble(error, world);
    }
  },
  async "open-stored"(_, { say }) {
    say({ do: "stored-read", use: await storageUse() });
  },
  async "check-code"(_, { device, say }) {
    say({ do: "code-checked", check: await checkCode(device) });
  },
};
