import { day, type Phone, type Town } from "./town.ts";

/** Live on, a day at a time, until a phone's next decoy session is due. */
export async function decoyDue(town: Town, phone: Phone): Promise<void> {
  while (!(await phone.device.isDecoyDue())) town.now += day;
}

/** The decoy sessions that lie readable among the values of database `celadon`. */
export function sessionsIn(values: readonly unknown[]): readonly unknown[] {
  const isSession = (each: unknown) =>
    typeof each === "object" && each !== null && "phase" in each && "startedAt" in each && !("parts" in each);
  return values.filter(Array.isArray).flat().filter(isSession);
}
