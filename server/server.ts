import type { FastifyInstance } from "fastify";
import type { Manifest, PauseReason, Policy, TicketPurpose } from "../protocol/index.ts";
import { announce, announceFirstLink } from "./announcement.ts";
import { inviteFirst } from "./authority/first-administrator.ts";
import { invitationLink } from "./authority/invitation.ts";
import { realPeriodSeconds, secondsPerHour } from "./clock.ts";
import { ClockWatch } from "./clock-watch.ts";
import { CosignatureCollector } from "./cosigning/collector.ts";
import { refuseOldCopy } from "./cosigning/old-copy.ts";
import type { WitnessAddress } from "./cosigning/witness-address.ts";
import { openData } from "./data-directory.ts";
import { addRoutes, createFrame } from "./http/app.ts";
import { type ConnectionLimits, connectionLimits } from "./http/connection-limits.ts";
import { listen } from "./http/listen.ts";
import { loadPages } from "./http/pages.ts";
import { RequestCounts } from "./http/request-counts.ts";
import { issueClaimCode } from "./intake/claim-codes.ts";
import { TicketWorkers } from "./intake/ticket-workers.ts";
import { WrongCodeCounts } from "./intake/wrong-code-counts.ts";
import { WrongCodeRate } from "./intake/wrong-code-rate.ts";
import type { LogDestination } from "./logging.ts";
import { Mirror } from "./mirror/mirror.ts";
import type { PeerAddress } from "./mirror/peer-address.ts";
import { type OperationsAddress, OperationsServer } from "./operations/operations-server.ts";
import { PeriodLoad } from "./operations/period-load.ts";
import { pausePublishing, resumePublishing } from "./publishing/pause.ts";
import { Publisher } from "./publishing/publisher.ts";
import { checkKeys } from "./region/key-check.ts";
import { Region } from "./region/region.ts";
import { renewManifest, type Renewal } from "./region/renewal.ts";
import { makeTrialRegion, trialDays } from "./region/trial-region.ts";
import { logRelease, releaseOf } from "./release.ts";
import { nowOf, type World } from "./world.ts";

/** How a server is started. */
export interface ServerOptions {
  /** Folder of the SQLite file and the keys; made when missing. */
  readonly dataDirectory: string;
  /** Of a PostgreSQL in which the store is, instead of in the folder. Default none. */
  readonly databaseUrl?: string | null;
  /** Where to listen; 0 takes any free port. */
  readonly port: number;
  /** Public address. Default `http://localhost:<port>`; with another the server listens on all interfaces. */
  readonly origin?: string;
  /** From one batch to the next. Default 60 where the steward's key lies on the server, otherwise 3600. */
  readonly periodSeconds?: number;
  /** Unix seconds, with or without fractions. Default the system's clock. */
  readonly clock?: () => number;
  /** Seconds of a clock that nobody sets, to notice when the other one leaps. Default the machine's; none where `clock` is given, which then may leap. */
  readonly steadyClock?: () => number;
  /** Folder of the built pages. Default none. */
  readonly pages?: string;
  /** Where log lines go, see {@link LogDestination}. Default nowhere. */
  readonly logger?: LogDestination;
  /** Whether batches are closed, and peers mirrored, by a timer. Default true; the replay does it itself. */
  readonly publishByItself?: boolean;
  /** What a trial region is made with, when there is none yet. */
  readonly region?: {
    readonly policy?: Partial<Policy>;
    readonly days?: number;
    readonly name?: string;
    /** vkeys that its manifest names, and how many of them must cosign. Default none. */
    readonly witnesses?: readonly string[];
    readonly quorum?: number;
    /** Addresses of relays that its manifest names. Default none. */
    readonly relays?: readonly string[];
    /** Other regions that its manifest names. Default none. */
    readonly peers?: Manifest["peers"];
  };
  /** Who is asked to cosign the log. Default nobody. */
  readonly witnesses?: readonly WitnessAddress[];
  /** Folder or address of the region's static copy, which the data are compared with at first. Default none. */
  readonly copy?: string | null;
  /** Where peers are fetched that are not to be fetched at their address in the manifest. Default none. */
  readonly peers?: readonly PeerAddress[];
  /** So many requests may wait for the arithmetic of tickets; more are refused as busy. Default 256 for each thread. */
  readonly ticketJobsMax?: number;
  /** Before what failed on the way to a peer is asked for again, in seconds. Default 5. */
  readonly patienceSeconds?: number;
  /** Where monitoring asks for health and metrics. Default nowhere. */
  readonly operations?: OperationsAddress | null;
  /** In which header, in lower case, a proxy in front names who asked it. Default none. */
  readonly addressHeader?: string | null;
  /** Whom to tell of a weakness, as a URI. Default nobody. */
  readonly contact?: string | null;
  /** Default {@link connectionLimits}. */
  readonly limits?: Partial<ConnectionLimits>;
}

