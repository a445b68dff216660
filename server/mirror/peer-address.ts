import type { Manifest } from "../../protocol/index.ts";

/** Where the operator has a peer's objects fetched, instead of at the address in the manifest. */
export interface PeerAddress {
  /** Hash of the peer's root, 64 hex digits. */
  readonly root: string;
  /** Scheme, host, port and path, without a final slash. */
  readonly url: string;
}

/**
 * Read a list of addresses of peers: `root@url`, separated by commas.
 *
 * @param problems - Where a sentence for each problem goes; what has one is left out.
 */
export function readPeers(name: string, text: string | undefined, problems: string[]): PeerAddress[] {
  const peers: PeerAddress[] = [];
  for (const part of (text ?? "").split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const [, root = "", address = ""] = /^([0-9a-f]{64})@(.*)$/.exec(part) ?? [];
    const url = URL.canParse(address) ? new URL(address) : null;
    if (root === "" || url === null || !isPlainAddress(url)) {
      problems.push(
        `${name} has ${JSON.stringify(part)}; it must be the hash of a peer's root in 64 hex digits, an @ and an address such as https://peer.example.`,
      );
    } else if (peers.some((peer) => peer.root === root)) {
      problems.push(`${name} has the peer ${root} twice.`);
    } else {
      peers.push({ root, url: withoutSlash(url.href) });
    }
  }
  return peers;
}

/** Where a peer's objects are fetched. What comes from there is verified against the root, wherever that is. */
export function addressOf(
  { root, url }: Manifest["peers"][number],
  addresses: readonly PeerAddress[],
): string {
  return addresses.find((address) => address.root === root)?.url ?? withoutSlash(url);
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, "");
}

function isPlainAddress({ protocol, username, password, search, hash }: URL): boolean {
  return (protocol === "https:" || protocol === "http:") && `${username}${password}${search}${hash}` === "";
}
