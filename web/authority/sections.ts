import { msg } from "@lit/localize";
import { html } from "lit";
import type { Section } from "./section.ts";

/** All sections, in the order of the navigation. The first that a person may see is where they begin. */
export const sections: readonly Section[] = [
  {
    id: "approvals",
    label: () => msg("Approvals"),
    roles: null,
    load: () => import("./approvals/approvals-section.ts"),
    draw: ({ client, me }) => html`<authority-approvals .client=${client} .me=${me}></authority-approvals>`,
  },
];
