import { bytesToHex } from "@noble/hashes/utils.js";
import {
  acceptManifest,
  decodeUtf8,
  type Manifest,
  openManifest,
  openRegionRoot,
  type Policy,
  ProtocolError,
  type RegionRoot,
  sunsetOf,
} from "../../protocol/index.ts";
import { checkClock, type ClockCheck } from "./clock-check.ts";
import { VenueError } from "./errors.ts";

/** A region as it is stored: the notes as the server gave them, so that every reading verifies them again. */
export interface RegionRecord {
  /** The root's note. The first one that this device fetched is pinned by the hash of its text. */
  readonly root: string;
  /** The newest manifest's note. */
  readonly manifest: string;
}

/** A verified region, as far as a place needs it. */
export interface Region {
  /** 8 bytes. */
  readonly id: Uint8Array;
  readonly name: string;
  /** After which nothing works, Unix seconds. */
  readonly sunset: number;
  /** Whether fewer than two witnesses watch its list: a trial region, which every page says. */
  readonly unwatched: boolean;
  /** The rules of its newest manifest, which may not be in force yet. */
  readonly policy: Policy;
  /** Whether reports go through a relay, and not to the server directly. */
  readonly relayed: boolean;
  readonly record: RegionRecord;
}

/** What asking the region's server takes. */
export interface RegionQuestion {
  readonly fetch: typeof fetch;
  /** `https://…` of the site, without a path. */
  readonly origin: string;
  /** This device's clock, Unix seconds. */
  readonly now: () => number;
  /** Told of every answer that shows the server's time, even where the answer itself is refused. */
  readonly onClock: (check: ClockCheck) => void;
}

const quorumOfTrial = 2;
const answerBytesMax = 1024 * 1024;
const answerMilliseconds = 20_000;

/**
 * Open what is stored.
 *
 * @throws {@link ProtocolError} when it does not verify, which after storing it verified means a broken disk.
 * @see SPEC.md §4.7
 */
export function openRegion(record: RegionRecord): Region {
  const root = openRegionRoot(record.root);
  return regionOf(record, root, openManifest(record.manifest, root));
}

/**
 * Ask for the region at the first use, or for its newest manifest later. The region of the first answer is pinned.
 *
 * @param pinned - What is stored; `null` before the first time.
 * @returns The region with the newer of both manifests.
 * @throws {@link VenueError} `no-network` when nothing answered; `other-region` when this address now serves another
 *   region than the pinned one; `bad-answer` when the answer cannot be used.
 * @see SPEC.md §4.7
 */
export async function askForRegion(question: RegionQuestion, pinned: RegionRecord | null): Promise<Region> {
  const note = pinned?.root ?? (await ask(question, "/v1/root"));
  const manifestNote = await ask(question, "/v1/manifest");
  try {
    const root = openRegionRoot(note);
    const manifest = openManifest(manifestNote, root);
    const previous = pinned === null ? null : openManifest(pinned.manifest, root);
    acceptManifest(manifest, { now: question.now(), previous });
    return regionOf({ root: note, manifest: manifestNote }, root, manifest);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (pinned !== null && (await servesAnother(question, pinned))) {
      throw new VenueError("other-region", "another root than the pinned one is served", { cause: error });
    }
    throw new VenueError("bad-answer", error.message, { cause: error });
  }
}

async function servesAnother(question: RegionQuestion, pinned: RegionRecord): Promise<boolean> {
  const served = await ask(question, "/v1/root");
  try {
    return bytesToHex(openRegionRoot(served).hash) !== bytesToHex(openRegionRoot(pinned.root).hash);
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

function regionOf(record: RegionRecord, root: RegionRoot, manifest: Manifest): Region {
  const unwatched = manifest.quorum < quorumOfTrial;
  const relayed = manifest.ohttp !== null && manifest.ohttp.relays.length > 0;
  const { policy } = manifest;
  return { id: root.id, name: root.name, sunset: sunsetOf(manifest), unwatched, policy, relayed, record };
}

async function ask(question: RegionQuestion, path: string): Promise<string> {
  const asked = question.now();
  const response = await answered(() =>
    question.fetch(question.origin + path, {
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "error",
      signal: AbortSignal.timeout(answerMilliseconds),
    }),
  );
  const { headers } = response;
  question.onClock(
    checkClock({ date: headers.get("date"), age: headers.get("age"), asked, answered: question.now() }),
  );
  if (!response.ok) throw new VenueError("bad-answer", `${path}: status ${response.status}`);
  const bytes = await answered(() => readBounded(response, path));
  try {
    return decodeUtf8(bytes, path);
  } catch (error) {
    throw new VenueError("bad-answer", `${path}: not UTF-8`, { cause: error });
  }
}

/** Whatever the network throws, in one error. */
async function answered<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof VenueError) throw error;
    throw new VenueError("no-network", "no answer", { cause: error });
  }
}

async function readBounded(response: Response, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(answerBytesMax);
  let length = 0;
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    if (length + read.value.length > answerBytesMax) {
      throw new VenueError("bad-answer", `${path}: more than ${answerBytesMax} bytes`);
    }
    bytes.set(read.value, length);
    length += read.value.length;
  }
  return bytes.slice(0, length);
}
