/**
 * The Celadon protocol: pure functions over bytes, without clock, network, storage or DOM.
 * `web` and `server` import it from here only. @see SPEC.md
 */
export { type AuditEntry, auditChainStart, auditHash, encodeAuditNumbers } from "./audit-chain.ts";
export { ProtocolError, type ProtocolErrorCode } from "./errors.ts";
export {
  epochOf,
  epochSeconds,
  intervalLimit,
  intervalOf,
  intervalSeconds,
  intervalStart,
} from "./interval.ts";
export { type Group, nobleGroup } from "./group.ts";
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
  placeKinds,
  placeNameBytesMax,
} from "./check-in-code.ts";
export {
  decodeFrame,
  encodeFrames,
  type FrameCollection,
  frameChunkBytes,
  frameCount,
  frameKind,
  joinFrames,
  type QrFrame,
  takeFrame,
  transferBytesMax,
  type TransferKind,
} from "./qr-frame.ts";
export { decodeHandedVisit, encodeHandedVisit, type HandedVisit } from "./handed-visit.ts";
export {
  decodeHandover,
  encodeHandover,
  handoverNameBytesMax,
  handoverNoteBytesMax,
  type HandoverContext,
  type HandoverProblem,
  handoverProblems,
  type HandoverVisit,
  handoverVisitsMax,
} from "./visit-handover.ts";
export { coveredSeconds, earliestArrival, type IntervalToken, visitTokens } from "./visit.ts";
export { type Evidence, evidence, type ExposedToken, saltBytes } from "./batch-digest.ts";
export {
  type Batch,
  batchCountMax,
  type BatchLookup,
  checkBatch,
  decodeBatch,
  lookUp,
  openBatch,
} from "./batch.ts";
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
export { colourOverRegions, type ColourOverRegions, type RegionColour } from "./colour-over-regions.ts";
export {
  claimCodeBytes,
  decoyClaimCode,
  formatClaimCode,
  generateClaimCode,
  parseClaimCode,
} from "./claim-code.ts";
export {
  acceptedEpochs,
  generateTicketKeyPair,
  isTicketPurpose,
  type Ticket,
  ticketEpochs,
  type TicketKeyPair,
  ticketKeyPairOf,
  ticketOutput,
  type TicketPurpose,
  ticketPurpose,
} from "./ticket.ts";
export {
  claimCodeOfRequest,
  decodeTicketRequest,
  decoyTicketResponse,
  issueTickets,
  openTicketResponse,
  prepareTicketClaim,
  type TicketClaim,
  type TicketExpectation,
  type TicketRequest,
  ticketRequestBytes,
  ticketResponseBytes,
  ticketsPerClaim,
} from "./ticket-exchange.ts";
export {
  decodeReport,
  decoyReport,
  encodeReport,
  type Report,
  reportBytes,
  tokensPerReport,
  verifyReport,
} from "./report.ts";
export {
  generateNoteKey,
  type NoteSignature,
  type NoteSigner,
  noteSigner,
  type NoteVerifier,
  noteVerifier,
  openNote,
  signNote,
  splitNote,
} from "./signed-note.ts";
export { decodeBase64, encodeBase64 } from "./base64.ts";
export { formatUtc, parseUtc } from "./utc.ts";
export { openRegionRoot, parseRegionRoot, type RegionRoot, regionRootText } from "./region.ts";
export {
  type Ceiling,
  checkPolicy,
  defaultPolicy,
  lingerIntervalsMax,
  type Policy,
  samePolicy,
} from "./policy.ts";
export { encodeLogEntry, type LogEntry, parseLogEntry } from "./log-entry.ts";
export { type PauseReason, pauseReasonNames, pauseReasonOf, pauseReasons } from "./pause-reason.ts";
export {
  appendLeaf,
  appendLeafNodes,
  type CompletedNode,
  emptyFrontier,
  type Frontier,
  leafHash,
  treeRoot,
} from "./log-tree.ts";
export {
  decodeEntryBundle,
  encodeEntryBundle,
  entryBundlePath,
  parseTilePath,
  type TilePath,
  tilePath,
  tileWidth,
  tileWidthMax,
} from "./log-tile.ts";
export {
  type Inclusion,
  type Consistency,
  proveConsistency,
  proveInclusion,
  type SubtreeHashes,
  subtreesOfTiles,
  treeRootAt,
  verifyConsistency,
  verifyInclusion,
} from "./log-proof.ts";
export {
  type Checkpoint,
  type Cosignature,
  encodeCheckpoint,
  openCheckpoint,
  type OpenedCheckpoint,
  parseCheckpoint,
} from "./checkpoint.ts";
export {
  type CosignatureVerifier,
  cosignatureVerifier,
  type Cosigner,
  cosignerOf,
  generateCosignerKey,
  takeCosignature,
} from "./cosignature.ts";
export { type AddCheckpoint, decodeAddCheckpoint, encodeAddCheckpoint } from "./add-checkpoint.ts";
export {
  acceptManifest,
  encodeManifest,
  type Manifest,
  type ManifestContext,
  type ObliviousHttp,
  openManifest,
  parseManifest,
  type Peer,
  policyNoticeSeconds,
  sunsetOf,
  ticketPublicKey,
} from "./manifest.ts";
export { manifestDifferences, type PartDifference } from "./manifest-difference.ts";
export { type PolicyField, policyFields, policyValue } from "./policy-words.ts";
export { counted, momentInWords, quoted } from "./plain-words.ts";
export { weeksInWords } from "./ticket-weeks.ts";
export { type LocalisedText, textFor } from "./localised-text.ts";
export {
  type Asset,
  type AssetList,
  assetListBytesMax,
  assetListPath,
  decodeAssetList,
  encodeAssetList,
} from "./asset-list.ts";
export {
  type BinaryRequest,
  type BinaryResponse,
  decodeBinaryRequest,
  decodeBinaryResponse,
  encodeBinaryRequest,
  encodeBinaryResponse,
  type HttpField,
} from "./binary-http.ts";
export {
  decodeGatewayKeyConfig,
  decodeGatewayKeys,
  encodeGatewayKeyConfig,
  encodeGatewayKeys,
  type GatewayKeyConfig,
  gatewayKeyConfigOf,
  type GatewayKeyPair,
  gatewayKeyPairOf,
  generateGatewayKeyPair,
} from "./gateway-key.ts";
export {
  decapsulateRequest,
  encapsulateRequest,
  keyIdOfRequest,
  type ReceivedRequest,
  type SentRequest,
} from "./oblivious-http.ts";
export {
  decodeObliviousRequest,
  decodeObliviousResponse,
  encodeObliviousRequest,
  encodeObliviousResponse,
  type ObliviousRequest,
  obliviousRequestBytes,
  type ObliviousResponse,
  obliviousResponseBytes,
} from "./oblivious-message.ts";
export { obliviousRequestType, obliviousResponseType, unknownKeyProblem } from "./oblivious-media.ts";
