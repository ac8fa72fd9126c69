/**
 * Wire types of the Tradovate protocol: what REST bodies and socket frames carry. Types only.
 * The practice exchange writes them, the client reads them; it is the only thing the two share. They describe the
 * documented shapes and prove nothing: whoever reads from a wire validates first.
 */

export type * from "./wire-entities.ts";
export type * from "./wire-enums.ts";
export type * from "./wire-messages.ts";
