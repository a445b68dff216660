import type { Database, Statement } from "./database.ts";

/** A person who works here, as they are kept. */
export interface StoredStaff {
  readonly number: number;
  /** Their own, as they are called at work; empty until they have said it. */
  readonly name: string;
  /** 1 issuer + 2 approver + 4 administrator. */
  readonly roles: number;
  /** Random bytes that their passkeys know them by. */
  readonly handle: Uint8Array;
  /** Unix days; null while they have access. */
  readonly endedDay: number | null;
}

/** A passkey as it is kept. */
export interface StoredPasskey {
  readonly credential: Uint8Array;
  readonly staff: number;
  /** COSE. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly kind: string;
  /** Unix days. */
  readonly addedDay: number;
}

/** An open invitation. */
export interface StoredInvitation {
  readonly staff: number;
  /** Unix seconds. */
  readonly expires: number;
}

const staffColumns = `number, name, roles, handle, ended_day AS "endedDay"`;
const passkeyColumns = `credential, staff, public_key AS "publicKey", counter, kind, added_day AS "addedDay"`;

/**
 * Who works here, how they are invited and what they sign in with. Trusted to know who has which role. It cannot be signed in with:
 * invitations are keyed hashes, passkeys public keys.
 */
export class StaffTables {
  readonly #insert: Statement;
  readonly #all: Statement;
  readonly #find: Statement;
  readonly #setName: Statement;
  readonly #setRoles: Statement;
  readonly #end: Statement;
  readonly #deleteForgotten: Statement;
  readonly #invite: Statement;
  readonly #invitation: Statement;
  readonly #invitations: Statement;
  readonly #useInvitation: Statement;
  readonly #deleteInvitation: Statement;
  readonly #deleteExpired: Statement;
  readonly #deleteInvitations: Statement;
  readonly #insertPasskey: Statement;
  readonly #passkey: Statement;
  readonly #passkeys: Statement;
  readonly #setCounter: Statement;
  readonly #setKind: Statement;
  readonly #deletePasskey: Statement;
  readonly #deletePasskeys: Statement;
  readonly #deleteAll: readonly Statement[];

