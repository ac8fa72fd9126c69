/** Why a follower differs from what it should hold, in words (R3), and what is missing where it is not in the trade. */
import { assertNever } from "../../src-shared/assert.ts";
import type { DriftCause, FollowerRow, GroupRow } from "../../src-shared/cockpit/model.ts";
import { formatSigned } from "../format/quantity.ts";
import type { ResyncNeed } from "../state/selectors.ts";

export const causeWords: Readonly<Record<DriftCause, string>> = {
  denied: "denied",
  rejected: "rejected by the broker",
  foreign: "foreign trade",
  offline: "missed while offline",
  cut: "cut by a cap",
  partial: "partly filled",
  settings: "settings changed",
  unexplained: "no cause known",
};

/** `Drift: rejected by the broker`; where several contracts differ for several causes, each is named. */
export function driftWords(row: Pick<FollowerRow, "lines">): string {
  const told = row.lines.filter((line) => line.state === "drift" && line.cause !== null);
  const causes = [...new Set(told.map((line) => line.cause))];
  const [only] = causes;
  if (only === undefined || only === null) return "";
  if (causes.length === 1) return `Drift: ${causeWords[only]}`;
  const each = told.map((line) =>
    line.cause === null ? line.contract : `${line.contract} ${causeWords[line.cause]}`,
  );
  return `Drift: ${each.join(", ")}`;
}

/** `On the other side of the leader: −2 NQZ6 against +1`. */
function opposedWords(row: Pick<FollowerRow, "lines">, group: GroupRow | undefined): string {
  const each = row.lines
    .filter((line) => line.state === "opposed")
    .map((line) => {
      const leader = group?.leader.lines.find((other) => other.contract === line.leaderContract);
      const against = leader === undefined ? "" : ` against ${formatSigned(leader.confirmed)}`;
      return `${formatSigned(line.confirmed)} ${line.contract}${against}`;
    });
  return each.length === 0 ? "" : `On the other side of the leader: ${each.join(", ")}`;
}

/** `Not in this trade: the leader holds +2 NQZ6`. */
function notInTradeWords(group: GroupRow | undefined): string {
  const held = (group?.leader.lines ?? [])
    .filter((line) => line.confirmed !== 0)
    .map((line) => `${formatSigned(line.confirmed)} ${line.contract}`);
  return `Not in this trade: the leader holds ${held.join(", ")}`;
}

/** `NQZ6: holds 0, expected +2`, of every contract that drifts. */
function heldWords(row: Pick<FollowerRow, "lines">): string {
  return row.lines
    .filter((line) => line.state === "drift")
    .map(
      ({ contract, confirmed, expected }) =>
        `${contract}: holds ${formatSigned(confirmed)}, expected ${formatSigned(expected)}`,
    )
    .join("; ");
}

export interface Need {
  /** In the colour of the state. */
  readonly headline: string;
  readonly rest: string;
}

const NONE: Need = { headline: "", rest: "" };

/**
 * Why a resync is offered, in one line: the causes that the engine gives, once. Where it gives none for a contract, its
 * own reason stands instead.
 */
export function needOf(row: FollowerRow, group: GroupRow | undefined, need: ResyncNeed | null): Need {
  switch (need) {
    case null:
      return NONE;
    case "drift": {
      const headline = driftWords(row);
      return headline === "" ? { headline, rest: row.reason } : { headline, rest: heldWords(row) };
    }
    case "opposed": {
      const headline = opposedWords(row, group);
      return headline === "" ? { headline, rest: row.reason } : { headline, rest: "" };
    }
    case "not-in-trade":
      return row.reason === ""
        ? { headline: notInTradeWords(group), rest: "" }
        : { headline: "", rest: row.reason };
    default:
      return assertNever(need);
  }
}

/** As sentences, for those who listen. */
export function needSentences({ headline, rest }: Need): string {
  return [headline, rest]
    .map(sentence)
    .filter((part) => part !== "")
    .join(" ");
}

/** With its full stop, where it has none. */
export function sentence(words: string): string {
  return words === "" || /[.!?]$/u.test(words) ? words : `${words}.`;
}
