import { isIP } from "node:net";
import { checkServerIdentity, type ConnectionOptions } from "node:tls";

/** One of the hosts that a database may be on. */
export interface PostgresHost {
  /** With this one host, and without what is said here. */
  readonly url: string;
  /** False: no TLS. */
  readonly tls: false | ConnectionOptions;
}

/**
 * Read where the database is: `postgres://user:password@host,host:port/database?sslmode=verify-full`.
 *
 * With `sslmode=verify-full` each host must show a certificate for its name, from an authority that Node knows (`NODE_EXTRA_CA_CERTS`
 * adds one). The other modes that libpq has encrypt, but to whoever answers, and so do not exist here. Without TLS it must say
 * `sslmode=disable`, unless all hosts are this machine.
 *
 * (A host's address of IPv6 is not taken: `postgres` would cut it at its colons. Names are.)
 *
 * @returns The hosts, or in a sentence what is wrong. There is no password in it.
 */
export function readPostgresAddress(text: string): readonly PostgresHost[] | string {
  const [, scheme, names, database] =
    /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)([^@/?#[]+)(\/[^?#]+(?:\?[^#]*)?)$/.exec(text) ?? [];
  const urls = names?.split(",").map((name) => `${scheme}${name}${database}`) ?? [];
  if (urls.length === 0 || !urls.every((url) => URL.canParse(url))) {
    return "must be the address of a PostgreSQL database, such as postgres://celadon:password@db.example/celadon?sslmode=verify-full.";
  }
  const hosts = urls.map((url) => new URL(url));
  const mode = hosts[0]!.searchParams.get("sslmode");
  if (mode === null ? !hosts.every(isThisMachine) : mode !== "verify-full" && mode !== "disable") {
    return (
      "must end in ?sslmode=verify-full, so that its server shows by a certificate that it is the right one, " +
      "or in ?sslmode=disable, where nobody else is on the way to it. No other mode would check anything."
    );
  }
  return hosts.map((url) => {
    url.searchParams.delete("sslmode");
    // Which of them takes writes is found out here.
    url.searchParams.delete("target_session_attrs");
    const tls: ConnectionOptions = {
      rejectUnauthorized: true,
      // Node would not know the name of a host that is given by its number.
      checkServerIdentity: (_name, certificate) => checkServerIdentity(url.hostname, certificate),
    };
    return { url: url.href, tls: mode === "verify-full" && tls };
  });
}

function isThisMachine({ hostname }: URL): boolean {
  return hostname === "localhost" || (isIP(hostname) === 4 && hostname.startsWith("127."));
}
