/** Resync (R4) and first activation (G7): what is shown is what is sent, once, or nothing at all. */
import { describe, expect, it } from "vitest";
import type { ResyncPreview } from "../../src-shared/ipc/groups.ts";
import { standingPositions } from "../core/adoption.ts";
import type { ResyncToward } from "../core/input.ts";
import { resyncPreview } from "../core/view/resync-preview.ts";
import { MAIN_LOGIN, multiplierOf, NQ } from "./desk.ts";
import { exampleDesk, type ExampleDesk, type ExampleOptions } from "./example-desk.ts";

const follower = {
  sizing: multiplierOf({ multiplier: "1.00", positionCap: 10 }),
  contractMap: "same",
  keepNotional: false,
} as const;

function desk(options: Omit<ExampleOptions, "follower"> = {}): ExampleDesk {
  return exampleDesk({ follower, ...options });
}

let previews = 0;
function preview(at: ExampleDesk, toward: ResyncToward = "implied"): ResyncPreview {
  const [only] = at.exchange.state.followers.values();
  if (!only) throw new Error("no follower");
  previews += 1;
  return resyncPreview(at.exchange.state, only, { toward, id: `p${previews}`, now: at.exchange.clock.now() });
}

function confirm(at: ExampleDesk, shown: ResyncPreview): void {
  const [id] = at.exchange.state.followers.keys();
  if (id === undefined) throw new Error("no follower");
  at.exchange.input({
    kind: "resync",
    follower: id,
    toward: shown.toward,
    previewId: shown.id,
    version: shown.version,
  });
  at.exchange.clock.settle();
}

describe("resync", () => {
  it("brings a follower that was closed by hand back to the implied size, and into the trade", () => {
    const at = desk();
    at.lead(3);
    at.sent();
    at.manual(-3);
    const shown = preview(at);
    expect(shown.lines).toMatchObject([
      {
        contract: NQ,
        leader: 3,
        confirmed: 0,
        toward: 3,
        refusal: null,
        orders: [{ side: "buy", quantity: 3 }],
      },
    ]);
    confirm(at, shown);
    expect(at.sent()).toEqual(["buy 3"]);
    expect(at.row().lines[0]).toMatchObject({ confirmed: 3, expected: 3, state: "in-sync", cause: null });
    at.lead(4);
    expect(at.sent()).toEqual(["buy 1"]);
    at.lead(2);
    expect(at.sent()).toEqual(["sell 2"]);
  });

  it("is sent once, however often it is confirmed", () => {
    const at = desk();
    at.lead(3);
    at.manual(-3);
    at.sent();
    const shown = preview(at);
    confirm(at, shown);
    confirm(at, shown);
    expect(at.sent()).toEqual(["buy 3"]);
  });

  it("sends nothing where either position has moved since", () => {
    const at = desk();
    at.lead(3);
    at.manual(-3);
    at.sent();
    const before = preview(at);
    at.manual(1);
    confirm(at, before);
    expect(at.sent()).toEqual([]);
    const again = preview(at);
    at.lead(2);
    at.sent();
    confirm(at, again);
    expect(at.sent()).toEqual([]);
  });

  it("reduces what is too much, foreign contracts included, and takes all of it toward flat", () => {
    const at = desk();
    at.lead(2);
    at.manual(3);
    at.sent();
    confirm(at, preview(at));
    expect(at.sent()).toEqual(["sell 3"]);
    expect(at.holds()).toBe(2);
    confirm(at, preview(at, "flat"));
    expect(at.sent()).toEqual(["liquidate 2"]);
    expect(at.holds()).toBe(0);
  });

  it("closes the other side first, then opens on the leader's", () => {
    const at = desk();
    at.lead(2);
    at.sent();
    at.manual(-5);
    expect(at.row().lines[0]).toMatchObject({ confirmed: -3, state: "opposed" });
    const shown = preview(at);
    expect(shown.lines[0]?.orders).toMatchObject([
      { leg: "close", side: "buy", quantity: 3, kind: "liquidation" },
      { leg: "open", side: "buy", quantity: 2, kind: "market" },
    ]);
    confirm(at, shown);
    at.wait(100);
    expect(at.sent()).toEqual(["liquidate 3", "buy 2"]);
    expect(at.holds()).toBe(2);
  });

  it("passes the checks like an entry: closing only denies it, a cap cuts it", () => {
    const closing = desk();
    closing.lead(3);
    closing.manual(-3);
    closing.sent();
    closing.set({ status: "closing-only" });
    const refused = preview(closing);
    expect(refused.lines[0]).toMatchObject({ orders: [], refusal: expect.stringContaining("closing only") });
    confirm(closing, refused);
    expect(closing.sent()).toEqual([]);

    const capped = desk();
    capped.lead(15);
    capped.sent();
    capped.manual(-10);
    const cut = preview(capped);
    expect(cut.lines[0]?.orders).toMatchObject([{ quantity: 10 }]);
    expect(cut.lines[0]?.words.join(" ")).toContain("10 of 15");
    confirm(capped, cut);
    expect(capped.sent()).toEqual(["buy 10"]);
  });

  it("adds nothing while the leader is not live, and closes all the same", () => {
    const at = desk();
    at.lead(3);
    at.manual(-3);
    at.sent();
    at.exchange.disconnect(MAIN_LOGIN);
    expect(preview(at).lines[0]).toMatchObject({ orders: [] });
    const more = desk();
    more.lead(2);
    more.manual(2);
    more.sent();
    more.exchange.disconnect(MAIN_LOGIN);
    confirm(more, preview(more, "flat"));
    expect(more.sent()).toEqual(["liquidate 4"]);
  });

  it("says that it does not know where a leader stands who has not been read, and closes nothing for it", () => {
    const at = desk();
    at.lead(3);
    at.sent();
    // As after a start with the leader's login down: trades and positions are there, the leader's lines are not.
    const [group] = at.exchange.state.groups.values();
    if (!group) throw new Error("no group");
    group.lines.clear();
    group.basedOn = null;
    const shown = preview(at);
    expect(shown.lines[0]).toMatchObject({ orders: [], refusal: "The leader's account is not live." });
    confirm(at, shown);
    expect([at.sent(), at.holds()]).toEqual([[], 3]);
    confirm(at, preview(at, "flat"));
    expect([at.sent(), at.holds()]).toEqual([["liquidate 3"], 0]);
  });

  it("names what it costs of the budget", () => {
    const at = desk();
    at.lead(3);
    at.manual(-3);
    expect(preview(at).budget).toBe("1 request; this login has no limit");
  });
});

