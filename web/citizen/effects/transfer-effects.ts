import type { TransferAct } from "../acts/transfer-act.ts";
import type { Effects } from "../effect-world.ts";

/** Rarely needed: it comes with the first of these acts. */
const work = () => import("../transfer/transfer-work.ts");

export const transferEffects: Effects<TransferAct> = {
  "begin-move": async (_, world) => (await work()).beginMove(world),
  "pack-move": async (_, world, state) => (await work()).packMove(world, state),
  "save-bytes": async ({ name, bytes }) => (await work()).saveBytes(name, bytes),
  "frame-seen": async ({ text }, world, state) => (await work()).takeWhole(text, world, state),
  "move-file": async ({ file }, world) => (await work()).readFile(file, world),
  "open-move": async ({ passphrase }, world, state) => (await work()).openMove(passphrase, world, state),
  "take-move": async (_, world, state) => (await work()).takeMove(world, state),
  "hand-visit": async ({ id }, world) => (await work()).handVisit(id, world),
  "keep-visit": async (_, world, state) => (await work()).keepVisit(world, state),
  "pack-handover": async (_, world, state) => (await work()).packHandover(world, state),
  "check-slip": async ({ text }, world) => (await work()).checkSlip(text, world),
  "save-diary": async (_, world, state) => (await work()).saveDiary(world, state),
  "print-diary": () => print(),
};
