import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ProtocolError } from "./errors.ts";
import { Reader, unsignedBytes } from "./reader.ts";

/*
 * Binary HTTP, RFC 9292, messages of known length:
 *
 * Request  { Framing (i) = 0, Method Length (i), Method, Scheme Length (i), Scheme, Authority Length (i), Authority,
 *            Path Length (i), Path, Fields, Content, Trailers, Padding }
 * Response { Framing (i) = 1, (Status (i) = 100..199, Fields) ..., Status (i) = 200..599, Fields, Content, Trailers, Padding }
 * Fields   { Length (i), (Name Length (i), Name, Value Length (i), Value) ... }
 * Content  { Length (i), Bytes }
 *
 * (i) is an integer of variable length, RFC 9000 §16. Padding is zeros; empty parts at the end may be left out (RFC 9292 §3.8).
 */

/** One header field. */
export interface HttpField {
  /** In lower case. */
  readonly name: string;
  /** Visible ASCII, spaces and tabs; none of these around it. */
  readonly value: string;
}

/** A request in binary HTTP. */
export interface BinaryRequest {
  readonly method: string;
  readonly scheme: string;
  /** Host and port; empty where none is said. */
  readonly authority: string;
  readonly path: string;
  readonly fields: readonly HttpField[];
  readonly content: Uint8Array;
}

/** A final response in binary HTTP. */
export interface BinaryResponse {
  /** 200 to 599. */
  readonly status: number;
  readonly fields: readonly HttpField[];
  readonly content: Uint8Array;
}

const requestFraming = 0;
const responseFraming = 1;

/** Encode a request, without trailers and padding; empty parts at the end are left out. @see RFC 9292 §3.1 */
export function encodeBinaryRequest(request: BinaryRequest): Uint8Array {
  const { method, scheme, authority, path } = request;
  return concatBytes(
    integer(requestFraming),
    ...[method, scheme, authority, path].map((text) => prefixed(utf8ToBytes(text))),
    endOf(request),
  );
}

/** Encode a final response, without trailers and padding; empty parts at the end are left out. @see RFC 9292 §3.1 */
export function encodeBinaryResponse(response: BinaryResponse): Uint8Array {
  return concatBytes(integer(responseFraming), integer(response.status), endOf(response));
}

/**
 * Decode a request of known length. Trailers are read and left out.
 *
 * @param bytes - Untrusted.
 * @throws {@link ProtocolError} `malformed`.
 */
export function decodeBinaryRequest(bytes: Uint8Array): BinaryRequest {
  const reader = new Reader(bytes, "binary request");
  checkFraming(reader, requestFraming);
  const method = readText(reader, /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "method");
  const scheme = readText(reader, /^[A-Za-z][A-Za-z0-9+.-]*$/, "scheme");
  const authority = readText(reader, /^[!-~]*$/, "authority");
  const path = readText(reader, /^[!-~]*$/, "path");
  return { method, scheme, authority, path, ...readEnd(reader) };
}

/**
 * Decode a response of known length. Informational responses before it, and trailers, are read and left out.
 *
 * @param bytes - Untrusted.
 * @throws {@link ProtocolError} `malformed`.
 */
export function decodeBinaryResponse(bytes: Uint8Array): BinaryResponse {
  const reader = new Reader(bytes, "binary response");
  checkFraming(reader, responseFraming);
  let status = readInteger(reader);
  while (status >= 100 && status < 200) {
    readFields(reader);
    status = readInteger(reader);
  }
  if (status < 200 || status > 599) throw malformed(`status ${status}`);
  return { status, ...readEnd(reader) };
}

/** An integer of variable length in its shortest form, up to 2^30 − 1. @see RFC 9000 §16 */
function integer(value: number): Uint8Array {
  const log = value < 2 ** 6 ? 0 : value < 2 ** 14 ? 1 : 2;
  const bytes = unsignedBytes(value, 2 ** log);
  bytes[0]! |= log << 6;
  return bytes;
}

/** Longer forms of the same number are read too. @see RFC 9000 §16 */
function readInteger(reader: Reader): number {
  const first = reader.u8();
  let value = first & 0x3f;
  for (let rest = 2 ** (first >> 6) - 1; rest > 0; rest--) value = value * 256 + reader.u8();
  if (!Number.isSafeInteger(value)) throw malformed(`a number of ${value}`);
  return value;
}

function prefixed(bytes: Uint8Array): Uint8Array {
  return concatBytes(integer(bytes.length), bytes);
}

/** Fields and content; what is empty up to the end is left out. */
function endOf({ fields, content }: Pick<BinaryResponse, "fields" | "content">): Uint8Array {
  if (fields.length === 0 && content.length === 0) return new Uint8Array();
  const lines = fields.flatMap(({ name, value }) => [
    prefixed(utf8ToBytes(name)),
    prefixed(utf8ToBytes(value)),
  ]);
  const section = prefixed(concatBytes(...lines));
  return content.length === 0 ? section : concatBytes(section, prefixed(content));
}

/** Fields, content, trailers and padding. */
function readEnd(reader: Reader): Pick<BinaryResponse, "fields" | "content"> {
  const fields = readFields(reader);
  const content = readPrefixed(reader);
  readFields(reader);
  if (reader.bytes(reader.remaining).some((byte) => byte !== 0)) throw malformed("padding that is not zero");
  return { fields, content };
}

function readFields(reader: Reader): HttpField[] {
  const section = new Reader(readPrefixed(reader), "binary HTTP: fields");
  const fields: HttpField[] = [];
  while (section.remaining > 0) {
    const name = readText(section, /^[!#$%&'*+.^_`|~0-9a-z-]+$/, "name of a field");
    const value = readText(section, /^(?:[!-~](?:[\t -~]*[!-~])?)?$/, "value of a field");
    fields.push({ name, value });
  }
  return fields;
}

/** A part with its length before it; nothing at the very end is an empty one. */
function readPrefixed(reader: Reader): Uint8Array {
  return reader.remaining === 0 ? new Uint8Array() : reader.bytes(readInteger(reader));
}

function readText(reader: Reader, form: RegExp, what: string): string {
  const bytes = reader.bytes(readInteger(reader));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  if (!form.test(text)) throw malformed(`another ${what} than HTTP has`);
  return text;
}

function checkFraming(reader: Reader, wanted: number): void {
  const framing = readInteger(reader);
  if (framing !== wanted) throw malformed(`framing ${framing}, not ${wanted}`);
}

function malformed(what: string): ProtocolError {
  return new ProtocolError("malformed", `binary HTTP: ${what}`);
}
