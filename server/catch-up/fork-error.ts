/** The log's own key has signed two histories. Both checkpoints together prove it to anyone. */
export class ForkError extends Error {
  override readonly name = "ForkError";
  readonly held: string;
  readonly copied: string;

  /**
   * @param held - The checkpoint here, a signed note.
   * @param copied - That of the copy.
   */
  constructor(held: string, copied: string) {
    super("the log has been forked");
    this.held = held;
    this.copied = copied;
  }
}
