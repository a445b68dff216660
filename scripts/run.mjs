// Runs one of the project's programs on a machine that may have nothing but Node:
//   node scripts/run.mjs [--browser] [--pages] [FILE.ts [ARGUMENT …]]
import { chromium } from "./chromium.mjs";
import { build, install, run } from "./node.mjs";

const args = process.argv.slice(2);
const flags = new Set();
while (args[0] === "--browser" || args[0] === "--pages") flags.add(args.shift());

install();
if (flags.has("--pages") || flags.has("--browser")) build();
if (flags.has("--browser")) process.env.CELADON_CHROMIUM = chromium();
const [file, ...rest] = args;
if (file !== undefined) process.exitCode = await run(file, rest);
