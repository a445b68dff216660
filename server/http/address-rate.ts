import { createHmac, randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";

/**
 * How many requests a minute are taken from one address, by route; any number of all others: reading is never refused. A case
 * sends one exchange and 32 reports, so that behind one address sixty people may begin within a minute, and thirty-seven send
 * everything at once. A relay is one address that speaks for very many, and counts its own senders.
 */
export const perAddressAndMinute: ReadonlyMap<string, number> = new Map([
  ["/v1/tickets", 60],
  ["/v1/reports", 1200],
  ["/v1/authority/api/claims", 600],
  ["/v1/authority/api/claims/revoke", 60],
  ["/v1/authority/sign-in/begin", 60],
  ["/v1/authority/sign-in/finish", 60],
  ["/v1/authority/enrolment/begin", 60],
  ["/v1/authority/enrolment/finish", 60],
  ["/v1/ohttp", 30_000],
]);

const minuteMilliseconds = 60_000;

/** Under a flood from more addresses than these, those beyond are not counted: memory is bounded. */
const addressesMax = 100_000;

/**
 * Counts requests by address, minute by minute. Within its minute an address is kept as a hash under a key of that minute;
 * then count, hash and key are gone, also when nobody asks any more.
 */
export class AddressRate {
  readonly #perMinute: number;
  readonly #minuteMilliseconds: number;
  #counts = new Map<string, number>();
  #key: Uint8Array | null = null;
  #endsAt = 0;

  /** @param minute - How long a minute is, in milliseconds. */
  constructor(perMinute: number, minute = minuteMilliseconds) {
    this.#perMinute = perMinute;
    this.#minuteMilliseconds = minute;
  }

  /**
   * Count a request.
   *
   * @param address - Anything that stands for the sender.
   * @returns 0 when it is within the rate, otherwise after how many seconds the next one may be.
   */
  take(address: string): number {
    const hash = createHmac("sha256", this.#keyOfMinute()).update(address).digest("base64url");
    const count = (this.#counts.get(hash) ?? 0) + 1;
    if (count > this.#perMinute) return Math.max(1, Math.ceil((this.#endsAt - performance.now()) / 1000));
    if (count > 1 || this.#counts.size < addressesMax) this.#counts.set(hash, count);
    return 0;
  }

  /** Of how many addresses anything is known now. */
  get size(): number {
    return this.#counts.size;
  }

  #keyOfMinute(): Uint8Array {
    if (this.#key !== null) return this.#key;
    this.#key = randomBytes(32);
    this.#endsAt = performance.now() + this.#minuteMilliseconds;
    setTimeout(() => this.#forget(), this.#minuteMilliseconds).unref();
    return this.#key;
  }

  #forget(): void {
    this.#key?.fill(0);
    this.#key = null;
    this.#counts = new Map();
  }
}

const own = new BlockList();
for (const [network, prefix] of [
  ["10.0.0.0", 8],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  own.addSubnet(network, prefix, "ipv4");
}
own.addAddress("::1", "ipv6");
own.addSubnet("fc00::", 7, "ipv6");
own.addSubnet("fe80::", 10, "ipv6");

/**
 * What a sender is counted under: an IPv4 address, or the /64 network of an IPv6 one, since whoever has one has all of it.
 *
 * @param peer - Of the connection; undefined when that has ended.
 * @param header - In lower case: the one in which a proxy in front names who asked it. Null: no proxy does.
 * @returns Null for whoever is not counted: a loopback or private address is a proxy that does not say for whom it asks, or
 *   one of the operator's own machines. The address is not kept.
 */
export function countedAddress(
  peer: string | undefined,
  headers: IncomingHttpHeaders,
  header: string | null,
): string | null {
  // Of several, the last is the one that our own proxy saw; those before it are its sender's to invent.
  const named =
    header === null
      ? undefined
      : String(headers[header] ?? "")
          .split(",")
          .at(-1)!
          .trim();
  const address = (named !== undefined && isIP(named) !== 0 ? named : (peer ?? "")).replace(
    /^::ffff:(?=\d+\.)/i,
    "",
  );
  const version = isIP(address);
  if (version === 0 || own.check(address, version === 4 ? "ipv4" : "ipv6")) return null;
  return version === 4 ? address : networkOf(address);
}

/** The first 64 bits of an IPv6 address. */
function networkOf(address: string): string {
  const [head = "", tail] = address.split("%", 1)[0]!.split("::");
  const groups = head === "" ? [] : head.split(":");
  const end = tail === undefined || tail === "" ? [] : tail.split(":");
  const endSize = end.length + (end.at(-1)?.includes(".") === true ? 1 : 0);
  const zeros = tail === undefined ? 0 : 8 - groups.length - endSize;
  const all = [...groups, ...Array<string>(zeros).fill("0"), ...end];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
