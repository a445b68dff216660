import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { build, defineConfig } from "vite";
import type { Plugin, Rolldown } from "vite";
import { languageParts } from "./scripts/language-parts.ts";
import { assetListPath, encodeAssetList } from "./protocol/index.ts";

const here = import.meta.dirname;

// Whatever the shell says: a library's development build would make other bytes of the same sources.
process.env["NODE_ENV"] = "production";

/** The pages, one folder each, and the path under which the server shows them. */
const pages = new Map([
  ["citizen", "/"],
  ["venue", "/venue/"],
  ["authority", "/authority/"],
  ["log", "/log/"],
]);

const builtPages = [...pages.keys()].filter((page) => existsSync(`${here}/web/${page}/index.html`));

/** Pages that are nothing without the network: no phone keeps them, nor what they alone need. */
const onlinePages = ["log", "authority"];

/** The licences of what is built in, for those who ask; the only asset that is not kept for offline use. */
const licences = "assets/licences.txt";

/** One file the service worker keeps; its bytes are pinned by `integrity` (SRI, SHA-256). */
interface PrecacheEntry {
  url: string;
  integrity: string;
}

function integrityOf(bytes: string | Uint8Array): string {
  return `sha256-${createHash("sha256").update(bytes).digest("base64")}`;
}

/**
 * Builds `sw.ts` after everything else, as one classic script `/sw.js`, with the list of all that was built in
 * place of `PRECACHE`, and the path of `background.ts`, which it imports when needed. The list is sorted and has no date in
 * it: equal sources give equal bytes.
 */
function serviceWorker(): Plugin {
  return {
    name: "celadon-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const entries: PrecacheEntry[] = [];
        const notKept = filesOfOnlinePages(bundle);
        for (const [fileName, file] of Object.entries(bundle)) {
          const page = /^(\w+)\/index\.html$/.exec(fileName)?.[1];
          const url = page === undefined ? `/${fileName}` : pages.get(page);
          if (url === undefined || fileName === licences || notKept.has(fileName)) continue;
          entries.push({ url, integrity: integrityOf(file.type === "chunk" ? file.code : file.source) });
        }
        for (const name of readdirSync(`${here}/web/public`)) {
          entries.push({
            url: `/${name}`,
            integrity: integrityOf(readFileSync(`${here}/web/public/${name}`)),
          });
        }
        entries.sort((a, b) => (a.url < b.url ? -1 : 1));
        const background = await buildClassicScript("background.ts", {});
        const hash = createHash("sha256").update(background).digest("base64url").slice(0, 8);
        const path = `assets/background-${hash}.js`;
        this.emitFile({ type: "asset", fileName: path, source: background });
        const script = await buildClassicScript("sw.ts", {
          PRECACHE: JSON.stringify(entries),
          BACKGROUND: JSON.stringify(`/${path}`),
        });
        this.emitFile({ type: "asset", fileName: "sw.js", source: script });
      },
    },
  };
}

/** What the pages of {@link onlinePages} consist of, and no other page does. */
function filesOfOnlinePages(bundle: Rolldown.OutputBundle): ReadonlySet<string> {
  const online = new Set<string>();
  const kept = new Set<string>();
  const follow = (fileName: string, into: Set<string>): void => {
    if (into.has(fileName)) return;
    into.add(fileName);
    const file = bundle[fileName];
    if (file?.type !== "chunk") return;
    const { importedCss = [], importedAssets = [] } = file.viteMetadata ?? {};
    for (const name of [...file.imports, ...file.dynamicImports, ...importedCss, ...importedAssets]) {
      follow(name, into);
    }
  };
  for (const file of Object.values(bundle)) {
    if (file.type !== "chunk" || !file.isEntry) continue;
    const page = /\/web\/(\w+)\/index\.html$/.exec(file.facadeModuleId ?? "")?.[1] ?? "";
    follow(file.fileName, onlinePages.includes(page) ? online : kept);
  }
  return new Set(
    [...online, ...onlinePages.map((page) => `${page}/index.html`)].filter((name) => !kept.has(name)),
  );
}

/** Build one script of the service worker's folder with all it imports. @param define - What stands in place of its `declare const`s. */
async function buildClassicScript(file: string, define: Record<string, string>): Promise<string> {
  const result = await build({
    configFile: false,
    root: `${here}/web`,
    publicDir: false,
    logLevel: "warn",
    define,
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: `service-worker/${file}`,
        output: { format: "iife" },
        // Parts that a page fetches when needed are built in here, where nothing can be fetched: no address is asked for.
        transform: { define: { "import.meta": "{}" } },
        treeshake: { moduleSideEffects: (id) => !id.startsWith(`${here}/protocol/`) },
      },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const script = output !== undefined && "output" in output ? output.output[0] : undefined;
  if (script === undefined) throw new Error(`${file} was not built`);
  return script.code;
}

/** Lists every file that was written, under the path that the server gives it. @see SPEC.md §4.9 */
function assetList(): Plugin {
  return {
    name: "celadon-asset-list",
    apply: "build",
    enforce: "post",
    writeBundle: {
      order: "post",
      handler({ dir = `${here}/dist` }) {
        const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((file) =>
          file.isFile(),
        );
        const assets = files.map((file) => {
          const path = join(file.parentPath, file.name);
          const name = relative(dir, path).split(sep).join("/");
          const page = /^(\w+)\/index\.html$/.exec(name)?.[1] ?? "";
          const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
          return { sha256, path: pages.get(page) ?? `/${name}` };
        });
        const { version } = JSON.parse(readFileSync(`${here}/package.json`, "utf8")) as { version: string };
        writeFileSync(join(dir, assetListPath), encodeAssetList({ version, assets }));
      },
    },
  };
}

export default defineConfig({
  root: `${here}/web`,
  base: "/",
  publicDir: "public",
  plugins: [languageParts(`${here}/web/citizen/main.ts`), serviceWorker(), assetList()],
  worker: { format: "es" },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    // Everything is a file of its own: `data:` addresses are forbidden by the pages' policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: { fileName: licences },
    rolldownOptions: {
      input: builtPages.map((page) => `${page}/index.html`),
      // The protocol is pure: a page takes of it what it uses, though all is re-exported by one file.
      treeshake: { moduleSideEffects: (id) => !id.startsWith(`${here}/protocol/`) },
    },
  },
});
