import { type Manifest, manifestDifferences } from "../../protocol/index.ts";
import { readManifest } from "../steward/document.ts";
import type { Command } from "./command.ts";
import { neededWord } from "./options.ts";

/** `steward diff`: what changes from one manifest to another. */
export const stewardDiff: Command = {
  name: "diff",
  summary: "say in words what changes from one manifest to another",
  help: `Usage: npm run celadon -- steward diff BEFORE AFTER

Says in words what differs between two manifests, drafts or signed: one sentence a change, then what is unchanged. Signatures
are not looked at. Needs no network and no server.
`,
  options: {},
  positionalsMax: 2,
  run({ positionals }) {
    const usage = "two manifests: steward diff BEFORE AFTER";
    const before = readManifest(neededWord(positionals, 0, usage)).manifest;
    const after = readManifest(neededWord(positionals, 1, usage)).manifest;
    process.stdout.write(`${differenceLines(before, after).join("\n")}\n`);
  },
};

/** The sentences of a difference, then what is unchanged. */
export function differenceLines(before: Manifest, after: Manifest): string[] {
  const parts = manifestDifferences(before, after);
  const sentences = parts.flatMap((part) => part.sentences);
  if (sentences.length === 0) return ["Nothing changed."];
  const same = parts.filter((part) => part.sentences.length === 0).map(({ part }) => part);
  return same.length === 0 ? sentences : [...sentences, `Unchanged: ${same.join(", ")}.`];
}
