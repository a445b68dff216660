import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  decodeCheckInCode,
  decodeUtf8,
  encodeCheckInCode,
  intervalLimit,
  type IntervalToken,
  placeKinds,
  ProtocolError,
} from "../../protocol/index.ts";
import { companionLengthMax, companionsMax } from "./companions.ts";
import { DeviceError } from "./device-error.ts";
import { bool, fieldsOf, hex, list, oneOfThese, optional, text, whole } from "./move-fields.ts";
import type { OpenVisit, ReportPart, StoredExposure, StoredReport, StoredVisit } from "./snapshot.ts";
import type { Settings } from "./state.ts";

const schema = "celadon/move/v1";

/** What of a phone moves to another one. @see SPEC.md §4.11 */
export interface MoveContent {
  /** When it was made, Unix seconds. */
  readonly made: number;
  /** `null` when the old phone never met its region. */
  readonly region: MovedRegion | null;
  readonly visits: readonly StoredVisit[];
  readonly open: OpenVisit | null;
  readonly exposures: readonly StoredExposure[];
  /** Each at its end: what is being sent stays where it is. */
  readonly reports: readonly StoredReport[];
  readonly positive: number | null;
  /** UTC days of which the old phone lost its visits. */
  readonly lost: readonly string[];
  readonly settings: Settings;
}

/** What the old phone had seen of its region. */
export interface MovedRegion {
  /** 64 hex digits: hash of the pinned root. */
  readonly rootHash: string;
  /** Number of the newest batch it had compared; `null` for none. */
  readonly newestBatch: number | null;
}

/** A content as the bytes that are sealed. */
export function encodeContent(content: MoveContent): Uint8Array {
  const { made, region, visits, open, exposures, reports, positive, lost, settings } = content;
  return utf8ToBytes(
    JSON.stringify({
      schema,
      made,
      ...(region === null ? {} : { region }),
      ...(visits.length === 0
        ? {}
        : { visits: visits.map((visit) => ({ ...visit, tokens: runOf(visit.tokens) })) }),
      ...(open === null ? {} : { open: openFields(open) }),
      ...(exposures.length === 0
        ? {}
        : {
            exposures: exposures.map((exposure) => ({
              ...exposure,
              salt: bytesToHex(exposure.salt),
              token: bytesToHex(exposure.token),
            })),
          }),
      ...(reports.length === 0 ? {} : { reports: reports.map(reportFields) }),
      ...(positive === null ? {} : { positive }),
      ...(lost.length === 0 ? {} : { lost }),
      ...(Object.keys(settings).length === 0 ? {} : { settings }),
    }),
  );
}

/**
 * Read a content. It was sealed, so it is what some phone wrote; which phone that was is the person's to know, so nothing is
 * believed of it.
 *
 * @throws DeviceError `damaged`; `newer-version` when it has a field that this version does not know.
 */
export function decodeContent(bytes: Uint8Array): MoveContent {
  try {
    return readContent(JSON.parse(decodeUtf8(bytes, "move")));
  } catch (cause) {
    if (cause instanceof DeviceError) throw cause;
    if (!(cause instanceof ProtocolError) && !(cause instanceof SyntaxError)) throw cause;
    throw new DeviceError("damaged", cause.message, { cause });
  }
}

function readContent(value: unknown): MoveContent {
  const sections = [
    "region",
    "visits",
    "open",
    "exposures",
    "reports",
    "positive",
    "lost",
    "settings",
  ] as const;
  const fields = fieldsOf(value, ["schema", "made"], sections, "move");
  if (fields.schema !== schema) throw new DeviceError("newer-version", `move: ${String(fields.schema)}`);
  return {
    made: moment(fields.made, "made"),
    region: optional(fields.region, null, readRegion),
    visits: optional(fields.visits, [], (each) => list(each, 10_000, "visits", readVisit)),
    open: optional(fields.open, null, readOpen),
    exposures: optional(fields.exposures, [], (each) => list(each, 100_000, "exposures", readExposure)),
    reports: optional(fields.reports, [], (each) => list(each, 1_000, "reports", readReport)),
    positive: optional(fields.positive, null, (each) => moment(each, "positive")),
    lost: optional(fields.lost, [], (each) => list(each, 100, "lost", day)),
    settings: optional(fields.settings, {}, readSettings),
  };
}

function readRegion(value: unknown): MovedRegion {
  const fields = fieldsOf(value, ["rootHash", "newestBatch"], [], "region");
  const { newestBatch } = fields;
  return {
    rootHash: hex(fields.rootHash, 32, "region.rootHash"),
    newestBatch: newestBatch === null ? null : whole(newestBatch, 2 ** 32, "region.newestBatch"),
  };
}

const stayFields = ["id", "name", "kind", "regionId", "day", "arrival", "recordedIn", "note"] as const;

