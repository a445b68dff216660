import { ProtocolError } from "../../protocol/index.ts";
import { type Device, DeviceError, stayMinutesMin } from "../device/device.ts";
import { announce } from "../parts/announce.ts";
import { clockTime, dayPhrase, pageReader } from "../parts/time-words.ts";
import type { ToastMessage } from "../parts/toast.ts";
import type { Act } from "./act.ts";
import { openCodeReader } from "./scanner/code-reader.ts";
import { readPicture } from "./scanner/picture.ts";
import { saveFile } from "./saved-file.ts";
import { type CitizenState, shown } from "./state.ts";
import type { Upkeep } from "./upkeep.ts";
import { claimCodeInLink, looksLikeClaim } from "./words/claim-words.ts";
import { codeProblem, noCodeInPicture, notSynced, nothingPasted } from "./words/code-problem.ts";
import { actTrouble } from "./words/trouble-words.ts";
import { placeNameWithin } from "./words/place-name.ts";

/** What effects work with. */
export interface EffectWorld {
  readonly device: Device;
  readonly upkeep: Upkeep;
  /** Unix seconds. */
  readonly now: () => number;
  readonly say: (act: Act) => void;
  readonly toast: (message: ToastMessage) => void;
  /** Everything that the page itself keeps: caches, service worker. */
  readonly erasePage: () => Promise<void>;
  /** Ask the browser to keep what is stored; the first visit is the moment at which that makes sense. */
  readonly askToKeep: () => Promise<void>;
}

/**
 * Do what an act asks of the device, and say what came of it. The state has already followed the act.
 *
 * @param state - After the act.
 */
export async function perform(act: Act, state: CitizenState, world: EffectWorld): Promise<void> {
  const { device, upkeep, say } = world;
  switch (act.do) {
    case "welcome-done":
      return device.changeSettings({ introduced: true });
    case "code-text":
      return readCode(act.text, world);
    case "code-picture":
      return lookInPicture(act.picture, world);
    case "check-in":
      return checkIn(state, world);
    case "leave":
      return leave(world);
    case "edit-visit":
      return edit(act, world);
    case "delete-visit":
      return deleteVisit(act.id, world);
    case "settle":
      return guarded(world, () => device.settle(act.id, act.settled));
    case "check-now":
      return upkeep.check(true);
    case "send-report":
      return sendReport(state, world);
    case "cancel-report":
      return guarded(world, () => device.cancelReport());
    case "trouble":
      return world.toast({ text: actTrouble(act.problem) });
    case "visit-ended":
      return tellEnd(act.id, world);
    case "save-file":
      return saveFile(act.file);
    case "start-anew":
      return upkeep.startAnew();
    case "sunset":
      await eraseAll(world);
      return say({ do: "ended" });
    case "erase":
      await eraseAll(world);
      return say({ do: "erased" });
    default:
  }
}

async function eraseAll({ device, upkeep, erasePage }: EffectWorld): Promise<void> {
  upkeep.stop();
  await device.erase();
  await erasePage();
}

async function readCode(scanned: string, world: EffectWorld): Promise<void> {
  const text = scanned.trim();
  const { device, upkeep, say } = world;
  if (text === "") return say({ do: "code-refused", problem: nothingPasted });
  if (looksLikeClaim(text)) {
    return say({ do: "start-report", code: claimCodeInLink(text) ?? text, byLink: false });
  }
  try {
    let place;
    try {
      place = await device.readCode(text);
    } catch (error) {
      if (!(error instanceof DeviceError) || error.code !== "no-region") throw error;
      // Very first use: without the region's rules no code can be judged.
      await upkeep.check(true);
      place = await device.readCode(text);
    }
    say({ do: "place-read", place, now: world.now() });
  } catch (error) {
    if (error instanceof ProtocolError) {
      say({ do: "code-refused", problem: codeProblem(error.code, text, world.now(), pageReader()) });
    } else if (error instanceof DeviceError) {
      say({ do: "code-refused", problem: notSynced });
    } else {
      throw error;
    }
  }
}

async function lookInPicture(picture: Blob, world: EffectWorld): Promise<void> {
  const reader = await openCodeReader();
  let text: string | undefined;
  try {
    [text] = await readPicture(picture, reader);
  } catch {
    return world.say({ do: "camera-trouble", trouble: "no-decoder" });
  }
  if (text === undefined) return world.say({ do: "code-refused", problem: noCodeInPicture });
  return readCode(text, world);
}

