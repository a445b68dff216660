/** What pages may load and do. Everything comes from this server; scripts and styles only from files. */
const contentSecurityPolicy = (relays: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...relays].join(" "),
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html app",
  ].join("; ");

/** What the pages use: the camera scans, the display stays on and fills the screen, codes are copied, a passkey locks the diary. */
const allowedFeatures = [
  "camera",
  "screen-wake-lock",
  "fullscreen",
  "clipboard-write",
  "publickey-credentials-create",
  "publickey-credentials-get",
];

const forbiddenFeatures = [
  "accelerometer",
  "browsing-topics",
  "clipboard-read",
  "compute-pressure",
  "display-capture",
  "encrypted-media",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "keyboard-map",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "otp-credentials",
  "payment",
  "picture-in-picture",
  "serial",
  "storage-access",
  "sync-xhr",
  "usb",
  "window-management",
  "xr-spatial-tracking",
];

const permissionsPolicy = [
  ...allowedFeatures.map((feature) => `${feature}=(self)`),
  ...forbiddenFeatures.map((feature) => `${feature}=()`),
].join(", ");

/**
 * The headers of every answer, errors included.
 *
 * @param origin - The public address; with https browsers are told to use nothing else for a year.
 * @param relays - Of the newest manifest: addresses that mean nothing else in a header. What devices report goes there.
 */
export function securityHeaders(origin: string, relays: readonly string[]): Readonly<Record<string, string>> {
  return {
    "content-security-policy": contentSecurityPolicy(relays),
    "permissions-policy": permissionsPolicy,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    ...(origin.startsWith("https:") ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}
