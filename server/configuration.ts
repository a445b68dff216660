import { readWitnesses, type WitnessAddress } from "./cosigning/witness-address.ts";
import { type PeerAddress, readPeers } from "./mirror/peer-address.ts";
import type { OperationsAddress } from "./operations/operations-server.ts";
import { OperatorError } from "./operator-error.ts";
import { readPostgresAddress } from "./store/postgres-address.ts";

/** What the environment says, checked. */
export interface Configuration {
  /** `PORT`: where to listen, 0 to 65535; 0 takes any free one. Default 8080. */
  readonly port: number;
  /** `CELADON_DATA`: the folder of the SQLite file and the keys. Default `./data`. */
  readonly dataDirectory: string;
  /** `CELADON_DATABASE_URL`: the PostgreSQL that several nodes share, see {@link readPostgresAddress}. Null: SQLite, in the folder. */
  readonly databaseUrl: string | null;
  /** `CELADON_ORIGIN`: the public address, scheme, host and port. Null: `http://localhost` with the port. */
  readonly origin: string | null;
  /** `CELADON_PERIOD_SECONDS`: from one batch to the next, 1 to 86400. Null: 60 in a development region, otherwise 3600. */
  readonly periodSeconds: number | null;
  /** `CELADON_WITNESSES`: who is asked to cosign the log, `vkey@url`, separated by commas. Default nobody. */
  readonly witnesses: readonly WitnessAddress[];
  /** `CELADON_COPY`: folder or address of the region's static copy, which a start compares its data with. Null: none. */
  readonly copy: string | null;
  /** `CELADON_PEERS`: where peers are fetched instead of at their address in the manifest, `root@url`, separated by commas. */
  readonly peers: readonly PeerAddress[];
  /**
   * `CELADON_OPERATIONS_PORT`: where monitoring asks for health and metrics, on the interface of `CELADON_OPERATIONS_HOST`
   * (default `localhost`: this machine alone). Null: nowhere.
   */
  readonly operations: OperationsAddress | null;
  /** `CELADON_ADDRESS_HEADER`: in which header a proxy in front names who asked it, such as `x-real-ip`. Null: none does. */
  readonly addressHeader: string | null;
  /** `CELADON_CONTACT`: whom to tell of a weakness, `mailto:` or `https:`, for `/.well-known/security.txt`. Null: nobody. */
  readonly contact: string | null;
}

/** The longest period: devices count a list as old after six hours at the earliest, but nothing is gained beyond a day. */
const periodSecondsMax = 86_400;

/** How the environment is described by `--help`. */
export const environmentHelp = `Environment:
  PORT                    where to listen (8080)
  CELADON_DATA            folder of the database and the keys (./data)
  CELADON_DATABASE_URL    postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full, for several nodes on one database;
                          HOST,HOST where there is a standby (SQLite in the folder)
  CELADON_ORIGIN          public address (http://localhost with the port)
  CELADON_PERIOD_SECONDS  length of a batch period (3600; 60 in a development region)
  CELADON_WITNESSES       who is asked to cosign the log: VKEY@URL, separated by commas (nobody)
  CELADON_COPY            folder or address of the region's export: a start refuses data that are older (none)
  CELADON_PEERS           where peers are fetched, if elsewhere than the manifest says: ROOT@URL, separated by commas (none)
  CELADON_OPERATIONS_PORT where monitoring asks for /healthz, /readyz and /metrics (nowhere)
  CELADON_OPERATIONS_HOST on which interface: localhost is this machine alone (localhost)
  CELADON_ADDRESS_HEADER  in which header a proxy in front names who asked it, such as x-real-ip (none)
  CELADON_CONTACT         whom to tell of a weakness, mailto:… or https://…, for /.well-known/security.txt (nobody)
`;

/**
 * Read the environment, once, at start.
 *
 * @param environment - `process.env`; an empty value counts as none.
 * @throws {@link OperatorError} with a line for every problem there is.
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const problems: string[] = [];
  const wholeNumber = (name: string, min: number, max: number): number | null => {
    const text = environment[name];
    if (text === undefined || text === "") return null;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (value >= min && value <= max) return value;
    problems.push(`${name} is ${JSON.stringify(text)}; it must be a whole number from ${min} to ${max}.`);
    return null;
  };
  const operationsPort = wholeNumber("CELADON_OPERATIONS_PORT", 0, 65_535);
  const operationsHost = environment["CELADON_OPERATIONS_HOST"] || null;
  const configuration = {
    port: wholeNumber("PORT", 0, 65_535) ?? 8080,
    dataDirectory: environment["CELADON_DATA"] || "./data",
    databaseUrl: readDatabaseUrl(environment["CELADON_DATABASE_URL"], problems),
    origin: readOrigin(environment["CELADON_ORIGIN"], problems),
    periodSeconds: wholeNumber("CELADON_PERIOD_SECONDS", 1, periodSecondsMax),
    witnesses: readWitnesses("CELADON_WITNESSES", environment["CELADON_WITNESSES"], problems),
    copy: environment["CELADON_COPY"] || null,
    peers: readPeers("CELADON_PEERS", environment["CELADON_PEERS"], problems),
    operations:
      operationsPort === null ? null : { port: operationsPort, host: operationsHost ?? "localhost" },
    addressHeader: readAddressHeader(environment["CELADON_ADDRESS_HEADER"], problems),
    contact: readContact(environment["CELADON_CONTACT"], problems),
  };
  if (operationsPort !== null && operationsPort !== 0 && operationsPort === configuration.port) {
    problems.push(
      `CELADON_OPERATIONS_PORT and PORT are both ${operationsPort}; monitoring has a port of its own.`,
    );
  }
  if (operationsHost !== null && !environment["CELADON_OPERATIONS_PORT"]) {
    problems.push(
      "CELADON_OPERATIONS_HOST is set, but CELADON_OPERATIONS_PORT is not: set both, or neither.",
    );
  }
  if (problems.length > 0) throw new OperatorError(problems.join("\n"));
  return configuration;
}

/** What is wrong is not shown: there may be a password in it. */
function readDatabaseUrl(text: string | undefined, problems: string[]): string | null {
  if (text === undefined || text === "") return null;
  const hosts = readPostgresAddress(text);
  if (typeof hosts !== "string") return text;
  problems.push(`CELADON_DATABASE_URL ${hosts}`);
  return null;
}

function readOrigin(text: string | undefined, problems: string[]): string | null {
  if (text === undefined || text === "") return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url !== null &&
    (url.protocol === "http:" || url.protocol === "https:") &&
    url.href === `${url.origin}/`
  ) {
    return url.origin;
  }
  problems.push(
    `CELADON_ORIGIN is ${JSON.stringify(text)}; it must be an address without a path, such as https://celadon.example.`,
  );
  return null;
}

function readAddressHeader(text: string | undefined, problems: string[]): string | null {
  if (text === undefined || text === "") return null;
  if (/^[a-z0-9-]{1,64}$/i.test(text)) return text.toLowerCase();
  problems.push(
    `CELADON_ADDRESS_HEADER is ${JSON.stringify(text)}; it must be the name of a header, such as x-real-ip.`,
  );
  return null;
}

function readContact(text: string | undefined, problems: string[]): string | null {
  if (text === undefined || text === "") return null;
  if (/^(?:mailto:|https:\/\/)[^\s]+$/.test(text) && URL.canParse(text)) return text;
  problems.push(
    `CELADON_CONTACT is ${JSON.stringify(text)}; it must be an address such as mailto:security@celadon.example.`,
  );
  return null;
}
