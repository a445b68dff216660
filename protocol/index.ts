/**
 * The Celadon protocol: pure functions over bytes, without clock, network, storage or DOM.
 * `web` and `server` import it from here only. @see SPEC.md
 */
export { ProtocolError, type ProtocolErrorCode } from "./errors.ts";
export {
  epochOf,
  epochSeconds,
  intervalLimit,
  intervalOf,
  intervalSeconds,
  intervalStart,
} from "./interval.ts";
export { Reader, unsignedBytes } from "./reader.ts";
export { decodeUtf8 } from "./utf8.ts";
export { generatePlaceKey, placeInfo, placeKeyBytes, regionIdBytes, tokenBytes } from "./place.ts";
export { coverLength, deriveToken, narrowPass, type Pass, passFromPlaceKey } from "./pass.ts";
export {
  acceptCheckInCode,
  type CheckInCode,
  type CodeAcceptance,
  codeIntervalsMax,
  decodeCheckInCode,
  encodeCheckInCode,
  type PlaceKind,
  placeNameBytesMax,
} from "./check-in-code.ts";
export { coveredSeconds, earliestArrival, type IntervalToken, visitTokens } from "./visit.ts";
export { type Evidence, evidence, type ExposedToken, saltBytes } from "./batch-digest.ts";
export { type Batch, batchCountMax, type BatchLookup, decodeBatch, lookUp, openBatch } from "./batch.ts";
export { type BatchContent, encodeBatch, paddedCount } from "./batch-encode.ts";
export { drillToken, retractionToken } from "./derived-token.ts";
export {
  type Colour,
  type ColourInput,
  colourOf,
  type ColourResult,
  type CountedInterval,
  type Exposure,
  type GreyReason,
} from "./colour.ts";
