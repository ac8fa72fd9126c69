/**
 * Everything that can be wrong with a login, as one table: code, what happened, what comes next. Nothing else in this
 * folder makes words for the trader about a connection. No text here ever holds a secret: details are the broker's own
 * words, counts, times and host names.
 */

export interface FailureWords {
  readonly code: string;
  readonly words: string;
  readonly next: string;
}

interface Row {
  /** Takes one detail; rows without `%` take none. */
  readonly words: string;
  readonly next: string;
}

const BY_ITSELF = "Mimik tries again by itself.";
const SILENCE = "Mimik requests nothing by itself until then; close by hand at the broker if you must.";

export const problems = {
  // ---- a request that brought no answer ----
  network: {
    words: "The broker can not be reached: %.",
    next: "Mimik tries again by itself. Check the internet connection if it lasts.",
  },
  timeout: { words: "The broker did not answer in time.", next: BY_ITSELF },
  unreadable: {
    words: "The broker's reply could not be read: %.",
    next: "Mimik tries again by itself. Report it if it lasts.",
  },
  // ---- refusals inside a 200 ----
  PenaltyTicket: {
    words: "The broker asks for a pause of % (penalty ticket). Nothing was executed.",
    next: "Mimik waits and then asks again with the ticket.",
  },
  PenaltyCaptcha: {
    words:
      "The broker asks for a pause of about an hour and wants to see a human (penalty ticket with captcha).",
    next: "Log in once at the broker's own platform. Close by hand there what can not wait.",
  },
  ErrorText: {
    words: "The broker refused: %.",
    next: "Check user name, password and permissions, then reconnect.",
  },
  FailureReason: {
    words: "The broker refused: %.",
    next: "See at the broker what this account may do.",
  },
  Violations: {
    words: "The broker found fields of the request wrong: %.",
    next: "Report it: Mimik sent what the broker does not accept.",
  },
  NotOk: { words: "The broker answered that it did not work.", next: BY_ITSELF },
  OAuthError: {
    words: "The broker refused the login in the browser: %.",
    next: "Check client id and secret, then log in again.",
  },
  // ---- statuses ----
  WrongHost: {
    words: "The broker asks for another server%.",
    next: "Mimik asks the broker for the right one. With an address of your own, correct the address.",
  },
  HostRefused: {
    words: "The broker names a server that Mimik does not accept: %.",
    next: "Mimik stays with the server it knows. Report it if the broker did move.",
  },
  BadRequest: {
    words: "The broker could not read the request, or the session has expired%.",
    next: "Mimik renews the session. Report it if it lasts.",
  },
  AccessDenied: {
    words: "The broker denied access: session, permission, account or device%.",
    next: "Log in again; check the permissions of the API key and that this device is known to the broker.",
  },
  NotFound: {
    words: "The broker does not know what was asked for%: wrong address, or an id of another environment.",
    next: "Check that the connection's environment (demo or live) is the right one.",
  },
  SessionOver: {
    words: "The broker ended this session, or could not answer (status %).",
    next: "Mimik renews the session, and logs in anew if that fails. Check whether another program uses the login.",
  },
  LockoutWarning: {
    words: "The broker warns of a lock-out (423): too many requests%.",
    next: "Mimik requests nothing for a minute.",
  },
  LockedOut: {
    words: "The broker has locked this login out (429): too many requests%.",
    next: "Nothing is requested for an hour: every request would prolong it. Close by hand at the broker if you must.",
  },
  ServerError: { words: "The broker has a fault of its own (status %).", next: BY_ITSELF },
  Unavailable: {
    words: "The broker is not available now (status %), as in maintenance.",
    next: BY_ITSELF,
  },
  HttpRefusal: { words: "The broker refused the request (status %).", next: "Report it if it lasts." },
  HttpOther: { words: "The broker answered in a way Mimik does not know (status %).", next: BY_ITSELF },
  // ---- logins and sessions ----
  NoPassword: { words: "There is no password for this login.", next: "Enter the password." },
  NoSecret: {
    words: "There is no secret for this login's API key.",
    next: "Enter the secret of the API key.",
  },
  LoginLimit: {
    words: "The broker allows few logins an hour; the next one is due %.",
    next: "Mimik logs in by itself then.",
  },
  SecondFactor: {
    words: "The broker gave no session: it wants a second factor or a confirmation first%.",
    next: "Log in once at the broker's own platform, confirm there, then reconnect.",
  },
  UserNotActive: {
    words: "The broker says that this user is not active: %.",
    next: "Settle it at the broker, then reconnect.",
  },
  PasswordExpired: {
    words: "The password of this login has expired at the broker (%).",
    next: "Change it at the broker and enter the new one here.",
  },
  PasswordExpires: {
    words: "The password of this login expires at the broker on %.",
    next: "Change it at the broker and enter the new one here before then.",
  },
  RenewalFailed: {
    words: "The session could not be renewed: %",
    next: "Mimik tries again until the session ends. After that no new entries are possible once the connection is lost.",
  },
  SessionEnded: {
    words: "The session has ended and could not be renewed.",
    next: "Mimik logs in anew. Until that works a lost connection stays lost: then entries stop, and exits must be made by hand.",
  },
  OtherLogin: {
    words: "The stored session belongs to another login or environment and is not used.",
    next: "Mimik logs in anew.",
  },
  StoreUnreadable: {
    words: "The stored secrets could not be read or written: %.",
    next: "The next start will need a login.",
  },
  LoginsHeld: {
    words: "The broker ended the session; another login before % would only end another program's.",
    next: "Close what else is logged in as this user, or wait: Mimik goes on by itself.",
  },
  LockedUntil: { words: "The broker wants silence from this login until %.", next: SILENCE },
  Off: { words: "The connection is off.", next: "Switch it on." },
  // ---- the login in the browser ----
  OAuthWaiting: {
    words: "Log in in the browser window that has opened.",
    next: "It is waited for five minutes.",
  },
  OAuthNoBrowser: {
    words: "No browser could be opened. Open % in a browser yourself.",
    next: "It is waited for five minutes.",
  },
  OAuthNeeded: {
    words: "This login is made in the browser, and its session has ended.",
    next: "Press the button to log in again.",
  },
  OAuthTimeout: {
    words: "The login in the browser was not finished in five minutes.",
    next: "Press the button to log in again.",
  },
  OAuthDenied: {
    words: "The login in the browser was refused or broken off: %.",
    next: "Press the button to log in again.",
  },
  OAuthCancelled: {
    words: "The login in the browser was given up for another one.",
    next: "Finish the newer one.",
  },
  OAuthNoSecret: {
    words: "There is no client secret for the login in the browser.",
    next: "Enter the client secret of your application.",
  },
  OAuthNoPort: {
    words: "The address that the browser comes back to could not be opened: %.",
    next: "End the program that uses the port, then log in again.",
  },
  OtherUser: {
    words: "The browser logged in as %, which is not this connection's user name.",
    next: "Check that these are the accounts you mean, or log in as the other user.",
  },
  // ---- sockets ----
  BadUrl: {
    words: "% is no address of a socket.",
    next: "Correct the address of this connection: it begins with ws:// or wss://.",
  },
  SocketLost: { words: "Connection lost: %.", next: "Mimik reconnects by itself." },
  ManyReconnects: {
    words: "This connection was lost more than six times in ten minutes.",
    next: "Mimik is more patient with silence from now on. Check the internet connection.",
  },
  ConnectionQuotaReached: {
    words: "Another program took this login's place at the broker (connection quota).",
    next: "Close the other program. Mimik waits, so that the two do not throw each other out.",
  },
  IPQuotaReached: {
    words: "The broker sees this login from too many addresses (IP quota).",
    next: "Close the other programs of this login. Mimik waits before it reconnects.",
  },
  Maintenance: {
    words: "The broker has closed the connection for maintenance.",
    next: "Mimik waits and then tries again. Exits that are still due go out when the broker is back.",
  },
  Shutdown: { words: "The broker ends the connection: %.", next: "Mimik waits before it reconnects." },
  // ---- what the broker says by itself ----
  ContractChanged: {
    words: "The broker changed what a contract is: %.",
    next: "Compare its tick size and dollars per point with the broker's platform before you trade it.",
  },
  BrokerAlert: { words: "The broker's administration says: %.", next: "See at the broker what it asks for." },
} as const satisfies Record<string, Row>;

export type ProblemCode = keyof typeof problems;

/** @param detail stands where the row has its `%`; empty leaves nothing there. */
export function problemOf(code: ProblemCode, detail = ""): FailureWords {
  const { words, next } = problems[code];
  return { code, words: sentence(words.replace("%", () => detail)), next };
}

/** The broker ends its sentences or not; another one follows. */
function sentence(text: string): string {
  const trimmed = text.trimEnd().replace(/([.!?])\.$/u, "$1");
  return /[.!?]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** In brackets behind what goes before, or nothing. */
export function bracketed(text: string): string {
  return text === "" ? "" : ` (${text})`;
}

const exchangeTime = new Intl.DateTimeFormat("en-GB", {
  timeZone: "America/Chicago",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** A time of day in the zone in which the exchange's day is told, wherever this computer stands. */
export function timeOfDay(wallMs: number): string {
  return `${exchangeTime.format(wallMs)} CT`;
}

export function dayOf(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 10);
}
