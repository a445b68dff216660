import type { NoticePermission } from "../notices/permission.ts";

/** What is shown outside of the page. */
export type NoticesAct =
  /** Effect: find out what this browser can do, and open the screen. */
  | { readonly do: "open-notices" }
  /** Effect: ask the browser if need be, and remember the choice. */
  | { readonly do: "choose-notices"; readonly choices: Partial<NoticeChoices> }
  | { readonly do: "notices-asked"; readonly permission: NoticePermission };

/** What the person wants to be shown. */
export interface NoticeChoices {
  /** That there is news. */
  readonly news: boolean;
  /** During a visit, a reminder to leave. */
  readonly visits: boolean;
}
