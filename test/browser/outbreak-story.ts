import type { Page } from "playwright";
import { ticketPurpose } from "../../protocol/index.ts";
import type { Device } from "./browser.ts";
import { film, holdBefore } from "./camera.ts";
import { type Cast, tuesday } from "./cast.ts";
import * as citizen from "./citizen-steps.ts";
import * as venue from "./venue-steps.ts";

/** The place where it happens. */
export const placeName = "Lan Fong Yuen";

/** Who tells the story: the tour says each sentence and takes the pictures, the test does neither. */
export interface Teller {
  say(sentence: string): void;
  /** A moment worth a picture. @param name - Of the file, without number and ending. */
  show(name: string, page: Page): Promise<void>;
}

/** A moment of the story. @param day - 0 is the Tuesday it begins on. @returns Unix seconds. */
export function moment(day: number, hours: number, minutes: number): number {
  return tuesday + ((day * 24 + hours) * 60 + minutes) * 60;
}

/** Tuesday, 18:20: a café makes a place, keeps the sheet, and puts the tablet on the counter. */
export async function placeIsMade({ counter }: Cast, teller: Teller): Promise<void> {
  teller.say(`Tuesday, 18:20. ${placeName} makes a place on an old tablet. No account, no address.`);
  await venue.makePlace(counter.page, placeName);
  teller.say("The recovery sheet is printed and locked away: the place's key is nowhere else.");
  await teller.show("recovery-sheet", counter.page);
  await venue.keepSheet(counter.page);
  teller.say(
    "The display shows a code, and a new one every ten minutes. From now on it works without a network.",
  );
  await teller.show("display", counter.page);
}

/** Three people open the page for the first time. */
export async function peopleBegin({ early, reporter, guest }: Cast, teller: Teller): Promise<void> {
  teller.say("Three people open Celadon for the first time and turn three cards.");
  const names = ["welcome", "welcome-diary", "welcome-limits"];
  await citizen.beginCeladon(early.page, (card) => teller.show(names[card]!, early.page));
  teller.say(
    "There is nothing to compare yet. The first list has come, and the test warning in it was found.",
  );
  await teller.show("home-empty", early.page);
  await Promise.all([reporter, guest].map(({ page }) => citizen.beginCeladon(page)));
  await Promise.all([early, reporter, guest].map(({ page }) => citizen.keptForOffline(page)));
  await Promise.all([reporter, guest].map(({ page }) => citizen.putAway(page)));
}

/** Hold a phone before the tablet on the counter, tap "Scan a code", and say yes. */
async function checkInByCamera(
  { counter }: Cast,
  { filmFile, page }: Device,
  teller?: Teller,
): Promise<void> {
  await holdBefore(filmFile, await film(counter.page));
  await citizen.openScanner(page);
  await teller?.show("scan", page);
  await citizen.placeRead(page);
  await teller?.show("check-in", page);
  await citizen.checkIn(page);
}

/** Tuesday, 18:31 to 19:04: the first of them comes and goes before the case is there. */
export async function earlyGuestComesAndLeaves(cast: Cast, teller: Teller): Promise<void> {
  const { region, early } = cast;
  await region.liveUntil(moment(0, 18, 31));
  teller.say(
    "18:31. Mei holds her phone before the display. Two taps, and she is checked in. Nothing was sent.",
  );
  await checkInByCamera(cast, early, teller);
  await teller.show("checked-in", early.page);
  await region.liveUntil(moment(0, 19, 4));
  teller.say("19:04. She leaves.");
  await citizen.checkOut(early.page);
}

/** Tuesday, 19:31: the case comes. */
export async function caseComes(cast: Cast, teller: Teller): Promise<void> {
  const { region, reporter } = cast;
  await region.liveUntil(moment(0, 19, 31));
  teller.say("19:31. Ann comes, and scans. She does not know yet that she is ill.");
  await opensAndCompares(reporter.page);
  await checkInByCamera(cast, reporter);
}

/** Tuesday, 19:40: another guest comes, whose phone has no network from here on until the next day. */
export async function guestComes(cast: Cast, teller: Teller): Promise<void> {
  const { region, guest } = cast;
  await region.liveUntil(moment(0, 19, 40));
  teller.say("19:40. Ben comes and scans. His phone has no network down here, and needs none.");
  await guest.setOffline(true);
  await citizen.openCeladon(guest.page);
  await checkInByCamera(cast, guest);
  await citizen.lookAt(guest.page, "proof");
  await teller.show("without-network", guest.page);
}

