import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import {
  defaultPolicy,
  encodeManifest,
  type Manifest,
  openManifest,
  signNote,
  sunsetOf,
  ticketPublicKey,
  generateCosignerKey,
} from "../../protocol/index.ts";
import { parseManifest } from "../../protocol/manifest.ts";
import { assertHostileTextIsRefused, variations } from "./hostile-text.ts";
import {
  at,
  base,
  daySeconds,
  epoch,
  full,
  issued,
  root,
  stewards,
  ticketKey,
  witnesses,
} from "./manifest-example.ts";

const malformed = { name: "ProtocolError", code: "malformed" };
const outOfBounds = { name: "ProtocolError", code: "out-of-bounds" };
const wrongRegion = { name: "ProtocolError", code: "wrong-region" };
const tooFewSignatures = { name: "ProtocolError", code: "too-few-signatures" };

/** A note over any text, by stewards one and two unless told otherwise. */
function note(text: string, signers: readonly number[] = [0, 1]): string {
  return signNote(
    text,
    signers.map((index) => stewards[index]!),
  );
}

/** A note over any value, written as manifests are. */
function noteOf(value: unknown): string {
  return note(`${JSON.stringify(value)}\n`);
}

test("A manifest is one line of JSON with the fields of DESIGN in its order", () => {
  const text = encodeManifest(full);
  assert.equal(
    text,
    `{"schema":"celadon/manifest/v1","region":{"id":"${bytesToHex(root.id)}","name":{"en":"Bay of Plenty","mi":"Te Moana-a-Toi"}},` +
      `"purpose":{"en":"To tell people that they shared a place with a case of measles."},"sequence":1,` +
      `"issued":"2026-11-21T09:00:00Z","effective":"2026-11-21T09:00:00Z","sunset":"2027-02-19T09:00:00Z",` +
      `"logKey":"${full.logKey}","witnesses":["${witnesses[0]}","${witnesses[1]}"],"quorum":2,` +
      `"ticketKeys":[{"purpose":1,"epoch":${epoch},"publicKey":"${"1".repeat(64)}"},{"purpose":2,"epoch":${epoch},"publicKey":"${"2".repeat(64)}"},` +
      `{"purpose":3,"epoch":${epoch},"publicKey":"${"3".repeat(64)}"},{"purpose":1,"epoch":${epoch + 1},"publicKey":"${"1".repeat(64)}"}],` +
      `"ohttp":{"keyConfig":"AQAgMeHwWnQBAhFSIOmvkY9zhnSuyV9U224E63Baro55gVUABAABAAE=","relays":["https://relay.example/gate","https://other.example:8443"]},` +
      `"policy":{"retentionDays":14,"lingerIntervals":1,"yellow":15,"red":60,"quarantineDays":10,"isolationDays":10,"staleHours":24,` +
      `"reportMinutes":5,"mixPeriods":1,"weight":{"reported":1,"confirmed":1},"ceiling":{"reported":"yellow","confirmed":"red"}},` +
      `"guidance":{"yellow":{"en":"Watch for signs.\\nStay away from hospitals."},"red":{"en":"Stay at home."}},` +
      `"peers":[{"root":"${"ab".repeat(32)}","name":{"en":"Waikato"},"url":"https://waikato.example"}]}\n`,
  );
  assert.deepEqual(openManifest(note(text), root), full);
  assert.deepEqual(openManifest(note(encodeManifest(base)), root), base);
});

test("Any manifest comes back as it was signed, and the order of fields in memory does not matter", () => {
  const text = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
    .filter((each) => !/\p{Cc}/u.test(each));
  const changes = fc.record({
    purpose: fc.record({ en: text, de: text }).map((texts) => ({ ...texts })),
    sequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    effective: fc.nat(30 * daySeconds).map(at),
    sunset: fc.integer({ min: 30 * daySeconds + 1, max: 180 * daySeconds }).map(at),
    ticketKeys: fc
      .uniqueArray(fc.nat(65_535), { maxLength: 80 })
      .map((weeks) => weeks.map((week) => ticketKey(2, week))),
  });
  fc.assert(
    fc.property(changes, (change) => {
      const manifest = { ...full, ...change };
      const reversed = Object.fromEntries(Object.entries(manifest).toReversed()) as unknown as Manifest;
      assert.equal(encodeManifest(reversed), encodeManifest(manifest));
      assert.deepEqual(openManifest(note(encodeManifest(manifest)), root), manifest);
    }),
    { numRuns: 30 },
  );
});

