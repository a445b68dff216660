import { epochOf, type Manifest } from "../../protocol/index.ts";
import { secondsPerDay } from "../clock.ts";
import { OperatorError } from "../operator-error.ts";
import type { KeyDirectory } from "../region/keys.ts";
import { withNewTicketKeys } from "../region/new-ticket-keys.ts";
import { epochsBetween } from "../region/region.ts";
import { readCeremonyFile } from "./ceremony-file.ts";

/** The public halves of a server's keys, which a manifest names. */
export interface ServerKeys {
  readonly logKey: string;
  /** By epoch and purpose. */
  readonly ticketKeys: Manifest["ticketKeys"];
  /** The configuration of its gateway's newest key, base64; null in a file of before there were relays. */
  readonly gatewayKey: string | null;
}

const schema = "celadon/server-keys/v1";

/**
 * The server's public keys, with ticket keys for so many days from now. What is missing is made; what was given before and
 * is in no manifest yet is given again.
 *
 * @param published - The ticket keys of the newest manifest.
 * @param now - Unix seconds.
 */
export function serverKeysFor(
  keys: KeyDirectory,
  days: number,
  published: Manifest["ticketKeys"],
  now: number,
): ServerKeys {
  const current = published.filter(({ epoch }) => epoch >= epochOf(now));
  const epochs = epochsBetween(now, now + days * secondsPerDay);
  return {
    logKey: keys.log().vkey,
    ticketKeys: withNewTicketKeys(keys, epochs, current),
    gatewayKey: keys.gateway.newestConfig(),
  };
}

/** The file that carries them to where the manifest is drafted. Public. */
export function encodeServerKeys({ logKey, ticketKeys, gatewayKey }: ServerKeys): string {
  return `${JSON.stringify({ schema, logKey, ticketKeys, gatewayKey }, null, 2)}\n`;
}

/**
 * Read the file that `region prepare` and `region keys` write. Each key's own form is checked with the manifest that names it.
 *
 * @throws {@link OperatorError} when it is another file.
 */
export function readServerKeys(path: string): ServerKeys & { readonly text: string } {
  const text = readCeremonyFile(path);
  const value = parse(text);
  if (value?.["schema"] === schema) {
    const { logKey, ticketKeys, gatewayKey = null } = value;
    const isGatewayKey = typeof gatewayKey === "string" || gatewayKey === null;
    if (
      typeof logKey === "string" &&
      Array.isArray(ticketKeys) &&
      ticketKeys.every(isTicketKey) &&
      isGatewayKey
    ) {
      return { logKey, ticketKeys, gatewayKey, text };
    }
  }
  throw new OperatorError(
    `${path} does not hold a server's keys: they are written by "region prepare" and "region keys".`,
  );
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isTicketKey(value: unknown): value is Manifest["ticketKeys"][number] {
  if (typeof value !== "object" || value === null) return false;
  const { purpose, epoch, publicKey } = value as Record<string, unknown>;
  return typeof purpose === "number" && typeof epoch === "number" && typeof publicKey === "string";
}