function readStay(fields: Readonly<Record<(typeof stayFields)[number], unknown>>, at: string) {
  return {
    id: hex(fields.id, 16, `${at}.id`),
    name: text(fields.name, 1_000, `${at}.name`),
    kind: oneOfThese(fields.kind, placeKinds, `${at}.kind`),
    regionId: hex(fields.regionId, 8, `${at}.regionId`),
    day: day(fields.day, `${at}.day`),
    arrival: moment(fields.arrival, `${at}.arrival`),
    recordedIn: interval(fields.recordedIn, `${at}.recordedIn`),
    note: text(fields.note, 10_000, `${at}.note`),
  };
}

function readCompanions(value: unknown, at: string): { readonly companions?: readonly string[] } {
  if (value === undefined) return {};
  const companions = list(value, companionsMax, at, (name) => text(name, companionLengthMax, at));
  return companions.length === 0 ? {} : { companions };
}

function readVisit(value: unknown, at: string): StoredVisit {
  const fields = fieldsOf(value, [...stayFields, "leaving", "pass", "tokens"], ["companions", "byHand"], at);
  const pass = fieldsOf(fields.pass, ["start", "end"], [], `${at}.pass`);
  const stay = readStay(fields, at);
  const leaving = moment(fields.leaving, `${at}.leaving`);
  if (leaving < stay.arrival) throw new ProtocolError("malformed", `${at} ends before it begins`);
  return {
    ...stay,
    leaving,
    pass: { start: interval(pass.start, `${at}.pass`), end: interval(pass.end, `${at}.pass`) },
    tokens: readRun(fields.tokens, `${at}.tokens`),
    ...readCompanions(fields.companions, `${at}.companions`),
    ...(fields.byHand === undefined
      ? {}
      : { byHand: oneOfThese(fields.byHand, ["place", "home"] as const, `${at}.byHand`) }),
  };
}

function openFields({ code, hostedTokens, ...stay }: OpenVisit) {
  const hosted = hostedTokens === undefined ? {} : { hostedTokens: runOf(hostedTokens) };
  return { ...stay, code: encodeCheckInCode(code), ...hosted };
}

function readOpen(value: unknown): OpenVisit {
  const at = "open";
  const required = [...stayFields, "plannedLeaving", "earliestArrival", "code"] as const;
  const fields = fieldsOf(value, required, ["hostedTokens", "companions"], at);
  const code = decodeCheckInCode(text(fields.code, 2_000, `${at}.code`));
  const { hostedTokens } = fields;
  return {
    ...readStay(fields, at),
    ...readCompanions(fields.companions, `${at}.companions`),
    plannedLeaving: moment(fields.plannedLeaving, `${at}.plannedLeaving`),
    earliestArrival: moment(fields.earliestArrival, `${at}.earliestArrival`),
    code,
    ...(hostedTokens === undefined ? {} : { hostedTokens: readRun(hostedTokens, `${at}.hostedTokens`) }),
  };
}

function readExposure(value: unknown, at: string): StoredExposure {
  const required = [
    "visitId",
    "visitName",
    "regionId",
    "interval",
    "evidence",
    "coveredSeconds",
    "batch",
    "logIndex",
    "retractedIn",
    "settled",
    "salt",
    "token",
  ] as const;
  const fields = fieldsOf(value, required, [], at);
  return {
    visitId: hex(fields.visitId, 16, `${at}.visitId`),
    visitName: text(fields.visitName, 1_000, `${at}.visitName`),
    regionId: hex(fields.regionId, 8, `${at}.regionId`),
    interval: interval(fields.interval, `${at}.interval`),
    evidence: oneOfThese(fields.evidence, [1, 2] as const, `${at}.evidence`),
    coveredSeconds: whole(fields.coveredSeconds, 600, `${at}.coveredSeconds`),
    batch: whole(fields.batch, 2 ** 32, `${at}.batch`),
    logIndex: whole(fields.logIndex, 2 ** 40, `${at}.logIndex`),
    retractedIn: fields.retractedIn === null ? null : whole(fields.retractedIn, 2 ** 32, `${at}.retractedIn`),
    settled: bool(fields.settled, `${at}.settled`),
    salt: hexToBytes(hex(fields.salt, 16, `${at}.salt`)),
    token: hexToBytes(hex(fields.token, 16, `${at}.token`)),
  };
}

function reportFields({ id, startedAt, purpose, parts, leftOver, phase }: StoredReport) {
  if (phase.step !== "sent") throw new Error(`a report that is ${phase.step} does not move`);
  return {
    id,
    startedAt,
    purpose,
    leftOver,
    sentAt: phase.at,
    parts: parts.map((part) => ({
      ...part,
      tokens: part.tokens.map((each) => [each.interval, bytesToHex(each.token)]),
      fate: "salt" in part.fate ? { ...part.fate, salt: bytesToHex(part.fate.salt) } : part.fate,
    })),
  };
}

