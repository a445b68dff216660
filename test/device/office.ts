import type { TestContext } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { generatePlaceKey, intervalOf, passFromPlaceKey, visitTokens } from "../../protocol/index.ts";
import { openSender, type ReportSender, type SenderOptions, type TokenRun } from "../../web/device/sender.ts";
import type { SentRequest, Town } from "./town.ts";

/** A page without a diary, in the hands of a test. */
export interface Office {
  readonly device: ReportSender;
  readonly factory: IDBFactory;
  readonly sent: SentRequest[];
  /** Looks at each request before it leaves, and may throw, or answer in the server's place. */
  before: (request: SentRequest) => Response | undefined;
  /** Looks at each answer before the page gets it, and may replace it or throw. */
  after: (request: SentRequest, response: Response) => Response | Promise<Response>;
  /** The same storage, opened anew: as after a reload. */
  reload(): Promise<Office>;
}

/** A page without a diary, with a storage of its own, that lasts as long as the test. */
export async function officeIn(
  test: TestContext,
  town: Town,
  options: Partial<SenderOptions> = {},
  factory = new IDBFactory(),
): Promise<Office> {
  const sent: SentRequest[] = [];
  const office: Omit<Office, "device"> = {
    factory,
    sent,
    before: () => undefined,
    after: (_, response) => response,
    reload: () => officeIn(test, town, options, factory),
  };
  const device = await openSender({
    name: "authority",
    origin: town.server.url,
    now: () => town.now,
    indexedDB: factory,
    locks: null,
    fetch: async (input, init = {}) => {
      const body = init.body instanceof Uint8Array ? init.body : null;
      const address = String(input);
      const { pathname: path } = new URL(address);
      const request: SentRequest = { method: init.method ?? "GET", path, address, body, init };
      sent.push(request);
      return office.before(request) ?? office.after(request, await fetch(town.reach(address), init));
    },
    ...options,
  });
  test.after(() => device.close());
  return Object.assign(office, { device });
}

/** Send until nothing is left, with the clock going on as the sender says. */
export async function sendAllOf(town: Town, { device }: Office): Promise<void> {
  for (;;) {
    const { nextDue, problem } = await device.run();
    if (problem !== null) throw new Error(`the sender stopped: ${problem}`);
    if (nextDue === null) return;
    town.now = Math.max(town.now, nextDue);
  }
}

/** A run of so many tokens of a fresh place, up to now. */
export function runOf(town: Town, id: string, tokens: number): TokenRun {
  const end = intervalOf(town.now) + 1;
  const pass = passFromPlaceKey(generatePlaceKey(), end - tokens, end);
  const code = { kind: "printed" as const, regionId: new Uint8Array(8), name: id, pass };
  return { id, tokens: visitTokens(code, (end - tokens) * 600, end * 600 - 1, 0) };
}
