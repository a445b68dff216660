import type { Random } from "../replay/random.ts";

/** One session as numbers, of the same length for all. */
export type Features = readonly number[];

/** Learns to tell two kinds apart. @returns Whether a session is taken for the second kind. */
type Learner = (
  sessions: readonly Features[],
  isSecond: readonly boolean[],
) => (session: Features) => boolean;

const folds = 10;

/**
 * How well two kinds of sessions can be told apart by whoever has seen examples: the share that the best of three simple classifiers gets
 * right of those it has not seen, by ten-fold cross-validation. 0.5 is guessing.
 */
export function accuracyOf(ones: readonly Features[], others: readonly Features[], random: Random): number {
  const sessions = standardised([...ones, ...others]);
  const isSecond = sessions.map((_, index) => index >= ones.length);
  const order = sessions
    .map((_, index) => ({ index, key: random.next() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ index }) => index);
  const shares = [logisticRegression, nearestNeighbours, decisionStump].map((learn) => {
    let right = 0;
    for (let fold = 0; fold < folds; fold++) {
      const training = order.filter((_, place) => place % folds !== fold);
      const guess = learn(
        training.map((index) => sessions[index]!),
        training.map((index) => isSecond[index]!),
      );
      const unseen = order.filter((_, place) => place % folds === fold);
      right += unseen.filter((index) => guess(sessions[index]!) === isSecond[index]).length;
    }
    return right / sessions.length;
  });
  return Math.max(...shares);
}

/** Each feature with mean 0 and deviation 1; one that never changes is 0. */
function standardised(sessions: readonly Features[]): Features[] {
  const columns = sessions[0]!.map((_, column) => sessions.map((session) => session[column]!));
  const scales = columns.map((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
    return { mean, deviation: deviation === 0 ? 1 : deviation };
  });
  return sessions.map((session) =>
    session.map((value, column) => (value - scales[column]!.mean) / scales[column]!.deviation),
  );
}

const logisticRegression: Learner = (sessions, isSecond) => {
  const weights = [0, ...sessions[0]!.map(() => 0)];
  const score = (session: Features) =>
    session.reduce((sum, value, column) => sum + value * weights[column + 1]!, weights[0]!);
  for (let round = 0; round < 200; round++) {
    const slopes = weights.map(() => 0);
    for (const [index, session] of sessions.entries()) {
      const error = (isSecond[index]! ? 1 : 0) - 1 / (1 + Math.exp(-score(session)));
      slopes[0]! += error;
      for (const [column, value] of session.entries()) slopes[column + 1]! += error * value;
    }
    for (const [column, slope] of slopes.entries()) weights[column]! += (0.5 * slope) / sessions.length;
  }
  return (session) => score(session) > 0;
};

const nearestNeighbours: Learner = (sessions, isSecond) => (session) => {
  const nearest = sessions
    .map((each, index) => ({
      index,
      distance: each.reduce((sum, value, column) => sum + (value - session[column]!) ** 2, 0),
    }))
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, 9);
  return nearest.filter(({ index }) => isSecond[index]).length > nearest.length / 2;
};

/** The one feature, and the one threshold of twenty, that tell the most. */
const decisionStump: Learner = (sessions, isSecond) => {
  let best = { right: -1, column: 0, threshold: 0, isAbove: true };
  for (const column of sessions[0]!.keys()) {
    const values = sessions.map((session) => session[column]!).toSorted((one, other) => one - other);
    for (let step = 1; step < 20; step++) {
      const threshold = values[Math.floor((values.length * step) / 20)]!;
      const above = sessions.filter(
        (session, index) => session[column]! > threshold === isSecond[index],
      ).length;
      const right = Math.max(above, sessions.length - above);
      if (right > best.right) best = { right, column, threshold, isAbove: above >= sessions.length - above };
    }
  }
  const { column, threshold, isAbove } = best;
  return (session) => session[column]! > threshold === isAbove;
};
