import { msg, str } from "@lit/localize";
import { frameKind, ProtocolError } from "../../../protocol/index.ts";
import { DeviceError, stayMinutesMin } from "../../device/device.ts";
import { clockTime, dayPhrase, pageReader } from "../../parts/time-words.ts";
import type { ToastMessage } from "../../parts/toast.ts";
import type { CheckInAct } from "../acts/check-in-act.ts";
import { type Effects, type EffectWorld, guarded, reportTrouble } from "../effect-world.ts";
import { shown } from "../running.ts";
import { openCodeReader } from "../../parts/scanner/code-reader.ts";
import { readPicture } from "../../parts/scanner/picture.ts";
import type { CitizenState } from "../state.ts";
import { claimCodeInLink, looksLikeClaim } from "../../parts/claim-words.ts";
import {
  codeProblem,
  foreignCode,
  noCodeInPicture,
  notSynced,
  nothingPasted,
} from "../words/code-problem.ts";
import { toldOfEnding } from "../words/ending-words.ts";
import { placeNameWithin } from "../words/place-name.ts";

export const checkInEffects: Effects<CheckInAct> = {
  "code-text": ({ text }, world, state) => readText(text, world, state),
  "code-picture": ({ picture }, world, state) => lookInPicture(picture, world, state),
  "check-in": (_, world, state) => checkIn(state, world),
  leave: (_, world) => leave(world),
  "visit-ended": ({ id }, world) => tellEnd(id, world),
};

/** Whatever was scanned or pasted: a place's code, or something else of ours, which goes its own way. */
async function readText(scanned: string, world: EffectWorld, state: CitizenState): Promise<void> {
  const text = scanned.trim();
  const { say } = world;
  if (text === "") return say({ do: "code-refused", problem: nothingPasted() });
  const foreign = foreignCode(text);
  if (foreign !== null) return say({ do: "code-refused", problem: foreign });
  if (frameKind(text) !== null) return say({ do: "frame-seen", text });
  const screen = state.phase === "running" ? shown(state) : null;
  if (screen?.at === "scan" && screen.slip === true) return say({ do: "check-slip", text });
  return readCode(text, world);
}

async function readCode(text: string, world: EffectWorld): Promise<void> {
  const { device, upkeep, say } = world;
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
      say({ do: "code-refused", problem: notSynced() });
    } else {
      throw error;
    }
  }
}

async function lookInPicture(picture: Blob, world: EffectWorld, state: CitizenState): Promise<void> {
  const reader = await openCodeReader();
  let text: string | undefined;
  try {
    [text] = await readPicture(picture, reader);
  } catch {
    return world.say({ do: "camera-trouble", trouble: "no-decoder" });
  }
  if (text === undefined) return world.say({ do: "code-refused", problem: noCodeInPicture() });
  return readText(text, world, state);
}

async function checkIn(state: CitizenState, world: EffectWorld): Promise<void> {
  const { device, upkeep, say } = world;
  const screen = state.phase === "running" ? shown(state) : null;
  if (screen?.at !== "confirm") return say({ do: "done" });
  const { place, arrival, companions } = screen;
  // The device ends the visit with its pass; a shorter timer than the shortest makes sense only there.
  const stayMinutes = Math.max(stayMinutesMin, screen.stayMinutes);
  try {
    const options = { stayMinutes, companions, ...(arrival === null ? {} : { arrival }) };
    const { openVisit, settings } = await device.state();
    if (openVisit !== null && !place.isHere && settings[toldOfEnding] !== true) {
      await device.changeSettings({ [toldOfEnding]: true });
    }
    const visit = await device.checkIn(place, options);
    await upkeep.refresh();
    say({ do: "checked-in" });
    world.toast({
      text: msg(str`Checked in at ${placeNameWithin(visit.name)}.`),
      action: { label: msg("Undo"), run: () => void deleteQuietly(visit.id, world) },
    });
    await world.askToKeep();
  } catch (error) {
    if (!(error instanceof ProtocolError)) return reportTrouble(error, world);
    say({ do: "code-refused", problem: codeProblem(error.code, "", world.now(), pageReader()) });
  }
}

/** Undo of a check-in: the visit goes, and nobody needs to hear what that costs. */
async function deleteQuietly(id: string, world: EffectWorld): Promise<void> {
  await guarded(world, async () => {
    await world.device.deleteVisit(id);
    world.say({ do: "visit-gone", id });
  });
}

async function leave(world: EffectWorld): Promise<void> {
  await guarded(world, async () => {
    const visit = await world.device.checkOut();
    world.toast({
      text: msg(
        str`You left ${placeNameWithin(visit.name)} at ${clockTime(visit.leaving ?? world.now(), pageReader())}.`,
      ),
      action: changeOf(visit.id, world),
    });
  });
}

/** A visit that its timer or its pass ended, perhaps while the page was closed. */
async function tellEnd(id: string, world: EffectWorld): Promise<void> {
  const visit = (await world.device.state()).diary.find((each) => each.id === id);
  if (visit === undefined || visit.leaving === null) return;
  const when = msg(
    str`${dayPhrase(visit.leaving, world.now(), pageReader())} at ${clockTime(visit.leaving, pageReader())}`,
  );
  world.toast({
    text: msg(str`Your visit at ${placeNameWithin(visit.name)} ended by itself ${when}.`),
    action: changeOf(id, world),
  });
}

/** The way from a message to the visit it is about. */
function changeOf(id: string, { say }: EffectWorld): NonNullable<ToastMessage["action"]> {
  return {
    label: msg("Change"),
    run: () => say({ do: "open", screen: { at: "visit", id, editing: true, problem: null } }),
  };
}
