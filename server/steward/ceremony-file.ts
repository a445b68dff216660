import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { decodeUtf8, ProtocolError } from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";

/** Longer than any note: bounds the work that a wrong file causes. */
const fileBytesMax = 1_048_576;

/** A file that a step of a ceremony makes. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** For its user alone. */
  readonly isSecret?: boolean;
}

/**
 * The text of a file, byte for byte.
 *
 * @throws {@link OperatorError} when it cannot be read, is too long for a ceremony, or is not UTF-8.
 */
export function readCeremonyFile(path: string): string {
  try {
    if (statSync(path).size > fileBytesMax) {
      throw new OperatorError(`${path} is too long to be a file of a ceremony.`);
    }
    return decodeUtf8(readFileSync(path), path);
  } catch (error) {
    if (error instanceof ProtocolError) {
      throw new OperatorError(`${path} is not a text file in UTF-8.`, { cause: error });
    }
    throw inWords(error, `${path} cannot be read`);
  }
}

/** A public key as it was typed, or from the file that has it. @throws {@link OperatorError} when that cannot be read. */
export function readPublicKey(keyOrFile: string): string {
  const isKey = /^[^+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/.test(keyOrFile);
  return isKey ? keyOrFile : readCeremonyFile(keyOrFile).trimEnd();
}

/**
 * Write files that are not there yet: all of them, or none. What is there is never overwritten: it may be the only copy of a
 * key.
 *
 * @throws {@link OperatorError} when one is there, or cannot be written.
 */
export function writeNewFiles(files: readonly NewFile[]): void {
  for (const { path } of files) checkIsFree(path);
  const written: string[] = [];
  for (const { path, text, isSecret = false } of files) {
    try {
      const file = openSync(path, "wx", isSecret ? 0o600 : 0o644);
      written.push(path);
      try {
        writeSync(file, text);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      for (const each of written) unlinkSync(each);
      throw inWords(error, `${path} cannot be written`);
    }
  }
}

/** Before somebody is asked to read and decide. @throws {@link OperatorError} when there is a file already. */
export function checkIsFree(path: string): void {
  if (existsSync(path)) throw new OperatorError(`${path} is there already: it is not overwritten.`);
}

const reasons = new Map([
  ["ENOENT", "there is no such file or folder"],
  ["EISDIR", "it is a folder"],
  ["ENOTDIR", "there is no such folder"],
  ["EEXIST", "it is there already"],
  ["EACCES", "its permissions forbid it"],
  ["EROFS", "the medium cannot be written to"],
  ["ENOSPC", "the medium is full"],
]);

function inWords(error: unknown, what: string): unknown {
  if (error instanceof OperatorError || !(error instanceof Error) || !("code" in error)) return error;
  return new OperatorError(`${what}: ${reasons.get(String(error.code)) ?? error.message}.`, { cause: error });
}
