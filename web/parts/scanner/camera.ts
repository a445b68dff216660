/** Why there is no picture; each has its own help on the page. */
export type CameraTrouble =
  /** The person or the system said no. */
  | "refused"
  /** No camera in this device. */
  | "none"
  /** Another app holds it. */
  | "busy"
  /** The page came over plain http from another machine: browsers give no camera there. */
  | "insecure"
  /** Anything else. */
  | "unknown";

/** Thrown when the camera cannot be opened. */
export class CameraError extends Error {
  readonly trouble: CameraTrouble;
  constructor(trouble: CameraTrouble, cause?: unknown) {
    super(`no camera: ${trouble}`, { cause });
    this.trouble = trouble;
  }
}

/** An open camera. */
export interface Camera {
  readonly stream: MediaStream;
  /** Whether it has a lamp that can be switched. */
  readonly hasTorch: boolean;
  /** @throws when the lamp refuses. */
  setTorch(on: boolean): Promise<void>;
  /** Switch it off; the system's camera light goes out. */
  stop(): void;
}

/** What the DOM's declarations do not know about lamps. */
type TorchCapabilities = MediaTrackCapabilities & { torch?: boolean };
type TorchConstraints = MediaTrackConstraintSet & { torch?: boolean };

/** What is asked of the camera, pixels: fine for a code across the room, coarse where codes follow each other quickly. */
const sizes = {
  fine: { width: { ideal: 1920 }, height: { ideal: 1080 } },
  quick: { width: { ideal: 1280 }, height: { ideal: 720 } },
} as const;

/**
 * Open the rear camera, or the only one. The browser asks the person.
 *
 * @throws {@link CameraError}
 */
export async function openCamera(size: keyof typeof sizes): Promise<Camera> {
  if (!isSecureContext) throw new CameraError("insecure");
  if (navigator.mediaDevices === undefined) throw new CameraError("none");
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, ...sizes[size] },
    });
  } catch (error) {
    throw new CameraError(troubleOf(error), error);
  }
  const [track] = stream.getVideoTracks();
  const capabilities: TorchCapabilities | undefined = track?.getCapabilities?.();
  return {
    stream,
    hasTorch: capabilities?.torch === true,
    async setTorch(on) {
      const torch: TorchConstraints = { torch: on };
      await track?.applyConstraints({ advanced: [torch] });
    },
    stop() {
      for (const each of stream.getTracks()) each.stop();
    },
  };
}

function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "unknown";
}
