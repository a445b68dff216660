import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** How a page's bytes can go out. */
export type PageEncoding = "br" | "gzip" | "identity";

/** One built file, as it is served. */
export interface Page {
  readonly contentType: string;
  readonly cacheControl: string;
  /** Read once, at start. */
  readonly bytes: Buffer;
  /** The compressed forms asked for so far, each made once. */
  readonly compressed: Map<PageEncoding, Promise<Buffer>>;
}

/** The built pages by address, such as `/`, `/venue/` and `/assets/index-1a2b.js`. No other file can be reached. */
export type Pages = ReadonlyMap<string, Page>;

const contentTypes = new Map([
  [".css", "text/css; charset=utf-8"],
  [".html", "text/html; charset=utf-8"],
  [".ico", "image/x-icon"],
  [".js", "text/javascript; charset=utf-8"],
  [".json", "application/json"],
  [".map", "application/json"],
  [".png", "image/png"],
  [".svg", "image/svg+xml"],
  [".txt", "text/plain; charset=utf-8"],
  [".wasm", "application/wasm"],
  [".webmanifest", "application/manifest+json"],
  [".woff2", "font/woff2"],
]);

/** Formats that compress well; the others are compressed already or very small. */
const compressible = /^(?:text\/|application\/(?:json|manifest\+json|wasm)|image\/svg)/;

/** Above this the best compression takes seconds and gains two per cent. */
const thoroughBytesMax = 200_000;

/** How Vite names what it builds: `assets/index-C4KTnYsy.css`. */
const hashedName = /^assets\/.*-[\w-]{8}\.\w+$/;

/** The one file that browsers look for anew by themselves. */
const serviceWorker = "sw.js";

/** The page at the root of the address. */
const frontPage = "citizen";

/**
 * Read the built pages.
 *
 * @param directory - What `vite build` wrote; when it is missing there are no pages.
 */
export async function loadPages(directory: string): Promise<Pages> {
  if (!existsSync(directory)) return new Map();
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"));
  const pages = await Promise.all(
    files.map(async (file) => [addressOf(file), await loadPage(join(directory, file), file)] as const),
  );
  return new Map(pages);
}

/** The addresses of the documents, for people: `/`, `/venue/`. */
export function documentAddresses(pages: Pages): string[] {
  return [...pages.keys()].filter((address) => address.endsWith("/")).toSorted();
}

/**
 * The best encoding that a browser takes, of those that are worth it for this page.
 *
 * @param accepted - Its `Accept-Encoding`; untrusted.
 */
export function chooseEncoding(page: Page, accepted: string | undefined): PageEncoding {
  if (!compressible.test(page.contentType)) return "identity";
  return (["br", "gzip"] as const).find((encoding) => takesEncoding(accepted, encoding)) ?? "identity";
}

/**
 * Whether a client takes an encoding.
 *
 * @param accepted - Its `Accept-Encoding`; untrusted.
 */
export function takesEncoding(accepted: string | undefined, encoding: PageEncoding): boolean {
  return (accepted ?? "")
    .toLowerCase()
    .split(",")
    .filter((choice) => !/;\s*q=0(?:\.0*)?\s*$/.test(choice))
    .some((choice) => choice.split(";", 1)[0]!.trim() === encoding);
}

/** A page's bytes in an encoding; compressed when first asked for, in another thread, and then kept. */
export function encodePage(page: Page, encoding: PageEncoding): Promise<Buffer> | Buffer {
  if (encoding === "identity") return page.bytes;
  const known = page.compressed.get(encoding);
  if (known !== undefined) return known;
  const made = encoding === "br" ? brotli(page.bytes) : promisify(gzip)(page.bytes, { level: 9 });
  page.compressed.set(encoding, made);
  return made;
}

function brotli(bytes: Buffer): Promise<Buffer> {
  const quality = bytes.length > thoroughBytesMax ? 9 : constants.BROTLI_MAX_QUALITY;
  return promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
}

function addressOf(file: string): string {
  if (file === `${frontPage}/index.html`) return "/";
  return `/${file}`.replace(/\/index\.html$/, "/");
}

function cacheControlOf(file: string): string {
  // What has a hash in its name never changes under it.
  if (hashedName.test(file)) return "public, max-age=31536000, immutable";
  // Browsers ask for it anew when they please, about once a page: asking every time would tell when somebody scans.
  if (file === serviceWorker) return "max-age=3600";
  return "no-cache";
}

async function loadPage(path: string, file: string): Promise<Page> {
  return {
    contentType: contentTypes.get(extname(file)) ?? "application/octet-stream",
    cacheControl: cacheControlOf(file),
    bytes: await readFile(path),
    compressed: new Map(),
  };
}
