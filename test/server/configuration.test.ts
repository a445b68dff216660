import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfiguration } from "../../server/configuration.ts";

test("without an environment the defaults of the design hold", () => {
  assert.deepEqual(readConfiguration({}), {
    port: 8080,
    dataDirectory: "./data",
    origin: null,
    periodSeconds: null,
  });
  assert.deepEqual(
    readConfiguration({ PORT: "", CELADON_DATA: "", CELADON_ORIGIN: "" }),
    readConfiguration({}),
  );
});

test("the environment is read", () => {
  assert.deepEqual(
    readConfiguration({
      PORT: "0",
      CELADON_DATA: "/var/lib/celadon",
      CELADON_ORIGIN: "https://celadon.example",
      CELADON_PERIOD_SECONDS: "1",
    }),
    { port: 0, dataDirectory: "/var/lib/celadon", origin: "https://celadon.example", periodSeconds: 1 },
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
    CELADON_DATABASE_URL: "postgres://localhost/celadon",
  };
  assert.throws(() => readConfiguration(environment), {
    name: "OperatorError",
    message: [
      'PORT is "65536"; it must be a whole number from 0 to 65535.',
      'CELADON_ORIGIN is "celadon.example/path"; it must be an address without a path, such as https://celadon.example.',
      'CELADON_PERIOD_SECONDS is "1.5"; it must be a whole number from 1 to 86400.',
      "CELADON_DATABASE_URL is set, but PostgreSQL is not there yet: unset it to keep the data in SQLite, in CELADON_DATA.",
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
