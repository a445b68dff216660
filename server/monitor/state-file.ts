import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hexToBytes } from "@noble/hashes/utils.js";
import { type Frontier, treeRoot } from "../../protocol/index.ts";
import { UsageError } from "../command/command.ts";

const schema = "celadon/monitor/v1";

/** What is remembered from one visit to the next. */
export interface Visit {
  /** The pinned root's hash, 64 hex digits. */
  readonly root: string;
  /** The checkpoint seen last, whole: evidence, should another history be shown later. */
  readonly checkpoint: string;
  /** The log's tree at that checkpoint, computed here. */
  readonly frontier: Frontier;
  /** Closing intervals by batch number, of the batches served at that visit. */
  readonly closings: ReadonlyMap<number, number>;
}

/**
 * Read the file that remembers the last visit.
 *
 * @returns Null when there is none: then this visit is the first.
 * @throws {@link UsageError} when it is something else.
 */
export function readVisit(file: string): Visit | null {
  if (!existsSync(file)) return null;
  try {
    const json = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    const { root, checkpoint, size, nodes, closings } = json;
    if (json["schema"] !== schema || typeof root !== "string" || !/^[0-9a-f]{64}$/.test(root)) throw wrong;
    if (typeof checkpoint !== "string" || typeof size !== "number" || !Array.isArray(nodes)) throw wrong;
    if (!Array.isArray(closings) || !closings.every(isPair)) throw wrong;
    const frontier = { size, nodes: nodes.map((node) => hexToBytes(String(node))) };
    treeRoot(frontier);
    return { root, checkpoint, frontier, closings: new Map(closings) };
  } catch (cause) {
    throw new UsageError(`${file} is no state file of monitor.`, { cause });
  }
}

/**
 * Remember this visit. What stood there is replaced in one step.
 *
 * @throws {@link UsageError} when the file cannot be written.
 */
export function writeVisit(file: string, { root, checkpoint, frontier, closings }: Visit): void {
  const nodes = frontier.nodes.map((node) => Buffer.from(node).toString("hex"));
  const json = { schema, root, checkpoint, size: frontier.size, nodes, closings: [...closings] };
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(json)}\n`);
    renameSync(`${file}.new`, file);
  } catch (cause) {
    throw new UsageError(`${file} cannot be written: the next run will not know of this one.`, { cause });
  }
}

const wrong = new Error("a field is missing or of another form");

function isPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((each) => Number.isSafeInteger(each));
}
