import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort } from "../server/free-port.ts";

const configuration = join(import.meta.dirname, "..", "..", "deploy", "nginx.conf");
const program = process.env["CELADON_NGINX"] ?? "/usr/sbin/nginx";

/** `deploy/nginx.conf`, running. */
export interface NginxProcess {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** The certificate that it shows, for the host `celadon.localhost`. */
  readonly certificate: string;
  stop(): Promise<void>;
}

/**
 * Start nginx with the very file of `deploy/`, but for folders, ports and the names of the nodes; not as root.
 *
 * @param folder - An empty one, that it alone writes to.
 * @param nodes - Ports of the nodes, on this machine.
 */
export async function startNginx(folder: string, nodes: readonly number[]): Promise<NginxProcess> {
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const certificates = join(folder, "certificates");
  mkdirSync(certificates);
  const certificate = join(certificates, "fullchain.pem");
  const request =
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=celadon.localhost";
  const files = ["-keyout", join(certificates, "privkey.pem"), "-out", certificate];
  const names = ["-addext", "subjectAltName=DNS:celadon.localhost"];
  execFileSync("openssl", request.split(" ").concat(names, files), { stdio: "ignore" });
  const text = readFileSync(configuration, "utf8")
    .replaceAll("/tmp/", `${folder}/`)
    .replaceAll("/certificates/", `${certificates}/`)
    .replace("listen 8080;", `listen 127.0.0.1:${httpPort};`)
    .replace("listen 8443 ssl;", `listen 127.0.0.1:${httpsPort} ssl;`)
    .replace("server celadon:8080;", nodes.map((port) => `server 127.0.0.1:${port};`).join(" "));
  const path = join(folder, "nginx.conf");
  writeFileSync(path, text);
  const user = process.getuid?.() === 0 ? nobody() : null;
  if (user !== null)
    for (const owned of [folder, certificates, join(certificates, "privkey.pem")])
      chownSync(owned, user.uid, user.gid);
  const child = spawn(program, ["-e", "stderr", "-p", folder, "-c", path, "-g", "daemon off;"], {
    ...user,
    stdio: ["ignore", "ignore", "inherit"],
  });
  await answers(child, httpsPort);
  return {
    httpPort,
    httpsPort,
    certificate: readFileSync(certificate, "utf8"),
    async stop() {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

function nobody(): { readonly uid: number; readonly gid: number } {
  const id = (option: string): number => Number(execFileSync("id", [option, "nobody"]).toString());
  return { uid: id("-u"), gid: id("-g") };
}

async function answers(child: ChildProcess, port: number): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    const socket = connect(port, "127.0.0.1");
    const isThere = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await setTimeout(50);
  }
}
