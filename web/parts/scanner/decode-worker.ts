import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

/**
 * Finds QR codes in frames, away from the page's own thread. The decoder is WebAssembly served by this site; by
 * default the library would fetch it from a foreign host.
 */

/** A frame to look at; the worker closes it. */
export interface DecodeRequest {
  readonly id: number;
  readonly frame: ImageBitmap;
}

/** What was found in the frame of the same id; `failed` when the decoder itself cannot run here. */
export type DecodeAnswer =
  | { readonly id: number; readonly kind: "found"; readonly texts: readonly string[] }
  | { readonly id: number; readonly kind: "failed" };

prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });
const detector = new BarcodeDetector({ formats: ["qr_code"] });

async function answer({ id, frame }: DecodeRequest): Promise<void> {
  let reply: DecodeAnswer;
  try {
    const codes = await detector.detect(frame);
    reply = { id, kind: "found", texts: codes.map((code) => code.rawValue) };
  } catch {
    reply = { id, kind: "failed" };
  } finally {
    frame.close();
  }
  postMessage(reply);
}

addEventListener("message", (event: MessageEvent<DecodeRequest>) => {
  void answer(event.data);
});