test("As many distinct stewards must have signed as the root asks for", () => {
  const text = encodeManifest(base);
  for (const signers of [
    [0, 1],
    [2, 0],
    [0, 1, 2],
    [3, 1, 2],
  ]) {
    assert.doesNotThrow(() => openManifest(note(text, signers), root));
  }
  for (const signers of [[0], [2], [3], [0, 3]]) {
    assert.throws(() => openManifest(note(text, signers), root), tooFewSignatures);
  }
  assert.throws(() => openManifest(note(text, [0]) + stewards[0]!.sign(text), root), tooFewSignatures);
});

test("A wrong signature by a steward is refused, even beside enough good ones", () => {
  const text = encodeManifest(base);
  const forged = note(text) + stewards[2]!.sign(encodeManifest(full));
  assert.throws(() => openManifest(forged, root), { name: "ProtocolError", code: "bad-signature" });
});

test("Another region's manifest is refused, and a region is not its own peer", () => {
  const other = { ...base, region: { ...base.region, id: "0123456789abcdef" } };
  assert.throws(() => openManifest(note(encodeManifest(other)), root), wrongRegion);
  const peers = [{ root: bytesToHex(root.hash), name: { en: "Bay" }, url: "https://bay.example" }];
  assert.throws(() => openManifest(note(encodeManifest({ ...base, peers })), root), malformed);
});

test("No field may be added or left out, anywhere but in texts", () => {
  const paths: string[][] = [
    [],
    ["region"],
    ["policy"],
    ["policy", "weight"],
    ["policy", "ceiling"],
    ["guidance"],
  ];
  paths.push(["ohttp"], ["ticketKeys", "0"], ["peers", "0"]);
  for (const path of paths) {
    const names = Object.keys(path.reduce<object>((value, key) => value[key as never], full));
    for (const name of [...names, "extra", "__proto__"]) {
      const changed = JSON.parse(JSON.stringify(full)) as object;
      const target = path.reduce<object>((value, key) => value[key as never], changed);
      if (names.includes(name)) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, { value: 1, enumerable: true });
      assert.throws(() => openManifest(noteOf(changed), root), malformed, [...path, name].join("."));
    }
  }
});

test("A field of another type or form is refused", () => {
  const refused: [string, unknown[]][] = [
    ["schema", ["celadon/manifest", "celadon/region/v1", "", 1, null]],
    [
      "region",
      [null, "x", [], { id: "0123456789ABCDEF", name: { en: "x" } }, { id: "00", name: { en: "x" } }],
    ],
    ["purpose", ["x", {}, null, { en: "" }, { en: 1 }, { EN: "x" }]],
    ["sequence", ["1", 1.5, null, true]],
    ["issued", ["2026-11-21", 1, null, "2026-11-21T09:00:00+00:00", "2026-11-31T09:00:00Z", ""]],
    ["effective", ["2026-11-21T09:00Z", null]],
    ["sunset", ["2027-02-19", 180, null]],
    ["logKey", ["", null, 1, "bay.example/log", witnesses[0], `${base.logKey} `]],
    ["witnesses", [null, {}, [base.logKey], ["x"], [1], [witnesses[0], witnesses[0]]]],
    ["quorum", ["0", 0.5, null]],
    [
      "ticketKeys",
      [null, {}, [1], [null], [{ ...ticketKey(1, 1), purpose: 4 }], [{ ...ticketKey(1, 1), purpose: "1" }]],
    ],
    [
      "ticketKeys",
      [[{ ...ticketKey(1, 1), publicKey: "AB".repeat(32) }], [{ ...ticketKey(1, 1), publicKey: "ab" }]],
    ],
    [
      "ticketKeys",
      [
        [ticketKey(1, 1), ticketKey(1, 1)],
        [ticketKey(1, 1), ticketKey(1, 1, "9")],
      ],
    ],
    [
      "ohttp",
      [
        undefined,
        {},
        [],
        "x",
        { keyConfig: "AQAgMeHwWnQBAhFSIOmvkY9zhnSuyV9U224E63Baro55gVUABAABAAE=" },
        { keyConfig: "AAE", relays: [] },
        { keyConfig: "", relays: [] },
      ],
    ],
    ["policy", [null, {}, [], { ...defaultPolicy, score: 100 }, { ...defaultPolicy, yellow: "15" }]],
    ["guidance", [null, {}, { yellow: { en: "x" } }, { yellow: "x", red: "x" }]],
    ["peers", [null, {}, [{}], [{ ...full.peers[0], root: "ab" }], [full.peers[0], full.peers[0]]]],
  ];
  for (const [name, values] of refused) {
    for (const value of values) {
      const what = `${name} ${JSON.stringify(value)}`;
      assert.throws(() => openManifest(noteOf({ ...full, [name]: value }), root), malformed, what);
    }
  }
  for (const text of ["\n", "null\n", "[]\n", "1\n", '"x"\n', "{\n", `${"[".repeat(100_000)}\n`]) {
    assert.throws(() => openManifest(note(text), root), malformed, text.slice(0, 20));
  }
});

