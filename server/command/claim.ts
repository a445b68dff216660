import { formatClaimCode, ticketPurpose, type TicketPurpose } from "../../protocol/index.ts";
import { openExistingData } from "../data-directory.ts";
import { issueClaimCode } from "../intake/claim-codes.ts";
import { OperatorError } from "../operator-error.ts";
import { Region } from "../region/region.ts";
import { type Command, UsageError } from "./command.ts";

const purposes = new Map<string, TicketPurpose>(Object.entries(ticketPurpose));

/** `claim`: issue one claim code. */
export const claim: Command = {
  name: "claim",
  summary: "issue one claim code",
  help: `Usage: npm run celadon -- claim --purpose report|confirm|retract

Prints one claim code on its last line. It is good for one exchange, for at least 24 hours, and is not kept: only a keyed hash
of it is. Works beside a running server.

  --purpose report    for a case, to report visits from their device
  --purpose confirm   for a place or the authority, to confirm
  --purpose retract   to take a mistake back
`,
  options: { purpose: { type: "string" } },
  positionalsMax: 0,
  async run({ configuration, options }) {
    const purpose = purposes.get(String(options["purpose"]));
    if (purpose === undefined) throw new UsageError("--purpose must be report, confirm or retract.");
    const { store, keys } = await openExistingData(configuration.dataDirectory, configuration.databaseUrl);
    try {
      const now = Math.floor(Date.now() / 1000);
      const region = await Region.open(store.region);
      if (await region.isPastSunset(now)) {
        throw new OperatorError("The region has reached its sunset: it gives no more claim codes.");
      }
      const { code, expires } = await issueClaimCode(store, keys, purpose, now);
      const until = `${new Date(expires * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
      process.stdout.write(`Claim code to ${String(options["purpose"])}, good once, until ${until}:\n`);
      process.stdout.write(`${formatClaimCode(code)}\n`);
    } finally {
      await store.close();
    }
  },
};
