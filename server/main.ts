import { catchUpCommand } from "./command/catch-up.ts";
import { claim } from "./command/claim.ts";
import { exportCommand } from "./command/export.ts";
import { monitor } from "./command/monitor.ts";
import { region } from "./command/region.ts";
import { relay } from "./command/relay.ts";
import { serve } from "./command/serve.ts";
import { staff } from "./command/staff.ts";
import { steward } from "./command/steward.ts";
import { witness } from "./command/witness.ts";
import { runCommand } from "./command/command.ts";

process.exitCode = await runCommand(
  [serve, claim, staff, region, steward, relay, witness, monitor, exportCommand, catchUpCommand],
  process.argv.slice(2),
);
