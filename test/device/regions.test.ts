import assert from "node:assert/strict";
import { test } from "node:test";
import { checkIn, day, hour, minute, type Phone, report, townFor } from "./town.ts";
import { databasesWith } from "./storage.ts";
import { requestsOf, type Traveller, type TwoTowns, twoTownsFor } from "./two-towns.ts";

/** 40 minutes at a place, shared with a case who then reports. @returns The case's phone. */
async function exposed(towns: TwoTowns, town: "home" | "abroad", name: string, phone: Phone): Promise<Phone> {
  const sick = await towns[town].phone();
  await sick.device.sync();
  const place = towns[town].place(name);
  const { id } = await checkIn(sick, place.display());
  await checkIn(phone, place.display());
  towns.now += 40 * minute;
  await sick.device.checkOut();
  await phone.device.checkOut();
  await report(towns[town], sick, [id]);
  towns.now = Math.max(towns.home.now, towns.abroad.now);
  return sick;
}

/** Half an hour somewhere where nothing happens. */
async function quietStay(
  towns: TwoTowns,
  town: "home" | "abroad",
  name: string,
  phone: Phone,
): Promise<void> {
  await checkIn(phone, towns[town].place(name).display());
  towns.now += 30 * minute;
  await phone.device.checkOut();
}

async function colourOf(phone: Phone) {
  const { colour } = await phone.device.state();
  return colour;
}

test("a traveller is warned by both regions from one diary, and makes the very requests of one who never travelled", async (t) => {
  const towns = await twoTownsFor(t);
  const [traveller, stayer] = [await towns.phone(), await towns.phone()];
  const sync = async () => {
    for (const phone of [traveller, stayer]) await phone.device.sync({ force: true });
  };
  await sync();
  await quietStay(towns, "home", "Library", stayer);
  await exposed(towns, "home", "Hall", traveller);
  await towns.publish();
  await sync();
  assert.deepEqual(
    [(await colourOf(traveller)).colour, (await colourOf(traveller)).regionId],
    ["yellow", (await traveller.device.state()).region!.id],
  );
  await exposed(towns, "abroad", "Café", traveller);
  for (let each = 0; each < 12; each++) await towns.publish();
  await sync();

  const { colour, exposures, diary, peers } = await traveller.device.state();
  assert.equal(colour.colour, "yellow");
  assert.equal(diary.length, 2);
  assert.deepEqual(new Set(exposures.map(({ visitName }) => visitName)), new Set(["Hall", "Café"]));
  assert.equal(new Set(exposures.map(({ regionId }) => regionId)).size, 2);
  assert.deepEqual(
    colour.regions.map(({ result }) => [result.colour, result.minutes]),
    [
      ["yellow", 40],
      ["yellow", 40],
    ],
  );
  assert.deepEqual(
    peers.map(({ standing, sync: { problem, selfCheck, newestBatch } }) => [
      standing,
      problem,
      selfCheck,
      newestBatch,
    ]),
    [["peer", null, "passed", 13]],
  );

  assert.equal((await colourOf(stayer)).colour, "green");
  assert.deepEqual(requestsOf(stayer), requestsOf(traveller));
  assert.ok(requestsOf(stayer).some((request) => request === `GET /v1/peer/${towns.other.id}/batch/3`));
});

test("each region judges by its own rules, and gives its own guidance", async (t) => {
  const towns = await twoTownsFor(t, { policies: { abroad: { yellow: 60, red: 90 } } });
  const traveller = await towns.phone();
  await traveller.device.sync();
  await exposed(towns, "abroad", "Café", traveller);
  await towns.publish();
  await traveller.device.sync({ force: true });
  const calm = await colourOf(traveller);
  assert.deepEqual([calm.colour, calm.minutes, calm.regionId], ["green", 40, towns.other.id]);
  await exposed(towns, "abroad", "Bar", traveller);
  await towns.publish();
  await traveller.device.sync({ force: true });
  const warned = await colourOf(traveller);
  assert.deepEqual([warned.colour, warned.minutes, warned.regionId], ["yellow", 80, towns.other.id]);
});

