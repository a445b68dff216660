/*
 * What names the messages of Oblivious HTTP. Apart from what makes them: a device names them in its first load, and seals none.
 */

/** Media types. @see RFC 9458 §9 */
export const obliviousRequestType = "message/ohttp-req";
export const obliviousResponseType = "message/ohttp-res";

/** Of the answer to a request for a key that the gateway does not have. @see RFC 9458 §5.3 */
export const unknownKeyProblem = "https://iana.org/assignments/http-problem-types#ohttp-key";
