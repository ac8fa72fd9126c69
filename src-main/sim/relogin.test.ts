/** Which account a follower's setting means, when a login has been pointed at another venue and back. */
import { expect, test } from "vitest";
import { accountKeyOf, venueOf, type AccountKey, type ConnectionId } from "../../src-shared/ids.ts";
import { step } from "../core/step.ts";
import { multiplierOf } from "./desk.ts";
import { exampleDesk } from "./example-desk.ts";

test("the account that the login shows now counts, not one of the same name that it showed elsewhere before", () => {
  const sizing = multiplierOf({ multiplier: "1.00" });
  const { state, clock } = exampleDesk({
    follower: { sizing, contractMap: "same", keepNotional: false },
  }).exchange;
  const [follower] = state.followers.values();
  const first = follower?.account ?? ("" as AccountKey);
  const connection = follower?.settings.ref.connection ?? ("" as ConnectionId);
  const name = follower?.settings.ref.account ?? "";
  const venue = venueOf("custom", "http://127.0.0.1:1/v1");
  const second = accountKeyOf(venue, "77");
  const shows = (account: AccountKey): void => {
    const beganNs = clock.now().monoNs;
    const snapshot = {
      account,
      name,
      beganNs,
      complete: true,
      positions: [],
      orders: [],
      fills: [],
      cash: null,
    };
    step(state, { kind: "disconnected", connection, why: "edited" }, clock.now());
    step(state, { kind: "snapshot", connection, venue, accounts: [snapshot] }, clock.now());
  };
  shows(second);
  expect(follower?.account).toBe(second);
  shows(first);
  expect(follower?.account).toBe(first);
});
