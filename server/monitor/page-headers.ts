/** Whether an address is that of a page, not of something that a page loads. */
export function isPage(path: string): boolean {
  return path.endsWith("/") || path.endsWith(".html");
}

/**
 * What is wrong with the headers of a listed file: a page and the service worker forbid what is not listed, pages and scripts
 * are taken for what they are.
 *
 * @param path - As on the list.
 */
export function wrongHeaders(path: string, headers: Headers): string[] {
  const type = headers.get("content-type") ?? "none";
  const isScript = path.endsWith(".js");
  return [
    ...(isPage(path) || path === "/sw.js" ? wrongPolicy(headers.get("content-security-policy")) : []),
    ...(isPage(path) && !/^text\/html\b/.test(type) ? [`its content type is ${type}, not text/html`] : []),
    ...(isScript && !/^text\/javascript\b/.test(type)
      ? [`its content type is ${type}, not text/javascript`]
      : []),
  ];
}

/** A policy that lets in scripts from elsewhere, or from the page's own text, is none. */
function wrongPolicy(policy: string | null): string[] {
  if (policy === null) return ["it has no content security policy"];
  const directives = new Map(
    policy.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().split(/\s+/);
      return [name.toLowerCase(), sources];
    }),
  );
  const scripts = directives.get("script-src") ?? directives.get("default-src") ?? ["anything"];
  const allowed = ["'self'", "'none'", "'wasm-unsafe-eval'"];
  const wrong = scripts.filter((source) => !allowed.includes(source));
  return [
    ...wrong.map((source) => `its content security policy allows scripts from ${source}`),
    ...(directives.has("require-trusted-types-for")
      ? []
      : ["its content security policy does not demand trusted types"]),
  ];
}
