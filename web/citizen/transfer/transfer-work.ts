import { msg, str } from "@lit/localize";
import { joinFrames, ProtocolError } from "../../../protocol/index.ts";
import { DeviceError, type ReadVisit } from "../../device/device.ts";
import { readMoveFile } from "../../device/move-file.ts";
import { generatePassphrase, tidyPassphrase } from "../../device/passphrase.ts";
import { sentences } from "../../parts/sentences.ts";
import { pageReader } from "../../parts/time-words.ts";
import { type EffectWorld, reportTrouble } from "../effect-world.ts";
import { type Running, shown } from "../running.ts";
import { saveFile } from "../../parts/save-file.ts";
import { diaryFile } from "../saved-file.ts";
import type { Screen } from "../screen.ts";
import type { CitizenState } from "../state.ts";
import { codeProblem, foreignCode, notSynced } from "../words/code-problem.ts";
import { placeNameWithin } from "../words/place-name.ts";
import { offerFile } from "./offered-file.ts";
import { passphraseTooShort, transferTrouble, withoutEncryption } from "./transfer-words.ts";

/** Fewest characters of a passphrase that a person chose. */
const passphraseCharactersMin = 10;

/** Make up a passphrase. It is made here, so that it counts as chosen well whatever the person does. */
export function beginMove({ say }: EffectWorld): void {
  say({ do: "passphrase-made", passphrase: generatePassphrase() });
}

/** Seal everything. */
export async function packMove(world: EffectWorld, state: CitizenState): Promise<void> {
  const screen = at(state, "move-out");
  if (screen === null) return world.say({ do: "done" });
  const { passphrase } = screen;
  if ([...tidyPassphrase(passphrase)].length < passphraseCharactersMin) {
    return world.say({ do: "transfer-refused", problem: passphraseTooShort(passphraseCharactersMin) });
  }
  await refusable(world, async () => {
    const transfer = await world.device.transfer();
    const sealed = await transfer.pack(passphrase, (share) => world.say({ do: "key-share", share }));
    world.say({ do: "move-packed", sealed });
  });
}

/** Share bytes as a file where the system can, so that they reach another phone; save them elsewhere. */
export function saveBytes(name: string, bytes: Uint8Array): Promise<void> {
  return offerFile(name, bytes);
}

/** When all frames of a transfer are there, go on with what they carry. @param text - What the camera saw last. */
export async function takeWhole(text: string, world: EffectWorld, state: CitizenState): Promise<void> {
  const foreign = foreignCode(text);
  if (foreign !== null) {
    return world.say({ do: "transfer-refused", problem: sentences(foreign.what, foreign.todo) });
  }
  const collection = at(state, "receive")?.collection ?? null;
  if (collection === null) return;
  await refusable(world, async () => {
    const whole = joinFrames(collection);
    if (whole === null) return;
    if (collection.kind === "move") return world.say({ do: "move-read", file: readMoveFile(whole) });
    if (collection.kind === "visit") {
      const visit = await whenSynced(world, async () => (await world.device.transfer()).readVisit(whole));
      return world.say({ do: "visit-read", visit });
    }
  });
}

/** Read the file that the person chose. */
export async function readFile(file: Blob, world: EffectWorld): Promise<void> {
  await refusable(world, async () => {
    world.say({ do: "move-read", file: readMoveFile(new Uint8Array(await file.arrayBuffer())) });
  });
}

/** Open what another phone sealed. */
export async function openMove(passphrase: string, world: EffectWorld, state: CitizenState): Promise<void> {
  const screen = at(state, "move-in");
  if (screen === null) return world.say({ do: "done" });
  await refusable(world, async () => {
    const opened = await whenSynced(world, async () =>
      (await world.device.transfer()).openMove(screen.file, passphrase, (share) =>
        world.say({ do: "key-share", share }),
      ),
    );
    world.say({ do: "move-opened", opened });
  });
}

