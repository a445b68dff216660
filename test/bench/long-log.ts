import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningServer, startServer } from "../../server/server.ts";
import { type Device, openDevice } from "../../web/device/device.ts";
import { compared, type Row } from "./measure.ts";

const hour = 3_600;
const hoursADay = 24;
/** As long as a manifest can last. */
const days = 180;
/** Days of it on which phones follow hour by hour and day by day: what an hour costs depends on how full the last bundle is. */
const followedDays = 11;
const daysBetweenRenewals = 30;

/** What syncs have cost, summed. */
interface Cost {
  logBytes: number;
  batchBytes: number;
  batches: number;
  /** From the beginning to the first batch that is asked for: checkpoint and entries read, every entry hashed, the root compared. */
  logMilliseconds: number;
  milliseconds: number;
}

/**
 * What a region costs a phone after 180 days of hourly batches: a real server driven by a clock of its own, real device code, over
 * HTTP. Bytes are those of bodies as they travel, the log's entries compressed.
 */
export async function longLogCosts(): Promise<Row[]> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "celadon-bench-"));
  const clock = { now: Math.floor(Date.now() / hour / 1000) * hour };
  const server = await startServer({
    dataDirectory,
    port: 0,
    periodSeconds: hour,
    publishByItself: false,
    clock: () => clock.now,
    region: { days },
  });
  try {
    return await measure(server, clock);
  } finally {
    await server.close();
    await rm(dataDirectory, { recursive: true });
  }
}

async function measure(server: RunningServer, clock: { now: number }): Promise<Row[]> {
  const publishHours = async (count: number): Promise<void> => {
    for (let each = 0; each < count; each++) {
      clock.now += hour;
      if ((await server.publish()) === null) throw new Error("no batch was closed");
    }
  };
  for (let day = 0; day < days; day++) {
    if (day > 0 && day % daysBetweenRenewals === 0) await server.renewManifest({ days: 90 });
    await publishHours(hoursADay);
  }
  const hourly = await phone(server, clock);
  const daily = await phone(server, clock);
  const first = await hourly.sync();
  await daily.sync();
  const eachHour: Cost[] = [];
  const eachDay: Cost[] = [];
  for (let day = 0; day < followedDays; day++) {
    for (let each = 0; each < hoursADay; each++) {
      await publishHours(1);
      eachHour.push(await hourly.sync());
    }
    eachDay.push(await daily.sync());
  }
  hourly.device.close();
  daily.device.close();
  return rows(first, mean(eachDay), mean(eachHour));
}

function rows(first: Cost, daily: Cost, hourly: Cost): Row[] {
  const kibibytes = (what: string, bytes: number): Row => ({ what, value: bytes / 1024, unit: "KiB" });
  const milliseconds = (what: string, value: number): Row => ({ what, value, unit: "ms" });
  const firstLog = kibibytes("first sync: the log", first.logBytes);
  const firstBatches = kibibytes(`first sync: ${first.batches} batches`, first.batchBytes);
  const firstTime = milliseconds("first sync: the log, read and verified", first.logMilliseconds);
  const dailyLog = kibibytes("a day later: the log", daily.logBytes);
  const dailyBatches = kibibytes(`a day later: ${daily.batches} batches`, daily.batchBytes);
  const dailyTime = milliseconds("a day later: all of it", daily.milliseconds);
  return [
    firstLog,
    compared(firstBatches, firstLog),
    firstTime,
    compared(milliseconds("first sync: all of it", first.milliseconds), firstTime),
    compared(dailyLog, firstLog),
    compared(dailyBatches, firstBatches),
    compared(dailyTime, firstTime),
    compared(kibibytes("an hour later: the log", hourly.logBytes), dailyLog),
    compared(kibibytes(`an hour later: ${hourly.batches} batch`, hourly.batchBytes), dailyBatches),
    compared(milliseconds("an hour later: all of it", hourly.milliseconds), dailyTime),
  ];
}

/** A phone without visits that counts what it gets. */
async function phone(
  server: RunningServer,
  clock: { now: number },
): Promise<{ device: Device; sync(): Promise<Cost> }> {
  let cost = noCost();
  let started = 0;
  const device = await openDevice({
    fetch: async (input, init) => {
      const { pathname } = new URL(String(input));
      const isBatch = pathname.startsWith("/v1/batch/");
      if (isBatch && cost.batches === 0) cost.logMilliseconds = performance.now() - started;
      const response = await fetch(input, init);
      const body = await response.arrayBuffer();
      const bytes = Number(response.headers.get("content-length"));
      if (response.ok && isBatch) {
        cost.batches += 1;
        cost.batchBytes += bytes;
      }
      if (pathname.startsWith("/v1/log/")) cost.logBytes += bytes;
      return new Response(body, response);
    },
    origin: server.url,
    now: () => clock.now,
    indexedDB: new IDBFactory(),
    locks: null,
  });
  const sync = async (): Promise<Cost> => {
    cost = noCost();
    started = performance.now();
    await device.sync({ force: true });
    cost.milliseconds = performance.now() - started;
    return cost;
  };
  return { device, sync };
}

function noCost(): Cost {
  return { logBytes: 0, batchBytes: 0, batches: 0, logMilliseconds: 0, milliseconds: 0 };
}

function mean(costs: readonly Cost[]): Cost {
  const total = costs.reduce(
    (sum, cost) => ({
      logBytes: sum.logBytes + cost.logBytes,
      batchBytes: sum.batchBytes + cost.batchBytes,
      batches: sum.batches + cost.batches,
      logMilliseconds: sum.logMilliseconds + cost.logMilliseconds,
      milliseconds: sum.milliseconds + cost.milliseconds,
    }),
    noCost(),
  );
  const each = (value: number): number => value / costs.length;
  return {
    logBytes: each(total.logBytes),
    batchBytes: each(total.batchBytes),
    batches: each(total.batches),
    logMilliseconds: each(total.logMilliseconds),
    milliseconds: each(total.milliseconds),
  };
}
