/** The two parts of a language's texts, as the build makes them (`scripts/language-parts.ts`). */
declare module "*.ts?first" {
  export const templates: import("@lit/localize").LocaleModule["templates"];
}
declare module "*.ts?rest" {
  export const templates: import("@lit/localize").LocaleModule["templates"];
}
