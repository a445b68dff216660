/** Elements that load something into a page, with the attributes that say what. */
const loading = new Map([
  ["script", ["src", "href", "xlink:href"]],
  ["link", ["href", "imagesrcset"]],
  ["style", ["src"]],
  ["img", ["src", "srcset"]],
  ["source", ["src", "srcset"]],
  ["iframe", ["src", "srcdoc"]],
  ["frame", ["src"]],
  ["embed", ["src"]],
  ["object", ["data"]],
]);

/**
 * What a page loads: the addresses of its scripts, styles, links, frames and pictures, as they stand in it. Comments are read
 * like the rest, and entities are not resolved: this may find too much, which is for its reader to look at.
 *
 * @param html - Untrusted.
 */
export function pageLinks(html: string): string[] {
  const tags = html.matchAll(/<([a-z][a-z0-9:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)/gi);
  return [...tags].flatMap(([, name = "", attributes = ""]) => {
    const names = loading.get(name.toLowerCase()) ?? [];
    const values = attributes.matchAll(/([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g);
    return [...values]
      .filter(([, attribute = ""]) => names.includes(attribute.toLowerCase()))
      .map(([, , double, single, bare]) => double ?? single ?? bare ?? "");
  });
}

/**
 * The links of a page that are not on a list.
 *
 * @param page - Its path.
 * @param listed - Paths of the site.
 */
export function unlistedLinks(html: string, page: string, listed: ReadonlySet<string>): string[] {
  const here = "https://site.invalid";
  // With it every other address would mean something else.
  const base = /<base\b/i.test(html) ? ["<base>"] : [];
  const links = pageLinks(html).filter((link) => {
    if (!URL.canParse(link, here + page)) return true;
    const { origin, pathname, search } = new URL(link, here + page);
    return origin !== here || search !== "" || !listed.has(pathname);
  });
  return [...base, ...links];
}
