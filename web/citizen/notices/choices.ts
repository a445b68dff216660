import { msg } from "@lit/localize";
import type { Settings } from "../../device/device.ts";
import { newsNotice, newsSetting } from "../../service-worker/notices.ts";
import type { NoticeChoices } from "../acts/notices-act.ts";

const visitsSetting = "visitNotice";

/** What the person chose. */
export function noticeChoices(settings: Settings): NoticeChoices {
  return { news: newsNotice(settings) !== null, visits: settings[visitsSetting] === true };
}

/** The settings that keep a choice; the words for the service worker are in the page's language of now. */
export function noticeSettings({ news, visits }: Partial<NoticeChoices>): Settings {
  return {
    ...(news === undefined ? {} : { [newsSetting]: news ? msg("Celadon has news for you.") : "" }),
    ...(visits === undefined ? {} : { [visitsSetting]: visits }),
  };
}
