import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";

/**
 * What docs/export.md asks of a file server, and no more: the file at a path; where the path is a folder, `newest` in it, or with
 * a slash at the end `index.html`.
 *
 * @returns Its address. It is stopped after the test.
 */
export async function plainFileServer(t: TestContext, directory: string): Promise<string> {
  const http = createServer((request, response) => {
    const path = request.url!.split("?", 1)[0]!;
    const candidates = path.endsWith("/") ? [`${path}index.html`] : [path, `${path}/newest`];
    const file = candidates.map((each) => join(directory, each)).find(isFile);
    if (path.includes("..") || file === undefined) return response.writeHead(404).end();
    return response.end(readFileSync(file));
  });
  http.listen(0, "localhost");
  await once(http, "listening");
  t.after(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://localhost:${(http.address() as AddressInfo).port}`;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
