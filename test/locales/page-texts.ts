import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vite";

const root = join(import.meta.dirname, "..", "..");

/** Folders of `web/` in which nothing is for people to read, or whose texts are in all languages at once. */
const otherFolders = ["device", "locales", "public", "service-worker", "style"];

/** The source files of the pages, as paths from the root. */
export function pageSources(): readonly string[] {
  return readdirSync(join(root, "web"), { recursive: true })
    .map((path) => `web/${String(path).replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".ts") && !otherFolders.includes(path.split("/")[1]!))
    .toSorted();
}

/** Attributes that people read or hear. */
const readAttributes = new Set(
  "alt aria-description aria-label aria-placeholder aria-roledescription aria-valuetext back-label heading hint label placeholder question title".split(
    " ",
  ),
);

/** Properties that hold a word or two for people. */
const readProperties = new Set(["heading", "label", "todo", "what", "word"]);

/** What is the same in every language. */
const sameEverywhere = new Set([
  "Celadon",
  "XXXX-XXXX-XXXX",
  "npm run celadon -- monitor",
  // In a file for those who compare it.
  "Celadon: what a browser was told by a public record that did not hold",
]);

/** A node of the syntax tree (ESTree). */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** What a node stands in. */
interface Place {
  /** In the arguments of `msg`. */
  readonly inMessage: boolean;
  /** In a function, or whatever else runs when the page is drawn. */
  readonly inFunction: boolean;
  /** In what is thrown: for programmers, not for people. */
  readonly inError: boolean;
}

/** The texts of a file that no translator would be shown, and messages that are asked for when the file is loaded. */
export function looseTexts(path: string): readonly string[] {
  const source = readFileSync(join(root, path), "utf8");
  const found: string[] = [];
  const tell = (node: Node, what: string) =>
    found.push(`${path}:${source.slice(0, node.start).split("\n").length}: ${what}`);

  const visit = (node: Node, parent: Node | null, place: Place): void => {
    if (node.type.startsWith("TS") || node.type === "ImportDeclaration" || node.type === "Decorator") {
      const inner = node["expression"] as Node | undefined;
      if (inner !== undefined && node.type !== "Decorator") visit(inner, node, place);
      return;
    }
    const inner = { ...place };
    if (isFunction(node)) inner.inFunction = true;
    if (node.type === "ThrowStatement" || isCallOf(node, /Error$/)) inner.inError = true;
    if (isCallOf(node, /^msg$/)) {
      if (!place.inFunction) tell(node, "a message that is asked for only once");
      inner.inMessage = true;
    }
    if (!place.inMessage) {
      const tag = node.type === "TaggedTemplateExpression" ? nameOf(node["tag"] as Node) : "";
      if (tag === "html") for (const text of textsOf(node)) tell(node, JSON.stringify(text));
      if (tag === "css" || tag === "svg" || tag === "str") return;
      if (isReadProperty(node)) {
        const words = literalOf(node["value"] as Node) ?? "";
        const known = isSentence(words) || sameEverywhere.has(words);
        if (/\p{L}/u.test(words) && !known) tell(node, JSON.stringify(words));
      }
      const text = place.inError ? null : literalOf(node);
      if (text !== null && isSentence(text) && parent?.type !== "TaggedTemplateExpression") {
        tell(node, JSON.stringify(text));
      }
    }
    for (const child of childrenOf(node)) visit(child, node, inner);
  };

  visit(parseAst(source, { lang: "ts" }) as unknown as Node, null, {
    inMessage: false,
    inFunction: false,
    inError: false,
  });
  return found;
}

/** The texts between and in the tags of a template, without what is put in. */
function textsOf(template: Node): readonly string[] {
  const quasi = template["quasi"] as Node & { readonly quasis: readonly { value: { raw: string } }[] };
  const html = quasi.quasis.map(({ value }) => value.raw).join("\0");
  const tags = [...html.matchAll(/<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')*>/gs)];
  const between = html
    .split(/<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')*>/gs)
    .flatMap((text) => text.split("\0"));
  const attributes = tags.flatMap(([tag]) =>
    [...tag.matchAll(/\s\.?([\w-]+)="([^"]*)"/g)]
      .filter(([, name]) => readAttributes.has(name!))
      .map(([, , value]) => value!),
  );
  return [...between, ...attributes]
    .map((text) => text.replace(/&\w+;/g, "").trim())
    .filter((text) => /\p{L}/u.test(text) && !sameEverywhere.has(text) && !text.startsWith("--"));
}

function literalOf(node: Node): string | null {
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node.type !== "TemplateLiteral") return null;
  const { quasis } = node as unknown as { quasis: readonly { value: { raw: string } }[] };
  return quasis.map(({ value }) => value.raw).join("…");
}

/** Several words that begin like a sentence or go on like one; no selector, no address, no list of names. */
function isSentence(text: string): boolean {
  const words = text.trim().split(/\s+/);
  if (words.length < 2 || text.startsWith("--") || sameEverywhere.has(text) || /[<>{}=]/.test(text))
    return false;
  return /^[“"]?\p{Lu}\p{Ll}/u.test(text.trim()) || /[.?!]$/.test(text.trim());
}

function isReadProperty(node: Node): boolean {
  return node.type === "Property" && readProperties.has(nameOf(node["key"] as Node));
}

function isFunction({ type }: Node): boolean {
  return (
    type === "FunctionDeclaration" || type === "FunctionExpression" || type === "ArrowFunctionExpression"
  );
}

function isCallOf(node: Node, name: RegExp): boolean {
  return (
    (node.type === "CallExpression" || node.type === "NewExpression") &&
    name.test(nameOf(node["callee"] as Node))
  );
}

function nameOf(node: Node): string {
  return node.type === "Identifier" ? String(node["name"]) : "";
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string"
  );
}
