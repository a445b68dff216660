import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What a page hands to `navigator.credentials`, as far as it is looked at here. */
export interface CredentialOptions {
  readonly challenge: string;
  readonly user?: { readonly id: string };
}

/** What may be wrong with an answer. */
export interface Flaws {
  readonly origin?: string;
  readonly rpId?: string;
  /** The person was not asked for finger, face or PIN. */
  readonly unverified?: boolean;
  readonly counter?: number;
}

const flag = { present: 0x01, verified: 0x04, attested: 0x40 };

/**
 * A passkey made of nothing but arithmetic (ES256), for tests without a browser: it makes the same bytes as a real one.
 *
 * @see https://www.w3.org/TR/webauthn-3/
 */
export class SoftwarePasskey {
  readonly #origin: string;
  readonly #id = randomBytes(16);
  readonly #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  #handle: string | undefined;
  counter = 0;

  /** @param origin - Of the page that it is used on. */
  constructor(origin: string) {
    this.#origin = origin;
    this.#keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  }

  get id(): string {
    return this.#id.toString("base64url");
  }

  /** Be made: what `navigator.credentials.create` gives. */
  create({ challenge, user }: CredentialOptions, flaws: Flaws = {}): Record<string, unknown> {
    this.#handle = user?.id;
    const attested = Buffer.concat([Buffer.alloc(16), lengthOf(this.#id), this.#id, this.#coseKey()]);
    const authData = this.#authenticatorData(flag.attested, flaws, attested);
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      cborText("fmt"),
      cborText("none"),
      cborText("attStmt"),
      Buffer.from([0xa0]),
      cborText("authData"),
      cborBytes(authData),
    ]);
    return this.#credential({
      clientDataJSON: this.#clientData("webauthn.create", challenge, flaws),
      attestationObject: attestation.toString("base64url"),
    });
  }

  /** Be shown: what `navigator.credentials.get` gives. It signs once more, and counts. */
  get({ challenge }: CredentialOptions, flaws: Flaws = {}): Record<string, unknown> {
    this.counter++;
    const clientDataJSON = this.#clientData("webauthn.get", challenge, flaws);
    const authData = this.#authenticatorData(0, flaws, Buffer.alloc(0));
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    return this.#credential({
      clientDataJSON,
      authenticatorData: authData.toString("base64url"),
      signature: sign("sha256", signed, this.#keys.privateKey).toString("base64url"),
      userHandle: this.#handle,
    });
  }

  #credential(response: Record<string, unknown>): Record<string, unknown> {
    return { id: this.id, rawId: this.id, type: "public-key", clientExtensionResults: {}, response };
  }

  #clientData(type: string, challenge: string, { origin = this.#origin }: Flaws): string {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString("base64url");
  }

  #authenticatorData(flags: number, flaws: Flaws, attested: Buffer): Buffer {
    const { rpId = new URL(this.#origin).hostname, unverified = false, counter = this.counter } = flaws;
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(counter);
    const all = flags | flag.present | (unverified ? 0 : flag.verified);
    return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.from([all]), counted, attested]);
  }

  /** {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y} */
  #coseKey(): Buffer {
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    return Buffer.concat([
      Buffer.from("a50102032620012158", "hex"),
      Buffer.from([32]),
      Buffer.from(x, "base64url"),
      Buffer.from("225820", "hex"),
      Buffer.from(y, "base64url"),
    ]);
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function lengthOf(bytes: Uint8Array): Buffer {
  return Buffer.from([bytes.length >> 8, bytes.length & 255]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)]);
}

function cborBytes(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x59]), lengthOf(bytes), bytes]);
}
