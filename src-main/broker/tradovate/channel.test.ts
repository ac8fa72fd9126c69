/** A socket that is heard but answers nothing: it is given up, exits must not be refused on it for ever. */

import { expect, it } from "vitest";
import { connected, friendlyBroker, openConnection } from "./connection-support.ts";
import { eventually, manualTime, ofKind } from "./test-support.ts";

it(
  "refuses the order that is one too many, and gives the socket up for a new one",
  { timeout: 60_000 },
  async () => {
    const time = manualTime();
    const broker = await friendlyBroker(time);
    const made = openConnection(broker, time);
    try {
      await connected(made);
      broker.answers.set("order/placeorder", () => "nothing");
      const { account } = ofKind(made.events, "snapshot")[0]?.accounts[0] ?? {};
      const order = { order: "k", account, contract: "NQZ6", side: 1, quantity: 1, tag: "" };
      let sent = 0;
      while (made.connection.place(order as never)) sent++;
      expect(sent).toBe(5000);
      await eventually(() => expect(ofKind(made.events, "disconnected")).toHaveLength(1));
      expect(ofKind(made.events, "placed").every(({ outcome }) => outcome.kind === "unknown")).toBe(true);
      time.advance(1000);
      await connected(made);
      expect(made.connection.place(order as never)).toBe(true);
    } finally {
      await made.connection.stop();
      await broker.close();
    }
  },
);
