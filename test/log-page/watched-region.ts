import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  appendLeaf,
  cosignerOf,
  emptyFrontier,
  encodeBatch,
  encodeCheckpoint,
  encodeEntryBundle,
  encodeLogEntry,
  encodeManifest,
  intervalOf,
  leafHash,
  type LogEntry,
  type Manifest,
  noteSigner,
  signNote,
  treeRoot,
} from "../../protocol/index.ts";
import { cosignerKeyFromSeed } from "../../protocol/cosignature.ts";
import { noteKeyFromSeed } from "../../protocol/note-signer.ts";
import type { RecordSource } from "../../web/log/record-source.ts";
import { full, issued, root, stewards } from "../protocol/manifest-example.ts";

const logKey = noteKeyFromSeed("bay.example/log", new Uint8Array(32).fill(50));

/** A region of three stewards and two witnesses, as bytes: no server behind it. */
export interface WatchedRegion {
  /** Which of the stewards sign the rules; they sign the root always. */
  readonly signers: readonly number[];
  /** Which of the witnesses sign the checkpoint. */
  readonly witnesses: readonly number[];
  /** The sets of rules, the first among them `full` of the examples. */
  readonly rules: readonly Manifest[];
  /** What the log has after rules and a list. */
  readonly more: readonly LogEntry[];
}

/** Its public objects. */
export function objectsOf(region: WatchedRegion): RecordSource {
  const objects = new Map<string, Uint8Array>();
  const putText = (path: string, text: string): string => {
    objects.set(path, utf8ToBytes(text));
    return bytesToHex(sha256(utf8ToBytes(text)));
  };
  putText("/v1/root", signNote(root.text, stewards.slice(0, 3)));
  const batch = encodeBatch({ number: 0, closed: intervalOf(issued), regionId: root.id, exposed: [] });
  objects.set("/v1/batch/0", batch);
  const signers = region.signers.map((index) => stewards[index]!);
  const entries: LogEntry[] = region.rules.map((rules) => {
    const note = signNote(encodeManifest(rules), signers);
    putText("/v1/manifest", note);
    return {
      kind: "manifest",
      sequence: rules.sequence,
      sha256: putText(`/v1/manifest/${rules.sequence}`, note),
    };
  });
  entries.splice(1, 0, {
    kind: "batch",
    number: 0,
    bytes: batch.length,
    sha256: bytesToHex(sha256(batch)),
  });
  const texts = [...entries, ...region.more].map(encodeLogEntry);
  objects.set(`/v1/log/tile/entries/000.p/${texts.length}`, encodeEntryBundle(texts));
  const frontier = texts.reduce((grown, text) => appendLeaf(grown, leafHash(text)), emptyFrontier);
  const checkpoint = encodeCheckpoint({
    origin: "bay.example/log",
    size: texts.length,
    root: treeRoot(frontier),
  });
  const cosignatures = region.witnesses.map((index) =>
    cosignerOf(
      cosignerKeyFromSeed(`witness${index}.example`, new Uint8Array(32).fill(100 + index)).skey,
    ).cosign(checkpoint, issued),
  );
  putText("/v1/log/checkpoint", signNote(checkpoint, [noteSigner(logKey.skey)]) + cosignatures.join(""));
  return { get: (path) => Promise.resolve(objects.get(path) ?? null) };
}

/** An honest one. */
export const watched: WatchedRegion = { signers: [0, 2], witnesses: [1, 2], rules: [full], more: [] };
