import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const storageKey = "celadon-lists";

/** So many hex digits of the hash: enough to notice another file, too few to try references with. */
const checkDigits = 4;

/** By job. */
type Checks = Record<string, { readonly salt: string; readonly check: string }>;

/**
 * Remember on this computer what a list looked like: sixteen bits of a salted hash over all its references. The server never
 * sees them.
 */
export function rememberList(job: string, references: readonly string[]): void {
  const salt = bytesToHex(randomBytes(16));
  write({ ...read(), [job]: { salt, check: checkOf(salt, references) } });
}

/** Whether a file may be the one that a list was begun with, as far as this computer knows. */
export function mayBeList(job: string, references: readonly string[]): boolean {
  const known = read()[job];
  return known === undefined || known.check === checkOf(known.salt, references);
}

/** Forget all lists but these. */
export function forgetListsBut(jobs: readonly string[]): void {
  write(Object.fromEntries(Object.entries(read()).filter(([job]) => jobs.includes(job))));
}

function checkOf(salt: string, references: readonly string[]): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([salt, ...references])))).slice(0, checkDigits);
}

function read(): Checks {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "{}") as Checks;
  } catch {
    return {};
  }
}

function write(checks: Checks): void {
  try {
    if (Object.keys(checks).length === 0) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, JSON.stringify(checks));
  } catch {
    // Nothing can be stored here: then only the number of rows is compared.
  }
}
