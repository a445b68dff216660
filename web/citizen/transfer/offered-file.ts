/**
 * Let the person send a file on by the system's own means (to a phone beside this one, to a mail), or save it.
 *
 * @param name - With its ending.
 */
export async function offerFile(name: string, bytes: Uint8Array): Promise<void> {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" });
  const file = new File([blob], name, { type: blob.type });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      return await navigator.share({ files: [file] });
    } catch (error) {
      // The person thought better of it.
      if (error instanceof DOMException && error.name === "AbortError") return;
    }
  }
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the bytes by the next turn of its loop, and some need a moment more.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
