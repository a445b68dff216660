import { join } from "node:path";

/** The pages as `npm run build` makes them. */
export const builtPages = join(import.meta.dirname, "..", "..", "dist");
