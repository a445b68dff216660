import { DeviceError } from "./device-error.ts";

/**
 * A part of this program that comes when it is first needed. Once the pages are kept for use offline it is always there.
 *
 * @throws DeviceError `offline` when it does not come.
 */
export async function latePart<Part>(coming: Promise<Part>): Promise<Part> {
  try {
    return await coming;
  } catch (cause) {
    throw new DeviceError("offline", "a part of the page did not come", { cause });
  }
}