  constructor(database: Database) {
    this.#insert = database.prepare(
      `INSERT INTO staff (number, name, roles, handle)
       SELECT 1 + coalesce(max(number), 0), ?, ?, ? FROM (
         SELECT number FROM staff UNION ALL SELECT staff FROM audit_entry) AS given
       RETURNING number`,
    );
    this.#all = database.prepare(`SELECT ${staffColumns} FROM staff ORDER BY number`);
    this.#find = database.prepare(`SELECT ${staffColumns} FROM staff WHERE number = ?`);
    this.#setName = database.prepare("UPDATE staff SET name = ? WHERE number = ?");
    this.#setRoles = database.prepare("UPDATE staff SET roles = ? WHERE number = ?");
    this.#end = database.prepare("UPDATE staff SET ended_day = ? WHERE number = ? AND ended_day IS NULL");
    this.#deleteForgotten = database.prepare(
      `DELETE FROM staff WHERE ended_day < ? AND number NOT IN (
         SELECT staff FROM audit_entry
         UNION ALL SELECT coalesce(json_extract(numbers, '$.staff'), 0) FROM audit_entry)`,
    );
    this.#invite = database.prepare(
      `INSERT INTO staff_invitation (token_hash, staff, expires) VALUES (?, ?, ?)
       ON CONFLICT (staff) DO UPDATE SET token_hash = excluded.token_hash, expires = excluded.expires`,
    );
    this.#invitation = database.prepare("SELECT staff, expires FROM staff_invitation WHERE token_hash = ?");
    this.#invitations = database.prepare("SELECT staff, expires FROM staff_invitation ORDER BY staff");
    this.#useInvitation = database.prepare("DELETE FROM staff_invitation WHERE token_hash = ?");
    this.#deleteInvitation = database.prepare("DELETE FROM staff_invitation WHERE staff = ?");
    this.#deleteExpired = database.prepare("DELETE FROM staff_invitation WHERE expires <= ?");
    this.#deleteInvitations = database.prepare("DELETE FROM staff_invitation");
    this.#insertPasskey = database.prepare(
      `INSERT INTO staff_passkey (credential, staff, public_key, counter, kind, added_day)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    this.#passkey = database.prepare(`SELECT ${passkeyColumns} FROM staff_passkey WHERE credential = ?`);
    this.#passkeys = database.prepare(
      `SELECT ${passkeyColumns} FROM staff_passkey WHERE staff = ? ORDER BY added_day, credential`,
    );
    this.#setCounter = database.prepare("UPDATE staff_passkey SET counter = ? WHERE credential = ?");
    this.#setKind = database.prepare("UPDATE staff_passkey SET kind = ? WHERE credential = ?");
    this.#deletePasskey = database.prepare("DELETE FROM staff_passkey WHERE credential = ?");
    this.#deletePasskeys = database.prepare("DELETE FROM staff_passkey WHERE staff = ?");
    this.#deleteAll = ["staff", "staff_invitation", "staff_passkey"].map((table) =>
      database.prepare(`DELETE FROM ${table}`),
    );
  }

  /** @returns Their number. */
  async add({ name, roles, handle }: Pick<StoredStaff, "name" | "roles" | "handle">): Promise<number> {
    return (await this.#insert.get<{ number: number }>(name, roles, handle))!.number;
  }

  /** All, also those whose access has ended, by number. */
  async all(): Promise<StoredStaff[]> {
    return this.#all.all<StoredStaff>();
  }

  async find(number: number): Promise<StoredStaff | null> {
    return (await this.#find.get<StoredStaff>(number)) ?? null;
  }

  async setName(number: number, name: string): Promise<void> {
    await this.#setName.run(name, number);
  }

  async setRoles(number: number, roles: number): Promise<void> {
    await this.#setRoles.run(roles, number);
  }

  /** Their access ends: passkeys and invitation go. Sessions are elsewhere. @param day - Unix days. */
  async end(number: number, day: number): Promise<void> {
    await this.#end.run(day, number);
    await this.#deletePasskeys.run(number);
    await this.#deleteInvitation.run(number);
  }

  /** Forget those whose access ended before a day and of whom the audit has nothing any more. */
  async deleteForgotten(day: number): Promise<void> {
    await this.#deleteForgotten.run(day);
  }

  /** A person's invitation; the one before is void. */
  async invite(tokenHash: Uint8Array, { staff, expires }: StoredInvitation): Promise<void> {
    await this.#invite.run(tokenHash, staff, expires);
  }

  /** Expired or not, or null. */
  async invitation(tokenHash: Uint8Array): Promise<StoredInvitation | null> {
    return (await this.#invitation.get<StoredInvitation>(tokenHash)) ?? null;
  }

  async invitations(): Promise<StoredInvitation[]> {
    return this.#invitations.all<StoredInvitation>();
  }

  /** @returns False when it has been used, or is not there. */
  async useInvitation(tokenHash: Uint8Array): Promise<boolean> {
    return (await this.#useInvitation.run(tokenHash)) === 1;
  }

  /** Forget the invitations that expired at or before a moment. */
  async deleteExpiredInvitations(now: number): Promise<void> {
    await this.#deleteExpired.run(now);
  }

  /** Forget all invitations. */
  async deleteInvitations(): Promise<void> {
    await this.#deleteInvitations.run();
  }

  /** @returns False when a passkey of this id is there already. */
  async addPasskey({
    credential,
    staff,
    publicKey,
    counter,
    kind,
    addedDay,
  }: StoredPasskey): Promise<boolean> {
    return (await this.#insertPasskey.run(credential, staff, publicKey, counter, kind, addedDay)) === 1;
  }

  async passkey(credential: Uint8Array): Promise<StoredPasskey | null> {
    return (await this.#passkey.get<StoredPasskey>(credential)) ?? null;
  }

  async passkeysOf(staff: number): Promise<StoredPasskey[]> {
    return this.#passkeys.all<StoredPasskey>(staff);
  }

  async setCounter(credential: Uint8Array, counter: number): Promise<void> {
    await this.#setCounter.run(counter, credential);
  }

  async setPasskeyKind(credential: Uint8Array, kind: string): Promise<void> {
    await this.#setKind.run(kind, credential);
  }

  async deletePasskey(credential: Uint8Array): Promise<void> {
    await this.#deletePasskey.run(credential);
  }

  /** Forget all, at sunset. */
  async deleteAll(): Promise<void> {
    for (const statement of this.#deleteAll) await statement.run();
  }
}
