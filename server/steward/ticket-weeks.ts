export { weeksInWords } from "../../protocol/index.ts";
