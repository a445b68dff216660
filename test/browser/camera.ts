import { writeFile } from "node:fs/promises";
import type { Page } from "playwright";
import { phoneScreen } from "./browser.ts";

/** What the camera gives, pixels. */
const frameSize = { width: 1280, height: 720 };

/**
 * How a hand holds a phone before a display: never quite straight, never quite still, and at first not sharp. Degrees, share of
 * the frame, pixels of blur, and frames (thirty make a second).
 */
const searchingHand = [
  { turn: -10, nod: 5, roll: -3, scale: 0.97, blur: 6, frames: 60 },
  { turn: -9, nod: 4, roll: -2.5, scale: 1, blur: 0, frames: 20 },
  { turn: -6, nod: 5, roll: -1.5, scale: 1.03, blur: 0, frames: 20 },
  { turn: -4, nod: 3, roll: -2, scale: 1.05, blur: 0, frames: 20 },
];

/** The same hand once it has found the display. */
export const steadyHand: typeof searchingHand = [
  { turn: -6, nod: 5, roll: -1.5, scale: 1.03, blur: 0, frames: 20 },
  { turn: -4, nod: 3, roll: -2, scale: 1.05, blur: 0, frames: 20 },
];

/**
 * Film a page that is on a screen in the room, as a phone's camera in front of it would.
 *
 * @param screen - The page; it is filmed as it is now.
 * @param poses - By default the hand searches first.
 * @returns Motion JPEG: one picture after the other.
 */
export async function film(screen: Page, poses = searchingHand): Promise<Buffer> {
  const picture = await screen.screenshot({ type: "png" });
  const room = await screen.context().browser()!.newPage({ viewport: frameSize });
  try {
    await room.setContent(
      `<style>
        body { margin: 0; block-size: 100vh; overflow: hidden; background: linear-gradient(#b9ab97 0 78%, #6d5c4a 78%); }
        img { position: absolute; inset-block-start: 16px; inset-inline-start: 300px; block-size: 660px;
          border: 18px solid #1b1b1d; border-radius: 28px; box-shadow: 0 26px 40px #0006; }
      </style>
      <img alt="" src="data:image/png;base64,${picture.toString("base64")}">`,
    );
    const frames: Buffer[] = [];
    for (const { turn, nod, roll, scale, blur, frames: count } of poses) {
      const transform = `perspective(1500px) rotateY(${turn}deg) rotateX(${nod}deg) rotate(${roll}deg) scale(${scale})`;
      await room.evaluate(
        ({ transform: value, blur: pixels }) => {
          document.querySelector("img")!.style.transform = value;
          document.body.style.filter = `blur(${pixels}px)`;
        },
        { transform, blur },
      );
      const frame = await room.screenshot({ type: "jpeg", quality: 80 });
      frames.push(...Array.from({ length: count }, () => frame));
    }
    return Buffer.concat(frames);
  } finally {
    await room.close();
  }
}

/**
 * Put a film before a device's camera, from its next opening on.
 *
 * @param filmFile - The device's.
 */
export async function holdBefore(filmFile: string, frames: Buffer): Promise<void> {
  await writeFile(filmFile, frames);
}

/** Film a phone that shows codes one after the other, each of them once. */
export async function filmOfAll(page: Page): Promise<Buffer> {
  await page.getByTestId("code-film").waitFor();
  const counter = page.getByText(/^Part \d+ of \d+$/);
  if (!(await counter.isVisible())) return film(page, steadyHand);
  await page.getByRole("button", { name: "Slower" }).click();
  await page.getByTestId("code-film").scrollIntoViewIfNeeded();
  const total = Number(/of (\d+)/.exec(await counter.innerText())![1]);
  const pictures: Buffer[] = [];
  for (let part = 1; part <= total; part++) {
    const words = `Part ${part} of ${total}`;
    let picture: Buffer;
    // On a slow machine the next one may have come before the picture was taken: then this one comes again.
    do {
      await page.getByText(words, { exact: true }).waitFor();
      picture = await page.screenshot({ type: "png" });
    } while ((await counter.innerText()) !== words);
    pictures.push(picture);
  }
  const films = [];
  for (const picture of pictures) {
    const still = await page.context().browser()!.newPage({ viewport: phoneScreen });
    await still.setContent(
      `<style>body { margin: 0 } img { inline-size: 100vw; display: block }</style><img alt="" src="data:image/png;base64,${picture.toString("base64")}">`,
    );
    films.push(await film(still, [{ turn: -4, nod: 3, roll: -2, scale: 1.05, blur: 0, frames: 8 }]));
    await still.close();
  }
  return Buffer.concat(films);
}
