import { msg } from "@lit/localize";
import { html } from "lit";
import type { Section } from "./section.ts";

/** All sections, in the order of the navigation. The first that a person may see is where they begin. */
export const sections: readonly Section[] = [
  {
    id: "codes",
    label: () => msg("Claim codes"),
    roles: ["issuer"],
    load: () => import("./codes/codes-section.ts"),
    draw: ({ client, me, path }) =>
      html`<authority-codes .client=${client} .me=${me} .path=${path}></authority-codes>`,
  },
  {
    id: "approvals",
    label: () => msg("Approvals"),
    roles: null,
    load: () => import("./approvals/approvals-section.ts"),
    draw: ({ client, me }) => html`<authority-approvals .client=${client} .me=${me}></authority-approvals>`,
  },
  {
    id: "case",
    label: () => msg("A case in person"),
    roles: ["issuer", "approver"],
    load: () => import("./case/case-section.ts"),
    draw: ({ me }) => html`<authority-case .me=${me}></authority-case>`,
  },
  {
    id: "watch",
    label: () => msg("Watch"),
    roles: null,
    load: () => import("./watch/watch-section.ts"),
    draw: ({ client, me }) => html`<authority-watch .client=${client} .me=${me}></authority-watch>`,
  },
  {
    id: "laboratories",
    label: () => msg("Laboratories"),
    roles: ["administrator"],
    load: () => import("./laboratories/laboratories-section.ts"),
    draw: ({ client }) => html`<authority-laboratories .client=${client}></authority-laboratories>`,
  },
  {
    id: "people",
    label: () => msg("People"),
    roles: ["administrator"],
    load: () => import("./people/people-section.ts"),
    draw: ({ client, me }) => html`<authority-people .client=${client} .me=${me}></authority-people>`,
  },
  {
    id: "audit",
    label: () => msg("Record"),
    roles: ["administrator", "approver"],
    load: () => import("./audit/audit-section.ts"),
    draw: ({ client }) => html`<authority-audit .client=${client}></authority-audit>`,
  },
  {
    id: "passkeys",
    label: () => msg("My passkeys"),
    roles: null,
    load: () => import("./passkeys/passkeys-section.ts"),
    draw: ({ client, me }) => html`<authority-passkeys .client=${client} .me=${me}></authority-passkeys>`,
  },
];