test("a visit of an unknown region is kept and is no calm, and it is compared once the region becomes a peer", async (t) => {
  const towns = await twoTownsFor(t, { named: false });
  const traveller = await towns.phone();
  await traveller.device.sync();
  assert.equal(
    towns.other.id,
    (await traveller.device.readCode(towns.abroad.place("Café").display())).regionId,
  );
  await quietStay(towns, "home", "Library", traveller);
  assert.equal((await colourOf(traveller)).colour, "green");
  await exposed(towns, "abroad", "Café", traveller);
  await towns.publish();
  await traveller.device.sync({ force: true });
  const before = await traveller.device.state();
  assert.deepEqual([before.colour.colour, before.colour.reasons], ["grey", ["not-followed"]]);
  assert.deepEqual(before.colour.unjudged, [{ regionId: towns.other.id, reasons: ["not-followed"] }]);
  assert.deepEqual([before.peers, before.diary.length], [[], 2]);

  await towns.nameAbroad(true);
  await towns.publish();
  await traveller.device.sync({ force: true });
  const { colour, exposures, peers } = await traveller.device.state();
  assert.deepEqual([colour.colour, colour.reasons], ["yellow", []]);
  assert.equal(exposures[0]?.visitName, "Café");
  assert.equal(peers[0]?.name["en"], "Trial region", "its own manifest names it, once that is known");
});

/** Who was at home only, and who was abroad as well; both are green. */
async function stayerAndTraveller(towns: TwoTowns): Promise<{ stayer: Traveller; traveller: Traveller }> {
  const [stayer, traveller] = [await towns.phone(), await towns.phone()];
  for (const phone of [stayer, traveller]) await phone.device.sync();
  await quietStay(towns, "home", "Library", stayer);
  await quietStay(towns, "abroad", "Café", traveller);
  await towns.publish();
  for (const phone of [stayer, traveller]) {
    await phone.device.sync({ force: true });
    assert.equal((await colourOf(phone)).colour, "green");
  }
  return { stayer, traveller };
}

/** Both sync while something is wrong with the peer: the stayer sees no difference, the traveller no calm. */
async function peerFails(
  { stayer, traveller }: { readonly stayer: Traveller; readonly traveller: Traveller },
  mirror: Traveller["mirror"],
): Promise<void> {
  for (const phone of [stayer, traveller]) {
    phone.mirror = mirror;
    await phone.device.sync({ force: true });
    const { sync, evidence } = await phone.device.state();
    assert.deepEqual([sync.problem, evidence], [null, []], "the home is whole");
  }
  assert.equal((await colourOf(stayer)).colour, "green");
  assert.deepEqual(requestsOf(stayer), requestsOf(traveller));
}

test("a peer's broken log is evidence against the peer, and freezes the colour of those only who were there", async (t) => {
  const towns = await twoTownsFor(t);
  const both = await stayerAndTraveller(towns);
  await towns.publish();
  await peerFails(both, async (path, served) => {
    const response = await served();
    return path.startsWith("/v1/batch/") ? altered(response) : response;
  });
  const { colour, peers } = await both.traveller.device.state();
  assert.deepEqual([colour.colour, colour.reasons], ["grey", ["broken-log"]]);
  assert.deepEqual(colour.unjudged, [{ regionId: towns.other.id, reasons: ["broken-log"] }]);
  const evidence = peers[0]!.evidence[0]!;
  assert.deepEqual(
    [evidence.reason, evidence.rootHash, evidence.object?.name],
    ["altered", towns.other.rootHash, "/v1/batch/2"],
  );
  await peerFails(both, (_, served) => served());
  assert.equal((await colourOf(both.traveller)).colour, "green");
});

test("a mirror that is missing, behind or of another region is the peer's own trouble", async (t) => {
  const towns = await twoTownsFor(t);
  const both = await stayerAndTraveller(towns);
  const checkpoint = await (await fetch(`${towns.abroad.server.url}/v1/log/checkpoint`)).text();
  await towns.publish();
  await peerFails(both, async () => new Response(null, { status: 404 }));
  assert.equal((await both.traveller.device.state()).peers[0]!.sync.problem, "server-trouble");
  assert.equal((await colourOf(both.traveller)).colour, "green", "its lists are not old yet");

  const behind: Traveller["mirror"] = async (path, served) =>
    path === "/v1/log/checkpoint" ? new Response(checkpoint) : served();
  for (let each = 0; each < 26; each++) await towns.publish();
  await peerFails(both, behind);
  const stale = await colourOf(both.traveller);
  assert.deepEqual([stale.colour, stale.reasons], ["grey", ["stale"]]);
  assert.deepEqual(stale.unjudged, [{ regionId: towns.other.id, reasons: ["stale"] }]);

  const stranger = await townFor(t);
  const newcomer = await towns.phone();
  newcomer.mirror = (path) => fetch(stranger.server.url + path);
  await newcomer.device.sync();
  const [peer] = (await newcomer.device.state()).peers;
  assert.deepEqual([peer!.sync.problem, peer!.region, peer!.name["en"]], ["wrong-region", null, "Abroad"]);
});

