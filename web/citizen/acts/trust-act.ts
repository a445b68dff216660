import type { LedgerEntry } from "../../device/device.ts";
import type { CodeCheck } from "../code-check.ts";
import type { StorageUse } from "../storage-use.ts";

/** Looking at what this page asked, keeps and is made of. */
export type TrustAct =
  /** Effect: read the record of requests. */
  | { readonly do: "open-ledger" }
  | { readonly do: "ledger-read"; readonly entries: readonly LedgerEntry[] }
  /** Effect: measure what is stored. */
  | { readonly do: "open-stored" }
  | { readonly do: "stored-read"; readonly use: StorageUse }
  /** Effect: compare this page's files with the list in the public record. */
  | { readonly do: "check-code" }
  | { readonly do: "code-checked"; readonly check: CodeCheck };
