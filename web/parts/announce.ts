/**
 * Say something to screen readers that the eye sees anyway ("Checked in at Central Library").
 *
 * @param text - One plain sentence; said when the reader has finished what it is saying.
 */
export function announce(text: string): void {
  const region = liveRegion();
  region.textContent = "";
  // A change in the same task as the clearing would go unnoticed when the same sentence is said twice.
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}

function liveRegion(): HTMLElement {
  const existing = document.querySelector<HTMLElement>("[data-announcer]");
  if (existing !== null) return existing;
  const region = document.createElement("div");
  region.dataset["announcer"] = "";
  region.className = "visually-hidden";
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  document.body.append(region);
  return region;
}
