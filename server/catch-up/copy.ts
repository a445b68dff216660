import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { objectFile } from "../export/object-file.ts";
import { OperatorError } from "../operator-error.ts";

/** Seconds for an answer, body and all. */
const answerSeconds = 120;

/** No region's root is nearly so long. */
export const rootBytesMax = 65_536;

/** A copy of a region's public objects. Nothing that it holds is trusted. */
export interface Copy {
  /** As the operator named it. */
  readonly name: string;
  /**
   * @param path - Below the region's own tree, such as `log/checkpoint`.
   * @param bytesMax - More is an error.
   * @returns Null when there is no such object.
   * @throws {@link OperatorError} when the copy cannot be read.
   */
  get(path: string, bytesMax: number): Promise<Uint8Array | null>;
}

/**
 * Open a copy.
 *
 * @param from - A folder or an `http(s)` address: of an export, whose objects lie in `v1/`, or of a tree of objects itself, such as
 *   a peer's mirror of the region.
 * @throws {@link OperatorError} when there is no region.
 */
export async function openCopy(from: string): Promise<Copy> {
  const trimmed = from.replace(/\/+$/, "");
  for (const base of [`${trimmed}/v1`, trimmed]) {
    const copy = /^https?:\/\//.test(from) ? servedCopy(from, base) : folderCopy(from, base);
    if ((await copy.get("root", rootBytesMax)) !== null) return copy;
  }
  throw new OperatorError(`There is no copy of a region at ${from}.`);
}

function folderCopy(name: string, base: string): Copy {
  return {
    name,
    async get(path, bytesMax) {
      const file = join(base, objectFile(`/${path}`));
      if (!existsSync(file) || !statSync(file).isFile()) return null;
      const bytes = readFileSync(file);
      if (bytes.length > bytesMax) throw tooLong(file);
      return Uint8Array.from(bytes);
    },
  };
}

function servedCopy(name: string, base: string): Copy {
  return {
    name,
    async get(path, bytesMax) {
      const url = `${base}/${path}`;
      const response = await asking(url, () =>
        fetch(url, {
          cache: "no-cache",
          redirect: "error",
          signal: AbortSignal.timeout(answerSeconds * 1000),
        }),
      );
      if (response.status === 404 || response.status === 410) return null;
      if (response.status !== 200)
        throw new OperatorError(`${url} answers with status ${response.status}. Nothing was changed.`);
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of response.body ?? []) {
        length += chunk.length;
        if (length > bytesMax) throw tooLong(url);
        chunks.push(chunk);
      }
      return Uint8Array.from(Buffer.concat(chunks));
    },
  };
}

async function asking(url: string, ask: () => Promise<Response>): Promise<Response> {
  try {
    return await ask();
  } catch (cause) {
    throw new OperatorError(`${url} cannot be reached. Nothing was changed.`, { cause });
  }
}

function tooLong(what: string): OperatorError {
  return new OperatorError(`${what} is longer than it can be. Nothing was changed.`);
}
