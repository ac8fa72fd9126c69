/** F2: an exit without an answer, and books that can not be read: the connection is opened anew, but not for ever. */
import { expect, it } from "vitest";
import { step } from "../core/step.ts";
import { budgetDesk, SECOND_NS } from "./budget-desk.ts";
import { OTHER_LOGIN } from "./desk.ts";

it("opens the connection anew once in half a minute while an exit is in doubt, and never in a lock-out", () => {
  const at = budgetDesk({ byHand: true });
  at.lead(2);
  at.fill(2);
  const { state, clock } = at.exchange;
  const account = at.follower.account;
  if (account === null) throw new Error("the follower has no account");
  const failed = (seconds: number): number => {
    const { monoNs, wallMs } = clock.now();
    const now = { monoNs: monoNs + seconds * SECOND_NS, wallMs: wallMs + seconds * 1000 };
    const out = step(state, { kind: "account-read-failed", account, why: "timeout" }, now);
    return out.effects.filter((effect) => effect.kind === "reconnect").length;
  };
  expect(failed(0)).toBe(0);
  at.lead(0);
  const exit = [...state.orders.values()].find((order) => order.row.closing > 0);
  if (!exit) throw new Error("no exit was sent");
  exit.status = "sent";
  expect([failed(0), failed(10), failed(31)]).toEqual([1, 0, 1]);
  expect(state.reconnectedNs.has(OTHER_LOGIN)).toBe(true);
  at.lockOut(3600);
  expect(failed(120)).toBe(0);
});