async function checkIn(state: CitizenState, world: EffectWorld): Promise<void> {
  const { device, upkeep, say } = world;
  const screen = state.phase === "running" ? shown(state) : null;
  if (screen?.at !== "confirm") return say({ do: "done" });
  const { place, arrival } = screen;
  // The device ends the visit with its pass; a shorter timer than the shortest makes sense only there.
  const stayMinutes = Math.max(stayMinutesMin, screen.stayMinutes);
  try {
    const visit = await device.checkIn(place, arrival === null ? { stayMinutes } : { arrival, stayMinutes });
    await upkeep.refresh();
    say({ do: "checked-in" });
    world.toast({
      text: `Checked in at ${placeNameWithin(visit.name)}.`,
      action: { label: "Undo", run: () => void deleteQuietly(visit.id, world) },
    });
    await world.askToKeep();
  } catch (error) {
    if (!(error instanceof ProtocolError)) return reportTrouble(error, world);
    say({ do: "code-refused", problem: codeProblem(error.code, "", world.now(), pageReader()) });
  }
}

async function leave(world: EffectWorld): Promise<void> {
  await guarded(world, async () => {
    const visit = await world.device.checkOut();
    world.toast({
      text: `You left ${placeNameWithin(visit.name)} at ${clockTime(visit.leaving ?? world.now(), pageReader())}.`,
      action: changeOf(visit.id, world),
    });
  });
}

/** A visit that its timer or its pass ended, perhaps while the page was closed. */
async function tellEnd(id: string, world: EffectWorld): Promise<void> {
  const visit = (await world.device.state()).diary.find((each) => each.id === id);
  if (visit === undefined || visit.leaving === null) return;
  const when = `${dayPhrase(visit.leaving, world.now(), pageReader())} at ${clockTime(visit.leaving, pageReader())}`;
  world.toast({
    text: `Your visit at ${placeNameWithin(visit.name)} ended by itself ${when}.`,
    action: changeOf(id, world),
  });
}

/** The way from a message to the visit it is about. */
function changeOf(id: string, { say }: EffectWorld): NonNullable<ToastMessage["action"]> {
  return {
    label: "Change",
    run: () => say({ do: "open", screen: { at: "visit", id, editing: true, problem: null } }),
  };
}

async function edit(act: Act & { do: "edit-visit" }, world: EffectWorld): Promise<void> {
  try {
    const { droppedIntervals, uncoveredIntervals } = await world.device.editVisit(act.id, act.change);
    world.say({ do: "stop-editing" });
    if (uncoveredIntervals > 0) {
      world.toast({
        text: "Saved. The longer time is only a note: it cannot be compared, because the code is gone.",
      });
    } else if (droppedIntervals > 0) {
      world.toast({ text: "Saved. You will not be warned about the time you took away." });
    } else {
      announce("Saved.");
    }
  } catch (error) {
    if (error instanceof RangeError) {
      world.say({
        do: "edit-refused",
        problem: "These times do not fit: leaving comes after coming, and not after now.",
      });
    } else if (error instanceof DeviceError) {
      world.say({ do: "edit-refused", problem: actTrouble(error.code) });
    } else {
      throw error;
    }
  }
}

async function deleteVisit(id: string, world: EffectWorld): Promise<void> {
  await guarded(world, async () => {
    const undo = await world.device.deleteVisit(id);
    world.say({ do: "visit-gone", id });
    world.toast({
      text: "Deleted. You will not be warned about this visit.",
      action: { label: "Undo", run: () => void guarded(world, undo) },
    });
  });
}

/** Undo of a check-in: the visit goes, and nobody needs to hear what that costs. */
async function deleteQuietly(id: string, world: EffectWorld): Promise<void> {
  await guarded(world, async () => {
    await world.device.deleteVisit(id);
    world.say({ do: "visit-gone", id });
  });
}

async function sendReport(state: CitizenState, world: EffectWorld): Promise<void> {
  const { device, upkeep, say } = world;
  const screen = state.phase === "running" ? shown(state) : null;
  if (screen?.at !== "report-summary") return say({ do: "done" });
  try {
    await device.startReport(screen.code, screen.chosen);
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return say({ do: "report-refused", problem: actTrouble(error.code) });
  }
  await upkeep.refresh();
  say({ do: "report-started" });
  await upkeep.runOutbox();
}

/** Run something that only storage can refuse, and say so if it does. */
async function guarded(world: EffectWorld, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    return reportTrouble(error, world);
  }
  world.say({ do: "done" });
}

function reportTrouble(error: unknown, world: EffectWorld): void {
  world.say({ do: "done" });
  if (!(error instanceof DeviceError)) throw error;
  world.toast({ text: actTrouble(error.code) });
}
