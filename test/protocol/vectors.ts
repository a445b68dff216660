import { readFileSync } from "node:fs";

/** A file of `test/vectors`, made by an independent implementation. Its shape is the caller's to know. */
export function readVectors<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8")) as Shape;
}