/** A server that answers. */
export interface RunningServer {
  /** `http://localhost:<port>`, without a final slash. */
  readonly url: string;
  /** Where monitoring asks; 0 where it cannot. */
  readonly operationsPort: number;
  /** Close the batch of the present period. @returns Null when it has been closed already, or the sunset has passed. */
  publish(): Promise<{ number: number } | null>;
  /** Fetch what the peers of the newest manifest have published since. @returns When that has been tried with each. */
  mirrorPeers(): Promise<void>;
  /** @returns A fresh claim code of 12 characters. */
  issueClaimCode(purpose: TicketPurpose): Promise<string>;
  /** @returns The link by which the first member of the staff enrols, with every role; null when somebody has. */
  inviteFirst(): Promise<string | null>;
  /** Pause publishing, as two of the staff can. See {@link pausePublishing}. */
  pause(reason: PauseReason): Promise<void>;
  /** Go on. See {@link resumePublishing}. */
  resume(): Promise<void>;
  /** Sign and log the next manifest, see {@link renewManifest}. */
  renewManifest(renewal?: Renewal): Promise<void>;
  /** Finish the requests that are under way, then close the store. */
  close(): Promise<void>;
}

/** Requests that are not finished so long after the server was asked to stop are cut off. */
const closingMilliseconds = 10_000;

const trialPeriodSeconds = 60;

const defaultPatienceSeconds = 5;

