/** A file that the person saves; it goes nowhere else. */
export interface SavedFile {
  readonly name: string;
  readonly type: "application/json" | "text/csv" | "text/plain";
  readonly text: string;
}

/** Let the browser save a file. */
export function saveFile({ name, type, text }: SavedFile): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the bytes by the next turn of its loop, and some need a moment more.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
