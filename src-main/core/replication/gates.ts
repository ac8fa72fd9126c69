/**
 * Phase A: every check is evaluated and recorded with the values compared; the first failure in the order of the table
 * decides, separately for the open and the close leg. No check does I/O (product.md section 3).
 */
import type { ContractName } from "../../../src-shared/ids.ts";
import { contractParts } from "../../../src-shared/instrument.ts";
import type { RefusalCode } from "../../../src-shared/refusal.ts";
import type { Step } from "../context.ts";
import type { CheckNumber, CheckRecord } from "../decision.ts";
import type { EntriesOffReason } from "../effect.ts";
import { exitsLockedUntilNs } from "../requests.ts";
import { sessionOf } from "../session-state.ts";
import {
  accountOf,
  type AccountState,
  type CoreState,
  type FollowerState,
  type GroupState,
  type LeaderLine,
  type Phase,
} from "../state.ts";
import { oldestOf } from "./deciding.ts";
import type { LeaderLegs } from "./legs.ts";
import { afterClosing, entryWaits, hedgeGate, standing, tradeGate } from "./side-gates.ts";

export interface Verdict {
  readonly refusal: RefusalCode | null;
  readonly checks: readonly CheckRecord[];
}

export interface GateFacts {
  readonly state: CoreState;
  readonly nowNs: number;
  readonly wallMs: number;
  readonly group: GroupState;
  readonly follower: FollowerState;
  readonly account: AccountState | undefined;
  readonly leaderPhase: Phase;
  readonly line: LeaderLine;
  readonly legs: LeaderLegs;
  /** The follower's contract, where the leader's has a counterpart. */
  readonly contract: ContractName | undefined;
  /** Size for the leader's position before the fill; check 9 lets an add in where it was 0. */
  readonly sizeBefore: number;
  /** A resync: what stands on the other side is closed first, and it brings a follower into the trade. */
  readonly resync?: boolean;
}

const offReasons: Readonly<Record<EntriesOffReason, RefusalCode>> = {
  flattened: "entries-off-flattened",
  rejects: "entries-off-rejects",
  "rejects-closed": "entries-off-rejects-closed",
  foreign: "entries-off-foreign",
  gate: "entries-off-gate",
  ledger: "entries-off-ledger",
};

class Checks {
  refusal: RefusalCode | null = null;
  readonly records: CheckRecord[] = [];

  note(check: CheckNumber, refusal: RefusalCode | null, seen: string): void {
    this.records.push({ check, pass: refusal === null, seen });
    if (this.refusal === null) this.refusal = refusal;
  }

  done(): Verdict {
    return { refusal: this.refusal, checks: this.records };
  }
}

function groupGate(group: GroupState): RefusalCode | null {
  const { status } = group.settings;
  if (status === "active") return null;
  return status === "paused" ? "group-paused" : "group-closing-only";
}

function phaseGate(account: AccountState | undefined, leaderPhase: Phase): RefusalCode | null {
  if (!account) return "follower-not-seen";
  if (account.phase === "offline") return "follower-offline";
  if (account.phase !== "live") return "follower-exits-only";
  return leaderPhase === "live" ? null : "leader-offline";
}

/** Check 4 beside locks: entries off for another reason, unknown positions and unknown orders. */
function offGate(
  facts: Pick<GateFacts, "state" | "nowNs" | "follower" | "account" | "contract" | "line">,
): RefusalCode | null {
  const { state, follower, account, contract, line } = facts;
  if (state.gate !== null) return "entries-off-gate";
  if (state.ledgerFailed !== null) return "entries-off-ledger";
  for (const reason of follower.entriesOff) return offReasons[reason];
  if (line.unknown !== null) return "leader-position-unknown";
  if (!account || contract === undefined) return null;
  if (exitsLockedUntilNs(state, account, facts.nowNs) > 0) return "login-locked";
  if ((account.positions.get(contract)?.unknown ?? null) !== null) return "follower-position-unknown";
  for (const order of account.open.values()) {
    if (order.row.contract === contract && order.status === "unknown") return "unknown-order";
  }
  return null;
}

function symbolListed(symbols: readonly string[], contract: ContractName): boolean {
  if (symbols.length === 0) return true;
  const root = contractParts(contract)?.root;
  return symbols.some((symbol) => symbol === contract || symbol === root);
}

/** Checks 5 and 11 (risk rules, fit gate, cross-account guard): nothing of them can be armed in this version. */
const NO_RULE = { check: 5, pass: true, seen: "no rule armed" } as const satisfies CheckRecord;
const NO_GUARD = { check: 11, pass: true, seen: "off" } as const satisfies CheckRecord;

const SYMBOLS_NAMED = 6;

const offWords: Readonly<Record<FollowerState["settings"]["whenOff"], string>> = {
  "copy-exits": "off, exits are copied until flat",
  "leave-alone": "off, left alone",
};

function symbolWords(symbols: readonly string[], contract: ContractName): string {
  if (symbols.length === 0) return `${contract}, all are copied`;
  // The whole list is in the settings of that time.
  const named = symbols.slice(0, SYMBOLS_NAMED).join(" ");
  const more = symbols.length > SYMBOLS_NAMED ? ` and ${symbols.length - SYMBOLS_NAMED} more` : "";
  return `${contract}, listed: ${named}${more}`;
}

