// npm start: on a fresh clone, install, build, make a development region and serve it.
import { build, install, run } from "./node.mjs";

install();
build();
process.exitCode = await run("server/main.ts", ["serve", ...process.argv.slice(2)]);
