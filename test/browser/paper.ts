import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const run = promisify(execFile);

/** As an office printer has it. */
const dotsPerInch = 300;

/** What comes out of a printer, and somebody who looks at it. */
export interface Paper {
  /** For the tests' names: what draws the pages and what reads them. */
  readonly name: string;
  /** What the browser's own print command prints: a picture of each page, PNG. */
  pages(page: Page): Promise<Buffer[]>;
  /** The texts of all codes in a picture, by a program that is not ours. */
  texts(picture: Buffer): Promise<string[]>;
}

function has(...tools: string[]): boolean {
  return tools.every((tool) => spawnSync(tool, ["--help"], { stdio: "ignore" }).error === undefined);
}

/** With a PDF and what other programs make of it; on a machine without these, with what the browser draws for paper. */
export const paper: Paper = has("pdftoppm", "zbarimg")
  ? { name: "by PDF, pdftoppm and zbarimg", pages: printed, texts: readByZbar }
  : {
      name: "drawn by the browser and read by zxing, for want of pdftoppm and zbarimg",
      pages: drawn,
      texts: readByZxing,
    };

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "celadon-paper-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function printed(page: Page): Promise<Buffer[]> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, "paper.pdf"), await page.pdf({ preferCSSPageSize: true }));
    await run("pdftoppm", [
      "-r",
      String(dotsPerInch),
      "-png",
      join(folder, "paper.pdf"),
      join(folder, "page"),
    ]);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".png")).toSorted();
    return Promise.all(names.map((name) => readFile(join(folder, name))));
  });
}

function readByZbar(picture: Buffer): Promise<string[]> {
  return inFolder(async (folder) => {
    const file = join(folder, "page.png");
    await writeFile(file, picture);
    const { stdout } = await run("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file]);
    return stdout.trim().split("\n");
  });
}

async function drawn(page: Page): Promise<Buffer[]> {
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 900, height: 1200 });
  await page.emulateMedia({ media: "print" });
  try {
    const pictures: Buffer[] = [];
    for (const sheet of await page.locator("#paper > *").all()) {
      pictures.push(await sheet.screenshot({ type: "png" }));
    }
    return pictures;
  } finally {
    await page.emulateMedia({ media: "screen" });
    await page.setViewportSize(size);
  }
}

async function readByZxing(picture: Buffer): Promise<string[]> {
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(await readFile(wasm)).buffer } });
  const found = await readBarcodes(new Uint8Array(picture), { formats: ["QRCode"], maxNumberOfSymbols: 255 });
  return found.map(({ text }) => text);
}
