import type { SeenRecord } from "./audit.ts";

const key = "celadon-log-seen";

/** What this window saw last; it is forgotten with the window. `null` at the first look, or where nothing may be stored. */
export function loadSeen(storage: () => Storage): SeenRecord | null {
  try {
    const value = JSON.parse(storage().getItem(key) ?? "null") as Partial<SeenRecord> | null;
    if (value === null) return null;
    const { region, checkpoint, size, root, at } = value;
    const isWhole =
      typeof region === "string" &&
      typeof checkpoint === "string" &&
      typeof root === "string" &&
      typeof size === "number" &&
      typeof at === "number";
    return isWhole ? { region, checkpoint, size, root, at } : null;
  } catch {
    return null;
  }
}

/** Remember for the next look in this window. */
export function saveSeen(storage: () => Storage, seen: SeenRecord): void {
  try {
    storage().setItem(key, JSON.stringify(seen));
  } catch {
    // Without storage every look is a first one.
  }
}
