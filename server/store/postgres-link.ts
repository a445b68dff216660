import postgres from "postgres";
import { DatabaseAwayError, isConnectionLost } from "./database-away.ts";
import type { PostgresHost } from "./postgres-address.ts";

/** Connections of one node: those that read never wait for those that write. */
const readers = 6;
const writers = 4;

const connectSeconds = 5;

/** One that is not used for so long is closed. */
const idleSeconds = 300;

/** A transaction whose node says nothing for so long, because it was stopped perhaps, is undone, so that others can go on. */
const silentMilliseconds = 10_000;

/** How often a node asks whether the database is there, and takes writes. */
const beatMilliseconds = 1_000;

/** A database that has not answered for so long is looked for anew. */
const unansweredMilliseconds = 5_000;

/**
 * What has not ended after so long, waiting included, is waited for no longer: a closing takes its time, perhaps, or the database waits for a
 * standby that is gone, or it has been replaced. Whether it will be done nobody knows then, and so nothing is acknowledged.
 */
const patienceMilliseconds = 60_000;

/** Before a node that ends breaks off what is under way. */
const closingSeconds = 10;

/** Where none was found, whoever asks within so long is told at once. */
const againMilliseconds = 1_000;

/** Whole numbers as numbers, bytes as plain arrays: what SQLite gives. */
const types = {
  bigint: { to: 20, from: [20], serialize: String, parse: Number },
  bytea: {
    to: 17,
    from: [17],
    serialize: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString("hex")}`,
    parse: (text: string) => new Uint8Array(Buffer.from(text.slice(2), "hex")),
  },
};

/** Whether a host takes writes, and if so, in which timeline: each standby that was made the primary begins the next. */
const roleQuery = `
  SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS "isReadOnly",
    CASE WHEN NOT pg_is_in_recovery()
      THEN ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint END AS timeline`;

interface Role {
  readonly isReadOnly: boolean;
  readonly timeline: number;
}

export type Pool = ReturnType<typeof connect>;

/** The connections to one host, as long as it holds. */
export interface Connections {
  readonly readers: Pool;
  readonly writers: Pool;
  /** Aborted when they are given up: what is under way on them fails. */
  readonly lost: AbortSignal;
  /** Open one connection more, for good; `onclose` is called when it has gone. */
  open(settings: Record<string, number>, onclose: () => void): Pool;
}

interface Found extends Role {
  readonly host: PostgresHost;
  readonly asker: Pool;
}

/**
 * A node's way to its database: of several hosts, to the one that takes writes. When that is gone, or says nothing, all connections
 * are given up at once, nobody waits for them, and the next who asks looks for it anew. (Left to itself, `postgres` would keep
 * everyone waiting, and try hosts that are away without a pause.)
 *
 * A host whose timeline is older than one that was seen is a primary that has been replaced, and does not know it: it is refused.
 */
export class PostgresLink {
  readonly #hosts: readonly PostgresHost[];
  #connections: Connections | null = null;
  #giveUp: () => Promise<void> = async () => undefined;
  #search: Promise<Connections> | null = null;
  #check: Promise<void> | null = null;
  #failure: { readonly error: DatabaseAwayError; readonly until: number } | null = null;
  #timeline = 0;
  #isClosed = false;

  constructor(hosts: readonly PostgresHost[]) {
    this.#hosts = hosts;
  }

  /**
   * Do something with the connections; when it fails because they are gone, they are given up.
   *
   * @throws {@link DatabaseAwayError} when there is no host that takes writes, or it takes too long: then it may be done yet.
   */
  async use<Result>(work: (connections: Connections) => Promise<Result>): Promise<Result> {
    const connections = await this.#find();
    const doing = work(connections);
    doing.catch((error: unknown) => {
      if (isConnectionLost(error)) this.#leave(connections);
    });
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      patience = setTimeout(() => {
        if (this.#check === null)
          this.#check = this.#leaveIfReplaced(connections).finally(() => (this.#check = null));
        reject(new DatabaseAwayError("the database has not done it in time"));
      }, patienceMilliseconds);
    });
    try {
      return await Promise.race([doing, late]);
    } finally {
      clearTimeout(patience);
    }
  }

  /** Once what is under way has ended, or has not for too long. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#search?.catch(() => null);
    const connections = this.#connections;
    if (connections === null) return;
    const pools = [connections.readers, connections.writers];
    await Promise.all(pools.map((pool) => pool.end({ timeout: closingSeconds })));
    this.#connections = null;
    await this.#giveUp();
  }

  async #find(): Promise<Connections> {
    if (this.#connections !== null) return this.#connections;
    if (this.#isClosed) throw new DatabaseAwayError("the database has been closed");
    if (this.#failure !== null && performance.now() < this.#failure.until) throw this.#failure.error;
    this.#search ??= this.#lookAround().finally(() => (this.#search = null));
    return this.#search;
  }

  /** Give these connections up, unless that has been done. */
  #leave(connections: Connections): void {
    if (this.#connections !== connections) return;
    this.#connections = null;
    void this.#giveUp();
  }

  /** Give these connections up when another host takes writes, in a later timeline. */
  async #leaveIfReplaced(connections: Connections): Promise<void> {
    const answers = await Promise.all(this.#hosts.map(roleOf));
    for (const answer of answers) {
      if (answer instanceof Error) continue;
      if (!answer.isReadOnly && answer.timeline > this.#timeline) this.#leave(connections);
      void answer.asker.end({ timeout: 0 });
    }
  }

  async #lookAround(): Promise<Connections> {
    const answers = await Promise.all(this.#hosts.map(roleOf));
    const usable = answers
      .filter((answer): answer is Found => !(answer instanceof Error))
      .filter(({ isReadOnly, timeline }) => !isReadOnly && timeline >= this.#timeline)
      .toSorted((one, other) => other.timeline - one.timeline);
    const best = usable[0];
    for (const answer of answers) {
      if (!(answer instanceof Error) && answer !== best) void answer.asker.end({ timeout: 0 });
    }
    if (best === undefined) {
      const error = new DatabaseAwayError(reasonOf(answers));
      this.#failure = { error, until: performance.now() + againMilliseconds };
      throw error;
    }
    this.#timeline = best.timeline;
    this.#connections = this.#connectTo(best);
    return this.#connections;
  }

  #connectTo({ host, asker }: Found): Connections {
    const lost = new AbortController();
    const connections = {
      readers: connect(host, readers),
      writers: connect(host, writers, {
        idle_in_transaction_session_timeout: silentMilliseconds,
      }),
      lost: lost.signal,
      open: (settings: Record<string, number>, onclose: () => void) =>
        connect(host, 1, settings, { onclose, max_lifetime: null, idle_timeout: 0 }),
    };
    let answered = performance.now();
    let isAsking = false;
    const ask = async (): Promise<void> => {
      isAsking = true;
      const [role] = await asker.unsafe<Role[]>(roleQuery).catch(() => []);
      isAsking = false;
      answered = performance.now();
      if (role === undefined || role.isReadOnly) this.#leave(connections);
    };
    const beat = setInterval(() => {
      if (!isAsking) void ask();
      else if (performance.now() - answered > unansweredMilliseconds) this.#leave(connections);
    }, beatMilliseconds);
    beat.unref();
    this.#giveUp = async () => {
      clearInterval(beat);
      lost.abort();
      const pools = [asker, connections.readers, connections.writers];
      await Promise.all(pools.map((pool) => pool.end({ timeout: 0 })));
    };
    return connections;
  }
}

/** What a host says of itself, or why it says nothing. */
async function roleOf(host: PostgresHost): Promise<Found | Error> {
  const asker = connect(host, 1, {}, { idle_timeout: 0 });
  try {
    const [role] = await asker.unsafe<[Role]>(roleQuery);
    return { ...role, host, asker };
  } catch (error) {
    void asker.end({ timeout: 0 });
    return error as Error;
  }
}

/** Without addresses, which may have a password in them. */
function reasonOf(answers: readonly (Found | Error)[]): string {
  const reasons = answers.map((answer) => {
    if (!(answer instanceof Error)) return "it takes no writes";
    return answer.message || String((answer as NodeJS.ErrnoException).code);
  });
  return [...new Set(reasons)].join("; ");
}

function connect(
  { url, tls }: PostgresHost,
  max: number,
  settings: Record<string, number> = {},
  options: {
    readonly onclose?: () => void;
    readonly max_lifetime?: null;
    readonly idle_timeout?: number;
  } = {},
) {
  return postgres(url, {
    idle_timeout: idleSeconds,
    ...options,
    max,
    types,
    ssl: tls,
    fetch_types: false,
    connect_timeout: connectSeconds,
    // What fails is given up: nobody is kept waiting for another try.
    backoff: () => 0,
    onnotice: () => undefined,
    connection: { application_name: "celadon", synchronous_commit: "on", ...settings },
  });
}
