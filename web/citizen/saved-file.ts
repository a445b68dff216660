import type { DeviceState, Evidence } from "../device/device.ts";

/** A file that the person saves; it goes nowhere else. */
export interface SavedFile {
  readonly name: string;
  readonly type: "application/json" | "text/plain";
  readonly text: string;
}

/** What proves that the record is broken: signed notes verbatim, hashes, times. Nothing about any visit. */
export function evidenceFile(evidence: Evidence): SavedFile {
  const { first, last, mended, held, served, ...rest } = evidence;
  const moment = (seconds: number | null) =>
    seconds === null ? null : new Date(seconds * 1000).toISOString();
  return jsonFile("celadon-evidence.json", {
    schema: "celadon/evidence/v1",
    ...rest,
    firstSeen: moment(first),
    lastSeen: moment(last),
    mended: moment(mended),
    heldCheckpoint: held,
    servedCheckpoint: served,
  });
}

/** A checkpoint as it was signed: `celadon monitor URL --checkpoint FILE` compares it with what others are shown. */
export function checkpointFile(note: string): SavedFile {
  return { name: "checkpoint.txt", type: "text/plain", text: note };
}

/** The diary as the person knows it: places, times, notes. Without the numbers that stand for a place. */
export function diaryFile({ diary, openVisit }: DeviceState): SavedFile {
  const visits = openVisit === null ? diary : [openVisit, ...diary];
  return jsonFile("celadon-diary.json", {
    schema: "celadon/diary/v1",
    visits: visits.map(({ name, arrival, leaving, note }) => ({
      place: name,
      arrival: new Date(arrival * 1000).toISOString(),
      leaving: leaving === null ? null : new Date(leaving * 1000).toISOString(),
      note,
    })),
  });
}

/** Let the browser save a file. */
export function saveFile({ name, type, text }: SavedFile): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the bytes by the next turn of its loop, and some need a moment more.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function jsonFile(name: string, content: unknown): SavedFile {
  return { name, type: "application/json", text: `${JSON.stringify(content, null, 2)}\n` };
}
