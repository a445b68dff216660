/** What a server has to bear, besides its users. */

import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const connectionsAtOnce = 20;
const patienceMilliseconds = 1_000;

const post = (path: string, length: number): string =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: ${length}\r\n\r\n`;

/** Each is written to a connection of its own. */
const nuisances: readonly (() => string | Buffer)[] = [
  () => "",
  () => "GET /v1/root HTTP/1.1\r\nhost: x\r\nslow: ",
  () => post("/v1/reports", 325),
  () => post("/v1/reports", 100_000_000),
  () => Buffer.concat([Buffer.from(post("/v1/reports", 325)), randomBytes(325)]),
  () => Buffer.concat([Buffer.from(post("/v1/tickets", 1_037)), randomBytes(1_037)]),
  () => randomBytes(2_000),
  () => `GET /${"a".repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
  () => "GET /v1/batch/-1 HTTP/1.1\r\nhost: x\r\n\r\n",
  () => "DELETE /v1/root HTTP/1.1\r\nhost: x\r\n\r\n",
];

/** One nuisance: what it was answered with by the time patience ended; 0 for nothing. */
async function nuisance(port: number, bytes: string | Buffer): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (part) => (text += String(part)));
  // Not `once`, which fails when the server is killed meanwhile.
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(bytes);
  await Promise.race([closed, sleep(patienceMilliseconds)]);
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
}

/** A flood of all of them. @returns The statuses of the answers. */
export async function annoy(url: string): Promise<number[]> {
  const port = Number(new URL(url).port);
  const floods = Array.from({ length: connectionsAtOnce }, (_, index) =>
    nuisance(port, nuisances[index % nuisances.length]!()),
  );
  return Promise.all(floods);
}
