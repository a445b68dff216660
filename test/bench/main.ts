// npm run bench: measures on this machine and prints ratios within one run. No test depends on it.
import { batchChecks, batchSizes } from "./batch.ts";
import { checkInTimes } from "./device.ts";
import { longLogCosts } from "./long-log.ts";
import { printRows } from "./measure.ts";
import { pageTimes } from "./pages.ts";
import { serverRates } from "./server.ts";
import { ticketRates } from "./tickets.ts";

const { rows, batches } = batchSizes([1_024, 10_240, 114_688, 1_048_576]);
printRows("Size of a batch, padding counted as tokens", rows);
const checked = [...batches].filter(([count]) => count >= 10_000);
printRows("A diary of 504 tokens, all evidences", await batchChecks(new Map(checked)));
printRows("A check-in on the device, under Node", await checkInTimes());
printRows("The arithmetic of tickets, on one thread", await ticketRates());
printRows("The server, over HTTP, everything on the disk", await serverRates());
printRows("A phone, after 180 days of hourly batches", await longLogCosts());
printRows("The citizen's page, in a browser", await pageTimes());