test("Relays and peers are plain https addresses, which mean nothing else in a header", () => {
  const relays = (url: unknown) => ({
    ...base,
    ohttp: { keyConfig: "AQAgMeHwWnQBAhFSIOmvkY9zhnSuyV9U224E63Baro55gVUABAABAAE=", relays: [url] },
  });
  for (const url of [
    "https://a.example",
    "https://a.example/",
    "https://a-b.example:8443/x/y_~%20.z",
    "https://localhost",
  ]) {
    assert.doesNotThrow(() => encodeManifest(relays(url) as Manifest), url);
  }
  for (const url of [
    "http://a.example",
    "HTTPS://a.example",
    "https://",
    "https://A.example",
    "https://a.example:0",
    "https://a.example:",
    "https://user@a.example",
    "https://a.example?x",
    "https://a.example#x",
    "https://a.example/;script-src",
    "https://a.example/ https://b.example",
    "https://a.example/'self'",
    "https://*.example",
    "https://-a.example",
    "https://a..example",
    "https://a.example\n",
    "javascript:alert(1)",
    "//a.example",
  ]) {
    assert.throws(() => encodeManifest(relays(url) as Manifest), malformed, url);
    const peers = [{ ...full.peers[0]!, url }];
    assert.throws(() => encodeManifest({ ...base, peers }), malformed, url);
  }
});

test("Numbers, times, lengths and counts outside their bounds are refused, whoever signed", () => {
  const many = <Item>(count: number, make: (index: number) => Item) =>
    Array.from({ length: count }, (_, i) => make(i));
  const four = many(4, (i) => generateCosignerKey(`w${i}.example`).vkey);
  const changes: [string, Partial<Manifest>, Partial<Manifest> | null][] = [
    ["sequence", { sequence: 0 }, { sequence: 1 }],
    ["sequence", { sequence: 2 ** 53 }, { sequence: 2 ** 53 - 1 }],
    ["sunset", { sunset: at(180 * daySeconds + 1) }, { sunset: at(180 * daySeconds) }],
    ["sunset after effective", { effective: at(9), sunset: at(9) }, { effective: at(9), sunset: at(10) }],
    ["effective after issued", { effective: at(-1) }, { effective: at(0) }],
    ["quorum", { witnesses, quorum: 3 }, { witnesses, quorum: 2 }],
    ["quorum", { quorum: -1 }, null],
    ["quorum", { witnesses: four, quorum: 2 }, { witnesses: four, quorum: 3 }],
    ["quorum", { witnesses: four, quorum: 2 }, { witnesses: four, quorum: 1 }],
    ["epoch", { ticketKeys: [ticketKey(1, 65_536)] }, { ticketKeys: [ticketKey(1, 65_535)] }],
    ["epoch", { ticketKeys: [ticketKey(1, -1)] }, { ticketKeys: [ticketKey(1, 0)] }],
    [
      "keys",
      { ticketKeys: many(257, (i) => ticketKey(1, i)) },
      { ticketKeys: many(256, (i) => ticketKey(1, i)) },
    ],
    ["purpose", { purpose: { en: "x".repeat(1001) } }, { purpose: { en: "x".repeat(1000) } }],
    [
      "policy",
      { policy: { ...defaultPolicy, retentionDays: 31 } },
      { policy: { ...defaultPolicy, retentionDays: 30 } },
    ],
    ["policy", { policy: { ...defaultPolicy, yellow: 61 } }, { policy: { ...defaultPolicy, yellow: 60 } }],
    [
      "relays",
      {
        ohttp: {
          keyConfig: "AQAgMeHwWnQBAhFSIOmvkY9zhnSuyV9U224E63Baro55gVUABAABAAE=",
          relays: many(17, (i) => `https://r${i}.example`),
        },
      },
      {
        ohttp: {
          keyConfig: "AQAgMeHwWnQBAhFSIOmvkY9zhnSuyV9U224E63Baro55gVUABAABAAE=",
          relays: many(16, (i) => `https://r${i}.example`),
        },
      },
    ],
  ];
  for (const [what, beyond, within] of changes) {
    assert.throws(() => openManifest(noteOf({ ...base, ...beyond }), root), outOfBounds, what);
    if (within !== null) assert.doesNotThrow(() => openManifest(noteOf({ ...base, ...within }), root), what);
  }
  assert.throws(() => openManifest(note(`"${"x".repeat(270_000)}"\n`), root), outOfBounds);
});

