// npm run photographs: pictures of every screen, phone and tablet, light, dark, Arabic and Chinese, into `photographs/`.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "./chromium.mjs";
import { build, install, node, root, say } from "./node.mjs";
import { spawnSync } from "node:child_process";

const folder = join(root, "photographs");
/** The walks that come past every screen. */
const walks = ["screens", "background"].map((name) => join("test", "browser", `${name}.test.ts`));

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
