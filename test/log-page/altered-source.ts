import type { RecordSource } from "../../web/log/record-source.ts";
import { serverSource } from "../../web/log/record-source.ts";

/** What stands in for the server's answer: other bytes, or `null` for nothing. */
export type Alteration = (bytes: Uint8Array | null) => Uint8Array | null;

/** A real server's public objects, some of them altered on the way. */
export class AlteredSource implements RecordSource {
  readonly #server: RecordSource;
  readonly #alterations: { readonly path: RegExp; readonly alter: Alteration }[] = [];
  /** What was asked for, in order. */
  readonly asked: string[] = [];

  /** @param url - Of the server. */
  constructor(url: string) {
    this.#server = serverSource(fetch, url);
  }

  /** From now on answers to these paths are altered. */
  alter(path: RegExp, alter: Alteration): this {
    this.#alterations.push({ path, alter });
    return this;
  }

  async get(path: string, fresh: boolean): Promise<Uint8Array | null> {
    this.asked.push(path);
    const bytes = await this.#server.get(path, fresh);
    return this.#alterations
      .filter((alteration) => alteration.path.test(path))
      .reduce<Uint8Array | null>((altered, { alter }) => alter(altered), bytes);
  }
}

/** Flip the lowest bit of one byte. @param at - From the end when negative. */
export function flipped(at: number): Alteration {
  return (bytes) => bytes && bytes.with(at < 0 ? bytes.length + at : at, bytes.at(at)! ^ 1);
}

/** Another character within the base64 of the last signature of a note. */
export const forged: Alteration = (bytes) =>
  bytes && bytes.with(bytes.length - 10, bytes.at(-10) === 0x41 ? 0x42 : 0x41);

/** Nothing is served. */
export const gone: Alteration = () => null;
