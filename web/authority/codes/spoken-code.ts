import { msg } from "@lit/localize";

/** A character of a claim code and the word that it is said by. */
export interface SpokenCharacter {
  readonly character: string;
  readonly word: string;
}

/**
 * A claim code as it is read out: three groups of four, each character by a word that is not mistaken for another on the telephone.
 *
 * @param code - 12 characters.
 */
export function spokenCode(code: string): readonly (readonly SpokenCharacter[])[] {
  const words = spokenWords();
  return (code.match(/.{4}/g) ?? []).map((group) =>
    [...group].map((character) => ({ character, word: words.get(character) ?? character })),
  );
}

/** By character; a translation has the words that are usual on the telephone in its language. */
function spokenWords(): ReadonlyMap<string, string> {
  const list = msg(
    "0 zero | 1 one | 2 two | 3 three | 4 four | 5 five | 6 six | 7 seven | 8 eight | 9 niner | A Alfa | B Bravo | C Charlie | D Delta | E Echo | F Foxtrot | G Golf | H Hotel | J Juliett | K Kilo | M Mike | N November | P Papa | Q Quebec | R Romeo | S Sierra | T Tango | V Victor | W Whiskey | X X-ray | Y Yankee | Z Zulu",
    { desc: "The letters as they are spelled out on the telephone; the first of each stays as it is" },
  );
  return new Map(
    list.split("|").map((pair) => {
      const [, character = "", word = ""] = /^\s*(\S)\s+(.*?)\s*$/.exec(pair) ?? [];
      return [character, word];
    }),
  );
}
