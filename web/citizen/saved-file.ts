import { bytesToHex } from "@noble/hashes/utils.js";
import { intervalStart, type IntervalToken } from "../../protocol/index.ts";
import type { DeviceState, Evidence, LedgerEntry } from "../device/device.ts";
import type { SavedFile } from "../parts/save-file.ts";

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

/** Every request on record, as it was made; contents in hex. Never a claim code. */
export function ledgerFile(entries: readonly LedgerEntry[]): SavedFile {
  return jsonFile("celadon-requests.json", {
    schema: "celadon/requests/v1",
    requests: entries.map(({ id: _id, at, content, ...rest }) => ({
      at: new Date(at * 1000).toISOString(),
      ...rest,
      content: content === null ? null : bytesToHex(content),
    })),
  });
}

/**
 * The diary as the person knows it: places, times, notes, warnings. Its shape is described in `docs/your-data.md`.
 *
 * @param tokens - What stands for each place, by visit, if the person wants that, too; otherwise the file has nothing by which
 *   anybody could look for a place in the lists, or report it.
 */
export function diaryFile(
  { now, diary, openVisit, atHome, exposures }: DeviceState,
  tokens: ReadonlyMap<string, readonly IntervalToken[]> | null = null,
): SavedFile {
  const visits = openVisit === null ? diary : [openVisit, ...diary];
  const moment = (seconds: number) => new Date(seconds * 1000).toISOString();
  return jsonFile("celadon-diary.json", {
    schema: "celadon/diary/v1",
    saved: moment(now),
    visits: visits.map(({ id, name, kind, regionId, arrival, leaving, note, companions, isByHand }) => ({
      place: name,
      ...(isByHand ? { kind: "by-hand" } : { kind, region: regionId }),
      arrival: moment(arrival),
      leaving: leaving === null ? null : moment(leaving),
      note,
      companions,
      ...(tokens === null
        ? {}
        : {
            tokens: (tokens.get(id) ?? []).map(({ interval, token }) => ({
              from: moment(intervalStart(interval)),
              token: bytesToHex(token),
            })),
          }),
    })),
    atHome: atHome.map(({ at }) => moment(at)),
    warnings: exposures.map(
      ({ visitName, interval, evidence, coveredSeconds, batch, retractedIn, settled }) => ({
        place: visitName,
        from: moment(intervalStart(interval)),
        minutes: coveredSeconds / 60,
        evidence: evidence === 1 ? "reported" : "confirmed",
        list: batch,
        withdrawn: retractedIn !== null,
        settled,
      }),
    ),
  });
}

function jsonFile(name: string, content: unknown): SavedFile {
  return { name, type: "application/json", text: `${JSON.stringify(content, null, 2)}\n` };
}
