import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test, type TestContext } from "node:test";
import connect from "postgres";
import { refusalOf } from "../../server/http/refusal.ts";
import { Store } from "../../server/store/store.ts";
import { type Ended, run } from "../server/server-process.ts";
import { temporaryDirectory } from "../server/trial-server.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

/** A place for data, which any number of stores can be opened on, as by nodes of their own. */
interface Place {
  open(t: TestContext): Promise<Store>;
}

let postgres: PostgresServer;
let count = 0;

before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

const kinds = {
  SQLite: async (t: TestContext): Promise<Place> => {
    const folder = mkdtempSync(join(tmpdir(), "celadon-store-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    return { open: (of) => opened(of, Store.open(join(folder, "celadon.sqlite"))) };
  },
  PostgreSQL: async (): Promise<Place> => {
    const url = await postgres.database(`contract_${++count}`);
    return { open: (of) => opened(of, Store.openPostgres(url)) };
  },
};

async function opened(t: TestContext, opening: Promise<Store>): Promise<Store> {
  const store = await opening;
  t.after(() => store.close());
  return store;
}

/** What somebody waits for until another opens it. */
function gate(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((open) => (resolve = open));
  return { promise, resolve: () => resolve() };
}

const bytes = (length = 32): Uint8Array => new Uint8Array(randomBytes(length));
const spentNonce = (epoch = 10) => ({ nonceHash: bytes(), epoch, bodyHash: bytes(), bodyUntilDay: 100 });

for (const [kind, make] of Object.entries(kinds)) {
  describe(`the store on ${kind}`, () => {
    test("keeps all of a transaction or nothing, and shows nothing of it before", async (t) => {
      const store = await (await make(t)).open(t);
      const hash = bytes();
      await assert.rejects(
        store.transaction(async () => {
          assert.ok(await store.claims.add(hash, 1, 5));
          throw new Error("undone");
        }),
        /undone/,
      );
      assert.equal(await store.claims.find(hash), null);
      let seenOutside: Promise<unknown> = Promise.resolve();
      const elsewhere = gate();
      void elsewhere.promise.then(() => (seenOutside = store.claims.find(hash)));
      await store.transaction(async () => {
        await store.claims.add(hash, 1, 5);
        assert.ok(await store.claims.find(hash), "it sees its own");
      });
      elsewhere.resolve();
      await seenOutside;
      assert.deepEqual(
        { ...(await store.claims.find(hash)) },
        {
          purpose: 1,
          expiresHour: 5,
          requestHash: null,
          answer: null,
        },
      );
    });

    test("does not show others what a transaction has not committed", async (t) => {
      const store = await (await make(t)).open(t);
      const hash = bytes();
      const written = gate();
      const seen = gate();
      const writing = store.transaction(async () => {
        await store.claims.add(hash, 1, 5);
        written.resolve();
        await seen.promise;
      });
      await written.promise;
      assert.equal(await store.claims.find(hash), null);
      seen.resolve();
      await writing;
      assert.ok(await store.claims.find(hash));
    });

    test("refuses a transaction within another, and a call that outlives the one it was begun in", async (t) => {
      const store = await (await make(t)).open(t);
      await assert.rejects(
        store.transaction(() => store.transaction(async () => undefined)),
        /within a transaction/,
      );
      const ended = gate();
      let late: Promise<unknown> = Promise.resolve();
      await store.transaction(async () => {
        late = ended.promise.then(() => store.claims.deleteAll());
      });
      ended.resolve();
      await assert.rejects(late, /is over/);
      await store.claims.deleteAll();
    });

    test("lets transactions of several nodes follow one another: none loses what another counted", async (t) => {
      const place = await make(t);
      const stores = [await place.open(t), await place.open(t)];
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const store = stores[index % 2]!;
          return store.transaction(async () => {
            const { 1: issued } = await store.claimCounts.of(7);
            await store.claimCounts.dueDay(7);
            await store.claimCounts.add(7, 1, 1);
            assert.equal((await store.claimCounts.of(7))[1], issued + 1);
          });
        }),
      );
      assert.equal((await stores[0]!.claimCounts.of(7))[1], 20);
    });

    test("sells a claim code once and takes a nonce once, whichever nodes are asked at the same time", async (t) => {
      const place = await make(t);
      const stores = [await place.open(t), await place.open(t)];
      const [hash, spent] = [bytes(), spentNonce()];
      await stores[0]!.claims.add(hash, 1, 5);
      const tries = Array.from({ length: 8 }, (_, index) => stores[index % 2]!);
      const used = await Promise.all(
        tries.map((store) =>
          store.transaction(() => store.claims.use(hash, bytes(), bytes(1092)), "together"),
        ),
      );
      assert.equal(used.filter(Boolean).length, 1);
      const taken = await Promise.all(
        tries.map((store) => store.transaction(() => store.reports.spend(spent), "together")),
      );
      assert.equal(taken.filter(Boolean).length, 1);
      assert.deepEqual(await stores[1]!.reports.bodyHash(spent.nonceHash), spent.bodyHash);
      await stores[0]!.reports.forgetBodiesBefore(101);
      assert.equal(await stores[1]!.reports.bodyHash(spent.nonceHash), null);
      await stores[0]!.reports.deleteNoncesBefore(11);
      assert.equal(await stores[1]!.reports.bodyHash(spent.nonceHash), undefined);
    });

    test("gives out due tokens once each, in the order of their bytes, and keeps later ones", async (t) => {
      const store = await (await make(t)).open(t);
      const tokens = [1, 0x7f, 0x80, 0xff].map((byte) => new Uint8Array(16).fill(byte));
      for (const token of tokens.toReversed()) await store.reports.addToken(3, 1, token);
      await store.reports.addToken(2, 1, tokens[0]!);
      await store.reports.addToken(3, 2, tokens[0]!);
      await store.reports.addToken(4, 1, tokens[3]!);
      const due = (await store.reports.due(3)).map(({ evidence, token }) => [evidence, token]);
      const [first, ...others] = tokens;
      assert.deepEqual(due, [[1, first], [2, first], ...others.map((token) => [1, token])]);
      await store.reports.deleteDue(3);
      assert.deepEqual(
        (await store.reports.due(4)).map(({ token }) => token),
        [tokens[3]],
      );
    });

    test("keeps what it is given, byte for byte, and gives numbers as numbers", async (t) => {
      const store = await (await make(t)).open(t);
      assert.equal(await store.region.root(), null);
      assert.equal(await store.region.newestSequence(), 0);
      await store.region.addRoot("root é\n");
      await store.region.addManifest({ sequence: 1, note: "one" });
      assert.equal(await store.region.root(), "root é\n");
      assert.equal(await store.region.newestSequence(), 1);
      await assert.rejects(store.region.addRoot("another"));
      const file = bytes(100_000);
      await store.batches.add({ number: 0, periodStart: 1_793_620_800, closed: 2_989_368 }, file);
      assert.deepEqual(await store.batches.bytes(0), file);
      assert.deepEqual(
        { ...(await store.batches.newest()) },
        { number: 0, periodStart: 1_793_620_800, closed: 2_989_368 },
      );
      assert.deepEqual(
        (await store.batches.latest(3)).map(({ bytes: size }) => size),
        [100_000],
      );
      await assert.rejects(
        store.batches.add({ number: 1, periodStart: 1_793_620_800, closed: 1 }, file),
        "a period closes once",
      );
      await store.batches.deleteAllBytes();
      assert.equal((await store.batches.bytes(0))!.length, 0);
      const frontier = bytes(64);
      for (const size of [1, 2]) await store.log.setHead({ size, frontier, checkpoint: `c${size}` });
      assert.deepEqual({ ...(await store.log.head()) }, { size: 2, frontier, checkpoint: "c2" });
      for (const [at, text] of ["pause x", "release 1 00", "resume", "pause y"].entries())
        await store.log.addEntry(at, text);
      assert.deepEqual(await store.log.entries(1, 2), ["release 1 00", "resume"]);
      assert.equal(await store.log.newestRelease(), "release 1 00");
      assert.equal(await store.log.newestPauseOrResume(), "pause y");
      for (const line of ["a", "b"])
        await store.log.addCosignature({ size: 2, witness: "w", checkpoint: "c", line });
      assert.deepEqual(
        (await store.log.cosignatures()).map(({ line }) => line),
        ["b"],
      );
    });

    test("keeps a peer's copy, and forgets it altogether", async (t) => {
      const store = await (await make(t)).open(t);
      const head = {
        root: "r",
        size: 1,
        frontier: bytes(32),
        checkpoint: "c",
        batches: 1,
        sequence: 1,
        sunset: 9,
      };
      for (const checkpoint of ["c", "d"]) await store.mirror.setHead("p", { ...head, checkpoint });
      assert.deepEqual({ ...(await store.mirror.head("p")) }, { ...head, checkpoint: "d" });
      for (const size of [5, 7])
        await store.mirror.addBatch("p", { number: 0, closed: 4, sha256: "00" }, bytes(size));
      await store.mirror.addEntry("p", 0, "text");
      assert.equal(await store.mirror.bytes("p"), 11);
      assert.deepEqual(await store.mirror.closings("p"), new Map([[0, 4]]));
      await store.mirror.delete("p");
      assert.equal(await store.mirror.head("p"), null);
      assert.deepEqual(await store.mirror.peers(), []);
    });

    test("counts by hour, and nothing of a decoy", async (t) => {
      const store = await (await make(t)).open(t);
      await store.transaction(async () => {
        for (const _ of [1, 2]) await store.hourlyCounts.add(4, "issued", 1, 3);
        await store.hourlyCounts.addNothing(4);
        await store.hourlyCounts.addWrong(5, 2);
      });
      assert.deepEqual(
        (await store.hourlyCounts.since(0)).map((row) => ({ ...row })),
        [
          { hour: 4, event: "issued", purpose: 1, count: 6 },
          { hour: 5, event: "wrong", purpose: 0, count: 2 },
        ],
      );
      assert.equal(await store.hourlyCounts.wrongIn(5), 2);
    });

    test("refuses to change the audit record, and gives no number twice that it names", async (t) => {
      const store = await (await make(t)).open(t);
      const entry = { minute: 1, staff: 7, hash: bytes() };
      const head = { first: 0, base: bytes(), hash: bytes(), seal: bytes() };
      await store.transaction(async () => {
        await store.audit.add({ ...entry, position: 0, action: "asked-codes", numbers: '{"approval":41}' });
        await store.audit.setHead({ ...head, next: 1 });
      });
      await assert.rejects(
        store.audit.add({ ...entry, position: 5, action: "x", numbers: "{}" }),
        /only ever appended/,
      );
      await assert.rejects(store.audit.forgetBefore(1), /only ever appended/);
      await assert.rejects(store.audit.setHead({ ...head, next: 0 }), /only ever appended/);
      assert.equal(await store.audit.firstSince(2), null);
      const page = (action: string | null) => store.audit.page({ before: 9, staff: null, action }, 5);
      assert.deepEqual([(await page(null)).length, (await page("other")).length], [1, 0]);
      const asked = { action: "pause", numbers: "{}", asker: 7, expires: 10 };
      assert.equal(await store.approvals.add(asked), 42);
      assert.equal(await store.approvals.move(42, "waiting", "approved", 8), true);
      assert.equal(await store.approvals.move(42, "waiting", "refused"), false);
      assert.equal(await store.staff.add({ name: "", roles: 7, handle: bytes() }), 8);
      await store.staff.end(8, 3);
      await store.staff.deleteForgotten(4);
      assert.deepEqual(await store.staff.all(), []);
    });

    test("lets staff in as it was told, and no answer to a challenge twice", async (t) => {
      const store = await (await make(t)).open(t);
      const staff = await store.staff.add({ name: "Ada", roles: 7, handle: bytes() });
      assert.equal(staff, 1);
      const [first, second] = [bytes(), bytes()];
      for (const token of [first, second]) await store.staff.invite(token, { staff, expires: 9 });
      assert.equal(await store.staff.invitation(first), null, "the link before is void");
      assert.equal(await store.staff.useInvitation(second), true);
      assert.equal(await store.staff.useInvitation(second), false);
      const challenge = bytes(40);
      assert.deepEqual(
        [await store.sessions.answer(challenge, 9), await store.sessions.answer(challenge, 9)],
        [true, false],
      );
      const session = { tokenHash: bytes(), staff, credential: bytes(), began: 1, used: 1, proved: 1 };
      await store.sessions.add(session);
      assert.deepEqual({ ...(await store.sessions.find(session.tokenHash)) }, session);
      const [token, ...none] = [bytes()];
      assert.equal(await store.apiTokens.add(token!, { name: "lab", perDay: 3, expiresDay: 9 }), 1);
      assert.deepEqual([(await store.apiTokens.find(token!))!.revoked, none], [false, []]);
      assert.deepEqual([await store.apiTokens.revoke(1), await store.apiTokens.revoke(1)], [true, false]);
      assert.equal((await store.apiTokens.all())[0]!.revoked, true);
    });

    test("keeps every row when it forgets in which order they came", async (t) => {
      const store = await (await make(t)).open(t);
      const hashes = Array.from({ length: 50 }, () => bytes());
      for (const hash of hashes) await store.claims.add(hash, 1, 5);
      await store.transaction(() => store.forgetArrivalOrder());
      for (const hash of hashes) assert.ok(await store.claims.find(hash));
      assert.equal(await store.claims.add(hashes[0]!, 1, 5), false);
      assert.equal(await store.truncateJournal(), true);
    });

    test("knows whose term it is, and from which week on tickets hold", async (t) => {
      const place = await make(t);
      const [one, other] = [await place.open(t), await place.open(t)];
      const term = await one.campaign();
      assert.ok(term !== null && (await other.publisher.isInTerm(term)));
      assert.equal(await other.publisher.isInTerm(term + 1), false);
      await one.publisher.setOldestEpoch(9);
      await other.publisher.setOldestEpoch(8);
      assert.equal(await one.publisher.oldestEpoch(), 9);
    });
  });
}

