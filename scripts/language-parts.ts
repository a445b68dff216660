import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateMsgId } from "@lit/localize/internal/id-generation.js";
import { parseAst } from "vite";
import type { Plugin } from "vite";

/** A node of the syntax tree (ESTree). */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/**
 * Splits the texts of a language in two, so that a first load fetches few: `fr.ts?first` has those of what a page loads first,
 * `fr.ts?rest` all others, of screens that come later and of other pages.
 *
 * @param entry - The page's first source file.
 */
export function languageParts(entry: string): Plugin {
  let first: ReadonlySet<string> | null = null;
  return {
    name: "celadon-language-parts",
    enforce: "pre",
    load(id) {
      const [, file, part] = /^(.*\/generated\/[\w-]+\.ts)\?(first|rest)$/.exec(id) ?? [];
      if (file === undefined) return null;
      first ??= messagesFrom(entry);
      const known = first;
      return withTexts(readFileSync(file, "utf8"), (message) => known.has(message) === (part === "first"));
    },
  };
}

/** The module of a language with those of its texts alone. */
function withTexts(source: string, wanted: (id: string) => boolean): string {
  const object = nodesIn(parse(source)).find(({ type }) => type === "ObjectExpression")!;
  const texts = (object["properties"] as readonly Node[])
    .filter((property) => wanted(String((property["key"] as Node)["value"])))
    .map(({ start, end }) => source.slice(start, end));
  return `${source.slice(0, object.start)}{\n${texts.join(",\n")}\n}${source.slice(object.end)}`;
}

/** The ids of all messages in a file and in what it imports at once, as lit gives them. */
function messagesFrom(entry: string): ReadonlySet<string> {
  const ids = new Set<string>();
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    for (const node of nodesIn(parse(readFileSync(file, "utf8")))) {
      const from = (node["source"] as Node | null | undefined)?.["value"];
      const isType = node["importKind"] === "type" || node["exportKind"] === "type";
      const isImport = /^(Import|Export)\w*Declaration$/.test(node.type);
      if (isImport && !isType && typeof from === "string" && from.startsWith(".")) {
        follow(join(dirname(file), from));
      }
      const id = messageId(node);
      if (id !== null) ids.add(id);
    }
  };
  follow(entry);
  return ids;
}

/** The id of a call of `msg`; `null` for everything else. */
function messageId(node: Node): string | null {
  if (node.type !== "CallExpression" || (node["callee"] as Node)["name"] !== "msg") return null;
  const [text] = node["arguments"] as readonly Node[];
  if (text?.type === "Literal") return generateMsgId(String(text["value"]), false);
  if (text?.type !== "TaggedTemplateExpression") return null;
  const { quasis } = text["quasi"] as { quasis: readonly { value: { cooked: string } }[] };
  return generateMsgId(
    quasis.map(({ value }) => value.cooked),
    (text["tag"] as Node)["name"] === "html",
  );
}

function parse(source: string): Node {
  return parseAst(source, { lang: "ts" }) as unknown as Node;
}

function nodesIn(node: Node): readonly Node[] {
  const children = Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter((value): value is Node => typeof (value as Node | null)?.type === "string");
  return [node, ...children.flatMap(nodesIn)];
}