test("a mirror that hides an old batch learns from no phone whether it was there", async (t) => {
  const short = { retentionDays: 3, quarantineDays: 3 };
  const towns = await twoTownsFor(t, { policies: { home: short, abroad: short } });
  const [stayer, traveller] = [await towns.phone(), await towns.phone()];
  for (const phone of [stayer, traveller]) await phone.device.sync();
  towns.now += 3 * day;
  await quietStay(towns, "home", "Library", stayer);
  await quietStay(towns, "abroad", "Café", traveller);
  for (let each = 0; each < 10; each++) {
    towns.now += 2 * hour;
    await towns.publish();
  }
  for (const phone of [stayer, traveller]) {
    phone.mirror = async (path, served) =>
      /^\/v1\/batch\/[0-5]$/.test(path) ? new Response(null, { status: 404 }) : served();
    await phone.device.sync({ force: true });
    assert.equal((await phone.device.state()).peers[0]!.sync.problem, "server-trouble");
    phone.mirror = (_, served) => served();
    await phone.device.sync({ force: true });
    assert.equal((await phone.device.state()).peers[0]!.sync.problem, null);
  }
  assert.deepEqual(requestsOf(stayer), requestsOf(traveller));
});

test("a fork of a peer stays until the person begins anew with that peer", async (t) => {
  const towns = await twoTownsFor(t);
  const twin = await towns.abroad.twin();
  const both = await stayerAndTraveller(towns);
  await twin.server.publish();
  await peerFails(both, (path) => fetch(twin.server.url + path));
  await towns.publish();
  await peerFails(both, (_, served) => served());
  const frozen = await both.traveller.device.state();
  assert.deepEqual([frozen.colour.colour, frozen.peers[0]!.evidence[0]!.reason], ["grey", "fork"]);
  await both.traveller.device.startAnew({ peer: towns.other.rootHash });
  assert.equal((await colourOf(both.traveller)).colour, "green");
});

test("a claim code of the home reports visits of the home only", async (t) => {
  const towns = await twoTownsFor(t);
  const traveller = await towns.phone();
  await traveller.device.sync();
  await quietStay(towns, "abroad", "Café", traveller);
  await quietStay(towns, "home", "Library", traveller);
  const { diary } = await traveller.device.state();
  const foreign = diary.find(({ name }) => name === "Café")!;
  await assert.rejects(
    traveller.device.startReport(await towns.home.server.issueClaimCode(1), [foreign.id]),
    {
      code: "nothing-to-report",
    },
  );
  const { visits } = await traveller.device.startReport(
    await towns.home.server.issueClaimCode(1),
    diary.map(({ id }) => id),
  );
  assert.deepEqual(
    visits.map(({ name }) => name),
    ["Library"],
  );
  assert.ok(!traveller.sent.some(({ method, path }) => method === "POST" && path.startsWith("/v1/peer/")));
});

test("a peer that the manifest no longer names loses its lists; visits stay, and a warning stands", async (t) => {
  const towns = await twoTownsFor(t);
  const { stayer, traveller } = await stayerAndTraveller(towns);
  await exposed(towns, "abroad", "Bar", traveller);
  await towns.publish();
  await traveller.device.sync({ force: true });
  await stayer.device.sync({ force: true });
  const ofPeer = async (phone: Phone) =>
    (await phone.factory.databases()).filter(({ name }) => name!.includes(towns.other.id));
  assert.ok((await ofPeer(stayer)).length > 0);

  await towns.nameAbroad(false);
  await towns.publish();
  for (const phone of [stayer, traveller]) {
    await phone.device.sync({ force: true });
    assert.deepEqual(await ofPeer(phone), []);
  }
  assert.deepEqual((await stayer.device.state()).peers, []);
  assert.equal((await colourOf(stayer)).colour, "green");
  const { colour, diary, peers } = await traveller.device.state();
  assert.deepEqual([colour.colour, colour.outOfDate, colour.reasons], ["yellow", true, ["not-followed"]]);
  assert.deepEqual([diary.length, peers[0]!.standing], [2, "left"]);

  await towns.nameAbroad(true);
  await towns.publish();
  for (const phone of [stayer, traveller]) await phone.device.sync({ force: true });
  const again = await traveller.device.state();
  assert.deepEqual(
    [again.colour.colour, again.colour.outOfDate, again.peers[0]!.standing],
    ["yellow", false, "peer"],
  );
  assert.deepEqual(requestsOf(stayer), requestsOf(traveller));
  await towns.nameAbroad(false);
  await towns.publish();
  await traveller.device.sync({ force: true });
  for (let each = 0; each < 25; each++) {
    towns.now += day;
    await traveller.device.tick();
  }
  assert.deepEqual((await traveller.device.state()).peers, [], "with the last visit goes what explained it");
});

