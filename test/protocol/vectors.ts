import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env["CELADON_VECTORS"] ?? join(import.meta.dirname, "..", "vectors");

/**
 * A file of vectors made by an independent implementation. Its shape is the caller's to know.
 * `CELADON_VECTORS=DIR npm test -- protocol` runs another set of the same shape.
 */
export function readVectors<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Shape;
}
