import { documentAddresses, type Pages } from "./http/pages.ts";
import type { World } from "./world.ts";

/** What the pages are called. */
const pageNames = new Map([
  ["/", "Citizen page"],
  ["/venue/", "Venue page"],
  ["/authority/", "Authority page"],
  ["/log/", "Log page"],
]);

/** Say, in the log or on the terminal, what is being served and what it is not. */
export function announce(world: World, origin: string, pages: Pages): void {
  const { log, region, periodSeconds } = world;
  const { sunset } = region.newestManifest();
  const id = Buffer.from(region.root.id).toString("hex");
  log.info({ regionId: id, sunset }, `Region "${region.root.name}" (${id}), until its sunset on ${sunset}.`);
  if (region.isTrial()) log.info("Trial region: nobody else watches this list.");
  if (region.isTrial()) log.info("To get a claim code: npm run celadon -- claim --purpose report");
  log.info({ periodSeconds }, `A batch is closed every ${inWords(periodSeconds)}.`);
  for (const address of documentAddresses(pages)) {
    log.info({ page: origin + address }, `${pageNames.get(address) ?? "Page"}: ${origin}${address}`);
  }
  if (pages.size === 0) log.info("There are no built pages to serve.");
  log.info({ origin }, `Celadon is ready at ${origin}`);
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
