import { describe, expect, it } from "vitest";
import type { CheckNumber, CheckRecord, FollowerDecision, LegDecision } from "../core/decision.ts";
import type { Fact } from "../core/effect.ts";
import { ledgerIn, look, temporaryFolder } from "./testing/profile.ts";
import { attemptOf, decisionOf, eventOf, legDecisionOf, MONDAY_MS } from "./testing/rows.ts";

/**
 * The most that a fill can have to explain: a reversal, so both legs of every follower, each with all eleven checks in
 * words as long as any that the core says. How the words differ is up to each case.
 */
const FOLLOWERS = 20;
const EVENTS = 30;
/** Issue 4. */
const BYTES_MAX = 10_000;

const checks: readonly CheckNumber[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/** Checks that compare a follower's own figures: position, trade, size, margin. */
const own: ReadonlySet<CheckNumber> = new Set([8, 9, 10]);

function legOf(leg: LegDecision["leg"], kind: number): LegDecision {
  const records = checks.map((check): CheckRecord => {
    const words = own.has(check) ? ` and follower +${kind} of +${kind + 40}` : "";
    return { check, pass: kind % 7 !== check, seen: `${leg} check ${check}: leader -3${words}` };
  });
  const arithmetic = `leader +1 -> -2, ${kind}.50x nearest: ${kind} -> ${2 * kind}, order ${kind} cut from ${kind + 9}`;
  return legDecisionOf({ leg, sized: kind, quantity: kind, arithmetic, checks: records });
}

function decisionsOf(kinds: number): readonly FollowerDecision[] {
  return Array.from({ length: FOLLOWERS }, (_, index) =>
    decisionOf(index, [legOf("close", index % kinds), legOf("open", index % kinds)]),
  );
}

const explainSql = `SELECT sum(d.pgsize) AS bytes FROM dbstat d JOIN sqlite_schema s ON s.name = d.name
  WHERE s.tbl_name IN ('leader_event', 'attempt', 'open_event')`;

/** Bytes of an event; with `late`, all its decisions were taken later than the event. */
function bytesOf(decisions: readonly FollowerDecision[], late: boolean): number {
  const folder = temporaryFolder();
  const ledger = ledgerIn(folder);
  ledger.restore();
  const held = [legDecisionOf({ verdict: "waiting", quantity: 0, checks: [] })];
  const facts = Array.from({ length: EVENTS }, (_, index): Fact => {
    const first = late ? decisions.map((__, follower) => decisionOf(follower, held)) : decisions;
    const id = String(800_000_000_000 + index);
    const event = eventOf(id, 0, { decisions: first, eventId: `practice|${id}|g1` });
    const attempts = decisions.map((decision, follower) => attemptOf(event, follower, { decision }));
    return { kind: "event-complete", event, wallMs: MONDAY_MS, attempts };
  });
  const size = (): number => Number(look(folder, explainSql)[0]?.["bytes"]);
  ledger.compact();
  const empty = size();
  ledger.commit(facts);
  ledger.compact();
  return (size() - empty) / EVENTS;
}

describe("explaining a reversal to 20 followers", () => {
  it.each([
    ["same settings", 1, false],
    ["five settings", 5, false],
    ["other figures for each", FOLLOWERS, false],
    ["five settings, decided when the leader's order was complete", 5, true],
  ])("%s: takes less than 10 KB", (_, kinds, late) => {
    const bytes = bytesOf(decisionsOf(kinds), late);
    expect(bytes).toBeGreaterThan(FOLLOWERS * 50);
    expect(bytes).toBeLessThan(BYTES_MAX);
  });
});
