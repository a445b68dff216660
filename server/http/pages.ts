import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** How a page's bytes can go out, best first; `identity` is always there. */
export type PageEncoding = "br" | "gzip" | "identity";

/** One built file, as it is served: read and compressed once, at start. */
export interface Page {
  readonly contentType: string;
  readonly cacheControl: string;
  /** Only the encodings that are smaller than the file itself, and `identity`. */
  readonly encoded: ReadonlyMap<PageEncoding, Buffer>;
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

/** Formats that are compressed already. */
const compressed = new Set([".png", ".woff2"]);

/** Above this the best compression takes seconds and gains two per cent. */
const thoroughBytesMax = 200_000;

/** The page at the root of the address. */
const frontPage = "citizen";

/**
 * Read and compress the built pages.
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
 * The best encoding that a browser takes.
 *
 * @param accepted - Its `Accept-Encoding`; untrusted.
 */
export function chooseEncoding(page: Page, accepted: string | undefined): PageEncoding {
  const refusedOrLast = /;\s*q=0(?:\.0*)?$/;
  const names = (accepted ?? "")
    .toLowerCase()
    .split(",")
    .filter((choice) => !refusedOrLast.test(choice.trim()))
    .map((choice) => choice.split(";", 1)[0]!.trim());
  for (const encoding of ["br", "gzip"] as const) {
    if (page.encoded.has(encoding) && names.includes(encoding)) return encoding;
  }
  return "identity";
}

function addressOf(file: string): string {
  if (file === `${frontPage}/index.html`) return "/";
  return `/${file}`.replace(/\/index\.html$/, "/");
}

async function loadPage(path: string, file: string): Promise<Page> {
  const bytes = await readFile(path);
  const extension = extname(file);
  const encoded = new Map<PageEncoding, Buffer>();
  if (!compressed.has(extension)) {
    const quality = bytes.length > thoroughBytesMax ? 9 : constants.BROTLI_MAX_QUALITY;
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
      promisify(gzip)(bytes, { level: 9 }),
    ]);
    if (br.length < bytes.length) encoded.set("br", br);
    if (gz.length < bytes.length) encoded.set("gzip", gz);
  }
  return {
    contentType: contentTypes.get(extension) ?? "application/octet-stream",
    // Everything under assets/ has its hash in its name.
    cacheControl: file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    encoded: encoded.set("identity", bytes),
  };
}
