import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright";
import type { Slide } from "./tour-album.ts";

/** Whether this machine can make a film. */
export function canFilm(): boolean {
  return spawnSync("ffmpeg", ["-version"], { stdio: "ignore" }).status === 0;
}

/**
 * Make a film of the pictures, each with what was said to it, as long as it takes to read.
 *
 * @param browser - Any: one of its pages lays out the slides.
 * @param file - `.mp4`.
 */
export async function makeFilm(browser: Browser, slides: readonly Slide[], file: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "celadon-film-"));
  try {
    const list: string[] = [];
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    let words: readonly string[] = [];
    for (const [index, { picture, sentences }] of slides.entries()) {
      // A picture without words belongs to the words before it.
      if (sentences.length > 0) words = sentences;
      await page.setContent(layOut(picture, words));
      const name = `${index}.png`;
      await writeFile(join(folder, name), await page.screenshot({ type: "png" }));
      list.push(`file ${name}`, `duration ${readingSeconds(sentences)}`);
    }
    await page.close();
    // The last one again: the list's last duration is not heeded.
    list.push(`file ${slides.length - 1}.png`);
    await writeFile(join(folder, "list.txt"), list.join("\n"));
    const input = ["-f", "concat", "-i", join(folder, "list.txt")];
    const output = ["-vf", "fps=5,format=yuv420p", "-c:v", "libx264", "-preset", "slow", "-crf", "24"];
    const made = spawnSync("ffmpeg", [
      "-y",
      "-v",
      "error",
      ...input,
      ...output,
      "-movflags",
      "+faststart",
      file,
    ]);
    if (made.status !== 0) throw new Error(`ffmpeg: ${made.stderr.toString()}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function readingSeconds(sentences: readonly string[]): number {
  const words = sentences.join(" ").split(" ").length;
  return Math.max(2.4, 1 + words / 4);
}

function layOut(picture: Buffer, sentences: readonly string[]): string {
  const paragraphs = sentences.map((sentence) => `<p>${sentence}</p>`).join("");
  return `<style>
    body { margin: 0; block-size: 720px; background: #e9e6dc; color: #17231f; display: flex; align-items: center; }
    section { flex: 1; padding-inline: 64px 40px; font: 32px/1.35 "Noto Serif", Georgia, serif; }
    p { margin: 0 0 0.7em; }
    img { max-block-size: 664px; max-inline-size: 760px; margin-inline-end: 64px; border-radius: 22px;
      box-shadow: 0 10px 36px #0003; }
  </style>
  <section>${paragraphs}</section>
  <img alt="" src="data:image/webp;base64,${picture.toString("base64")}">`;
}
