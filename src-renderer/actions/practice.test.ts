import { describe, expect, it } from "vitest";
import type { PracticeState } from "../../src-shared/ipc/contract.ts";
import { createAppStore } from "../state/store.ts";
import { manualClock } from "../state/testing.ts";
import type { App } from "./app.ts";
import {
  chooseContract,
  editTicket,
  flattenPractice,
  placePracticeOrder,
  priceProblem,
  quantityProblem,
  readPractice,
  ticketAccount,
  ticketContract,
} from "./practice.ts";

const account = (id: string, leader: boolean) => ({
  id,
  name: `PRAC${id}`,
  leader,
  netLiquidation: 50_000_000_000,
  positions: [],
});
const contract = (name: string, last: string) => ({
  contract: name,
  description: name,
  tickSize: "0.25",
  tickValueMicros: 5_000_000,
  bid: last,
  offer: last,
  last,
});
const exchange: PracticeState = {
  available: true,
  accounts: [account("7", false), account("8", true)],
  contracts: [contract("NQZ6", "21412.25"), contract("ESZ6", "6012.50")],
};

function bench(answer: unknown = { kind: "accepted", orderId: "41" }) {
  const store = createAppStore(true);
  const calls: [string, unknown][] = [];
  const app: App = {
    store,
    clock: manualClock(),
    download: () => Promise.resolve(0),
    refresh: {
      practice: () => Promise.resolve(),
      activity: () => Promise.resolve(),
      drill: () => Promise.resolve(),
    },
    client: {
      call: ((command: string, input: unknown) => {
        calls.push([command, input]);
        if (command === "practice.state") return Promise.resolve(exchange);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      }) as never,
    },
  };
  return { app, calls, practice: () => store.getState().practice };
}

describe("the ticket", () => {
  it("offers the leader, the first contract and one contract", async () => {
    const { app, practice, calls } = bench();
    await readPractice(app);
    expect(ticketAccount(practice())?.id).toBe("8");
    expect(ticketContract(practice())?.contract).toBe("NQZ6");
    await placePracticeOrder(app, "buy");
    expect(calls.at(-1)).toEqual([
      "practice.order",
      { account: "8", contract: "NQZ6", side: "buy", quantity: 1, type: { kind: "market" } },
    ]);
    expect(practice().answer).toEqual({
      accepted: true,
      words: "Buy 1 NQZ6: accepted on PRAC8, order 41.",
    });
  });

  it("sends what the trader chose", async () => {
    const { app, calls } = bench();
    await readPractice(app);
    editTicket(app, { account: "7", quantity: "12", kind: "stop" });
    chooseContract(app, contract("ESZ6", "6012.50"));
    editTicket(app, { price: "6010.25" });
    await placePracticeOrder(app, "sell");
    expect(calls.at(-1)?.[1]).toEqual({
      account: "7",
      contract: "ESZ6",
      side: "sell",
      quantity: 12,
      type: { kind: "stop", price: "6010.25" },
    });
  });

  it.each(["", "0", "-1", "1.5", "1001", "ten", "1e2"])("does not send the quantity %j", async (quantity) => {
    const { app, practice, calls } = bench();
    await readPractice(app);
    editTicket(app, { quantity });
    expect(quantityProblem(practice().ticket)).toBeDefined();
    await placePracticeOrder(app, "buy");
    expect(calls.map(([command]) => command)).toEqual(["practice.state"]);
    expect(practice().ticket.quantity).toBe(quantity);
  });

  it("does not send a limit order off its tick, and says what a price looks like", async () => {
    const { app, practice, calls } = bench();
    await readPractice(app);
    editTicket(app, { kind: "limit", price: "21412.30" });
    const chosen = ticketContract(practice());
    expect(chosen && priceProblem(practice().ticket, chosen)).toBe(
      "A price in steps of 0.25, such as 21,412.25.",
    );
    await placePracticeOrder(app, "buy");
    expect(calls).toHaveLength(1);
  });

  it("offers the new contract's last price where the order needs one", async () => {
    const { app, practice } = bench();
    await readPractice(app);
    editTicket(app, { kind: "limit", price: "21400" });
    chooseContract(app, contract("ESZ6", "6012.50"));
    expect(practice().ticket.price).toBe("6012.50");
    editTicket(app, { kind: "market" });
    chooseContract(app, contract("NQZ6", "21412.25"));
    expect(practice().ticket.price).toBe("");
  });
});

describe("the exchange's answer", () => {
  it("shows the reason of a rejection", async () => {
    const { app, practice } = bench({ kind: "rejected", words: "Market closed" });
    await readPractice(app);
    await placePracticeOrder(app, "buy");
    expect(practice().answer).toEqual({
      accepted: false,
      words: "Buy 1 NQZ6: rejected on PRAC8. Market closed",
    });
  });

  it("shows that the engine could not be asked", async () => {
    const { app, practice } = bench(new Error("The engine is not reachable: nothing was sent."));
    await flattenPractice(app, account("8", true), "NQZ6");
    expect(practice().answer).toEqual({
      accepted: false,
      words: "Flatten NQZ6 on PRAC8: The engine is not reachable: nothing was sent.",
    });
  });
});