describe("first activation", () => {
  function activate(at: ExampleDesk, choice: "adopt" | "leave" | "close"): void {
    const [group] = at.exchange.state.groups.values();
    if (!group) throw new Error("no group");
    const choices = standingPositions(at.exchange.state, group).map((row) => ({
      follower: row.follower.settings.id,
      contract: row.contract,
      position: row.position,
      choice,
    }));
    at.exchange.input({ kind: "activate", group: group.settings.id, choices });
    at.exchange.clock.settle();
  }

  /** The leader is in a trade, and the follower holds something of the trader's own. */
  function standing(leader: number, carried: number): ExampleDesk {
    const at = desk({ carried, group: { status: "closing-only" } });
    at.lead(leader);
    at.set({ status: "active" });
    at.sent();
    return at;
  }

  it("adopts: the contracts are own, and the leader's exits take them along", () => {
    const at = standing(4, 2);
    activate(at, "adopt");
    expect(at.sent()).toEqual([]);
    at.lead(2);
    expect(at.sent()).toEqual(["sell 1"]);
    at.lead(3);
    expect(at.sent()).toEqual(["buy 1"]);
    at.lead(0);
    expect(at.sent()).toEqual(["liquidate 2"]);
  });

  it("leaves: the leader's exits do not touch it", () => {
    const at = standing(4, 2);
    activate(at, "leave");
    at.lead(0);
    at.wait(60_000);
    expect(at.sent()).toEqual([]);
    expect(at.holds()).toBe(2);
  });

  it("closes, and follows the leader from its next flat on", () => {
    const at = standing(4, 2);
    activate(at, "close");
    expect(at.sent()).toEqual(["liquidate 2"]);
    at.lead(0);
    at.lead(1);
    expect(at.sent()).toEqual(["buy 1"]);
  });

  it("does not adopt against the leader, nor where the leader holds nothing", () => {
    for (const at of [standing(4, -2), desk({ carried: 2 })]) {
      const [group] = at.exchange.state.groups.values();
      if (!group) throw new Error("no group");
      expect(standingPositions(at.exchange.state, group)).toMatchObject([
        { notAdoptable: expect.any(String) },
      ]);
      activate(at, "adopt");
      expect(at.sent()).toEqual([]);
    }
  });
});
