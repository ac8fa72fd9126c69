import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { brokerReasons, clientReasons, isBrokerReason, wordsOfReason } from "./broker-reasons.ts";

/** The list of protocol.md section 4.3, typed here a second time so that a lost row fails. */
const listed = `AccountClosed AdvancedTrailingStopUnsupported AnotherCommandPending BackMonthProhibited
ExecutionProviderNotConfigured ExecutionProviderUnavailable InvalidContract InvalidPrice
KeyInformationDocumentRequired LiquidationOnly LiquidationOnlyBeforeExpiration MaxOrderQtyIsNotSpecified
MaxOrderQtyLimitReached MaxPosLimitMisconfigured MaxPosLimitReached MaxTotalPosLimitReached
MultipleAccountPlanRequired NoQuote NotEnoughLiquidity OtherExecutionRelated ParentRejected RiskCheckTimeout
SSFRiskDisclosureAcknowledgmentRequired SessionClosed Success TooLate TradingLocked
TrailingStopNonOrderQtyModify Unauthorized UnknownReason Unsupported`.split(/\s+/u);

describe("broker reasons", () => {
  it("has words for each of the 31 reasons of the protocol and for no other", () => {
    expect(listed).toHaveLength(31);
    expect(new Set(Object.keys(brokerReasons))).toEqual(new Set(listed));
  });

  it("names the same reasons as the wire types", () => {
    const wire = readFileSync(new URL("../src-main/broker/tradovate/wire-enums.ts", import.meta.url), "utf8");
    const union = /WireRejectReason =([^;]+);/u.exec(wire)?.[1] ?? "";
    const names = [...union.matchAll(/"(\w+)"/gu)].map((match) => match[1]);
    expect(names).toHaveLength(31);
    expect(new Set(names)).toEqual(new Set(listed));
  });

  it("says each in one sentence of its own", () => {
    const sentences = [...Object.values(brokerReasons), ...Object.values(clientReasons)];
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].{10,}\.$/u);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it("quotes a code that is not listed", () => {
    expect(wordsOfReason("BrandNew")).toContain("BrandNew");
    expect(isBrokerReason("toString")).toBe(false);
    expect(wordsOfReason("PenaltyTicket")).toBe(clientReasons.PenaltyTicket);
  });
});
