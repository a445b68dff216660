import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "../http/refusal.ts";

/**
 * Refuse what another site's page makes a browser send. Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in
 * `Origin`; one of the two must be there where something is changed.
 *
 * @param origin - The public address.
 * @throws {@link Refusal} `cross-site`
 */
export function checkOwnPage(headers: IncomingHttpHeaders, method: string, origin: string): void {
  const site = headers["sec-fetch-site"];
  const from = headers.origin;
  const reads = method === "GET" || method === "HEAD";
  // "none": a person typed the address; only reading can be typed.
  const siteIsOurs = site === undefined ? null : site === "same-origin" || (reads && site === "none");
  const originIsOurs = from === undefined ? null : from === origin;
  const someoneSaysOurs = siteIsOurs === true || originIsOurs === true;
  if (siteIsOurs === false || originIsOurs === false || !(reads || someoneSaysOurs)) {
    throw new Refusal("cross-site");
  }
}
