import { languages, type LanguageTag } from "./languages.ts";

/** What a display says to those who cannot read its steps. Shown in all languages at once, so no message of one of them. */
const texts: Readonly<Record<LanguageTag, string>> = {
  en: "Scan, no name or phone number",
  "zh-Hant": "掃描二維碼登記，無需姓名或電話",
  "zh-Hans": "扫描二维码登记，无需姓名或电话",
  fr: "Scannez, sans nom ni téléphone",
  es: "Escanea, sin nombre ni teléfono",
  ar: "امسح الرمز، بلا اسم ولا هاتف",
};

/** The invitation in every language but one. @param except - The language of the steps. */
export function invitations(except: string) {
  return languages
    .filter(({ tag }) => tag !== except)
    .map(({ tag, direction }) => ({ tag, direction, text: texts[tag] }));
}
