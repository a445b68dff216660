import { cosignatureVerifier, ProtocolError } from "../../protocol/index.ts";

/** A witness and where it answers. */
export interface WitnessAddress {
  /** Of type 4; it counts when the manifest names it. */
  readonly vkey: string;
  /** Submission prefix: scheme, host, port and path, without a final slash. */
  readonly url: string;
}

/**
 * Read a list of witnesses: `vkey@url`, separated by commas.
 *
 * @param problems - Where a sentence for each problem goes; what has one is left out.
 */
export function readWitnesses(name: string, text: string | undefined, problems: string[]): WitnessAddress[] {
  const witnesses: WitnessAddress[] = [];
  for (const part of (text ?? "").split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const at = part.lastIndexOf("@");
    const [vkey, address] = [part.slice(0, at), part.slice(at + 1)];
    const url = URL.canParse(address) ? new URL(address) : null;
    if (at === -1 || !isWitnessKey(vkey)) {
      problems.push(
        `${name} has ${JSON.stringify(part)}; it must be a witness's vkey, an @ and its address.`,
      );
    } else if (url === null || !isPlainAddress(url)) {
      problems.push(
        `${name} has the address ${JSON.stringify(address)}; it must be one such as https://witness.example.`,
      );
    } else if (witnesses.some((witness) => witness.vkey === vkey)) {
      problems.push(`${name} has the witness ${vkey} twice.`);
    } else {
      witnesses.push({ vkey, url: url.href.replace(/\/$/, "") });
    }
  }
  return witnesses;
}

function isWitnessKey(vkey: string): boolean {
  try {
    cosignatureVerifier(vkey);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

function isPlainAddress({ protocol, username, password, search, hash }: URL): boolean {
  return (protocol === "https:" || protocol === "http:") && `${username}${password}${search}${hash}` === "";
}
