/** Quotes go into the core with the next event or after 50 ms, the last of each contract. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ContractName, VenueKey } from "../../src-shared/ids.ts";
import type { Quote } from "../broker/port.ts";
import type { Input } from "../core/input.ts";
import { QuoteRelay } from "./quote-relay.ts";
import { MAIN_LOGIN } from "./testing/desk.ts";
import { engineDesk } from "./testing/engine-desk.ts";
import { virtualTime, type VirtualTime } from "./testing/virtual-time.ts";

const NQ = "NQZ6" as ContractName;
const ES = "ESZ6" as ContractName;
const HERE = "practice" as VenueKey;
const THERE = "demo" as VenueKey;

function quote(contract: ContractName, receivedNs: number, sides: Partial<Quote> = {}): Quote {
  return { contract, bidTicks: null, offerTicks: null, tradeTicks: null, receivedNs, ...sides };
}

let time: VirtualTime;
let relay: QuoteRelay;
let handed: (readonly Input[])[];
beforeEach(() => {
  time = virtualTime();
  handed = [];
  relay = new QuoteRelay({ ...time, due: () => handed.push(relay.drain()) });
});

describe("quotes on their way to the core", () => {
  it("wait in one slot per contract, the last value of each side, until somebody takes them", () => {
    relay.take(HERE, [quote(NQ, 1, { bidTicks: 10, offerTicks: 12 }), quote(ES, 1, { tradeTicks: 5 })]);
    relay.take(THERE, [quote(NQ, 2, { tradeTicks: 90 })]);
    relay.take(HERE, [quote(NQ, 3, { bidTicks: 11 })]);
    expect(relay.drain()).toEqual([
      {
        kind: "quotes",
        venue: HERE,
        quotes: [quote(NQ, 3, { bidTicks: 11, offerTicks: 12 }), quote(ES, 1, { tradeTicks: 5 })],
      },
      { kind: "quotes", venue: THERE, quotes: [quote(NQ, 2, { tradeTicks: 90 })] },
    ]);
    expect(relay.drain()).toEqual([]);
    time.runFor(1000);
    expect(handed).toEqual([]);
  });

  it("wait for 50 ms where nothing else comes, however many follow", () => {
    for (let ms = 0; ms < 200; ms += 1) {
      relay.take(HERE, [quote(NQ, ms, { tradeTicks: ms })]);
      time.runFor(1);
    }
    expect(handed).toHaveLength(4);
    expect(handed[0]).toEqual([{ kind: "quotes", venue: HERE, quotes: [quote(NQ, 49, { tradeTicks: 49 })] }]);
  });

  it("do not wait over the end", () => {
    relay.take(HERE, [quote(NQ, 1)]);
    relay.stop();
    time.runFor(1000);
    expect(handed).toEqual([]);
  });
});

describe("an entry", () => {
  /** The leader buys at 20,000; the offer stands that many ticks of 0.25 away, as the turn before told it. */
  const placedAt = (ticksAway: number): readonly string[] => {
    const desk = engineDesk();
    const offerTicks = 80_000 + ticksAway;
    const receivedNs = desk.time.clock.monoNs();
    desk.engine.sink.quotes(MAIN_LOGIN, [quote(NQ, receivedNs, { offerTicks })]);
    desk.lead(1);
    return desk.trail.filter((call) => call.includes("place"));
  };

  it("is judged by the quote that came just before the leader's fill", () => {
    expect(placedAt(200)).toEqual(["other place buy 1", "main place buy 1"]);
    expect(placedAt(201)).toEqual([]);
  });
});
