/**
 * The file of a static copy that holds what a server answers at a path. A path that is both an object and a folder of others
 * needs a name of its own inside the folder: `/` and `/venue/` are `index.html` there, `/v1/manifest` is `newest`.
 *
 * @param path - As it is asked for, with its first slash.
 * @returns Relative to the copy's folder, with slashes.
 */
export function objectFile(path: string): string {
  const file = path.slice(1);
  if (path.endsWith("/")) return `${file}index.html`;
  return path.endsWith("/manifest") ? `${file}/newest` : file;
}