/** Take it. */
export async function takeMove(world: EffectWorld, state: CitizenState): Promise<void> {
  const opened = at(state, "move-in")?.opened ?? null;
  if (opened === null) return world.say({ do: "done" });
  await refusable(world, async () => {
    await (await world.device.transfer()).takeMove(opened);
    await world.upkeep.refresh();
    world.say({ do: "move-taken" });
    await world.askToKeep();
  });
}

/** Make what a companion's phone scans. */
export async function handVisit(id: string, world: EffectWorld): Promise<void> {
  try {
    const bytes = await (await world.device.transfer()).handVisit(id);
    world.say({ do: "visit-packed", id, bytes });
  } catch (error) {
    reportTrouble(error, world);
  }
}

/** Keep a visit that another phone handed over. */
export async function keepVisit(world: EffectWorld, state: CitizenState): Promise<void> {
  const visit: ReadVisit | null = at(state, "take-visit")?.visit ?? null;
  if (visit === null) return world.say({ do: "done" });
  try {
    const kept = await (await world.device.transfer()).keepVisit(visit);
    await world.upkeep.refresh();
    world.say({ do: "checked-in" });
    const place = placeNameWithin(kept.name);
    world.toast({ text: msg(str`The visit at ${place} is in your diary.`) });
    await world.askToKeep();
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    world.say({ do: "done" });
    world.toast({ text: transferTrouble(error.code) });
  }
}

/** Make what the health authority reads. */
export async function packHandover(world: EffectWorld, state: CitizenState): Promise<void> {
  const screen = at(state, "handover-visits");
  if (screen === null) return;
  await refusable(world, async () => {
    const { chosen, withWords } = screen;
    const bytes = await (await world.device.transfer()).handOverVisits(chosen, withWords);
    world.say({ do: "handover-packed", bytes });
  });
}

/** Look a code on paper up. */
export async function checkSlip(text: string, world: EffectWorld): Promise<void> {
  try {
    const answer = await whenSynced(world, async () => (await world.device.transfer()).checkSlip(text));
    world.say({ do: "slip-checked", answer });
  } catch (error) {
    if (error instanceof ProtocolError) {
      const problem = codeProblem(error.code, text, world.now(), pageReader());
      return world.say({ do: "code-refused", problem });
    }
    if (!(error instanceof DeviceError)) throw error;
    world.say({ do: "code-refused", problem: notSynced() });
  }
}

/** Let the person save the diary in a form that other programs read. */
export async function saveDiary(world: EffectWorld, state: CitizenState): Promise<void> {
  const screen = at(state, "export");
  if (screen === null || state.phase !== "running") return;
  const tokens = screen.withTokens ? await (await world.device.transfer()).tokens() : null;
  saveFile(diaryFile(state.device, tokens));
}

function at<Name extends Screen["at"]>(
  state: CitizenState,
  name: Name,
): Extract<Screen, { readonly at: Name }> | null {
  const screen = state.phase === "running" ? shown(state as Running) : null;
  return screen?.at === name ? (screen as Extract<Screen, { readonly at: Name }>) : null;
}

/** Very first use: without the region's rules nothing from another phone can be judged. */
async function whenSynced<Result>({ upkeep }: EffectWorld, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DeviceError) || error.code !== "no-region") throw error;
    await upkeep.check(true);
    return work();
  }
}

/** Run something that can be refused for a reason that the screen shows. */
async function refusable(world: EffectWorld, work: () => Promise<void>): Promise<void> {
  if (!isSecureContext) return world.say({ do: "transfer-refused", problem: withoutEncryption() });
  try {
    await work();
  } catch (error) {
    if (error instanceof ProtocolError) {
      return world.say({ do: "transfer-refused", problem: transferTrouble("damaged") });
    }
    if (!(error instanceof DeviceError)) {
      world.say({ do: "done" });
      throw error;
    }
    world.say({ do: "transfer-refused", problem: transferTrouble(error.code) });
  }
}
