import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { encodeManifest, type Manifest, manifestDifferences, parseManifest } from "../../protocol/index.ts";
import { differenceLines } from "../../server/command/steward-diff.ts";
import {
  at,
  base,
  daySeconds,
  epoch,
  full,
  keys,
  ticketKey,
  witnesses,
} from "../protocol/manifest-example.ts";

function sentences(before: Manifest, after: Manifest): string[] {
  return manifestDifferences(before, after).flatMap((part) => part.sentences);
}

const waikato = full.peers[0]!;
const other = { ...waikato, root: "cd".repeat(32), name: { en: "Otago" } };
const { policy, guidance } = full;

/** Each a change of one thing, and what is said of it. Together they touch every field. */
const changes: readonly (readonly [Partial<Manifest>, string])[] = [
  [
    { policy: { ...policy, retentionDays: 21 } },
    "Time for which visits and lists are kept from 14 to 21 days.",
  ],
  [
    { policy: { ...policy, lingerIntervals: 0 } },
    "Time for which a visit goes on after leaving from 10 to 0 minutes.",
  ],
  [{ policy: { ...policy, yellow: 30 } }, "Yellow from 15 to 30 minutes."],
  [{ policy: { ...policy, red: 61 } }, "Red from 60 to 61 minutes."],
  [{ policy: { ...policy, quarantineDays: 1 } }, "Time for which an exposure counts from 10 to 1 day."],
  [
    { policy: { ...policy, isolationDays: 7 } },
    "Time for which one's own positive report makes red from 10 to 7 days.",
  ],
  [
    { policy: { ...policy, staleHours: 48 } },
    "Age of the newest list at which green turns grey from 24 to 48 hours.",
  ],
  [{ policy: { ...policy, reportMinutes: 60 } }, "Time over which a report is sent from 5 to 60 minutes."],
  [
    { policy: { ...policy, mixPeriods: 3 } },
    "Number of later lists over which reports are spread from 1 to 3 lists.",
  ],
  [
    { policy: { ...policy, weight: { ...policy.weight, reported: 0.5 } } },
    "Weight of a minute near a reported case from 1 to 0.5.",
  ],
  [
    { policy: { ...policy, weight: { ...policy.weight, confirmed: 1.01 } } },
    "Weight of a minute near a confirmed case from 1 to 1.01.",
  ],
  [
    { policy: { ...policy, ceiling: { ...policy.ceiling, reported: "red" } } },
    "Strongest colour from reported cases from yellow to red.",
  ],
  [
    { policy: { ...policy, ceiling: { ...policy.ceiling, confirmed: "yellow" } } },
    "Strongest colour from confirmed cases from red to yellow.",
  ],
  [
    { sunset: at(100 * daySeconds) },
    "Sunset from 2027-02-19 09:00 UTC to 2027-03-01 09:00 UTC, 10 days later.",
  ],
  [
    { effective: at(1) },
    "Time from which the policy applies from 2026-11-21 09:00 UTC to 2026-11-21 09:00:01 UTC, less than a day later.",
  ],
  [
    { issued: at(-daySeconds) },
    "Time of issue from 2026-11-21 09:00 UTC to 2026-11-20 09:00 UTC, 1 day earlier.",
  ],
  [{ sequence: 2 }, "Sequence from 1 to 2."],
  [
    { region: { ...full.region, id: "ab".repeat(8) } },
    `Region id from ${full.region.id} to ${"ab".repeat(8)}.`,
  ],
  [
    { region: { ...full.region, name: { en: "Bay of Plenty" } } },
    'Name of the region removed in mi, where it was "Te Moana-a-Toi".',
  ],
  [
    { region: { ...full.region, name: { mi: "Te Moana-a-Toi", en: "Bay of Plenty" } } },
    "The languages of the name of the region stand in another order.",
  ],
  [
    { purpose: { en: "To\ntell." } },
    'Purpose in en from "To tell people that they shared a place with a case of measles." to "To\\ntell.".',
  ],
  [{ purpose: { ...full.purpose, de: "Zum \u202eWarnen" } }, 'Purpose added in de: "Zum \\u{202e}Warnen".'],
  [
    { guidance: { ...guidance, yellow: { en: "Wait." } } },
    'Guidance at yellow in en from "Watch for signs.\\nStay away from hospitals." to "Wait.".',
  ],
  [
    { guidance: { ...guidance, red: { ...guidance.red, mi: "Noho." } } },
    'Guidance at red added in mi: "Noho.".',
  ],
  [
    { guidance: { ...guidance, red: { en: "Wait." } } },
    'Guidance at red in en from "Stay at home." to "Wait.".',
  ],
  [{ logKey: keys[3]!.vkey }, `Log key from "${full.logKey}" to "${keys[3]!.vkey}".`],
  [{ witnesses: witnesses.toReversed() }, "The witnesses stand in another order."],
  [{ quorum: 1 }, "Number of witnesses who must cosign from 2 to 1."],
  [
    { ticketKeys: [...full.ticketKeys, ticketKey(2, epoch + 1), ticketKey(1, epoch + 2)] },
    `2 ticket keys added, for the weeks ${epoch + 1} to ${epoch + 2} (2026-11-26 to 2026-12-09).`,
  ],
  [
    { ticketKeys: full.ticketKeys.slice(1) },
    `1 ticket key removed, for the week ${epoch} (2026-11-19 to 2026-11-25).`,
  ],
  [
    { ticketKeys: [ticketKey(1, epoch, "9"), ...full.ticketKeys.slice(1)] },
    `Ticket key to report of week ${epoch} from ${"1".repeat(64)} to ${"9".repeat(64)}.`,
  ],
  [{ ticketKeys: full.ticketKeys.toReversed() }, "The ticket keys stand in another order."],
  [
    { ohttp: null },
    'The gateway with the key AQAgMeHwWnQBAhFSIOmvkY9zhnSuyV9U224E63Baro55gVUABAABAAE= and 2 relays ("https://relay.example/gate", "https://other.example:8443") removed: reports go directly.',
  ],
  [
    { ohttp: { ...full.ohttp!, keyConfig: "AgAgMeHwWnQBAhFSIOmvkY9zhnSuyV9U224E63Baro55gVUABAABAAE=" } },
    "Key of the gateway from AQAgMeHwWnQBAhFSIOmvkY9zhnSuyV9U224E63Baro55gVUABAABAAE= to AgAgMeHwWnQBAhFSIOmvkY9zhnSuyV9U224E63Baro55gVUABAABAAE=.",
  ],
  [
    { ohttp: { ...full.ohttp!, relays: ["https://relay.example/gate"] } },
    'Relay removed: "https://other.example:8443".',
  ],
  [
    { ohttp: { ...full.ohttp!, relays: [...full.ohttp!.relays, "https://third.example"] } },
    'Relay added: "https://third.example".',
  ],
  [
    { ohttp: { ...full.ohttp!, relays: full.ohttp!.relays.toReversed() } },
    "The relays stand in another order.",
  ],
  [{ peers: [] }, `Peer region removed: "Waikato" at https://waikato.example (root ${waikato.root}).`],
  [{ peers: [waikato, other] }, `New peer region "Otago" at https://waikato.example (root ${other.root}).`],
  [
    { peers: [{ ...waikato, url: "https://w.example" }] },
    `Address of the peer region "Waikato" (root ${waikato.root}) from https://waikato.example to https://w.example.`,
  ],
  [
    { peers: [{ ...waikato, name: { en: "Hamilton" } }] },
    `Name of the peer region with root ${waikato.root} in en from "Waikato" to "Hamilton".`,
  ],
];

