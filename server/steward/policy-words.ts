export { type PolicyField, policyFields, policyValue } from "../../protocol/index.ts";
