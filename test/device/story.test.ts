import assert from "node:assert/strict";
import { test } from "node:test";
import { checkIn, hour, minute, morning, report, townFor } from "./town.ts";

test("a guest who shared a place with a case turns yellow, with the right place and minutes; one who left before stays green", async (t) => {
  const town = await townFor(t);
  const [ann, ben, eve] = [await town.phone(), await town.phone(), await town.phone()];
  for (const phone of [ann, ben, eve]) await phone.device.sync();
  const café = town.place("Café Zentral");

  await checkIn(eve, café.display());
  town.now = morning + 25 * minute;
  await eve.device.checkOut();
  town.now = morning + 40 * minute;
  const annVisit = await checkIn(ann, café.display());
  town.now = morning + 50 * minute;
  await checkIn(ben, café.display());
  town.now = morning + 85 * minute;
  await ben.device.checkOut();
  town.now = morning + 100 * minute;
  await ann.device.checkOut();

  await report(town, ann, [annVisit.id]);
  const number = await town.publish();
  for (const phone of [ann, ben, eve]) await phone.device.sync({ force: true });

  const warned = await ben.device.state();
  assert.equal(warned.colour.colour, "yellow");
  assert.equal(warned.colour.minutes, 35);
  assert.equal(warned.colour.minutesTowardsRed, 0);
  assert.deepEqual([...new Set(warned.exposures.map(({ visitName }) => visitName))], ["Café Zentral"]);
  assert.ok(warned.exposures.every(({ batch }) => batch === number));
  assert.deepEqual(
    warned.exposures.map(({ coveredSeconds }) => coveredSeconds / minute).toReversed(),
    [10, 10, 10, 5, 0],
  );
  assert.equal(warned.sync.selfCheck, "passed");

  const calm = await eve.device.state();
  assert.equal(calm.colour.colour, "green");
  assert.deepEqual(calm.exposures, []);

  const own = await ann.device.state();
  assert.equal(own.colour.colour, "red");
  assert.equal(own.colour.ownPositive, true);
  assert.deepEqual(own.exposures, [], "what a device reported itself does not count for it");
  assert.equal(own.report?.step, "sent");
  assert.deepEqual(
    own.report?.visits.map(({ status }) => status),
    ["published"],
  );
  assert.equal(own.diary[0]?.reported, own.diary[0]?.tokens);
});

test("confirmed evidence reaches red, and the same minutes reported by several cases count once", async (t) => {
  const town = await townFor(t);
  const [ann, ben, cay] = [await town.phone(), await town.phone(), await town.phone()];
  for (const phone of [ann, ben, cay]) await phone.device.sync();
  const hall = town.place("Hall");
  const visits = [];
  for (const phone of [ann, ben, cay]) visits.push(await checkIn(phone, hall.display(4)));
  town.now += 70 * minute;
  for (const phone of [ann, ben, cay]) await phone.device.checkOut();
  await report(town, ann, [visits[0]!.id], 1);
  await report(town, ben, [visits[1]!.id], 2);
  await town.publish();
  await cay.device.sync({ force: true });
  const { colour } = await cay.device.state();
  assert.equal(colour.colour, "red");
  assert.equal(colour.minutes, 70);
  assert.equal(colour.since, morning + 50 * minute);
});

test("an open visit is compared and reported up to now, and its rest can be reported later", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const visit = await checkIn(ann, hall.display(6));
  await checkIn(ben, hall.display(6));
  town.now = morning + 45 * minute;
  await report(town, ann, [visit.id]);
  await town.publish();
  await ben.device.sync({ force: true });
  const during = await ben.device.state();
  assert.equal(during.colour.colour, "yellow");
  assert.equal(during.colour.minutes, 50);
  assert.notEqual(during.openVisit, null);

  town.now = morning + 119 * minute;
  const ended = await ann.device.checkOut();
  assert.equal(ended.reported, 5);
  assert.equal(ended.tokens, 13);
  await report(town, ann, [visit.id]);
  await assert.rejects(ann.device.startReport(await town.server.issueClaimCode(1), [visit.id]), {
    code: "nothing-to-report",
  });
  await town.publish();
  await ben.device.sync({ force: true });
  assert.equal((await ben.device.state()).colour.minutes, 120);
  town.now += 20 * minute;
  assert.equal((await ben.device.state()).colour.minutes, 130, "the air stays for an interval after leaving");
});

test("tokens derived late are compared with the batches that came before, without any request", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const visit = await checkIn(ann, hall.display(6));
  const late = await checkIn(ben, hall.display(6));
  town.now = morning + 39 * minute;
  await ann.device.checkOut();
  await report(town, ann, [visit.id]);
  await town.publish();
  const undo = await ben.device.deleteVisit(late.id);
  await ben.device.sync({ force: true });
  assert.equal((await ben.device.state()).colour.colour, "grey");
  await undo();
  ben.before = () => {
    throw new Error("no request may leave");
  };
  const requests = ben.sent.length;
  await ben.device.checkOut();
  const { colour } = await ben.device.state();
  assert.equal(colour.colour, "yellow");
  assert.equal(colour.minutes, 50, "up to the end of the interval after the case left");
  assert.equal(ben.sent.length, requests);
});

test("a visit that was recorded after a batch had closed does not match it", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const pass = hall.printed(morning, morning + 12 * hour);
  const visit = await checkIn(ann, pass);
  town.now += 50 * minute;
  await ann.device.checkOut();
  await report(town, ann, [visit.id]);
  await town.publish();
  town.now += 30 * minute;
  await checkIn(ben, pass, { arrival: morning });
  await ben.device.checkOut();
  await ben.device.sync({ force: true });
  assert.deepEqual((await ben.device.state()).exposures, []);
});
