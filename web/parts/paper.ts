import { type LitElement, nothing, type ReactiveController, render } from "lit";
import type { TemplateResult } from "lit";

/** Sheets that are printed and nothing else of the page; they are elements that lay out one page each. */
export type Sheets = TemplateResult | readonly TemplateResult[];

/**
 * What comes out when a screen is printed, by its own button or by the browser's. (style/paper.css hides the rest.)
 *
 * A screen gives its sheets after every update; they leave the paper with the screen.
 */
export class Paper implements ReactiveController {
  readonly #host: LitElement;
  #usual: Sheets | null = null;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("afterprint", this.#layUsual);
  }

  hostDisconnected(): void {
    removeEventListener("afterprint", this.#layUsual);
    this.#lay(null);
  }

  /** What the browser's own print command prints. */
  set usual(sheets: Sheets | null) {
    this.#usual = sheets;
    if (this.#host.isConnected) this.#lay(sheets);
  }

  /** Print these sheets now. */
  async print(sheets: Sheets): Promise<void> {
    this.#lay(sheets);
    await drawn(paperElement());
    print();
  }

  #layUsual = (): void => this.#lay(this.#usual);

  #lay(sheets: Sheets | null): void {
    render(sheets ?? nothing, paperElement());
  }
}

function paperElement(): HTMLElement {
  return document.querySelector<HTMLElement>("#paper")!;
}

/** Resolves when every sheet and the elements in it have been drawn. */
async function drawn(root: Element | ShadowRoot): Promise<void> {
  for (const element of root.querySelectorAll<LitElement>("*")) {
    if (element.updateComplete === undefined) continue;
    await element.updateComplete;
    if (element.shadowRoot !== null) await drawn(element.shadowRoot);
  }
}
