/** What the session of one login needs of the login's other parts. */

import type { KnownHosts } from "./hosts.ts";
import type { LoginLimit } from "./login-history.ts";
import type { LoginOptions } from "./login.ts";
import type { FailureWords } from "./problems.ts";
import type { TokenStore } from "./token.ts";

export interface SessionOptions extends LoginOptions {
  /** See `bindingOf`. */
  readonly bound: string;
  readonly tokenStore: TokenStore | null;
  readonly renewals: LoginLimit;
  readonly hosts: {
    adopt(apiHosts: unknown): void;
    restore(known: KnownHosts | null): void;
    readonly known: KnownHosts | null;
  };
  /** Monotonic end of a lock-out, or 0. */
  readonly lockedUntilNs: () => number;
  /** Words of the session while its sockets may still be open; null: all is well again. */
  readonly trouble: (words: FailureWords | null) => void;
  readonly alarm: (words: FailureWords) => void;
  /** The token in use is another one. */
  readonly changed: () => void;
}
