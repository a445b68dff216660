import { Type } from "typebox";
import { Refusal } from "../http/refusal.ts";
import type { Store } from "../store/store.ts";

/** A staff member's own name, as they are called at work: one line, no control characters or marks that turn its direction. */
export const staffNameField = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: "^(?! )[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]+(?<! )$",
});

/**
 * Names are how colleagues know each other where one asks and another approves: no two people who have access have one that reads the
 * same. Call inside the transaction that gives the name.
 *
 * @param own - Number of the person; null for somebody new.
 * @throws {@link Refusal} `name-taken`
 */
export async function refuseTakenName({ staff }: Store, name: string, own: number | null): Promise<void> {
  const others = (await staff.all()).filter(({ number, endedDay }) => number !== own && endedDay === null);
  if (others.some((other) => readAs(other.name) === readAs(name))) throw new Refusal("name-taken");
}

/** What two names have in common that read the same: neither case, width nor spaces tell people apart. */
function readAs(name: string): string {
  return name.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, "");
}
