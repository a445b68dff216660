/**
 * The only gate through which a script address reaches a worker or a service worker.
 *
 * The pages' policy demands Trusted Types; `app` is the one policy beside Lit's own, and lets through nothing but
 * what our own build made.
 */

/** What the DOM's own declarations do not yet know about Trusted Types. */
interface TrustedTypePolicies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

const rules = {
  createScriptURL(address: string): string {
    const { origin, pathname } = new URL(address, location.origin);
    if (origin === location.origin && (pathname === "/sw.js" || pathname.startsWith("/assets/")))
      return address;
    throw new TypeError(`not a script of ours: ${address}`);
  },
};

const factory = (globalThis as { trustedTypes?: TrustedTypePolicies }).trustedTypes;
const policy = factory?.createPolicy("app", rules) ?? rules;

/**
 * @param address - Path of a script of this site: `/sw.js`, or a built worker (`import url from "./x.ts?worker&url"`).
 * @returns The address, marked as trusted where the browser knows Trusted Types. Typed as string because that is what `Worker` declares.
 * @throws TypeError for any other address.
 */
export function trustedScriptUrl(address: string): string {
  return policy.createScriptURL(address);
}

/** Start a module worker from a built script of this site. */
export function startWorker(address: string, name: string): Worker {
  return new Worker(trustedScriptUrl(address), { type: "module", name });
}
