import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import {
  claimCodeOfRequest,
  decoyClaimCode,
  epochOf,
  generateClaimCode,
  type Group,
  ticketsPerClaim,
} from "../../protocol/index.ts";
import { openSodiumGroup } from "../../server/intake/sodium-group.ts";
import { doTicketJob } from "../../server/intake/ticket-job.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { type Random, seededRandom } from "../replay/random.ts";
import { accuracyOf, type Features } from "./classifier.ts";
import { decoyDue } from "./decoy-sessions.ts";
import { checkIn, day, hour, minute, type Phone, sendAll, type Town, townFor } from "./town.ts";

/** One request as whoever watches the network sees it. */
interface Seen {
  /** Unix seconds. */
  readonly at: number;
  readonly sent: number;
  /** Bytes of the answer's content; -1 when none came. */
  readonly received: number;
}

/** A session, in the order in which its requests left. */
type Trace = readonly Seen[];

const sessionsOfAKind = 200;
const sessionsOfAPhone = 20;

test("a case's session and a decoy session cannot be told apart: 200 of each, three classifiers", async (t) => {
  const town = await townFor(t, { reportMinutes: 5 }, 180);
  const group = await openSodiumGroup();
  const random = seededRandom(20261122);
  const [cases, decoys]: [Trace[], Trace[]] = [[], []];
  for (let made = 0; made < sessionsOfAKind; made += sessionsOfAPhone) {
    const start = town.now;
    cases.push(...(await sessionsOf(town, group, random, beginReport)));
    town.now = start;
    decoys.push(...(await sessionsOf(town, group, random, beginDecoy)));
    town.now = start;
  }
  assert.deepEqual([cases.length, decoys.length], [sessionsOfAKind, sessionsOfAKind]);
  const tell = (others: readonly Trace[]) =>
    accuracyOf(cases.map(featuresOf), others.map(featuresOf), seededRandom(1));
  const accuracy = tell(decoys);
  t.diagnostic(`told apart: ${(100 * accuracy).toFixed(1)} % right, where guessing gets 50`);
  assert.ok(accuracy <= 0.6, `${accuracy}`);
  for (const [broken, alter] of Object.entries(flaws(random))) {
    const seen = tell(decoys.map(alter));
    t.diagnostic(`with ${broken}: ${(100 * seen).toFixed(1)} %`);
    assert.ok(seen > 0.9, `with ${broken} ${seen}: these classifiers are blind`);
  }
});

test("what the real server answers to both is what the classifiers were shown", async (t) => {
  for (const begin of [beginReport, beginDecoy]) {
    const town = await townFor(t);
    const phone = await town.phone({ random: seededRandom(2).next });
    await phone.device.sync();
    const trace: [number, number][] = [];
    phone.after = async ({ body }, response) => {
      const answer = await response.bytes();
      if (body !== null) trace.push([body.length, answer.length]);
      return new Response(answer.length === 0 ? null : answer, { status: response.status });
    };
    await begin(town, phone, seededRandom(3), () => town.server.issueClaimCode(1));
    await sendAll(town, phone);
    assert.deepEqual(trace, [[1037, 1092], ...Array.from({ length: ticketsPerClaim }, () => [325, 0])]);
  }
});

/** What begins a session, after some days of life. @param code - A good claim code. */
type Begin = (town: Town, phone: Phone, random: Random, code: () => Promise<string>) => Promise<void>;

/** Some visits, a claim code, and all of them reported. */
async function beginReport(
  town: Town,
  phone: Phone,
  random: Random,
  code: () => Promise<string>,
): Promise<void> {
  const ids: string[] = [];
  for (let visits = random.whole(1, 4); visits > 0; visits--) {
    ids.push((await checkIn(phone, town.place(`Place ${visits}`).display(5))).id);
    town.now += random.whole(11, 240) * minute;
  }
  await phone.device.checkOut();
  untilAnEvening(town, random);
  await phone.device.startReport(await code(), ids);
}

async function beginDecoy(town: Town, phone: Phone, random: Random): Promise<void> {
  await decoyDue(town, phone);
  untilAnEvening(town, random);
  await phone.device.beginDecoy();
}

/** People report when they look at their phones, and decoys begin when they do. */
function untilAnEvening(town: Town, random: Random): void {
  town.now = (Math.floor(town.now / day) + 1) * day + random.whole(7 * hour, 22 * hour);
}

