import { startWorker } from "../trusted-url.ts";
import decodeWorkerUrl from "./decode-worker.ts?worker&url";
import type { DecodeAnswer, DecodeRequest } from "./decode-worker.ts";

/** What the browser may bring itself; not yet in the DOM's own declarations. */
interface NativeDetector {
  detect(image: ImageBitmap): Promise<readonly { readonly rawValue: string }[]>;
}
interface NativeDetectorClass {
  new (options: { formats: readonly string[] }): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** Reads the QR codes in a picture. */
export interface CodeReader {
  /**
   * @param frame - Handed over: closed afterwards, whatever happens.
   * @returns The texts found, untrusted; empty when there is no readable code.
   * @throws Error when no decoder can run in this browser.
   */
  read(frame: ImageBitmap): Promise<readonly string[]>;
}

let opened: Promise<CodeReader> | null = null;

/** The browser's own detector where it has one, else ours in a worker; the same one for as long as the page is open. */
export function openCodeReader(): Promise<CodeReader> {
  opened ??= nativeReader().then((native) => native ?? workerReader());
  return opened;
}

/**
 * Open the reader with the page, not with the first scan, as soon as the service worker has the page.
 *
 * Whenever a page starts a worker, browsers look for a newer service worker, over the network. Were it started by
 * opening the scanner, the server could see when somebody checks in.
 */
export function openCodeReaderEarly(): void {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return;
  if (serviceWorker.controller !== null) void openCodeReader();
  else serviceWorker.addEventListener("controllerchange", () => void openCodeReader(), { once: true });
}

async function nativeReader(): Promise<CodeReader | null> {
  const native = (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  if (native === undefined) return null;
  try {
    if (!(await native.getSupportedFormats()).includes("qr_code")) return null;
    const detector = new native({ formats: ["qr_code"] });
    return {
      async read(frame) {
        try {
          return (await detector.detect(frame)).map((code) => code.rawValue);
        } finally {
          frame.close();
        }
      },
    };
  } catch {
    return null;
  }
}

function workerReader(): CodeReader {
  const worker = startWorker(decodeWorkerUrl, "code reader");
  const waiting = new Map<number, PromiseWithResolvers<readonly string[]>>();
  let lastId = 0;
  let failed = false;
  const fail = () => {
    failed = true;
    opened = null;
    worker.terminate();
    for (const { reject } of waiting.values()) reject(new Error("no QR decoder can run here"));
    waiting.clear();
  };
  worker.addEventListener("message", ({ data }: MessageEvent<DecodeAnswer>) => {
    const request = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.kind === "found") request?.resolve(data.texts);
    else request?.reject(new Error("no QR decoder can run here"));
  });
  worker.addEventListener("error", fail);
  return {
    async read(frame) {
      if (failed) {
        frame.close();
        throw new Error("no QR decoder can run here");
      }
      const request: DecodeRequest = { id: ++lastId, frame };
      const answer = withResolvers<readonly string[]>();
      waiting.set(request.id, answer);
      worker.postMessage(request, [frame]);
      return answer.promise;
    },
  };
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((resolveIt, rejectIt) => {
    resolve = resolveIt;
    reject = rejectIt;
  });
  return { promise, resolve, reject };
}
