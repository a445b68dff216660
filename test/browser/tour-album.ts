import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright";

/** One picture of the tour and what was said since the one before. */
export interface Slide {
  readonly picture: Buffer;
  readonly sentences: readonly string[];
}

/** The tour's pictures, numbered in their order, in a folder that is emptied of older ones first. */
export class Album {
  readonly #folder: string;
  readonly #slides: Slide[] = [];
  #sentences: string[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param folder - Made when it is missing. */
  static async open(folder: string): Promise<Album> {
    await mkdir(folder, { recursive: true });
    for (const file of await readdir(folder)) {
      if (/^(\d\d-.*\.webp|tour\.mp4)$/.test(file)) await rm(join(folder, file));
    }
    return new Album(folder);
  }

  get slides(): readonly Slide[] {
    return this.#slides;
  }

  /** What is said goes with the next picture. */
  say(sentence: string): void {
    this.#sentences.push(sentence);
  }

  /** Take a picture of what a page shows, with its movements at their end. */
  async add(name: string, page: Page): Promise<void> {
    const picture = await page.screenshot({ type: "webp", quality: 82, animations: "disabled" });
    this.#slides.push({ picture, sentences: this.#sentences });
    this.#sentences = [];
    const number = String(this.#slides.length).padStart(2, "0");
    await writeFile(join(this.#folder, `${number}-${name}.webp`), picture);
  }
}
