/**
 * Penalty tickets: what was not executed, and the ticket that lets it be, once its time has passed. A ticket belongs to
 * a user and an operation; the body may have changed. Without the right ticket the operation is penalised anew until
 * the ticket has been out of use for ten minutes.
 */
import { randomBytes } from "node:crypto";

/** As it stands on the wire. */
export interface PenaltyBody {
  readonly "p-ticket": string;
  readonly "p-time": number;
  readonly "p-captcha"?: boolean;
}

interface Ticket {
  readonly ticket: string;
  readonly validAt: number;
  readonly seconds: number;
  readonly captcha: boolean | undefined;
}

const SECOND_MS = 1_000;
/** Timers of clients are allowed to be this early. */
const EARLY_MS = 250;
const LIFE_MS = 600_000;
const TICKETS_MAX = 1_000;

export class Penalties {
  readonly #open = new Map<string, Ticket>();

  issue(key: string, now: number, seconds: number, captcha: boolean | undefined): PenaltyBody {
    for (const oldest of this.#open.keys()) {
      if (this.#open.size < TICKETS_MAX) break;
      this.#open.delete(oldest);
    }
    const ticket = randomBytes(16).toString("base64url");
    this.#open.set(key, { ticket, validAt: now + seconds * SECOND_MS - EARLY_MS, seconds, captcha });
    return { "p-ticket": ticket, "p-time": seconds, ...(captcha !== undefined && { "p-captcha": captcha }) };
  }

  /** `passed`: the right ticket, in time, used up by this. `anew`: a penalty is open and this does not serve it. */
  present(key: string, now: number, ticket: unknown): "none" | "passed" | PenaltyBody {
    const open = this.#open.get(key);
    if (!open || now > open.validAt + LIFE_MS) {
      this.#open.delete(key);
      return "none";
    }
    if (ticket === open.ticket && now >= open.validAt) {
      this.#open.delete(key);
      return "passed";
    }
    return this.issue(key, now, open.seconds, open.captcha);
  }

  clear(): void {
    this.#open.clear();
  }
}
