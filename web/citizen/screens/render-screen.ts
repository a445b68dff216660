import { html, type TemplateResult } from "lit";
import "./confirm-screen.ts";
import "./diary-screen.ts";
import "./erase-screen.ts";
import "./home-screen.ts";
import "./limits-screen.ts";
import "./more-screen.ts";
import "./record-screen.ts";
import "./report-code-screen.ts";
import "./report-progress-screen.ts";
import "./report-summary-screen.ts";
import "./report-visits-screen.ts";
import "./scan-screen.ts";
import "./stored-screen.ts";
import "./visit-screen.ts";
import "./welcome-screen.ts";
import "./why-screen.ts";
import { inTabThatForgets } from "../persistence.ts";
import { reportableVisits, type Running, shown, visitOf } from "../state.ts";
import { countedVisits } from "../words/status-words.ts";
import type { Persistence } from "./stored-screen.ts";

/**
 * The element for the screen that is shown, given what it shows. The element carries `data-screen`.
 *
 * @param now - Unix seconds.
 */
export function renderScreen(running: Running, now: number, persistence: Persistence): TemplateResult {
  const { device, busy } = running;
  const screen = shown(running);
  switch (screen.at) {
    case "home":
      return html`<celadon-home
        data-screen="home"
        .state=${running}
        .now=${now}
        ?advise-install=${inTabThatForgets() && device.diary.length > 0}
      ></celadon-home>`;
    case "welcome":
      return html`<celadon-welcome data-screen="welcome" .card=${screen.card}></celadon-welcome>`;
    case "scan":
      return html`<celadon-scan data-screen="scan" .screen=${screen} ?busy=${busy}></celadon-scan>`;
    case "confirm":
      return html`<celadon-confirm
        data-screen="confirm"
        .screen=${screen}
        .leaves=${device.openVisit?.name ?? null}
        ?busy=${busy}
      ></celadon-confirm>`;
    case "diary":
      return html`<celadon-diary data-screen="diary" .device=${device} .now=${now}></celadon-diary>`;
    case "visit":
      return html`<celadon-visit
        data-screen="visit"
        .visit=${visitOf(device, screen.id)}
        .screen=${screen}
        .counted=${countedVisits(device).find(({ visitId }) => visitId === screen.id) ?? null}
        .now=${now}
        ?busy=${busy}
      ></celadon-visit>`;
    case "why":
      return html`<celadon-why data-screen="why" .device=${device} .now=${now}></celadon-why>`;
    case "report-code":
      return html`<celadon-report-code
        data-screen="report-code"
        .screen=${screen}
        ?nothing-to-report=${reportableVisits(device).length === 0}
      ></celadon-report-code>`;
    case "report-visits":
      return html`<celadon-report-visits
        data-screen="report-visits"
        .screen=${screen}
        .visits=${reportableVisits(device)}
        .now=${now}
      ></celadon-report-visits>`;
    case "report-summary":
      return html`<celadon-report-summary
        data-screen="report-summary"
        .screen=${screen}
        .visits=${reportableVisits(device).filter(({ id }) => screen.chosen.includes(id))}
        .reportMinutes=${device.region?.policy.reportMinutes ?? 5}
        .now=${now}
        ?busy=${busy}
      ></celadon-report-summary>`;
    case "report-progress":
      return html`<celadon-report-progress
        data-screen="report-progress"
        .report=${device.report}
        .problem=${running.outboxProblem}
        ?checking=${running.checking !== null}
        .now=${now}
      ></celadon-report-progress>`;
    case "more":
      return html`<celadon-more data-screen="more" .region=${device.region}></celadon-more>`;
    case "record":
      return html`<celadon-record
        data-screen="record"
        .device=${device}
        ?checking=${running.checking !== null}
      ></celadon-record>`;
    case "stored":
      return html`<celadon-stored
        data-screen="stored"
        .device=${device}
        .persistence=${persistence}
      ></celadon-stored>`;
    case "limits":
      return html`<celadon-limits data-screen="limits"></celadon-limits>`;
    case "erase":
      return html`<celadon-erase
        data-screen="erase"
        ?warned=${device.colour.colour === "yellow" || device.colour.colour === "red"}
        ?sending=${device.report?.step === "sending" || device.report?.step === "claiming"}
        ?busy=${busy}
      ></celadon-erase>`;
  }
}
