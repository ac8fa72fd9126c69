import { describe, expect, it } from "vitest";
import { ledgerIn, look, temporaryFolder } from "../ledger/testing/profile.ts";
import { DecideDesk, type Mix } from "./decide-desk.ts";

const FOLLOWERS = 20;
const FILLS = 60;
/** Fills before the first look: their pages hold room for later ones. */
const BEFORE = 20;
/** Issue 4: what explaining a leader fill may take of the ledger, with 20 followers. */
const EXPLAIN_BYTES_MAX = 10_000;
/** Everything else of a fill beside it: legs, orders, their events and fills, with all indexes. A bound against creep. */
const ALL_BYTES_MAX = 50_000;

/** Events with all decisions, and attempts with outcome, timings and the broker's words; with their indexes. */
const explainSql = `SELECT sum(d.pgsize) AS bytes FROM dbstat d JOIN sqlite_schema s ON s.name = d.name
  WHERE s.tbl_name IN ('leader_event', 'attempt', 'open_event')`;
const allSql = "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size";

interface Sizes {
  readonly explain: number;
  readonly all: number;
}

/** Bytes that one leader fill adds to the ledger, from the real core's decisions, orders, answers and facts. */
function growth(mix: Mix): Sizes {
  const folder = temporaryFolder();
  const ledger = ledgerIn(folder);
  ledger.restore();
  const desk = new DecideDesk(FOLLOWERS, mix, (out) => {
    ledger.appendIntents(out.intents);
    ledger.commit(out.facts);
  });
  const sizesAfter = (fills: number): Sizes => {
    for (let fill = 0; fill < fills; fill += 1) desk.fill(() => 0);
    expect(ledger.compact()).toBe(true);
    const bytes = (sql: string): number => Number(look(folder, sql)[0]?.["bytes"]);
    return { explain: bytes(explainSql), all: bytes(allSql) };
  };
  const before = sizesAfter(BEFORE);
  const after = sizesAfter(FILLS);
  return { explain: (after.explain - before.explain) / FILLS, all: (after.all - before.all) / FILLS };
}

describe("a leader fill with 20 followers", () => {
  it.each(["same", "mixed", "denied"] as const)("%s settings: is explained in less than 10 KB", (mix) => {
    const { explain, all } = growth(mix);
    expect(explain).toBeGreaterThan(0);
    expect(explain).toBeLessThan(EXPLAIN_BYTES_MAX);
    expect(all).toBeLessThan(ALL_BYTES_MAX);
  });
});