/**
 * Start the server: open the data, make a trial region when there is none, listen, and close batches.
 *
 * @throws {@link OperatorError} when the data, the keys or the port cannot be used, the pages are not as they were built, or a
 *   witness or the static copy has more of the log than is here.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const clock = options.clock ?? (() => Date.now() / 1000);
  const pages = options.pages === undefined ? new Map<string, never>() : await loadPages(options.pages);
  const release = options.pages === undefined ? null : releaseOf(pages, options.pages);
  let relays = async (): Promise<readonly string[]> => [];
  let origin = options.origin ?? `http://localhost:${options.port}`;
  const app = createFrame({
    logger: options.logger ?? null,
    clock,
    origin: () => origin,
    relays: async () => relays(),
    limits: { ...connectionLimits, ...options.limits },
  });
  const world = await openWorld(options, app, clock, () => origin);
  relays = async () => world.region.relays();
  const operations = new OperationsServer(world);
  try {
    addRoutes(app, world, pages);
    world.load.watch(app.server);
    const operationsPort = options.operations ? await operations.listen(options.operations) : 0;
    const port = await listen(app, options.port, new URL(origin).hostname);
    await refuseOldCopy(world.store, { witnesses: options.witnesses ?? [], copy: options.copy ?? null });
    // Not before the port is ours: another server may be showing other pages there.
    if (release !== null && (await logRelease(world.store, world.keys, release))) {
      app.log.info({ sha256: release.sha256 }, `Logged release ${release.version} of the pages.`);
    }
    if (options.origin === undefined) origin = `http://localhost:${port}`;
    await announce(world, origin, pages);
    await announceFirstLink(world, pages);
    const collector = await CosignatureCollector.open(world, options.witnesses ?? []);
    collector.wake();
    const publisher = new Publisher(world, () => collector.wake());
    const mirror = new Mirror(world, options.peers ?? [], options.patienceSeconds ?? defaultPatienceSeconds);
    if (options.publishByItself !== false) {
      await publisher.start();
      await mirror.start();
    }
    operations.enter("serving");
    return {
      url: `http://localhost:${port}`,
      operationsPort,
      publish: async () => publisher.publish(),
      mirrorPeers: () => mirror.ask(),
      issueClaimCode: async (purpose) =>
        (await issueClaimCode(world.store, world.keys, purpose, nowOf(world))).code,
      inviteFirst: async () => {
        const invitation = await inviteFirst(world, nowOf(world));
        return invitation === null ? null : invitationLink(origin, invitation);
      },
      pause: async (reason) => world.store.transaction(async () => pausePublishing(world, reason)),
      resume: async () => world.store.transaction(async () => resumePublishing(world)),
      renewManifest: async (renewal = {}) => {
        await renewManifest(world.store, world.keys, renewal, nowOf(world));
        collector.wake();
      },
      close: async () => {
        operations.enter("stopping");
        await Promise.all([publisher.stop(), collector.stop(), mirror.stop()]);
        world.wrongCodes.stop();
        const cutOff = setTimeout(() => app.server.closeAllConnections(), closingMilliseconds);
        await app.close();
        clearTimeout(cutOff);
        await operations.close();
        world.load.stop();
        await world.ticketWorkers.close();
        await world.wrongCodeCounts.write();
        await world.store.close();
      },
    };
  } catch (error) {
    await app.close();
    await operations.close();
    world.load.stop();
    await world.ticketWorkers.close();
    await world.store.close();
    throw error;
  }
}

async function openWorld(
  options: ServerOptions,
  app: FastifyInstance,
  clock: () => number,
  origin: () => string,
): Promise<World> {
  const { store, keys } = await openData(options.dataDirectory, options.databaseUrl ?? null);
  try {
    const isNew = await makeTrialRegion(store, keys, {
      name: options.region?.name ?? "Trial region",
      days: options.region?.days ?? trialDays,
      policy: options.region?.policy ?? {},
      witnesses: options.region?.witnesses ?? [],
      quorum: options.region?.quorum ?? 0,
      relays: options.region?.relays ?? [],
      peers: options.region?.peers ?? [],
      host: new URL(origin()).hostname,
      periodSeconds: options.periodSeconds ?? trialPeriodSeconds,
      now: nowOf({ clock }),
    });
    await checkKeys(store, keys);
    if (isNew)
      app.log.info("Made a trial region: one steward, whose key lies on this machine, and no witness.");
    const region = await Region.open(store.region);
    const periodSeconds =
      options.periodSeconds ?? (keys.hasSteward() ? trialPeriodSeconds : realPeriodSeconds);
    const steadyClock = options.steadyClock ?? (options.clock ? null : () => performance.now() / 1000);
    const patienceSeconds = Math.min(periodSeconds, secondsPerHour);
    return {
      store,
      keys,
      region,
      clock,
      clockWatch: steadyClock && new ClockWatch({ clock, steadyClock, patienceSeconds, log: app.log }),
      periodSeconds,
      origin,
      addressHeader: options.addressHeader ?? null,
      contact: options.contact ?? null,
      wrongCodes: new WrongCodeRate(),
      wrongCodeCounts: new WrongCodeCounts(store, app.log),
      ticketWorkers: new TicketWorkers({ log: app.log, jobsMax: options.ticketJobsMax }),
      requests: new RequestCounts(),
      load: new PeriodLoad(),
      log: app.log,
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
