import type { RunningServer } from "../../server/server.ts";
import { ask, type Answer } from "../server/http-text.ts";
import { type CredentialOptions, SoftwarePasskey } from "./software-passkey.ts";

/** A role, as the interface calls it. */
export type RoleName = "issuer" | "approver" | "administrator";

/** A request that was refused, though the test needed it. */
export class RefusedError extends Error {
  readonly status: number;
  constructor(line: string, { status, body }: Answer) {
    super(`${line}: ${status} ${body.toString()}`);
    this.status = status;
  }
}

/** One person's browser, without the page: it keeps the cookie, and says that it comes from the site's own page. */
export class StaffClient {
  readonly url: string;
  readonly origin: string;
  readonly passkey: SoftwarePasskey;
  cookie: string | null = null;

  /** @param url - Where the server is; its public address unless another is given. */
  constructor(url: string, origin = url, passkey = new SoftwarePasskey(origin)) {
    this.url = url;
    this.origin = origin;
    this.passkey = passkey;
  }

  /** Send one request, whatever comes back. @param line - Such as `POST /people`, below `/v1/authority`. */
  async send(line: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const [method, path] = line.split(" ");
    const answer = await ask(this.url, `${method} /v1/authority${path}`, {
      headers: {
        origin: this.origin,
        "sec-fetch-site": "same-origin",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(this.cookie === null ? {} : { cookie: this.cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
    });
    for (const cookie of [answer.headers["set-cookie"] ?? []].flat()) {
      const [pair = ""] = cookie.split(";", 1);
      this.cookie = pair.endsWith("=") ? null : pair;
    }
    return answer;
  }

  /** Send one request that must be taken. @returns What its JSON says; undefined for 204. */
  async get(path: string): Promise<unknown> {
    return this.#taken(`GET ${path}`);
  }

  /** Send one request that must be taken. @returns What its JSON says; undefined for 204. */
  async post(path: string, body: unknown = {}): Promise<unknown> {
    return this.#taken(`POST ${path}`, body);
  }

  /** Come in by a link. @param link - As it was printed, or only its token. */
  async enrol(link: string, name: string): Promise<void> {
    const token = link.split("#enrol-").at(-1)!;
    const { options } = (await this.post("/enrolment/begin", { token })) as { options: CredentialOptions };
    const answer = this.passkey.create(options);
    await this.post("/enrolment/finish", { token, name, kind: "computer", answer });
  }

  async signIn(): Promise<void> {
    const options = (await this.post("/sign-in/begin")) as CredentialOptions;
    await this.post("/sign-in/finish", { answer: this.passkey.get(options) });
  }

  /** Show the passkey again, for what is grave. */
  async prove(): Promise<void> {
    const options = (await this.post("/prove/begin")) as CredentialOptions;
    await this.post("/prove/finish", { answer: this.passkey.get(options) });
  }

  async #taken(line: string, body?: unknown): Promise<unknown> {
    const answer = await this.send(line, body);
    if (answer.status >= 300) throw new RefusedError(line, answer);
    return answer.status === 204 ? undefined : JSON.parse(answer.body.toString());
  }
}

/** The first member of a region's staff, signed in, with every role. */
export async function enrolFirst(server: RunningServer, name = "Ada"): Promise<StaffClient> {
  const client = new StaffClient(server.url);
  await client.enrol((await server.inviteFirst())!, name);
  return client;
}

/** Another one, invited by an administrator; signed in. */
export async function enrolAnother(
  administrator: StaffClient,
  name: string,
  roles: readonly RoleName[],
): Promise<StaffClient> {
  const { link } = (await administrator.post("/people/invite", { name, roles })) as { link: string };
  const client = new StaffClient(administrator.url, administrator.origin);
  await client.enrol(link, name);
  return client;
}
