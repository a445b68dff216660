import { createHash } from "node:crypto";
import { auditChainStart, type AuditEntry, auditHash, encodeAuditNumbers } from "../../protocol/index.ts";
import type { KeyDirectory } from "../region/keys.ts";
import type { StoredAuditEntry, StoredAuditHead } from "../store/audit-tables.ts";
import type { Store } from "../store/store.ts";
import type { AuditAction } from "./audit-action.ts";

/** What the audit works on: the world, or the data folder of the command line. */
export interface AuditData {
  readonly store: Store;
  readonly keys: KeyDirectory;
}

/** Who acted: a staff member, the command line on the server, or a laboratory's program, whose entry names its token. */
export type Actor = { readonly number: number } | "command-line" | "laboratory";

const secondsPerMinute = 60;

/**
 * Write down who did what. Call inside the transaction that does it: an act and its entry are there together or not at all.
 *
 * @param numbers - What it was about, in numbers: never anything that stands for a patient, a code or an address.
 * @param now - Unix seconds; the entry has the minute.
 * @throws TypeError on anything but whole numbers from 0 on.
 */
export async function addAudit(
  { store, keys }: AuditData,
  who: Actor,
  action: AuditAction,
  numbers: AuditEntry["numbers"],
  now: number,
): Promise<void> {
  for (const [name, value] of Object.entries(numbers)) {
    if (!/^[a-z][A-Za-z]*$/.test(name) || !Number.isSafeInteger(value) || value < 0) {
      throw new TypeError(`audit: ${name} is ${value}, and must be a whole number from 0 on`);
    }
  }
  const head = (await store.audit.head()) ?? emptyHead;
  const entry = {
    position: head.next,
    minute: Math.floor(now / secondsPerMinute),
    staff: typeof who === "string" ? 0 : who.number,
    action,
    numbers,
  };
  const hash = auditHash(head.hash, entry);
  await store.audit.add({ ...entry, numbers: encodeAuditNumbers(numbers), hash });
  await store.audit.setHead(sealed(keys, { ...head, next: head.next + 1, hash }));
}

/**
 * Forget the entries of the minutes before one: what is kept still hashes up to the newest. Call inside a transaction.
 *
 * @param minute - Unix minutes.
 */
export async function forgetAuditBefore({ store, keys }: AuditData, minute: number): Promise<void> {
  const head = await store.audit.head();
  if (head === null) return;
  const first = (await store.audit.firstSince(minute)) ?? head.next;
  if (first <= head.first) return;
  const base = (await store.audit.hashAt(first - 1))!;
  await store.audit.setHead(sealed(keys, { ...head, first, base }));
  await store.audit.forgetBefore(first);
}

/** What a look through the whole record found. */
export type AuditFinding =
  | { readonly state: "whole"; readonly first: number; readonly next: number; readonly hash: string }
  | { readonly state: "empty" }
  /** From this position on it is not what was written. */
  | { readonly state: "changed"; readonly position: number }
  /** Entries of its beginning or end are gone, or its head was written by somebody who does not have the key. */
  | { readonly state: "cut" };

/** Look through the whole record: every hash, and the seal over its beginning and end. */
export async function checkAudit({ store, keys }: AuditData): Promise<AuditFinding> {
  const head = await store.audit.head();
  const entries = await store.audit.all();
  if (head === null) return entries.length === 0 ? { state: "empty" } : { state: "cut" };
  let position = head.first;
  let hash = head.base;
  for (const stored of entries) {
    const next = stored.position === position ? hashOf(hash, stored) : null;
    if (next === null || !next.equals(stored.hash)) return { state: "changed", position };
    hash = next;
    position++;
  }
  const isWhole =
    position === head.next &&
    Buffer.from(hash).equals(head.hash) &&
    Buffer.from(sealOf(keys, head)).equals(head.seal);
  if (!isWhole) return { state: "cut" };
  return {
    state: "whole",
    first: head.first,
    next: head.next,
    hash: Buffer.from(head.hash).toString("hex"),
  };
}

/** Null when its numbers are not in the one form that they are written in. */
function hashOf(before: Uint8Array, stored: StoredAuditEntry): Buffer | null {
  const entry = entryOf(stored);
  return encodeAuditNumbers(entry.numbers) === stored.numbers ? Buffer.from(auditHash(before, entry)) : null;
}

/** An entry as everyone else sees it. */
export function entryOf({ position, minute, staff, action, numbers }: StoredAuditEntry): AuditEntry {
  return { position, minute, staff, action, numbers: JSON.parse(numbers) as AuditEntry["numbers"] };
}

const emptyHead: Omit<StoredAuditHead, "seal"> = {
  first: 0,
  base: auditChainStart,
  next: 0,
  hash: auditChainStart,
};

function sealed(keys: KeyDirectory, head: Omit<StoredAuditHead, "seal">): StoredAuditHead {
  return { ...head, seal: sealOf(keys, head) };
}

function sealOf(keys: KeyDirectory, { first, base, next, hash }: Omit<StoredAuditHead, "seal">): Uint8Array {
  const digest = createHash("sha256").update(`${first} ${next} `).update(base).update(hash).digest();
  return keys.hash("audit-head", digest);
}
