import type { IntervalToken, PlaceKind } from "../../protocol/index.ts";
import type { MoveContent } from "./move-content.ts";
import type { MoveFile } from "./move-file.ts";
import type { Visit } from "./visit.ts";

/** A move that was opened, and what taking it would do here. Times in Unix seconds. */
export interface OpenedMove {
  readonly content: MoveContent;
  readonly made: number;
  /** All visits in it, an open one included. */
  readonly visits: number;
  /** Of the first and the last of them; `null` without visits. */
  readonly from: number | null;
  readonly to: number | null;
  /** How many of them this phone does not have and would keep. */
  readonly newVisits: number;
  /** A stay that goes on, or a gathering that is hosted; `null` when there is none, or it is here already. */
  readonly openVisit: { readonly name: string; readonly kind: PlaceKind } | null;
  /** This phone has an open visit, too: the moved one ends. */
  readonly ends: boolean;
  /** Visits with a warning that stands. */
  readonly warnings: number;
  readonly reports: number;
}

/** A visit that was read from another phone, waiting for the person's yes. Times in Unix seconds. */
export interface ReadVisit {
  readonly name: string;
  readonly kind: PlaceKind;
  readonly arrival: number;
  /** When it ended; for one that goes on, when it will. */
  readonly leaving: number;
  /** It goes on. */
  readonly isOpen: boolean;
  /** It is in this diary already. */
  readonly isHere: boolean;
  /** The whole, for {@link Transfer.keepVisit}. */
  readonly bytes: Uint8Array;
}

/** What the lists say to a code on paper. Times in Unix seconds. @see SPEC.md §4.11 */
export interface SlipAnswer {
  readonly name: string;
  /** When the code was good. */
  readonly from: number;
  readonly to: number;
  /** The intervals in which somebody reported to have been there, ascending; `confirmed` when place or authority did. */
  readonly found: readonly { readonly interval: number; readonly confirmed: boolean }[];
  /** Closing of the oldest and the newest list that was looked at; `null` when none is here. */
  readonly comparedFrom: number | null;
  readonly comparedTo: number | null;
  /** The slip is from before the oldest list: what was published then is not known here. */
  readonly isPartlyUnknown: boolean;
}

/**
 * What goes from phone to phone, or by hand to the health authority. Nothing of it makes a request.
 *
 * @see SPEC.md §4.11
 */
export interface Transfer {
  /**
   * Seal everything for another phone. (Old phone.)
   *
   * @param progress - Told how far the key is, 0 to 1.
   * @throws DeviceError `report-running` as long as a report has not wholly left, or been stopped.
   */
  pack(passphrase: string, progress?: (share: number) => void): Promise<Uint8Array>;

  /**
   * Open what another phone sealed, and look what it would bring. Stores nothing. (New phone.)
   *
   * @param file - From `readMoveFile`.
   * @throws DeviceError `wrong-passphrase`, `damaged`, `newer-version`, `no-region`, `other-region`.
   */
  openMove(file: MoveFile, passphrase: string, progress?: (share: number) => void): Promise<OpenedMove>;

  /** Take an opened move, all of it or nothing. Twice is harmless. @throws DeviceError `no-region`, `other-region`. */
  takeMove(move: OpenedMove): Promise<void>;

  /**
   * Chosen visits for the health authority, not encrypted; an open one up to now.
   *
   * @param withWords - Names and notes, too.
   * @throws DeviceError `nothing-to-report` when none of them has a token; `no-visit`.
   */
  handOverVisits(visitIds: readonly string[], withWords: boolean): Promise<Uint8Array>;

  /** What stands for each place, by visit: for an export that has everything. An open visit has what it has up to now. */
  tokens(): Promise<ReadonlyMap<string, readonly IntervalToken[]>>;

  /** One visit for another phone, not encrypted; of an open one no more of the pass than the stay. @throws DeviceError `no-visit`. */
  handVisit(visitId: string): Promise<Uint8Array>;

  /**
   * Read a visit that another phone hands over. Stores nothing.
   *
   * @param bytes - Untrusted.
   * @throws DeviceError `damaged`, `newer-version`, `no-region`, `other-region`, `clock-behind` when it lies in the future, `too-old`.
   */
  readVisit(bytes: Uint8Array): Promise<ReadVisit>;

  /** Keep it as one's own visit; one that goes on ends what is open here. Twice is harmless. @throws as {@link Transfer.readVisit}. */
  keepVisit(visit: ReadVisit): Promise<Visit>;

  /**
   * Look a code on paper up in the lists that are here. Makes no visit and changes nothing.
   *
   * @param text - Untrusted: whatever the camera saw.
   * @throws ProtocolError as `decodeCheckInCode`; `unknown-region`.
   * @throws DeviceError `no-region`.
   */
  checkSlip(text: string): Promise<SlipAnswer>;
}
