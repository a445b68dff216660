import { Type } from "typebox";

/** So many claim codes are asked for in one request at most. */
export const codesAtOnceMax = 500;

/** What a laboratory asks: how many claim codes, and nothing of for whom. */
export const claimsRequest = Type.Object(
  {
    count: Type.Integer({
      minimum: 1,
      maximum: codesAtOnceMax,
      description: "How many claim codes. All of them are issued, or none.",
    }),
  },
  { additionalProperties: false },
);

/** What it gets. */
export const claimsAnswer = Type.Object(
  {
    claims: Type.Array(
      Type.Object(
        {
          code: Type.String({
            pattern: "^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$",
            description:
              "To be typed by the person. Shown this once: the server keeps only a keyed hash of it.",
          }),
          link: Type.String({
            format: "uri",
            description: "To be tapped, or scanned from a QR code. Opening it sends nothing.",
          }),
          expires: Type.String({
            format: "date-time",
            description: "The first moment at which the code is no longer taken.",
          }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

/** A claim code to take back. */
export const revokeRequest = Type.Object(
  {
    code: Type.String({
      maxLength: 40,
      description: "The claim code, with or without hyphens. It must not have been used.",
    }),
  },
  { additionalProperties: false },
);

/** How the server says no. */
export const refusalAnswer = Type.Object(
  { error: Type.String({ description: "One plain sentence, in English." }) },
  { additionalProperties: false },
);
