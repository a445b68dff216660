/** Tells on stderr what is going on: one line that is rewritten on a terminal, a line now and then elsewhere. */

const rewriteSeconds = 0.2;
const lineSeconds = 10;

/** Takes the phase, how far it is, and what is at hand. */
export type Progress = (phase: string, done: number, total: number, detail?: string) => void;

/** A {@link Progress} that says nothing. */
export const silentProgress: Progress = () => {};

/** A {@link Progress} on a stream, with the time since it was made. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  const begin = performance.now();
  let told = -Infinity;
  let toldPhase = "";
  return (phase, done, total, detail = "") => {
    const seconds = (performance.now() - begin) / 1000;
    const last = done === total;
    const every = stream.isTTY ? rewriteSeconds : lineSeconds;
    if (!last && phase === toldPhase && seconds - told < every) return;
    told = seconds;
    toldPhase = phase;
    const text = `${phase}: ${done} of ${total}${detail === "" ? "" : `, ${detail}`} (${seconds.toFixed(0)} s)`;
    stream.write(stream.isTTY ? `\r${text.padEnd(78)}${last ? "\n" : ""}` : `${text}\n`);
  };
}