/** Checks that read the same for both legs; whether they hold a leg back is the leg's. */
interface Common {
  readonly group: string;
  readonly follower: string;
  readonly phases: string;
  readonly symbol: { readonly listed: boolean; readonly seen: string };
  readonly session: { readonly open: boolean; readonly seen: string };
}

function commonOf(facts: GateFacts): Common {
  const { group, follower, account, leaderPhase, line } = facts;
  const listed = symbolListed(group.settings.symbols, line.contract);
  const session = sessionOf(group, facts.wallMs);
  return {
    group: `group ${group.settings.status}`,
    follower: follower.settings.enabled ? "on" : offWords[follower.settings.whenOff],
    phases: `follower ${account?.phase ?? "not seen"}, leader ${leaderPhase}`,
    symbol: { listed, seen: symbolWords(group.settings.symbols, line.contract) },
    session: {
      open: session.open,
      seen: group.settings.sessions.length === 0 ? "no windows" : session.words,
    },
  };
}

/** Everything in which the checks of two followers of one fill can differ; with equal values they read the same. */
export interface Compared {
  readonly enabled: boolean;
  readonly whenOff: FollowerState["settings"]["whenOff"];
  readonly phase: Phase | undefined;
  readonly off: RefusalCode | null;
  readonly after: number | null;
  readonly stands: number | null;
  readonly waits: boolean;
  readonly verdict: Verdict;
}

function comparedBefore(known: readonly Compared[], value: Omit<Compared, "verdict">): Verdict | undefined {
  for (let index = known.length - 1; index >= oldestOf(known); index -= 1) {
    const one = known[index];
    if (
      one?.off === value.off &&
      one.phase === value.phase &&
      one.after === value.after &&
      one.stands === value.stands &&
      one.waits === value.waits &&
      one.enabled === value.enabled &&
      one.whenOff === value.whenOff
    ) {
      return one.verdict;
    }
  }
  return undefined;
}

export function openGates(facts: GateFacts, known: Compared[] = []): Verdict {
  const { enabled, whenOff } = facts.follower.settings;
  const value = {
    enabled,
    whenOff,
    phase: facts.account?.phase,
    off: offGate(facts),
    after: afterClosing(facts),
    stands: standing(facts),
    waits: entryWaits(facts),
  };
  const before = comparedBefore(known, value);
  if (before) return before;
  const verdict = openVerdict(facts, value);
  known.push({ ...value, verdict });
  return verdict;
}

function openVerdict(facts: GateFacts, value: Omit<Compared, "verdict">): Verdict {
  const { group, account, leaderPhase } = facts;
  const checks = new Checks();
  const common = commonOf(facts);
  checks.note(1, groupGate(group), common.group);
  checks.note(2, value.enabled ? null : "follower-off", common.follower);
  checks.note(3, phaseGate(account, leaderPhase), common.phases);
  checks.note(4, value.off, value.off ?? "entries on");
  checks.records.push(NO_RULE);
  checks.note(6, common.symbol.listed ? null : "symbol-not-listed", common.symbol.seen);
  checks.note(7, common.session.open ? null : "outside-session", common.session.seen);
  const hedge = hedgeGate(facts, value.after);
  checks.note(8, hedge.refusal, hedge.seen);
  const trade = tradeGate(facts, value.stands, value.waits);
  checks.note(9, trade.refusal, trade.seen);
  return checks.done();
}

/** A close leg is held back by a paused group or by the trader's own word alone; the rest is recorded and passes. */
export function closeGates(facts: GateFacts, known: Compared[]): Verdict {
  const { enabled, whenOff } = facts.follower.settings;
  const off = offGate(facts);
  const value = {
    enabled,
    whenOff,
    phase: facts.account?.phase,
    off,
    after: null,
    stands: null,
    waits: false,
  };
  const before = comparedBefore(known, value);
  if (before) return before;
  const verdict = closeVerdict(facts, off);
  known.push({ ...value, verdict });
  return verdict;
}

function closeVerdict(facts: GateFacts, off: RefusalCode | null): Verdict {
  const { group, follower } = facts;
  const checks = new Checks();
  const common = commonOf(facts);
  checks.note(1, group.settings.status === "paused" ? "group-paused" : null, common.group);
  const left = !follower.settings.enabled && follower.settings.whenOff === "leave-alone";
  checks.note(2, left ? "left-alone" : null, common.follower);
  checks.note(3, null, common.phases);
  checks.note(4, null, off ?? "entries on");
  checks.records.push(NO_RULE);
  checks.note(6, null, common.symbol.seen);
  checks.note(7, null, common.session.seen);
  checks.note(8, null, "an exit");
  checks.note(9, null, "an exit");
  return checks.done();
}

/** What every leg's record ends with; the size stands between (check 10). */
export const lastCheck: CheckRecord = NO_GUARD;

export function leaderPhaseOf(state: CoreState, group: GroupState): Phase {
  return accountOf(state, group.leader)?.phase ?? "offline";
}

/** What would refuse an entry at the moment of sending: checks 1 to 4 and 7 read again at the last line (reliability.md). */
export function entryRefusal(
  { state, now }: Pick<Step, "state" | "now">,
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
  line: LeaderLine,
): RefusalCode | null {
  return (
    groupGate(follower.group) ??
    (follower.settings.enabled ? null : "follower-off") ??
    phaseGate(account, leaderPhaseOf(state, follower.group)) ??
    offGate({ state, nowNs: now.monoNs, follower, account, contract, line }) ??
    (sessionOf(follower.group, now.wallMs).open ? null : "outside-session")
  );
}