test("A second way to write the same manifest is refused", () => {
  const text = encodeManifest(base);
  const reversed = `${JSON.stringify(Object.fromEntries(Object.entries(base).toReversed()))}\n`;
  for (const other of [
    ` ${text}`,
    `${text}\n`,
    text.replace(":", ": "),
    `${JSON.stringify(base, null, 2)}\n`,
    reversed,
    text.replace('"sequence":1,', '"sequence":1.0,'),
    text.replace('"sequence":1,', '"sequence":1e0,'),
    text.replace('"sequence":1,', '"sequence":9,"sequence":1,'),
    text.replace('"quorum":0,', '"quorum":-0,'),
    text.replace("Stay at home", "St\\u0061y at home"),
    text.replace("celadon/manifest", "celadon\\/manifest"),
  ]) {
    assert.notEqual(other, text);
    assert.throws(() => openManifest(note(other), root), malformed, other.slice(0, 200));
  }
});

test("A manifest of a later version is told apart from a broken one", () => {
  const next = { ...base, schema: "celadon/manifest/v2", more: 1 };
  assert.throws(() => openManifest(noteOf(next), root), {
    name: "ProtocolError",
    code: "unsupported-version",
  });
});

test("Every damage to a signed manifest is refused", () => {
  // Each letter of the text is covered by the same signature, so a few places in it stand for all.
  const signed = note(encodeManifest(base));
  const start = signed.length - 250;
  let count = 0;
  for (const variation of variations(signed.slice(start), ["0", "\n"])) {
    assert.throws(() => openManifest(signed.slice(0, start) + variation, root), { name: "ProtocolError" });
    count++;
  }
  assert.ok(count > 700);
  for (let index = 0; index < start; index += 41) {
    assert.throws(() => openManifest(signed.slice(0, index) + signed.slice(index + 1), root), {
      name: "ProtocolError",
    });
    assert.throws(() => openManifest(signed.slice(0, index), root), { name: "ProtocolError" });
  }
});

test("Damage that the stewards sign themselves is refused or is another manifest, written as it is", () => {
  assertHostileTextIsRefused(encodeManifest(full), parseManifest, encodeManifest, ["0", '"']);
});

test("The ticket key of a purpose and epoch is found, and no other is made up", () => {
  assert.deepEqual(ticketPublicKey(base, 2, epoch), new Uint8Array(32).fill(0x22));
  assert.equal(ticketPublicKey(base, 2, epoch + 1), null);
  assert.equal(ticketPublicKey(base, 1, epoch - 1), null);
});

test("The sunset is a moment", () => {
  assert.equal(sunsetOf(base), issued + 90 * daySeconds);
});
