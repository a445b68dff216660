import type { CaseDesk } from "./case-desk.ts";

/** Begins the names of the sender's databases. */
const senderName = "authority";

/** This page's desk, which outlives the section's element, so that one may look elsewhere meanwhile; and whose case lies on it. */
let desk: Promise<CaseDesk> | null = null;
let owner: number | null = null;

/** The desk, without anything that another person left on it. @param person - Who is signed in. */
export async function deskOf(person: number): Promise<CaseDesk> {
  const opened = await openedDesk();
  if (owner !== person) opened.putAway();
  owner = person;
  return opened;
}

/** Nobody is signed in: the case that is open goes out of memory. What is being sent goes on. */
export function leaveDesk(): void {
  owner = null;
  void desk?.then(
    (opened) => opened.putAway(),
    () => {},
  );
}

/** At the page's opening: go on with what was not sent to the end, if there is anything. */
export async function goOnSending(): Promise<void> {
  const names = await indexedDB.databases?.();
  const isBegun = names?.some(({ name }) => name?.startsWith(`${senderName}-`)) ?? false;
  if (isBegun) await openedDesk();
}

function openedDesk(): Promise<CaseDesk> {
  if (desk === null) {
    const opening = import("./open-desk.ts").then(({ openDesk }) => openDesk(senderName));
    desk = opening;
    // Where the storage could not be opened, the next look tries again.
    opening.catch(() => {
      desk = null;
    });
  }
  return desk;
}
