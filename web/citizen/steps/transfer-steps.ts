import {
  decodeFrame,
  type FrameCollection,
  frameKind,
  ProtocolError,
  takeFrame,
} from "../../../protocol/index.ts";
import type { TransferAct } from "../acts/transfer-act.ts";
import {
  busy,
  changeTop,
  done,
  home,
  isAt,
  push,
  replaceTop,
  type Running,
  settleTop,
  shown,
  type Steps,
} from "../running.ts";

export const transferSteps: Steps<TransferAct> = {
  "passphrase-made": (state, { passphrase }) =>
    push(state, { at: "move-out", passphrase, problem: null, share: null, sealed: null }),
  "passphrase-typed": (state, { passphrase }) =>
    changeTop(state, "move-out", (screen) => ({ ...screen, passphrase, problem: null })),
  "pack-move": (state) =>
    changeTop(busy(state), "move-out", (screen) => ({ ...screen, problem: null, share: 0 })),
  "key-share": (state, { share }) => shared(state, share),
  "move-packed": (state, { sealed }) =>
    settleTop(state, "move-out", (screen) => ({ ...screen, share: null, sealed })),
  "transfer-refused": (state, { problem }) => refused(state, problem),
  "frame-seen": (state, { text }) => collecting(state, text),
  "move-read": (state, { file }) => {
    const screen = { at: "move-in", file, problem: null, share: null, opened: null, taken: false } as const;
    return isAt(shown(state), "receive") ? replaceTop(state, screen) : push(state, screen);
  },
  "open-move": (state) =>
    changeTop(busy(state), "move-in", (screen) => ({ ...screen, problem: null, share: 0 })),
  "move-opened": (state, { opened }) =>
    settleTop(state, "move-in", (screen) => ({ ...screen, share: null, opened })),
  "take-move": busy,
  "move-taken": (state) =>
    settleTop({ ...state, screens: [home, shown(state)] }, "move-in", (screen) => ({
      ...screen,
      taken: true,
    })),
  "visit-packed": (state, { id, bytes }) => push(state, { at: "hand-visit", id, bytes }),
  "visit-read": (state, { visit }) => {
    const screen = { at: "take-visit", visit } as const;
    return isAt(shown(state), "receive") ? replaceTop(state, screen) : push(state, screen);
  },
  "keep-visit": busy,
  "choose-handover": (state, { chosen, withWords }) =>
    changeTop(state, "handover-visits", (screen) => ({ ...screen, chosen, withWords, problem: null })),
  "handover-packed": (state, { bytes }) => {
    const screen = shown(state);
    if (!isAt(screen, "handover-visits")) return state;
    const { chosen, withWords } = screen;
    return push(state, { at: "handover", bytes, visits: chosen.length, withWords });
  },
  "slip-checked": (state, { answer }) => push(done(state), { at: "slip", answer }),
  "export-tokens": (state, { withTokens }) =>
    changeTop(state, "export", (screen) => ({ ...screen, withTokens })),
};

function shared(state: Running, share: number): Running {
  const onOut = changeTop(state, "move-out", (screen) => ({ ...screen, share }));
  return changeTop(onOut, "move-in", (screen) => ({ ...screen, share }));
}

function refused(state: Running, problem: string): Running {
  const screen = shown(state);
  switch (screen.at) {
    case "move-out":
    case "move-in":
      return replaceTop(done(state), { ...screen, problem, share: null });
    case "receive":
      return replaceTop(done(state), { ...screen, problem, collection: null });
    case "move":
    case "handover-visits":
      return replaceTop(done(state), { ...screen, problem });
    default:
      return state;
  }
}

/** A frame that the camera saw; what is none changes nothing. The first one of a transfer leads to where they are collected. */
function collecting(state: Running, text: string): Running {
  const screen = shown(state);
  if (!isAt(screen, "receive") && !isAt(screen, "scan")) return state;
  const kind = frameKind(text);
  if (kind !== "move" && kind !== "visit") return state;
  const before = isAt(screen, "receive") ? screen.collection : null;
  const collection = withFrame(before, text);
  if (collection === null || collection === before) return state;
  return replaceTop(state, { at: "receive", collection, problem: null, trouble: null });
}

function withFrame(collection: FrameCollection | null, text: string): FrameCollection | null {
  try {
    return takeFrame(collection, decodeFrame(text));
  } catch (error) {
    if (error instanceof ProtocolError) return collection;
    throw error;
  }
}
