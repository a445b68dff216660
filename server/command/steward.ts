import { type Command, UsageError } from "./command.ts";
import { stewardDiff } from "./steward-diff.ts";
import { stewardDraft } from "./steward-draft.ts";
import { stewardInstall } from "./steward-install.ts";
import { stewardJoin } from "./steward-join.ts";
import { stewardKey } from "./steward-key.ts";
import { stewardRoot } from "./steward-root.ts";
import { stewardSign } from "./steward-sign.ts";

const actions: readonly Command[] = [
  stewardKey,
  stewardRoot,
  stewardDraft,
  stewardSign,
  stewardJoin,
  stewardInstall,
  stewardDiff,
];

/** `steward`: the ceremony in which a region's rules are signed. */
export const steward: Command = {
  name: "steward",
  summary: "draft, sign and install a region's rules",
  help: `Usage: npm run celadon -- steward ACTION [OPTION …]

The ceremony in which a region's stewards sign its rules, with files that are carried between machines: docs/ceremony.md.

${actions.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}\n`).join("")}
"npm run celadon -- steward ACTION --help" says more about one.
`,
  options: {},
  positionalsMax: 1,
  actions,
  run({ positionals: [word] }) {
    const names = actions.map(({ name }) => name).join(", ");
    throw new UsageError(
      word === undefined ? `Say what to do: ${names}.` : `There is no "steward ${word}": say ${names}.`,
    );
  },
};
