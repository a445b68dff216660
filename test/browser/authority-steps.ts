import type { Page } from "playwright";
import type { Device } from "./browser.ts";
import { type TrialRegion, startRegion } from "./region.ts";
import type { ShiftedClock } from "./shifted-clock.ts";
import { siteOrigin } from "./way-out.ts";

/** What a member of the authority's staff does. Every step ends when the page shows that it is done. */

/** Where the page is. */
export const authorityAddress = `${siteOrigin}/authority/`;

/** A region that knows its public address, to which passkeys are bound. */
export function startStaffedRegion(clock: ShiftedClock, name = "Trial region"): Promise<TrialRegion> {
  return startRegion(clock, name, undefined, [], siteOrigin);
}

/** A passkey in a browser that nobody need touch: made, shown and verified at once. */
export interface VirtualPasskeys {
  /** Whether the person shows finger, face or PIN; else every passkey is refused. */
  setVerified(isVerified: boolean): Promise<void>;
  /** A second thing that keeps passkeys, which the person touches from now on in place of the first. */
  addSecurityKey(): Promise<void>;
  /** From now on the person touches the first again. */
  touchFirst(): Promise<void>;
}

/** Give a device something to keep passkeys in. Once for each device, before it enrols. */
export async function addPasskeys(page: Page): Promise<VirtualPasskeys> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const add = (transport: "internal" | "usb") =>
    devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport,
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
  const { authenticatorId } = await add("internal");
  return {
    async addSecurityKey() {
      await add("usb");
      // Its person touches the new one, not the first, which would say that it has one already.
      await devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });
    },
    async touchFirst() {
      await devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
    },
    async setVerified(isUserVerified) {
      await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
  };
}

/** Open a link, say one's name, make a passkey. One is signed in afterwards. The device has {@link addPasskeys}. */
export async function enrol(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name at work").fill(name);
  await page.getByTestId("enrol").click();
  await page.getByTestId("me").waitFor();
}

/** The first member of a region's staff, with every role, signed in on a device. */
export async function enrolFirst(
  { page }: Device,
  region: TrialRegion,
  name = "Ada",
): Promise<VirtualPasskeys> {
  const passkeys = await addPasskeys(page);
  await enrol(page, (await region.server.inviteFirst())!, name);
  return passkeys;
}

export async function signOut(page: Page): Promise<void> {
  await page.getByTestId("sign-out").click();
  await page.getByTestId("sign-in").waitFor();
}

export async function signIn(page: Page): Promise<void> {
  await page.getByTestId("sign-in").click();
  await page.getByTestId("me").waitFor();
}

/** Go to a section by the navigation. */
export async function openSection(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
}

/** Have an administrator who is signed in invite somebody. @returns The link. */
export function invite(page: Page, name: string, roles: readonly string[]): Promise<string> {
  return page.evaluate(async (body) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch("/v1/authority/people/invite", { method: "POST", headers, body });
    return ((await answer.json()) as { link: string }).link;
  }, JSON.stringify({ name, roles }));
}
