export { manifestDifferences as differences, type PartDifference } from "../../protocol/index.ts";
