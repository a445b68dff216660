/** `npm run tour`: the story of an outbreak in a real browser, told step by step, with its pictures and a film of them. */
import { join, relative } from "node:path";
import { assemble } from "./cast.ts";
import * as story from "./outbreak-story.ts";
import { Album } from "./tour-album.ts";
import { canFilm, makeFilm } from "./tour-film.ts";

const folder = join(import.meta.dirname, "..", "..", "docs", "tour");
const here = relative(process.cwd(), folder);

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

print("Starting a region, a tablet and three phones …");
const album = await Album.open(folder);
const cast = await assemble({ pixelRatio: 2 });
try {
  const teller: story.Teller = {
    say(sentence) {
      print(sentence);
      album.say(sentence);
    },
    show: (name, page) => album.add(name, page),
  };
  await story.placeIsMade(cast, teller);
  await story.peopleBegin(cast, teller);
  await story.earlyGuestComesAndLeaves(cast, teller);
  await story.caseComes(cast, teller);
  await story.guestComes(cast, teller);
  await story.bothLeave(cast, teller);
  await story.calmMorning(cast, teller);
  await story.caseChooses(cast, teller);
  await story.caseReports(cast, teller);
  await story.nextListComes(cast, teller);
  print(`${album.slides.length} pictures are in ${here}.`);
  if (canFilm()) {
    await makeFilm(cast.counter.context.browser()!, album.slides, join(folder, "tour.mp4"));
    print(`The film is ${join(here, "tour.mp4")}.`);
  } else {
    print("No film: that needs ffmpeg on the PATH.");
  }
} finally {
  await cast.dismiss();
}