test("any single change gives exactly its one sentence, and the rest is said to be unchanged", () => {
  for (const [change, said] of changes) {
    const after = { ...full, ...change };
    // What no device would take is compared all the same, before it is refused.
    assert.deepEqual(sentences(full, after), [said]);
    const lines = differenceLines(full, after);
    assert.equal(lines.length, 2);
    assert.match(lines[1]!, /^Unchanged: ([a-z ]+, ){12}[a-z ]+\.$/);
  }
  assert.deepEqual(sentences({ ...full, peers: [waikato, other] }, { ...full, peers: [other, waikato] }), [
    "The peer regions stand in another order.",
  ]);
  assert.deepEqual(sentences({ ...full, quorum: 0 }, { ...full, quorum: 0, witnesses: witnesses.slice(1) }), [
    `Witness removed: "${witnesses[0]}".`,
  ]);
});

test("every field of a manifest has a change above", () => {
  const leaves = (value: unknown, path: string): string[] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
      : [path];
  const touched = new Set(
    changes.flatMap(([change]) => {
      const after = { ...full, ...change };
      const value = (manifest: Manifest, path: string): string =>
        JSON.stringify(
          path
            .split(".")
            .slice(1)
            .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)?.[key], manifest),
        );
      return leaves(full, "").filter((path) => value(full, path) !== value(after, path));
    }),
  );
  assert.deepEqual(
    leaves(full, "").filter((path) => !touched.has(path)),
    [".schema", ".region.name.en"],
    "the schema is one; a name in English is a name in any language",
  );
});

test("no change gives no sentence; several changes give each its own, whichever they are", () => {
  assert.deepEqual(differenceLines(full, parseManifest(encodeManifest(full))), ["Nothing changed."]);
  assert.deepEqual(differenceLines(base, structuredClone(base)), ["Nothing changed."]);
  const ofPolicy = changes.filter(([change]) => change.policy !== undefined);
  const ofOthers = changes.filter(([change]) => change.policy === undefined);
  fc.assert(
    fc.property(fc.subarray([...ofOthers]), fc.constantFrom(...ofPolicy), (some, [changed, said]) => {
      // One change of each field: a later one would undo the first.
      const one = some.filter(
        ([change], index) =>
          some.findIndex(([each]) => Object.keys(each)[0] === Object.keys(change)[0]) === index,
      );
      const after = Object.assign({}, full, ...one.map(([change]) => change), changed) as Manifest;
      const expected = [said, ...one.map(([, sentence]) => sentence)];
      assert.deepEqual(sentences(full, after).toSorted(), expected.toSorted());
    }),
  );
});

test("any two policies differ in as many sentences as numbers, and each names both", () => {
  const numbers = fc.record({
    retentionDays: fc.integer({ min: 1, max: 30 }),
    lingerIntervals: fc.integer({ min: 0, max: 6 }),
    yellow: fc.integer({ min: 11, max: 240 }),
    red: fc.integer({ min: 240, max: 1440 }),
    staleHours: fc.integer({ min: 6, max: 72 }),
    mixPeriods: fc.integer({ min: 0, max: 24 }),
  });
  fc.assert(
    fc.property(numbers, numbers, (one, two) => {
      const differing = (Object.keys(one) as (keyof typeof one)[]).filter((key) => one[key] !== two[key]);
      const said = sentences(
        { ...base, policy: { ...policy, ...one } },
        { ...base, policy: { ...policy, ...two } },
      );
      assert.equal(said.length, differing.length);
      for (const [index, key] of differing.entries()) {
        const scale = key === "lingerIntervals" ? 10 : 1;
        assert.match(said[index]!, new RegExp(` from ${one[key] * scale} to ${two[key] * scale} [a-z]+\\.$`));
      }
    }),
  );
});
