import type { Visit } from "./visit.ts";

/**
 * "Show my code": the phone as a place of its own, for one friend or a party. The gathering is the host's open visit: it ends
 * with `checkOut` or by its time, its end is moved with `editVisit`, and while it lasts `state().hosting` has what its codes
 * are made of. Nothing of it makes a request.
 *
 * @see SPEC.md §4.3
 */
export interface Hosting {
  /**
   * Begin a gathering with a fresh place key. An open visit, or gathering, ends now.
   *
   * @param name - 1 to 48 bytes of UTF-8: what the guests see.
   * @param until - Unix seconds, at most `gatheringHoursMax` hours away; cut at the sunset.
   * @returns The host's own visit.
   * @throws DeviceError `no-region` before the first sync; `ended` past the sunset; `clock-behind` when guests would refuse
   *   the codes of this clock.
   * @throws RangeError when the name or the end is out of range.
   */
  host(name: string, until: number): Promise<Visit>;
}