test("of two nodes on PostgreSQL one publishes, until it ends; then the other does, in a later term", async (t) => {
  const url = await postgres.database("terms");
  const one = await Store.openPostgres(url);
  const other = await opened(t, Store.openPostgres(url));
  const first = await one.campaign();
  assert.ok(first !== null);
  assert.equal(await one.campaign(), first);
  assert.equal(await other.campaign(), null);
  await one.close();
  let next = await other.campaign();
  while (next === null) next = await other.campaign();
  assert.equal(next, first + 1);
  assert.equal(await other.publisher.isInTerm(first), false);
});

test("on PostgreSQL neither places nor numbers of rows tell in which order they came", async (t) => {
  const url = await postgres.database("arrival");
  const store = await opened(t, Store.openPostgres(url));
  for (let each = 0; each < 100; each++) await store.claims.add(bytes(), 1, 5);
  await store.transaction(() => store.forgetArrivalOrder());
  const sql = connect(url, { max: 1 });
  t.after(() => sql.end());
  const rows =
    await sql`SELECT encode(code_hash, 'hex') AS hash, xmin::text AS number FROM claim ORDER BY ctid`;
  const hashes = rows.map((row) => String(row["hash"]));
  assert.deepEqual(hashes, hashes.toSorted());
  assert.equal(new Set(rows.map((row) => row["number"])).size, 1);
});

