import { msg, str } from "@lit/localize";
import { textFor } from "../../../protocol/index.ts";
import type { DeviceErrorCode, DeviceState, PeerState, RegionState } from "../../device/device.ts";
import { readerLanguages } from "../../parts/time-words.ts";

/** A region's name in the reader's language, with its id where it has none yet. */
export function regionName({ name, id }: Pick<PeerState | RegionState, "name" | "id">): string {
  return name["en"] === undefined ? id : textFor({ ...name, en: name["en"] }, readerLanguages());
}

/** The peer of which a region id is; `null` for the home and for a region of which nothing is known. */
export function peerOf(device: DeviceState, regionId: string | null): PeerState | null {
  return device.peers.find(({ id }) => id === regionId) ?? null;
}

/** Whether a region id is the home's. */
export function isHome(device: DeviceState, regionId: string | null): boolean {
  return regionId === (device.region?.id ?? null);
}

/** Whose rules gave the colour: its guidance and numbers are told. `null` before the first sync. */
export function rulingRegion(device: DeviceState): RegionState | null {
  return peerOf(device, device.colour.regionId)?.region ?? device.region;
}

/** Of a visit that is not in the home region: where it was, and whether it is compared. `null` at home. */
export function visitRegion(device: DeviceState, regionId: string): string | null {
  if (isHome(device, regionId)) return null;
  const peer = peerOf(device, regionId);
  if (peer === null) {
    return msg(
      "In a region that this phone does not know. It is kept here and not compared with any list; should your region name that one as a neighbour while the visit is still here, it will be.",
    );
  }
  const name = regionName(peer);
  switch (peer.standing) {
    case "peer":
      return msg(str`In ${name}, and compared with the lists from there.`);
    case "left":
      return msg(str`In ${name}, which this phone no longer follows. It is kept here and not compared.`);
    case "ended":
      return msg(str`In ${name}, where the programme has ended. It is kept here and not compared.`);
  }
}

/** What a code of another region means, before one checks in with it; `null` at home. */
export function placeRegion(
  device: DeviceState,
  regionId: string,
): { readonly what: string; readonly todo: string } | null {
  if (isHome(device, regionId)) return null;
  const peer = peerOf(device, regionId);
  if (peer?.standing === "peer") {
    return {
      what: msg(str`This place is in ${regionName(peer)}.`),
      todo: msg("This phone follows its lists, too, and will tell you if there was an infection."),
    };
  }
  return {
    what:
      peer === null
        ? msg("This place is in a region that this phone does not know.")
        : msg(str`This place is in ${regionName(peer)}, which this phone does not follow.`),
    todo: msg(
      "Your visit is kept in your diary, but it cannot be compared, so nobody will warn you about it here. As long as that is so, this page does not say that all is well.",
    ),
  };
}

/** Why visits elsewhere cannot be chosen for a report: one sentence a region. */
export function reportedElsewhere(device: DeviceState): readonly string[] {
  const visits = device.openVisit === null ? device.diary : [device.openVisit, ...device.diary];
  const elsewhere = new Set(
    visits
      .filter(({ isByHand, regionId }) => !isByHand && !isHome(device, regionId))
      .map(({ regionId }) => regionId),
  );
  return Array.from(elsewhere, (regionId) => {
    const peer = peerOf(device, regionId);
    return peer === null
      ? msg(
          "You have visits in a region that this phone does not know. The health authority there must be told of them; this report leaves them out.",
        )
      : msg(
          str`You have visits in ${regionName(peer)}. The health authority there must be told of them; this report leaves them out.`,
        );
  });
}

/** Why a peer's list could not be brought up to date. */
export function peerTrouble(problem: DeviceErrorCode): string {
  switch (problem) {
    case "offline":
      return msg("Its list could not be fetched, as there was no network. We try again by itself.");
    case "broken-log":
      return msg(
        "What was fetched does not fit its public record and was thrown away. We try again by itself.",
      );
    case "wrong-region":
      return msg("The server shows another region in its place. We try again by itself.");
    case "clock-behind":
      return msg("Its list is from this phone's future. Set date and time to automatic.");
    case "storage-full":
      return msg("There is no room left on this phone for its list.");
    case "ended":
      return msg("Its programme has ended.");
    default:
      return msg("Its list is not there. We try again by itself.");
  }
}
