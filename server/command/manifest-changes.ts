import { type LocalisedText, policyFields } from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";
import { readCeremonyFile, readPublicKey } from "../steward/ceremony-file.ts";
import type { ManifestChanges } from "../steward/drafting.ts";
import { type CommandInput, UsageError } from "./command.ts";
import { listOption, numberOption, textOption } from "./options.ts";

/** What a file of changes may name. */
const changeNames = ["name", "purpose", "guidance", "policy", "witnesses", "quorum", "ohttp", "peers"];

/**
 * The changes that a draft is to make: those of the file, and over them those of the command line. Only names are checked here;
 * form and bounds are the manifest's.
 *
 * @throws {@link UsageError} and {@link OperatorError}.
 */
export function changesFrom(options: CommandInput["options"]): ManifestChanges {
  const file = textOption(options, "changes");
  const inFile: ManifestChanges = file === undefined ? {} : readChanges(file);
  const [name, purpose, yellow, red] = ["name", "purpose", "yellow", "red"].map((option) =>
    textsOf(listOption(options, option), option),
  );
  const witnesses = listOption(options, "witness").map(readPublicKey);
  const quorum = numberOption(options, "quorum", 0, 16);
  const relays = relaysFrom(options);
  const guidance = { ...inFile.guidance, ...(yellow && { yellow }), ...(red && { red }) };
  return {
    ...inFile,
    ...(name && { name }),
    ...(purpose && { purpose }),
    guidance,
    policy: policyOf(listOption(options, "policy"), inFile.policy ?? {}),
    ...(witnesses.length > 0 && { witnesses }),
    ...(quorum !== undefined && { quorum }),
    ...(relays !== undefined && { relays }),
  };
}

/** The relays that `--relay` and `--no-relays` name; undefined when they say nothing. Their form is the manifest's to check. */
export function relaysFrom(options: CommandInput["options"]): readonly string[] | undefined {
  const relays = listOption(options, "relay");
  const none = options["no-relays"] === true;
  if (none && relays.length > 0) throw new UsageError("Say --relay or --no-relays, not both.");
  return none || relays.length > 0 ? relays : undefined;
}

function readChanges(path: string): ManifestChanges {
  const text = readCeremonyFile(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new OperatorError(`${path} is not JSON.`, { cause: error });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new OperatorError(`${path} must be a JSON object with the fields that change.`);
  }
  const unknown = Object.keys(value).find((key) => !changeNames.includes(key));
  if (unknown !== undefined) {
    throw new OperatorError(
      `${path} names ${JSON.stringify(unknown)}; it may name ${changeNames.join(", ")}.`,
    );
  }
  return value;
}

/** `mi=Te Moana-a-Toi` is Māori; without a language it is English. */
function textsOf(texts: readonly string[], option: string): LocalisedText | undefined {
  if (texts.length === 0) return undefined;
  const entries = texts.map((text) => {
    const match = /^([a-z]{2,3}(?:-[A-Za-z0-9]{2,4}){0,2})=(.*)$/s.exec(text);
    return match === null ? (["en", text] as const) : ([match[1]!, match[2]!] as const);
  });
  const byLanguage = new Map(entries);
  if (byLanguage.size !== entries.length) {
    throw new UsageError(`--${option} is given twice in one language.`);
  }
  return Object.fromEntries(byLanguage);
}

function policyOf(
  assignments: readonly string[],
  inFile: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const policy: Record<string, unknown> = { ...inFile };
  for (const assignment of assignments) {
    const [key = "", value = "", ...more] = assignment.split("=");
    if (value === "" || more.length > 0 || !policyFields.some((field) => field.key === key)) {
      throw new UsageError(
        `--policy ${assignment} is not understood: say FIELD=VALUE, FIELD being ${policyFields.map((field) => field.key).join(", ")}.`,
      );
    }
    const [outer = "", inner] = key.split(".");
    const said = /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    policy[outer] = inner === undefined ? said : { ...(policy[outer] as object | undefined), [inner]: said };
  }
  return policy;
}
