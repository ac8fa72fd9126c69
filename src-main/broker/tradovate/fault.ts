/** What is said of a message that could not be read: a code, why, and a sample that gives nothing away. */

import { redact } from "./json.ts";
import { Malformed } from "./read.ts";

type FaultCode =
  | "not-json"
  | "not-a-message"
  | "bad-entity"
  | "bad-quote"
  | "bad-shutdown"
  | "bad-clock"
  | "bad-alert"
  | "repeated-key"
  | "bad-frame";

export interface Fault {
  readonly code: FaultCode;
  /** The entity kind, where the message named one. */
  readonly kind: string | null;
  readonly why: string;
  /** Redacted. */
  readonly sample: string;
}

export function fault(code: FaultCode, kind: string | null, why: string, sample: unknown): Fault {
  return { code, kind, why, sample: redact(typeof sample === "string" ? sample : written(sample)) };
}

function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch (error) {
    // What a peer has nested too deeply for the stack can not be shown; it is refused all the same.
    if (error instanceof RangeError) return "(nested too deeply)";
    throw error;
  }
}

/** The words of a `Malformed`; anything else is a mistake of ours. */
export function reasonOf(error: unknown): string {
  if (error instanceof Malformed) return error.message;
  throw error;
}
