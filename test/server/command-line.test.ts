import assert from "node:assert/strict";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { generateClaimCode, parseClaimCode, prepareTicketClaim } from "../../protocol/index.ts";
import { claim } from "../../server/command/claim.ts";
import { runCommand } from "../../server/command/command.ts";
import { region } from "../../server/command/region.ts";
import { serve } from "../../server/command/serve.ts";
import { ask, post } from "./http-text.ts";
import { fetchManifest, takeTickets } from "./reporter.ts";
import { run, startServerProcess } from "./server-process.ts";
import { temporaryDirectory } from "./trial-server.ts";

/** The last line that was printed. */
function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)!;
}

test("every command explains itself", async () => {
  const [whole, onServe, onClaim, onRegion] = await Promise.all([
    run(["--help"]),
    run(["serve", "--help"]),
    run(["claim", "-h"]),
    run(["region", "--help"]),
  ]);
  for (const { status, stderr } of [whole, onServe, onClaim, onRegion])
    assert.equal(`${status}${stderr}`, "0");
  for (const name of ["serve", "claim", "region", "PORT", "CELADON_DATA", "CELADON_PERIOD_SECONDS"]) {
    assert.ok(whole.stdout.includes(name), name);
  }
  assert.match(onServe.stdout, /^Usage: npm run celadon -- serve\n/);
  assert.match(onClaim.stdout, /--purpose report\|confirm\|retract/);
  assert.match(onRegion.stdout, /region renew \[--days N\] \[--policy JSON\]/);
});

test("what is not understood is said, with status 2", async () => {
  const { status, stdout } = await run(["sevre"]);
  assert.equal(`${status}${stdout}`, "2");
  const firstLine = async (...args: string[]): Promise<string> => {
    let said = "";
    const inProcess = await runCommand([serve, claim, region], args, { write: (text) => (said += text) });
    return `${inProcess} ${said.split("\n", 1)[0]}`;
  };
  assert.deepEqual(
    await Promise.all([
      firstLine(),
      firstLine("sevre"),
      firstLine("serve", "now"),
      firstLine("claim"),
      firstLine("claim", "--purpose", "warn"),
      firstLine("claim", "--purpos", "report"),
      firstLine("region"),
      firstLine("region", "renew", "--days", "181"),
      firstLine("region", "renew", "--policy", "[]"),
    ]),
    [
      "2 No command was given.",
      '2 There is no command "sevre".',
      '2 "now" is too much.',
      "2 --purpose must be report, confirm or retract.",
      "2 --purpose must be report, confirm or retract.",
      "2 Unknown option '--purpos'.",
      '2 Say "region show", "region renew", "region prepare" or "region keys".',
      "2 --days must be a whole number from 1 to 180.",
      "2 --policy must be a JSON object with the fields that change.",
    ],
  );
});

test("what cannot be done is said, with status 1 and without a stack", async (t) => {
  const CELADON_DATA = join(temporaryDirectory(t), "none");
  const [noClaim, noRegion, configuration] = await Promise.all([
    run(["claim", "--purpose", "report"], { CELADON_DATA }),
    run(["region", "show"], { CELADON_DATA }),
    run(["serve"], { PORT: "eighty", CELADON_PERIOD_SECONDS: "0", CELADON_DATABASE_URL: "mysql://db/x" }),
  ]);
  const none = `There is no region in ${CELADON_DATA} yet: start the server once, or set CELADON_DATA.\n`;
  assert.deepEqual(
    [noClaim, noRegion],
    [
      { status: 1, stdout: "", stderr: none },
      { status: 1, stdout: "", stderr: none },
    ],
  );
  assert.equal(configuration.status, 1);
  assert.equal(configuration.stderr.trimEnd().split("\n").length, 3);
});

test("claim prints one code on its last line, beside a running server", async (t) => {
  const dataDirectory = temporaryDirectory(t);
  const { url, end } = await startServerProcess(t, dataDirectory);
  const claims = await Promise.all(
    ["report", "confirm", "retract"].map((purpose) =>
      run(["claim", "--purpose", purpose], { CELADON_DATA: dataDirectory }),
    ),
  );
  for (const [index, { status, stdout, stderr }] of claims.entries()) {
    assert.equal(`${status}${stderr}`, "0");
    assert.match(lastLine(stdout), /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    const purpose = (index + 1) as 1 | 2 | 3;
    const code = parseClaimCode(lastLine(stdout));
    assert.equal((await takeTickets(url, code, Date.now() / 1000, purpose)).length, 32);
  }
  const renewed = await run(["region", "renew", "--days", "30"], { CELADON_DATA: dataDirectory });
  assert.match(renewed.stdout, /^manifest {3}2, issued /m);
  assert.equal((await fetchManifest(url)).sequence, 2, "the running server has it");
  const occupied = await run(["serve"], {
    CELADON_DATA: temporaryDirectory(t),
    PORT: new URL(url).port,
  });
  assert.deepEqual(
    [occupied.status, occupied.stderr],
    [1, `Port ${new URL(url).port} is in use: stop what uses it, or set PORT to another.\n`],
  );
  assert.equal(await end("SIGINT"), 0);
});

test("a server that is told to stop finishes what it has begun", async (t) => {
  const dataDirectory = temporaryDirectory(t);
  const server = await startServerProcess(t, dataDirectory);
  const { request } = prepareTicketClaim(generateClaimCode());
  const head = [
    "POST /v1/tickets HTTP/1.1",
    "host: localhost",
    "content-type: application/octet-stream",
    `content-length: ${request.length}`,
    "expect: 100-continue",
    "connection: close",
    "\r\n",
  ];
  let answer = "";
  const socket = connect(Number(new URL(server.url).port), "localhost");
  socket.on("data", (part) => (answer += String(part)));
  socket.write(head.join("\r\n"));
  while (!answer.includes("100 Continue")) await setTimeout(20);
  const ended = server.end("SIGTERM");
  const isListening = (): Promise<boolean> =>
    ask(server.url, "GET /v1/root").then(
      () => true,
      () => false,
    );
  while (await isListening()) await setTimeout(20);
  socket.end(request);
  assert.equal(await ended, 0);
  assert.match(answer, /\r\n\r\nHTTP\/1\.1 403 /);
  const again = await startServerProcess(t, dataDirectory);
  assert.equal((await post(again.url, "/v1/tickets", request)).status, 403);
});
