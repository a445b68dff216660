import type { CodeReader } from "./code-reader.ts";

/**
 * Longest sides at which a picture is looked at, px, and how far it is enlarged for that: small first, because a sharp photo is often
 * too large to read; at last larger than it is, for a code that was far away.
 */
const looks = [
  { side: 1600, enlarged: 1 },
  { side: 800, enlarged: 1 },
  { side: 3200, enlarged: 1 },
  { side: 3840, enlarged: 2 },
];

/**
 * Read the codes in a picture that the person chose. Nothing leaves the device.
 *
 * @returns The texts found, untrusted; empty when the file is no picture or has no readable code.
 * @throws Error when no decoder can run in this browser.
 */
export async function readPicture(file: Blob, reader: CodeReader): Promise<readonly string[]> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return [];
  }
  try {
    const longest = Math.max(picture.width, picture.height);
    for (const { side, enlarged } of looks) {
      const scale = Math.min(enlarged, side / longest);
      const found = await reader.read(
        await createImageBitmap(picture, {
          resizeWidth: Math.max(1, Math.round(picture.width * scale)),
          resizeHeight: Math.max(1, Math.round(picture.height * scale)),
          resizeQuality: "high",
        }),
      );
      if (found.length > 0) return found;
    }
    return [];
  } finally {
    picture.close();
  }
}
