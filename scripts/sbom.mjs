// node scripts/sbom.mjs: the software bill of materials, CycloneDX 1.5 as JSON, from the lockfile alone. Equal lockfiles give
// equal bytes: no date, no number drawn by chance.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./node.mjs";

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));

const nameOf = (path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
const referenceOf = (path) => `pkg:npm/${nameOf(path).replace("@", "%40")}@${packages[path].version}`;

/** Where Node finds a package that the one at `path` asks for: beside it, or further out. Null: an optional one for other machines. */
function found(path, name) {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/")))) {
    const candidate = `${from === "" ? "" : `${from}/`}node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (from === "") return null;
  }
}

function referencesOf(path, kinds) {
  const names = kinds.flatMap((kind) => Object.keys(packages[path][kind] ?? {}));
  const paths = names.map((name) => found(path, name)).filter((each) => each !== null);
  return [...new Set(paths.map(referenceOf))].toSorted();
}

function componentOf(path) {
  const { version, integrity, license, dev, devOptional, optional } = packages[path];
  const digest = Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
  return {
    type: "library",
    "bom-ref": referenceOf(path),
    name: nameOf(path),
    version,
    // What only builds and tests is excluded from what runs.
    scope: dev || devOptional ? "excluded" : optional ? "optional" : "required",
    hashes: [{ alg: "SHA-512", content: digest }],
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    purl: referenceOf(path),
  };
}

const own = packages[""];
const ownReference = `pkg:npm/${own.name}@${own.version}`;
const kinds = ["dependencies", "optionalDependencies"];
/** One entry each: a package may lie in several folders. */
const byReference = new Map();
for (const path of Object.keys(packages).toSorted()) {
  if (path === "") continue;
  const reference = referenceOf(path);
  const known = byReference.get(reference);
  const component = componentOf(path);
  if (known !== undefined && known.component.scope !== "excluded") continue;
  byReference.set(reference, { component, dependsOn: referencesOf(path, kinds) });
}
const sorted = [...byReference].toSorted(([one], [other]) => (one < other ? -1 : 1));

const bill = {
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  version: 1,
  metadata: {
    component: {
      type: "application",
      "bom-ref": ownReference,
      name: own.name,
      version: own.version,
      licenses: [{ license: { id: own.license } }],
      purl: ownReference,
    },
  },
  components: sorted.map(([, { component }]) => component),
  dependencies: [
    { ref: ownReference, dependsOn: referencesOf("", [...kinds, "devDependencies"]) },
    ...sorted.map(([ref, { dependsOn }]) => ({ ref, dependsOn })),
  ],
};
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
