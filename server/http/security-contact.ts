import { formatUtc, parseUtc } from "../../protocol/index.ts";
import type { World } from "../world.ts";
import { Refusal } from "./refusal.ts";

/**
 * Whom to tell of a weakness. It expires with the region: a renewed manifest renews it.
 *
 * @throws {@link Refusal} `not-found` where the operator names nobody.
 * @see RFC 9116
 */
export async function securityText({ contact, region }: World): Promise<string> {
  if (contact === null) throw new Refusal("not-found");
  const expires = formatUtc(parseUtc((await region.newestManifest()).sunset));
  return `Contact: ${contact}\nExpires: ${expires}\nPreferred-Languages: en\n`;
}
