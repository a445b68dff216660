// npm run photographs: pictures of every screen, phone, tablet and desk, light, dark, Arabic and Chinese, into `photographs/`.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "./chromium.mjs";
import { build, install, node, root, say } from "./node.mjs";
import { spawnSync } from "node:child_process";

const folder = join(root, "photographs");
const tests = join("test", "browser");
/** The walks that look at screens. */
const walks = readdirSync(join(root, tests))
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => join(tests, name))
  .filter((file) => /\b(checkScreen|photograph)\(/.test(readFileSync(join(root, file), "utf8")));

install();
build();
rmSync(folder, { recursive: true, force: true });
const env = { ...process.env, CELADON_PHOTOGRAPHS: folder, CELADON_CHROMIUM: chromium() };
const { status } = spawnSync(node(), ["--test", "--no-warnings", ...walks], {
  cwd: root,
  env,
  stdio: "inherit",
});
say(`The pictures are in ${folder}`);
process.exitCode = status ?? 1;
