import type { AuthorityClient } from "../client.ts";

/** A request for a second person, as the server says it. */
export interface Approval {
  readonly number: number;
  readonly action: string;
  readonly numbers: Readonly<Record<string, number>>;
  /** Number of who asked. */
  readonly asker: number;
  readonly askerName: string;
  readonly deciderName: string | null;
  readonly state: "waiting" | "approved" | "refused" | "withdrawn" | "taken";
  /** Unix seconds. */
  readonly expires: number;
}

/** Everybody's requests of the last day. */
export async function fetchApprovals(client: AuthorityClient): Promise<readonly Approval[]> {
  return (await client.get<{ approvals: Approval[] }>("/approvals")).approvals;
}
