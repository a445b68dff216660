import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { type Cosigner, cosignerOf, generateCosignerKey } from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";
import { readTextFile, syncDirectory, writeFileDurably } from "../region/secret-file.ts";
import { WitnessStore } from "./witness-store.ts";

/** What a witness's data folder holds: `witness.skey` and `witness.sqlite`. */
export interface WitnessData {
  readonly cosigner: Cosigner;
  readonly store: WitnessStore;
}

/**
 * Open a witness's data folder, or make it, for its user alone; the key is made at the first start.
 *
 * @param name - Of the key. Null takes the one that is there.
 * @throws {@link OperatorError} when the folder cannot be used, or when key or record is gone: a witness that has forgotten
 *   what it cosigned could be made to sign a fork.
 */
export function openWitnessData(directory: string, name: string | null): WitnessData {
  const keyPath = join(directory, "witness.skey");
  const storePath = join(directory, "witness.sqlite");
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const skey = readTextFile(keyPath);
    if (skey !== null && !existsSync(storePath)) {
      throw new OperatorError(
        `The witness's key is there, but its record ${storePath} is gone. Put it back; without it a fork could be cosigned. ` +
          "Or begin anew, with a new key, in another folder.",
      );
    }
    if (skey === null && name === null) {
      throw new OperatorError(
        `There is no key in ${directory} yet: name it by --name, such as witness.example/w1.`,
      );
    }
    const cosigner = skey === null ? null : cosignerOf(skey);
    if (cosigner !== null && name !== null && cosigner.name !== name) {
      throw new OperatorError(`The key in ${directory} is called ${cosigner.name}, not ${name}.`);
    }
    closeSync(openSync(storePath, "a", 0o600));
    const store = new WitnessStore(storePath);
    // The record is there before the key is: a key without a record is one whose record was lost.
    syncDirectory(directory);
    return { cosigner: cosigner ?? makeKey(directory, keyPath, name!), store };
  } catch (error) {
    if (error instanceof OperatorError || !(error instanceof Error && "code" in error)) throw error;
    throw new OperatorError(`The witness's data in ${directory} cannot be used: ${error.message}.`, {
      cause: error,
    });
  }
}

function makeKey(directory: string, path: string, name: string): Cosigner {
  const { skey } = generateCosignerKey(name);
  writeFileDurably(path, skey);
  syncDirectory(directory);
  return cosignerOf(skey);
}
