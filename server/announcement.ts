import { hasStaff, inviteFirst } from "./authority/first-administrator.ts";
import { invitationLink } from "./authority/invitation.ts";
import { documentAddresses, type Pages } from "./http/pages.ts";
import { nowOf, type World } from "./world.ts";

/** What the pages are called. */
const pageNames = new Map([
  ["/", "Citizen page"],
  ["/venue/", "Venue page"],
  ["/authority/", "Authority page"],
  ["/log/", "Log page"],
]);

/** Say, in the log or on the terminal, what is being served and what it is not. */
export async function announce(world: World, origin: string, pages: Pages): Promise<void> {
  const { log, region, periodSeconds } = world;
  const { sunset } = await region.newestManifest();
  const id = Buffer.from(region.root.id).toString("hex");
  log.info({ regionId: id, sunset }, `Region "${region.root.name}" (${id}), until its sunset on ${sunset}.`);
  if (await region.isTrial()) log.info("Trial region: nobody else watches this list.");
  if (await region.isTrial()) log.info("To get a claim code: npm run celadon -- claim --purpose report");
  log.info({ periodSeconds }, `A batch is closed every ${inWords(periodSeconds)}.`);
  for (const address of documentAddresses(pages)) {
    log.info({ page: origin + address }, `${pageNames.get(address) ?? "Page"}: ${origin}${address}`);
  }
  if (pages.size === 0) log.info("There are no built pages to serve.");
  log.info({ origin }, `Celadon is ready at ${origin}`);
}

/**
 * Say how the first member of the staff comes in, as long as nobody has. In a trial region that is a link, anew at each start; a link
 * in the log of a real region would let whoever reads the log in.
 */
export async function announceFirstLink(world: World, pages: Pages): Promise<void> {
  const { log, keys, region, origin } = world;
  const now = nowOf(world);
  if (!pages.has("/authority/") || (await hasStaff(world)) || (await region.isPastSunset(now))) return;
  if (!keys.hasSteward()) {
    log.info("Nobody works here yet. To invite the first: npm run celadon -- staff invite");
    return;
  }
  const invitation = await inviteFirst(world, now);
  if (invitation !== null) {
    log.info(
      `For the first member of the staff, once, within two days: ${invitationLink(origin(), invitation)}`,
    );
  }
}

function inWords(seconds: number): string {
  const units: [number, string][] = [
    [3600, "hour"],
    [60, "minute"],
    [1, "second"],
  ];
  const [size, unit] = units.find(([length]) => seconds % length === 0)!;
  const count = seconds / size;
  return count === 1 ? unit : `${count} ${unit}s`;
}
