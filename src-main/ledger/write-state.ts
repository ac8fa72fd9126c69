/** The small tables that hold the present state: one row each, replaced or removed. Their history is in the facts. */
import type { Database, Statement } from "better-sqlite3";
import { tradeDateNumber } from "../../src-shared/trading-day.ts";
import type { Fact, TargetRow, TradeRow } from "../core/effect.ts";
import type { Cell } from "./fact-table.ts";
import { wholeTime } from "./fact-table.ts";

type FactOf<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;

export const stateSql = {
  trade: `INSERT INTO trade (follower, leader_contract, contract, opened, leader_anchor, follower_anchor,
      ratio_follower, ratio_leader, drift, tolerated, closed_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET contract = excluded.contract, opened = excluded.opened,
      leader_anchor = excluded.leader_anchor, follower_anchor = excluded.follower_anchor,
      ratio_follower = excluded.ratio_follower, ratio_leader = excluded.ratio_leader, drift = excluded.drift,
      tolerated = excluded.tolerated, closed_by = excluded.closed_by`,
  tradeEnded: "DELETE FROM trade WHERE follower = ? AND leader_contract = ?",
  target: `INSERT INTO target (follower, contract, side, account, most, leg_id, attempts) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET account = excluded.account, most = excluded.most, leg_id = excluded.leg_id,
      attempts = excluded.attempts`,
  targetEnded: "DELETE FROM target WHERE follower = ? AND contract = ? AND side = ?",
  entriesOff: `INSERT INTO entries_off (follower, reason, wall_ms) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET wall_ms = excluded.wall_ms`,
  entriesOn: "DELETE FROM entries_off WHERE follower = ? AND reason = ?",
  position: `INSERT INTO position (account, contract, trade_date, confirmed, own) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET trade_date = excluded.trade_date, confirmed = excluded.confirmed, own = excluded.own`,
  account: `INSERT INTO account (account, connection, name) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET connection = excluded.connection, name = excluded.name`,
  contract: `INSERT INTO contract (venue, contract, tick_size_micros) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET tick_size_micros = excluded.tick_size_micros`,
} as const;

export class StateWriter {
  readonly #statements: Readonly<Record<keyof typeof stateSql, Statement<Cell[]>>>;

  constructor(db: Database) {
    this.#statements = {
      trade: db.prepare(stateSql.trade),
      tradeEnded: db.prepare(stateSql.tradeEnded),
      target: db.prepare(stateSql.target),
      targetEnded: db.prepare(stateSql.targetEnded),
      entriesOff: db.prepare(stateSql.entriesOff),
      entriesOn: db.prepare(stateSql.entriesOn),
      position: db.prepare(stateSql.position),
      account: db.prepare(stateSql.account),
      contract: db.prepare(stateSql.contract),
    };
  }

  trade(trade: TradeRow): void {
    this.#statements.trade.run(
      trade.follower,
      trade.leaderContract,
      trade.contract,
      trade.opened ? 1 : 0,
      trade.leaderAnchor,
      trade.followerAnchor,
      trade.ratio?.follower ?? null,
      trade.ratio?.leader ?? null,
      trade.drift,
      trade.tolerated,
      trade.closedBy,
    );
  }

  tradeEnded(fact: FactOf<"trade-ended">): void {
    this.#statements.tradeEnded.run(fact.follower, fact.leaderContract);
  }

  target(target: TargetRow): void {
    const { follower, contract, side, account, most, legId, attempts } = target;
    this.#statements.target.run(follower, contract, side, account, most, legId, attempts);
  }

  targetEnded(fact: FactOf<"target-ended">): void {
    this.#statements.targetEnded.run(fact.follower, fact.contract, fact.side);
  }

  entriesOff(fact: FactOf<"entries-off">): void {
    if (fact.off) this.#statements.entriesOff.run(fact.follower, fact.reason, wholeTime(fact.wallMs));
    else this.#statements.entriesOn.run(fact.follower, fact.reason);
  }

  position(fact: FactOf<"position">): void {
    const day = tradeDateNumber(fact.tradeDate);
    this.#statements.position.run(fact.account, fact.contract, day, fact.confirmed, fact.own);
  }

  contract({ spec }: FactOf<"contract">): void {
    this.#statements.contract.run(spec.venue, spec.contract, spec.tickSizeMicros);
  }

  account(fact: FactOf<"account">): void {
    this.#statements.account.run(fact.account, fact.connection, fact.name);
  }
}
