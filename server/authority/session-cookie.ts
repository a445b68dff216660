import "@fastify/cookie";
import type { FastifyInstance } from "fastify";
import { sessionSeconds } from "./session.ts";

const path = "/v1/authority";

/** `__Secure-`: the browser takes it by https alone. */
function nameOf(origin: string): string {
  return origin.startsWith("https:") ? "__Secure-celadon-staff" : "celadon-staff";
}

/** What writes and reads cookies: the plugin of the HTTP frame. */
type Cookies = Pick<FastifyInstance, "parseCookie" | "serializeCookie">;

/**
 * The header that keeps a session in a browser: out of every script's reach, sent to no other path, and never from another site.
 *
 * @param token - Null takes it away.
 * @param origin - The public address.
 */
export function sessionCookie(cookies: Cookies, token: string | null, origin: string): string {
  return cookies.serializeCookie(nameOf(origin), token ?? "", {
    path,
    httpOnly: true,
    sameSite: "strict",
    secure: origin.startsWith("https:"),
    maxAge: token === null ? 0 : sessionSeconds,
  });
}

/** What the session's cookie carries, or null without one. @param header - `Cookie`; untrusted. */
export function sessionToken(cookies: Cookies, header: string | undefined, origin: string): string | null {
  return (header === undefined ? undefined : cookies.parseCookie(header)[nameOf(origin)]) ?? null;
}