function readReport(value: unknown, at: string): StoredReport {
  const required = ["id", "startedAt", "purpose", "leftOver", "sentAt", "parts"] as const;
  const fields = fieldsOf(value, required, [], at);
  return {
    id: hex(fields.id, 16, `${at}.id`),
    startedAt: moment(fields.startedAt, `${at}.startedAt`),
    purpose: oneOfThese(fields.purpose, [1, 2, 3] as const, `${at}.purpose`),
    leftOver: whole(fields.leftOver, 10_000, `${at}.leftOver`),
    phase: { step: "sent", at: moment(fields.sentAt, `${at}.sentAt`) },
    parts: list(fields.parts, 32, `${at}.parts`, readPart),
  };
}

function readPart(value: unknown, at: string): ReportPart {
  const required = ["visitId", "name", "arrival", "leaving", "tokens", "fate"] as const;
  const fields = fieldsOf(value, required, ["takesBack"], at);
  const { takesBack } = fields;
  return {
    ...(takesBack === undefined ? {} : { takesBack: readTakesBack(takesBack, `${at}.takesBack`) }),
    visitId: hex(fields.visitId, 16, `${at}.visitId`),
    name: text(fields.name, 1_000, `${at}.name`),
    arrival: moment(fields.arrival, `${at}.arrival`),
    leaving: moment(fields.leaving, `${at}.leaving`),
    tokens: list(fields.tokens, 16, `${at}.tokens`, readToken),
    fate: readFate(fields.fate, `${at}.fate`),
  };
}

function readTakesBack(value: unknown, at: string): NonNullable<ReportPart["takesBack"]> {
  const { report, part } = fieldsOf(value, ["report", "part"], [], at);
  return { report: hex(report, 16, at), part: whole(part, 32, at) };
}

function readFate(value: unknown, at: string): ReportPart["fate"] {
  const { kind, ...rest } = fieldsOf(value, ["kind"], ["at", "misses", "batch", "salt"], at);
  const known = oneOfThese(kind, ["chosen", "sent", "published", "refused", "withdrawn"] as const, at);
  switch (known) {
    case "sent": {
      const fields = fieldsOf(rest, ["at", "misses"], [], at);
      return { kind: "sent", at: moment(fields.at, at), misses: whole(fields.misses, 10_000, at) };
    }
    case "published": {
      const fields = fieldsOf(rest, ["at", "batch", "salt"], [], at);
      const salt = hexToBytes(hex(fields.salt, 16, at));
      return { kind: "published", at: moment(fields.at, at), batch: whole(fields.batch, 2 ** 32, at), salt };
    }
    case "chosen":
    case "refused":
    case "withdrawn":
      fieldsOf(rest, [], [], at);
      return { kind: known };
  }
}

function readToken(value: unknown, at: string): IntervalToken {
  if (!Array.isArray(value) || value.length !== 2) throw new ProtocolError("malformed", `${at}: no token`);
  return { interval: interval(value[0], at), token: hexToBytes(hex(value[1], 16, at)) };
}

/** Tokens of consecutive intervals, written as the first interval and all of them in one. */
function runOf(tokens: readonly IntervalToken[]): readonly [number, string] {
  return [tokens[0]?.interval ?? 0, tokens.map(({ token }) => bytesToHex(token)).join("")];
}

function readRun(value: unknown, at: string): IntervalToken[] {
  if (!Array.isArray(value) || value.length !== 2) throw new ProtocolError("malformed", `${at}: no tokens`);
  const first = interval(value[0], at);
  const all = text(value[1], 32 * 2_048, at);
  const tokens = all.match(/.{1,32}/g) ?? [];
  return tokens.map((each, offset) => ({
    interval: interval(first + offset, at),
    token: hexToBytes(hex(each, 16, at)),
  }));
}

function readSettings(value: unknown): Settings {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ProtocolError("malformed", "settings: no object");
  }
  for (const each of Object.values(value) as unknown[]) {
    if (!["string", "number", "boolean"].includes(typeof each)) {
      throw new ProtocolError("malformed", "settings: a value that is none");
    }
  }
  return value as Settings;
}

function day(value: unknown, at: string): string {
  const found = text(value, 10, at);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(found) || Number.isNaN(Date.parse(found))) {
    throw new ProtocolError("malformed", `${at} is no day`);
  }
  return found;
}

/** Unix seconds. */
function moment(value: unknown, at: string): number {
  return whole(value, 2 ** 34, at);
}

function interval(value: unknown, at: string): number {
  return whole(value, intervalLimit, at);
}