/** Tuesday, 20:12 and 20:40: both leave. */
export async function bothLeave({ region, reporter, guest }: Cast, teller: Teller): Promise<void> {
  await region.liveUntil(moment(0, 20, 12));
  await citizen.checkOut(reporter.page);
  await region.liveUntil(moment(0, 20, 40));
  teller.say("20:12, Ann leaves. 20:40, Ben leaves. Their diaries are on their phones, and nowhere else.");
  await citizen.checkOut(guest.page);
  await citizen.lookAt(guest.page, "diary");
  await teller.show("diary", guest.page);
}

/** Wednesday, 9:30: the lists say nothing of anybody. */
export async function calmMorning(cast: Cast, teller: Teller): Promise<void> {
  const { region, early, reporter, guest } = cast;
  const phones = [early, reporter, guest];
  await Promise.all(phones.map(({ page }) => citizen.putAway(page)));
  await region.liveUntil(moment(1, 9, 30));
  await guest.setOffline(false);
  teller.say("Wednesday, 9:30. All three look: the newest list says nothing of anybody. Green.");
  await Promise.all(phones.map(({ page }) => opensAndCompares(page)));
  await Promise.all(phones.map(({ page }) => citizen.statusBecomes(page, "green")));
  await teller.show("green", guest.page);
}

/** Thursday, 10:05: the case has a positive test and a claim code, and chooses what to report. Nothing is sent. */
export async function caseChooses(cast: Cast, teller: Teller): Promise<void> {
  const { region, early, reporter, guest } = cast;
  const phones = [early, reporter, guest];
  await Promise.all(phones.map(({ page }) => citizen.putAway(page)));
  await region.liveUntil(moment(2, 10, 5));
  teller.say(
    "Thursday, 10:05. Ann's test was positive. The clinic gives her a claim code, and asks nothing.",
  );
  await opensAndCompares(reporter.page);
  await citizen.beginReport(reporter.page, await region.server.issueClaimCode(ticketPurpose.report));
  await teller.show("claim-code", reporter.page);
  teller.say("Visit by visit she chooses where people should be warned, and reads what that gives away.");
  await citizen.chooseVisits(reporter.page, placeName);
  await teller.show("choose-visits", reporter.page);
  await citizen.reviewReport(reporter.page);
  await teller.show("before-sending", reporter.page);
}

/** The last tap, and the minute in which 32 messages leave. */
export async function caseReports({ clock, reporter }: Cast, teller: Teller): Promise<void> {
  teller.say("The last tap. 32 messages leave one by one, most of them empty, none of them with a name.");
  await citizen.sendReport(reporter.page);
  await citizen.messagesLeave(reporter.page);
  await citizen.someMessagesSent(reporter.page, clock);
  await teller.show("sending", reporter.page);
  await citizen.allMessagesSent(reporter.page, clock);
}

/** Thursday, 11:00: the next list comes, the same for everyone. */
export async function nextListComes(cast: Cast, teller: Teller): Promise<void> {
  const { region, early, reporter, guest } = cast;
  await region.liveUntilNextBatch();
  teller.say("11:00. The next list comes, the same for everyone. Each phone compares by itself.");
  await opensAndCompares(guest.page);
  await citizen.statusBecomes(guest.page, "yellow");
  teller.say("Ben's turns yellow: which place, how many minutes, what to do, until when.");
  await teller.show("yellow", guest.page);
  await citizen.explain(guest.page);
  await teller.show("why", guest.page);
  await citizen.goBack(guest.page);
  // Less than an hour ago hers was brought up to date; she wants to know now.
  await citizen.openCeladon(reporter.page);
  await citizen.checkNow(reporter.page);
  await citizen.statusBecomes(reporter.page, "red");
  teller.say("Ann's is red by her own report, and her phone found her visit in the list.");
  await citizen.lookAt(reporter.page, "status");
  await teller.show("red", reporter.page);
  await opensAndCompares(early.page);
  await citizen.statusBecomes(early.page, "green");
  teller.say("Mei left before Ann came. Hers stays green.");
  await teller.show("still-green", early.page);
}

async function opensAndCompares(page: Page): Promise<void> {
  await citizen.openCeladon(page);
  await citizen.checkedJustNow(page);
}
