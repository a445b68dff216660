import type { Locator, Page } from "playwright";

/** How wide a CSS pixel is on a usual tablet (10.9 inches, 2,360 × 1,640 device pixels at 264 an inch, two of them to a CSS pixel), mm. */
export const tabletPixelMillimetres = 25.4 / 132;

/** A phone's rear camera: what the page asks of it, pixels, and how wide it looks, degrees. */
const camera = { width: 1920, height: 1080, angle: 65 };

/**
 * What a phone's camera sees of a display so far away: in its true size, a little turned, not quite sharp, and grainy.
 *
 * @param display - On a usual tablet.
 * @param millimetres - From the lens to the display.
 * @returns PNG.
 */
export async function seenFrom(display: Page, millimetres: number): Promise<Buffer> {
  const picture = await display.screenshot({ type: "png" });
  const { width, height } = display.viewportSize()!;
  const focus = camera.width / 2 / Math.tan((camera.angle / 2) * (Math.PI / 180));
  const scale = (tabletPixelMillimetres * focus) / millimetres;
  const room = await display.context().browser()!.newPage({ viewport: camera });
  try {
    await room.setContent(
      `<style>
        body { margin: 0; block-size: 100vh; overflow: hidden; background: #9c9284; display: grid; place-items: center; }
        img { inline-size: ${width * scale}px; block-size: ${height * scale}px; transform: rotate(-2deg) perspective(900px) rotateY(6deg);
          filter: blur(0.35px) contrast(0.85); }
      </style>
      <img alt="" src="data:image/png;base64,${picture.toString("base64")}">`,
    );
    return await room.screenshot({ type: "png" });
  } finally {
    await room.close();
  }
}

/** How large the black part of a display's code is, CSS pixels, and of how many modules. */
export function blackPart(code: Locator): Promise<{ readonly side: number; readonly modules: number }> {
  return code.evaluate((element) => {
    const svg = element.shadowRoot!.querySelector("celadon-qr")!.shadowRoot!.querySelector("svg")!;
    const all = svg.viewBox.baseVal.width;
    const modules = all + 2 * svg.viewBox.baseVal.x;
    return { side: (svg.getBoundingClientRect().width * modules) / all, modules };
  });
}
