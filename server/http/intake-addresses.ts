import { type ObliviousResponse, reportBytes, ticketRequestBytes } from "../../protocol/index.ts";
import { acceptReport } from "../intake/report-intake.ts";
import { exchangeTickets } from "../intake/ticket-exchange.ts";
import type { World } from "../world.ts";

/** An address that takes what devices send, directly or through a relay. */
export interface IntakeAddress {
  readonly path: string;
  /** The one size of what it takes. */
  readonly bytes: number;
  /**
   * @param body - Untrusted, of the right size.
   * @throws Refusal and ProtocolError.
   */
  readonly take: (world: World, body: Uint8Array) => Promise<ObliviousResponse>;
}

/** All there are; a relay reaches no other. @see SPEC.md §4.14 */
export const intakeAddresses: readonly IntakeAddress[] = [
  {
    path: "/v1/tickets",
    bytes: ticketRequestBytes,
    take: async (world, body) => ({ status: 200, content: await exchangeTickets(world, body) }),
  },
  {
    path: "/v1/reports",
    bytes: reportBytes,
    take: async (world, body) => {
      await acceptReport(world, body);
      return { status: 204, content: new Uint8Array() };
    },
  },
];
