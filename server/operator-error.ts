/** Something the operator can mend. The message is whole sentences, printed as they are, without a stack. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}
