import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { decodeHandover, encodeFrames, encodeHandover, generateClaimCode } from "../../protocol/index.ts";
import { CaseDesk } from "../../web/authority/case/case-desk.ts";
import { databasesWith } from "../device/storage.ts";
import { type Office, officeIn, sendAllOf } from "../device/office.ts";
import { checkIn, minute, type Phone, type Town, townFor } from "../device/town.ts";

const hour = 60 * minute;

/** Ann and Ben were at the same places for over an hour each; Ann has come to the authority. */
async function encounter(
  context: TestContext,
): Promise<{ town: Town; ann: Phone; ben: Phone; file: Uint8Array }> {
  const town = await townFor(context);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const { device } of [ann, ben]) await device.sync();
  const ids: string[] = [];
  for (const name of ["Hall", "Library"]) {
    const code = town.place(name).printed(town.now, town.now + 3 * hour);
    ids.push((await checkIn(ann, code)).id);
    await checkIn(ben, code);
    town.now += 70 * minute;
    for (const { device } of [ann, ben]) await device.checkOut();
    town.now += 30 * minute;
  }
  const file = await (await ann.device.transfer()).handOverVisits(ids, false);
  return { town, ann, ben, file };
}

async function deskIn(context: TestContext, town: Town): Promise<{ desk: CaseDesk; office: Office }> {
  const office = await officeIn(context, town);
  const desk = new CaseDesk({ sender: office.device, now: () => town.now });
  context.after(() => desk.close());
  await desk.begin();
  return { desk, office };
}

async function colourOf({ device }: Phone): Promise<string> {
  await device.sync({ force: true });
  return (await device.state()).colour.colour;
}

function chosen({ view: { state } }: CaseDesk): number {
  assert.ok(state.at === "choosing");
  return state.open.chosen.size;
}

test("a case in person is published with evidence 2, found again from the same file, and taken back; the authority's server hears nothing of it", async (t) => {
  const { town, ben, file } = await encounter(t);
  const { desk, office } = await deskIn(t, town);
  await desk.read(file);
  assert.equal(chosen(desk), 2);
  desk.goTo("code");
  assert.equal(await desk.submit("hello"), false);
  assert.equal(await desk.submit(generateClaimCode()), false);
  let { state } = desk.view;
  assert.ok(state.at === "code" && state.problem?.kind === "refused" && state.problem.reason === "not-valid");
  assert.equal(await desk.submit(await town.server.issueClaimCode(1)), false);
  assert.equal(await desk.submit(await town.server.issueClaimCode(2)), true);
  assert.equal(desk.view.state.at, "begin", "the visits are put away");
  assert.equal(desk.view.sendings[0]?.step, "sending");
  await sendAllOf(town, office);
  await town.publish();
  assert.equal(await colourOf(ben), "red");
  const { exposures } = await ben.device.state();
  assert.ok(exposures.length > 0 && exposures.every(({ evidence }) => evidence === 2));

  // Another day, another browser: the file is all that is needed.
  const later = await deskIn(t, town);
  await later.desk.read(file);
  assert.equal(chosen(later.desk), 0, "what stands in the lists is not sent again");
  later.desk.intend("take-back");
  later.desk.goTo("code");
  assert.equal(await later.desk.submit(await town.server.issueClaimCode(3)), true);
  await sendAllOf(town, later.office);
  await town.publish();
  assert.equal(await colourOf(ben), "green");
  assert.ok((await ben.device.state()).exposures.every(({ retractedIn }) => retractedIn !== null));
  await later.desk.read(file);
  ({ state } = later.desk.view);
  assert.ok(state.at === "choosing" && state.open.placements.length === 0);

  for (const { sent } of [office, later.office]) {
    assert.ok(sent.length > 30);
    for (const { path, init } of sent) {
      assert.ok(!path.startsWith("/v1/authority"), path);
      assert.equal(init.credentials, "omit");
    }
  }
});

test("the codes of a phone are read in any order, again and again; other codes are told apart", async (t) => {
  const { town, file } = await encounter(t);
  const { desk } = await deskIn(t, town);
  const visits = decodeHandover(file).map((visit) => ({ ...visit, note: "n".repeat(700) }));
  const frames = encodeFrames("visits", encodeHandover(visits));
  assert.ok(frames.length > 1);
  await desk.takeFrame(frames[0]!);
  assert.deepEqual(desk.view.state, { at: "begin", camera: null, problem: null }, "the camera is off");
  desk.look(true);
  const problemAfter = async (text: string) => {
    await desk.takeFrame(text);
    const { state } = desk.view;
    return state.at === "begin" ? state.problem : null;
  };
  assert.equal(await problemAfter("https://example.org"), "not-visits");
  assert.equal(await problemAfter(encodeFrames("move", file)[0]!), "other-kind");
  assert.equal(
    await problemAfter(`${frames[0]!.slice(0, -1)}${frames[0]!.endsWith("1") ? "2" : "1"}`),
    "damaged",
  );
  for (const frame of [...frames.toReversed(), ...frames]) await desk.takeFrame(frame);
  assert.equal(chosen(desk), 2);
});

test("what cannot be read says why, and without a network the file waits for it", async (t) => {
  const { town, file } = await encounter(t);
  const { desk, office } = await deskIn(t, town);
  const problemOf = async (bytes: Uint8Array) => {
    await desk.read(bytes);
    const { state } = desk.view;
    return state.at === "begin" ? state.problem : null;
  };
  assert.equal(await problemOf(new TextEncoder().encode("%PDF-1.7")), "not-visits");
  assert.equal(await problemOf(Uint8Array.from([...file.slice(0, -1), file.at(-1)! ^ 1])), "damaged");
  assert.equal(await problemOf(Uint8Array.from(file, (byte, at) => (at === 4 ? 9 : byte))), "newer-version");
  office.before = () => {
    throw new TypeError("no network");
  };
  await desk.read(file);
  assert.ok(desk.view.state.at === "unchecked" && desk.view.state.problem === "offline");
  office.before = () => undefined;
  await desk.read(file);
  assert.equal(chosen(desk), 2);
});

test("a case that is put away, or only looked at, leaves nothing on the disk, nor does one that was sent", async (t) => {
  const { town, ann, file } = await encounter(t);
  const tokens = [...(await (await ann.device.transfer()).tokens()).values()].flat();
  const { desk, office } = await deskIn(t, town);
  const remains = async () => {
    const found = await Promise.all(tokens.map(({ token }) => databasesWith(office.factory, token)));
    return found.flat().length;
  };
  await desk.read(file);
  assert.equal(await remains(), 0);
  desk.putAway();
  assert.deepEqual(desk.view.state, { at: "begin", camera: null, problem: null });
  await desk.read(file);
  desk.goTo("code");
  assert.equal(await desk.submit(await town.server.issueClaimCode(2)), true);
  assert.ok((await remains()) > 0, "what has not left waits there");
  await sendAllOf(town, office);
  assert.equal(await remains(), 0);
});

test("a case that is put away while it is being looked at does not come back", async (t) => {
  const { town, file } = await encounter(t);
  const { desk } = await deskIn(t, town);
  const reading = desk.read(file);
  desk.putAway();
  await reading;
  assert.equal(desk.view.state.at, "begin");
});
