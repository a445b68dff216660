import type { CodeReader } from "./code-reader.ts";

/** Longest sides at which a picture is looked at, px: small first, because a sharp photo is often too large to read. */
const sides = [1600, 800, 3200];

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
    for (const side of sides) {
      const scale = Math.min(1, side / longest);
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
