/** When a display's surroundings are dark, if its owner wants that: local hours, from the first up to the second. */
export const nightHours = { from: 22, to: 6 } as const;

/** Whether it is night where this device is. @param now - Unix seconds. */
export function isNight(now: number): boolean {
  const hour = new Date(now * 1000).getHours();
  return hour >= nightHours.from || hour < nightHours.to;
}
