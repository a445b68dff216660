/** `npm run city`: a day of a city, by the real server and the real device code. */

import { parseArgs } from "node:util";
import { progressOn } from "../replay/progress.ts";
import { runCity } from "./city.ts";
import { tableOf } from "./table.ts";

const help = `Live through 24 hours of a city with the real server and the real device code, and print
what a phone and what the server needed.

usage: npm run city [-- options]

  --phones N   phones that are simulated (default 2000)
  --people N   people of the whole city, who fill the lists (default 1000000)
  --seed S     a whole number from which the day is laid out (default 1)
  --json       print JSON instead of a table
  --help       print this
`;

const { values } = parseArgs({
  options: {
    phones: { type: "string", default: "2000" },
    people: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const [phones, people, seed] = [values.phones, values.people, values.seed].map(Number) as [
  number,
  number,
  number,
];
if (values.help) process.stdout.write(help);
else if (
  !(Number.isSafeInteger(phones) && phones > 0 && Number.isSafeInteger(people) && people >= phones) ||
  !Number.isSafeInteger(seed)
) {
  process.stderr.write(`city: whole numbers are wanted, and no more phones than people\n\n${help}`);
  process.exitCode = 2;
} else {
  const result = await runCity({ phones, people, seed, threads: 2, progress: progressOn(process.stderr) });
  process.stdout.write(`${values.json ? JSON.stringify(result, null, 2) : tableOf(people, result)}\n`);
}
