import {
  appendLeafNodes,
  emptyFrontier,
  encodeAddCheckpoint,
  encodeCheckpoint,
  leafHash,
  noteSigner,
  proveConsistency,
  signNote,
  treeRoot,
} from "../../protocol/index.ts";
import { noteKeyFromSeed } from "../../protocol/note-signer.ts";

/** A log in the hands of a test: it can grow, and it can lie. */
export interface GrownLog {
  readonly vkey: string;
  readonly origin: string;
  /** The signed checkpoint at a size. */
  checkpoint(size: number): string;
  /** The body of an add-checkpoint request, with the right proof. */
  request(oldSize: number, size: number): Promise<string>;
}

/**
 * A log of 70 entries.
 *
 * @param seed - Of its key: two logs of one seed have one key, and are each other's fork when their entries differ.
 * @param forkAt - From this entry on it has other entries than a log without fork.
 */
export function grownLog(origin: string, seed: number, forkAt = Infinity): GrownLog {
  const key = noteKeyFromSeed(origin, new Uint8Array(32).fill(seed));
  const nodes = new Map<string, Uint8Array>();
  const roots = [treeRoot(emptyFrontier)];
  let frontier = emptyFrontier;
  for (let index = 0; index < 70; index++) {
    const step = appendLeafNodes(
      frontier,
      leafHash(index < forkAt ? `pause ${index}` : `pause forked ${index}`),
    );
    frontier = step.frontier;
    for (const { level, index: position, hash } of step.completed) nodes.set(`${level} ${position}`, hash);
    roots.push(treeRoot(frontier));
  }
  const checkpoint = (size: number): string =>
    signNote(encodeCheckpoint({ origin, size, root: roots[size]! }), [noteSigner(key.skey)]);
  return {
    vkey: key.vkey,
    origin,
    checkpoint,
    async request(oldSize, size) {
      const proof = await proveConsistency(Math.min(oldSize, size), size, (level, index) =>
        nodes.get(`${level} ${index}`)!,
      );
      return encodeAddCheckpoint({ oldSize, proof, checkpoint: checkpoint(size) });
    },
  };
}