/** Sessions of one phone, on a network that answers with the server's own arithmetic, as fast as it can. */
async function sessionsOf(town: Town, group: Group, random: Random, begin: Begin): Promise<Trace[]> {
  const phone = await town.phone({ random: random.next });
  await phone.device.sync();
  const traces: Trace[] = [];
  while (traces.length < sessionsOfAPhone) {
    await begin(town, phone, random, async () => generateClaimCode());
    const offFrom = town.now + (random.chance(0.2) ? random.whole(0, 5 * minute) : 365 * day);
    const offUntil = offFrom + random.whole(minute, 10 * minute);
    const trace: Seen[] = [];
    phone.before = ({ path, body }) => {
      if (body === null) return undefined;
      const isOff = town.now >= offFrom && town.now < offUntil;
      const answer = path === "/v1/tickets" && !isOff ? tickets(town, group, body) : new Uint8Array(0);
      trace.push({ at: town.now, sent: body.length, received: isOff ? -1 : answer.length });
      if (isOff) throw new TypeError("no network");
      return new Response(answer.length === 0 ? null : answer, { status: answer.length === 0 ? 204 : 200 });
    };
    await lookOnAndOff(town, phone, random);
    traces.push(trace);
  }
  return traces;
}

/** The server's answer to a claim: it takes every code for a good one. */
function tickets(town: Town, group: Group, request: Uint8Array): Uint8Array<ArrayBuffer> {
  const epoch = epochOf(town.now);
  const secretKey = new KeyDirectory(join(town.dataDirectory, "keys")).ticketSecret(1, epoch)!;
  const isDecoy = claimCodeOfRequest(request) === decoyClaimCode;
  const keys = isDecoy ? null : { secretKey, publicKey: group.multiplyBase(secretKey) };
  const answer = doTicketJob({ kind: "issue", request, purpose: 1, epoch, keys }, group);
  if (typeof answer === "boolean") throw new Error("tickets are bytes");
  return new Uint8Array(answer);
}

/** The page is closed now and then, and opened again later. */
async function lookOnAndOff(town: Town, phone: Phone, random: Random): Promise<void> {
  const closing = () => town.now + (random.chance(0.4) ? random.whole(20, 5 * minute) : day);
  let closesAt = closing();
  for (;;) {
    const { nextDue } = await phone.device.runOutbox();
    if (nextDue === null) return;
    if (nextDue <= closesAt) town.now = Math.max(town.now, nextDue);
    else {
      town.now = closesAt + random.whole(5 * minute, 3 * hour);
      closesAt = closing();
    }
  }
}

/** What can be told of a session: counts, sizes, order, gaps, length, time of day. */
function featuresOf(trace: Trace): Features {
  const sizes = trace.map(({ sent }) => sent);
  const answers = trace.map(({ received }) => received);
  const times = trace.map(({ at }) => at);
  const first = times[0]!;
  const length = times.at(-1)! - first;
  const gaps = times.slice(1).map((at, index) => at - times[index]!);
  const sorted = gaps.toSorted((one, other) => one - other);
  const mean = total(gaps) / gaps.length;
  const deviation = Math.sqrt(total(gaps.map((gap) => (gap - mean) ** 2)) / gaps.length);
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  const hourOfDay = (first % day) / hour;
  return [
    trace.length,
    answers.filter((bytes) => bytes >= 0).length,
    total(sizes),
    total(answers),
    new Set(sizes).size,
    sizes[0]!,
    answers[0]!,
    sizes.indexOf(Math.max(...sizes)),
    hourOfDay,
    Math.log(1 + length),
    Math.log(1 + gaps[0]!),
    Math.log(1 + gaps.at(-1)!),
    ...[0, 0.25, 0.5, 0.75, 0.9, 1].map((share) => Math.log(1 + quantile(share))),
    deviation / (mean + 1),
    gaps.filter((gap) => gap === 0).length,
    ...[8, 16, 24].map((place) => (times[place]! - first) / (length + 1)),
  ];
}

/** What a careless decoy would look like. */
function flaws(random: Random): Record<string, (trace: Trace) => Trace> {
  return {
    "31 messages": (trace) => trace.slice(0, -1),
    "messages at even times": (trace) =>
      trace.map((seen, index) => ({ ...seen, at: trace[0]!.at + index * 9 })),
    "messages within one minute": (trace) => {
      const times = trace.map(() => trace[0]!.at + random.whole(0, minute)).toSorted((a, b) => a - b);
      return trace.map((seen, index) => ({ ...seen, at: times[index]! }));
    },
    "a shorter answer to the claim": ([claim, ...others]) => [{ ...claim!, received: 1091 }, ...others],
    "the claim at the end": ([claim, ...others]) => [...others, { ...claim!, at: others.at(-1)!.at }],
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