test("somebody who reads PostgreSQL's tables, for a backup perhaps, holds up neither reports nor a closing: only the order is forgotten later", async (t) => {
  const url = await postgres.database("backup");
  const store = await opened(t, Store.openPostgres(url));
  const hash = bytes();
  await store.claims.add(hash, 1, 5);
  const sql = connect(url, { max: 1 });
  t.after(() => sql.end());
  await sql.begin(async (backup) => {
    await backup`SELECT * FROM claim`;
    assert.equal(await store.transaction(() => store.forgetArrivalOrder()), false);
    assert.ok(await store.claims.find(hash));
    await store.claims.add(bytes(), 1, 5);
  });
  for (const _ of [1, 2, 3]) assert.equal(await store.transaction(() => store.forgetArrivalOrder()), true);
  assert.equal(await store.claims.add(hash, 1, 5), false, "the key is one yet");
});

test("a database of PostgreSQL that is another's, or of a newer Celadon, is not touched; no address is shown", async (t) => {
  const url = await postgres.database("others");
  const sql = connect(url, { max: 1, onnotice: () => undefined });
  t.after(() => sql.end());
  await sql`CREATE TABLE somebodys (a INT)`;
  await assert.rejects(Store.openPostgres(url), /has tables, but is not one of Celadon's/);
  await sql`DROP TABLE somebodys`;
  await (await Store.openPostgres(url)).close();
  await sql`UPDATE schema_version SET version = version + 1`;
  await assert.rejects(Store.openPostgres(url), /made by another version/);
  const away = "postgres://celadon:secret@127.0.0.1:1/celadon";
  await assert.rejects(Store.openPostgres(away), (error: Error) => {
    assert.equal(error.name, "OperatorError");
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
});

test("a disk that is full under PostgreSQL is told as that, and the same store goes on when it has room", async (t) => {
  const url = await postgres.database("no_room");
  const store = await opened(t, Store.openPostgres(url));
  const sql = connect(url, { max: 1 });
  t.after(() => sql.end());
  const [file] =
    await sql`SELECT current_setting('data_directory') || '/' || pg_relation_filepath('spent') AS path`;
  const path = String(file!["path"]);
  // In place of the table's file, which is empty, one on which there is never any room.
  renameSync(path, `${path}.empty`);
  symlinkSync("/dev/full", path);
  const spent = spentNonce();
  await assert.rejects(store.reports.spend(spent), (error) => {
    const { status, message } = refusalOf(error);
    assert.deepEqual([status, message.includes("cannot store anything")], [503, true], String(error));
    return true;
  });
  assert.equal(await store.region.root(), null, "reading goes on");
  unlinkSync(path);
  renameSync(`${path}.empty`, path);
  // PostgreSQL would keep the other file open.
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'no_room'`;
  for (;;) {
    const isTaken = await store.reports.spend(spent).catch((error: unknown) => {
      assert.equal(refusalOf(error).code, "database-away", String(error));
      return null;
    });
    if (isTaken === true) break;
  }
  assert.deepEqual(await store.reports.bodyHash(spent.nonceHash), spent.bodyHash);
});

test("with sslmode=verify-full PostgreSQL must show a certificate for its name from somebody who is known", async (t) => {
  const url = await postgres.database("certified");
  const verified = `${url}?sslmode=verify-full`;
  await assert.rejects(Store.openPostgres(verified), /cannot be used/, "it has no TLS at all");
  const subject = ["-subj", "/CN=database", "-addext", "subjectAltName=IP:127.0.0.1"];
  const pair = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const made = execFileSync("openssl", ["req", "-x509", ...pair, ...subject, "-keyout", "-", "-out", "-"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const file = postgres.write("certificate.pem", made);
  for (const setting of ["ssl = on", `ssl_cert_file = '${file}'`, `ssl_key_file = '${file}'`])
    await postgres.query(`ALTER SYSTEM SET ${setting}`);
  await postgres.halt();
  await postgres.goOn();
  await assert.rejects(Store.openPostgres(verified), /cannot be used: self-signed certificate/);
  const tryIt = (address: string): Promise<Ended> =>
    run(["claim", "--purpose", "report"], {
      CELADON_DATA: temporaryDirectory(t),
      CELADON_DATABASE_URL: address,
      NODE_EXTRA_CA_CERTS: file,
    });
  const [accepted, misnamed] = await Promise.all([
    tryIt(verified),
    tryIt(verified.replace("127.0.0.1", "localhost")),
  ]);
  assert.match(accepted.stderr, /There is no region in the database/);
  assert.match(misnamed.stderr, /cannot be used: .*does not match certificate's altnames/);
  const store = await opened(t, Store.openPostgres(`${url}?sslmode=disable`));
  assert.equal(await store.region.root(), null);
});

test("tables of the schema before are led to this one on PostgreSQL, too", async (t) => {
  const url = await postgres.database("migrated");
  await (await Store.openPostgres(url)).close();
  const sql = connect(url, { max: 1, onnotice: () => undefined });
  t.after(() => sql.end());
  for (const table of [
    "publisher",
    "key_check",
    "staff",
    "staff_invitation",
    "staff_passkey",
    "staff_session",
    "staff_challenge",
  ])
    await sql`DROP TABLE ${sql(table)}`;
  for (const table of [
    "approval",
    "audit_entry",
    "audit_head",
    "hourly_count",
    "claim_job",
    "claim_job_row",
    "api_token",
  ])
    await sql`DROP TABLE ${sql(table)}`;
  for (const name of ["appended", "unchanged", "kept"])
    await sql`DROP FUNCTION ${sql(`audit_entry_${name}`)}`;
  for (const name of ["forward", "kept"]) await sql`DROP FUNCTION ${sql(`audit_head_${name}`)}`;
  await sql`UPDATE schema_version SET version = 4`;
  const store = await opened(t, Store.openPostgres(url));
  assert.deepEqual(await store.staff.all(), []);
  assert.equal(await store.publisher.oldestEpoch(), 0);
});
