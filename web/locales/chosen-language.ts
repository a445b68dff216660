import { type DBSchema, deleteDB, openDB } from "idb";
import { isLanguage, type LanguageTag } from "./languages.ts";

const databaseName = "celadon-language";

interface LanguageSchema extends DBSchema {
  language: { key: "chosen"; value: string };
}

/** The language that the person chose on one of this site's pages; `null` when they did not, or nothing can be stored. */
export async function chosenLanguage(): Promise<LanguageTag | null> {
  try {
    const database = await openStore();
    const tag = await database.get("language", "chosen");
    database.close();
    return isLanguage(tag) ? tag : null;
  } catch {
    return null;
  }
}

/** Remember the choice for all of this site's pages. Where nothing can be stored it holds until the page is closed. */
export async function rememberLanguage(tag: LanguageTag): Promise<void> {
  try {
    const database = await openStore();
    await database.put("language", tag, "chosen");
    database.close();
  } catch {
    // Private windows of some browsers; the page says elsewhere that nothing can be stored.
  }
}

/** Forget the choice, and leave nothing of it on the disk. */
export async function forgetLanguage(): Promise<void> {
  await deleteDB(databaseName);
}

function openStore() {
  return openDB<LanguageSchema>(databaseName, 1, {
    upgrade: (database) => {
      database.createObjectStore("language");
    },
  });
}
