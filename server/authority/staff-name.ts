import { Type } from "typebox";

/** A staff member's own name, as they are called at work: one line, no control characters or marks that turn its direction. */
export const staffNameField = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: "^(?! )[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]+(?<! )$",
});