test("at a peer's sunset its lists, matches and tokens go, and nothing of the home", async (t) => {
  const towns = await twoTownsFor(t, { daysAbroad: 3 });
  const { stayer, traveller } = await stayerAndTraveller(towns);
  await exposed(towns, "home", "Hall", traveller);
  await exposed(towns, "abroad", "Bar", traveller);
  await towns.publish();
  for (const phone of [stayer, traveller]) await phone.device.sync({ force: true });
  assert.equal((await colourOf(traveller)).regions[1]!.result.colour, "yellow");
  const { sunset } = (await traveller.device.state()).peers[0]!.region!;
  while (towns.home.now < sunset) {
    await towns.home.publish();
    if (towns.home.now < sunset) await towns.abroad.publish();
  }
  towns.now = towns.home.now;
  await towns.mirror();
  const shown = towns.abroad.place("Bar").display();
  for (const phone of [stayer, traveller]) {
    assert.equal(await phone.device.endIfOver(), false);
    await assert.rejects(phone.device.readCode(shown), { code: "past-sunset" });
    const stored = await phone.factory.databases();
    assert.ok(!stored.some(({ name }) => name!.includes(towns.other.id)));
    const before = phone.sent.length;
    assert.equal(await phone.device.endIfOver(), false);
    assert.equal(phone.sent.length, before, "once");
  }
  const { colour, diary, exposures, peers } = await traveller.device.state();
  assert.equal(peers[0]!.standing, "ended");
  assert.deepEqual([colour.colour, colour.reasons], ["yellow", ["not-followed"]]);
  assert.deepEqual(new Set(exposures.map(({ visitName }) => visitName)), new Set(["Hall"]));
  assert.deepEqual(
    diary.map(({ name, tokens }) => [name, tokens > 0]),
    [
      ["Bar", false],
      ["Hall", true],
      ["Café", false],
    ],
  );
  assert.equal((await colourOf(stayer)).colour, "green");
  for (const phone of [stayer, traveller]) await phone.device.sync({ force: true });
  assert.deepEqual(requestsOf(stayer), requestsOf(traveller));
  assert.equal((await traveller.device.state()).peers[0]!.standing, "ended");
});

test("a sync that was cut off before the peers had their turn is due again, and goes on", async (t) => {
  const towns = await twoTownsFor(t);
  const phone = await towns.phone();
  const stop = new AbortController();
  phone.mirror = (_, served) => {
    stop.abort(new Error("the page was left"));
    return served();
  };
  await assert.rejects(phone.device.sync({ signal: stop.signal }), { message: "the page was left" });
  const { sync } = await phone.device.state();
  assert.deepEqual([sync.newestBatch, sync.due], [0, true]);
  const reloaded = await phone.reload();
  assert.equal((await reloaded.device.sync()).synced, true);
  const { sync: after, peers } = await reloaded.device.state();
  assert.deepEqual([after.due, peers[0]!.sync.newestBatch], [false, 0]);
});

test("an erasure takes what is of peers, too", async (t) => {
  const towns = await twoTownsFor(t);
  const { traveller } = await stayerAndTraveller(towns);
  assert.ok((await databasesWith(traveller.factory, "Café")).length > 0);
  await traveller.device.erase();
  assert.deepEqual(await traveller.factory.databases(), []);
});

test("the day after the last list of a peer nothing is asked of it but by a sync", async (t) => {
  const towns = await twoTownsFor(t);
  const { traveller } = await stayerAndTraveller(towns);
  const before = traveller.sent.length;
  towns.now += day + hour;
  await traveller.device.tick();
  await traveller.device.state();
  await traveller.device.readCode(towns.abroad.place("Café").display());
  assert.equal(await traveller.device.endIfOver(), false);
  assert.equal(traveller.sent.length, before);
});

async function altered(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  bytes[bytes.length - 1] = bytes.at(-1)! ^ 1;
  return new Response(bytes);
}
