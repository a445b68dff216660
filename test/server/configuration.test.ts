import assert from "node:assert/strict";
import { test } from "node:test";
import { generateCosignerKey, generateNoteKey } from "../../protocol/index.ts";
import { readConfiguration } from "../../server/configuration.ts";

test("without an environment the defaults of the design hold", () => {
  assert.deepEqual(readConfiguration({}), {
    port: 8080,
    dataDirectory: "./data",
    databaseUrl: null,
    origin: null,
    periodSeconds: null,
    witnesses: [],
    peers: [],
    copy: null,
    operations: null,
    addressHeader: null,
    contact: null,
  });
  assert.deepEqual(
    readConfiguration({ PORT: "", CELADON_DATA: "", CELADON_ORIGIN: "", CELADON_OPERATIONS_PORT: "" }),
    readConfiguration({}),
  );
});

test("the environment is read", () => {
  assert.deepEqual(
    readConfiguration({
      PORT: "0",
      CELADON_DATA: "/var/lib/celadon",
      CELADON_DATABASE_URL:
        "postgres://celadon:secret@db.example,other.example:5433/celadon?sslmode=verify-full",
      CELADON_ORIGIN: "https://celadon.example",
      CELADON_PERIOD_SECONDS: "1",
      CELADON_COPY: "/srv/celadon",
      CELADON_OPERATIONS_PORT: "9090",
      CELADON_ADDRESS_HEADER: "X-Real-IP",
      CELADON_CONTACT: "mailto:security@celadon.example",
    }),
    {
      port: 0,
      dataDirectory: "/var/lib/celadon",
      databaseUrl: "postgres://celadon:secret@db.example,other.example:5433/celadon?sslmode=verify-full",
      origin: "https://celadon.example",
      periodSeconds: 1,
      witnesses: [],
      peers: [],
      copy: "/srv/celadon",
      operations: { port: 9090, host: "localhost" },
      addressHeader: "x-real-ip",
      contact: "mailto:security@celadon.example",
    },
  );
  assert.equal(
    readConfiguration({ CELADON_ORIGIN: "https://celadon.example/" }).origin,
    "https://celadon.example",
  );
});

test("all problems are told together, each in a sentence", () => {
  const environment = {
    PORT: "65536",
    CELADON_ORIGIN: "celadon.example/path",
    CELADON_PERIOD_SECONDS: "1.5",
    CELADON_OPERATIONS_HOST: "::",
    CELADON_ADDRESS_HEADER: "x real ip",
    CELADON_CONTACT: "security@celadon.example",
    CELADON_DATABASE_URL: "mysql://celadon:secret@localhost/celadon",
  };
  assert.throws(() => readConfiguration(environment), {
    name: "OperatorError",
    message: [
      'PORT is "65536"; it must be a whole number from 0 to 65535.',
      "CELADON_DATABASE_URL must be the address of a PostgreSQL database, such as postgres://celadon:password@db.example/celadon?sslmode=verify-full.",
      'CELADON_ORIGIN is "celadon.example/path"; it must be an address without a path, such as https://celadon.example.',
      'CELADON_PERIOD_SECONDS is "1.5"; it must be a whole number from 1 to 86400.',
      'CELADON_ADDRESS_HEADER is "x real ip"; it must be the name of a header, such as x-real-ip.',
      'CELADON_CONTACT is "security@celadon.example"; it must be an address such as mailto:security@celadon.example.',
      "CELADON_OPERATIONS_HOST is set, but CELADON_OPERATIONS_PORT is not: set both, or neither.",
    ].join("\n"),
  });
});

test("an origin is scheme, host and port, and nothing else", () => {
  for (const origin of [
    "ftp://x.example",
    "https://x.example/app",
    "https://user@x.example",
    "https://x.example?q",
    "x",
  ]) {
    assert.throws(() => readConfiguration({ CELADON_ORIGIN: origin }), /CELADON_ORIGIN/, origin);
  }
});

test("witnesses are vkeys with addresses, and all that is wrong with any is told together", () => {
  const [one, two] = ["one.example", "two.example/w@2"].map((name) => generateCosignerKey(name).vkey);
  const read = (CELADON_WITNESSES: string) => readConfiguration({ CELADON_WITNESSES }).witnesses;
  assert.deepEqual(read(`${one}@https://one.example, ${two}@http://localhost:8081/base/,`), [
    { vkey: one, url: "https://one.example" },
    { vkey: two, url: "http://localhost:8081/base" },
  ]);
  const { vkey: log } = generateNoteKey("log.example");
  const wrong = [
    `${one}`,
    `${log}@https://one.example`,
    `${one}@one.example`,
    `${one}@https://u:p@one.example`,
    `${one}@https://one.example?x`,
    `${one}@ftp://one.example`,
    `${two}@https://two.example`,
    `${two}@https://again.example`,
  ];
  assert.throws(
    () => read(wrong.join(",")),
    (error: Error) => error.name === "OperatorError" && error.message.split("\n").length === 7,
  );
});

test("peers are roots with addresses, and all that is wrong with any is told together", () => {
  const [one, two] = ["1".repeat(64), "2".repeat(64)];
  const read = (CELADON_PEERS: string) => readConfiguration({ CELADON_PEERS }).peers;
  assert.deepEqual(read(`${one}@https://one.example, ${two}@http://localhost:8081/base/,`), [
    { root: one, url: "https://one.example" },
    { root: two, url: "http://localhost:8081/base" },
  ]);
  const wrong = [
    one,
    `${one}@one.example`,
    `${one}@ftp://one.example`,
    `${one.slice(1)}@https://one.example`,
    `${one}@https://u:p@one.example`,
    `${two}@https://two.example`,
    `${two}@https://again.example`,
  ];
  assert.throws(
    () => read(wrong.join(",")),
    (error: Error) => error.name === "OperatorError" && error.message.split("\n").length === 6,
  );
});

test("a database elsewhere must show who it is, or it must be said that nobody is on the way to it", () => {
  const read = (address: string) => () =>
    readConfiguration({ CELADON_DATABASE_URL: `postgres://celadon:secret@${address}` });
  for (const taken of [
    "db.example/celadon?sslmode=verify-full",
    "db.example,192.0.2.1:5433/celadon?sslmode=verify-full&target_session_attrs=read-write",
    "192.0.2.1/celadon?sslmode=disable",
    "localhost,127.0.0.1:5433/celadon",
  ])
    assert.doesNotThrow(read(taken), taken);
  for (const refused of [
    "db.example/celadon",
    "localhost,db.example/celadon",
    "127.example/celadon",
    ...["require", "prefer", "allow", "verify-ca", "true", "VERIFY-FULL"].map(
      (mode) => `db.example/celadon?sslmode=${mode}`,
    ),
    "localhost/celadon?sslmode=require",
  ]) {
    assert.throws(read(refused), (error: Error) => {
      assert.match(error.message, /must end in \?sslmode=verify-full, .* or in \?sslmode=disable/, refused);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  }
  for (const unreadable of [
    "",
    "/celadon",
    "db.example",
    "db.example/",
    "a,,b/celadon",
    "[::1]/celadon?sslmode=disable",
    "db.example:x/celadon",
  ])
    assert.throws(read(unreadable), /must be the address of a PostgreSQL database/, unreadable);
});
