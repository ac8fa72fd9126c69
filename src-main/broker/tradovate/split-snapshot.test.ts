/** Snapshots in several pieces, whose end the broker does not mark. */

import { afterEach, describe, expect, it } from "vitest";
import type { ScriptedBroker } from "./scripted-broker.ts";
import { ok, rows, scriptedConnection, snapshotOf } from "./scripted-connection.ts";
import type { ScriptedConnection } from "./scripted-connection.ts";
import { command, eventually, fill, ofKind, order, position, reference, version } from "./test-support.ts";

let desk: ScriptedConnection;

afterEach(async () => desk.close());

const [product, maturity, contract] = rows(...reference);
/** The id of `user/syncrequest`: authorize and account/list come before it. */
const SYNC = 3;

function reply(id: number, body: object): object {
  return { s: 200, i: id, d: body };
}

const first = {
  users: [],
  positions: rows(position(2, 0)),
  orders: rows(order(1, { ordStatus: "Filled" })),
  products: [product],
};
const second = {
  users: [],
  orders: rows(order(1, { ordStatus: "Filled" }), order(5)),
  commands: rows(command(1, 1)),
  fills: rows(fill(2, 1)),
  contracts: [contract],
  contractMaturities: [maturity],
};
const third = { users: [{ id: 9 }], orderVersions: rows(version(1, 1, 2)), fills: rows(fill(3, 1)) };
const whole = {
  complete: true,
  positions: [{ bought: 2 }],
  orders: [{ orderId: "1", quantity: 2, key: "key-1" }, { orderId: "5" }],
  fills: [{ fillId: "2" }, { fillId: "3" }],
};

/** The broker says nothing to the request by itself. */
function mute(broker: ScriptedBroker): void {
  broker.answers.set("user/syncrequest", () => "nothing");
}

/** And has the whole picture in its lists, but for a fill that came later. */
function lists(broker: ScriptedBroker): void {
  mute(broker);
  const found = {
    position: first.positions,
    order: second.orders,
    command: second.commands,
    fill: second.fills,
  };
  for (const [type, rowsOf] of Object.entries(found)) broker.answers.set(`${type}/list`, () => ok(rowsOf));
}

async function asks(times: number): Promise<void> {
  await eventually(() => expect(desk.asked("user/syncrequest")).toBe(times));
}

describe("a snapshot in pieces", () => {
  it("is whole when all of them have come, on the same request id", async () => {
    desk = await scriptedConnection(lists);
    await asks(1);
    for (const piece of [first, second, third]) desk.broker.tell(reply(SYNC, piece));
    const [one, two] = await snapshotOf(desk);
    expect(one).toMatchObject(whole);
    expect(two).toMatchObject({ complete: true, positions: [], orders: [], fills: [] });
    expect(desk.asked("user/syncrequest")).toBe(1);
    expect(ofKind(desk.events, "fill")).toEqual([]);
  });

  it("is known by its shape where a piece comes under another id", async () => {
    desk = await scriptedConnection(lists);
    await asks(1);
    desk.broker.tell(reply(SYNC, first), reply(70, second), reply(71, third));
    const [one] = await snapshotOf(desk);
    expect(one).toMatchObject(whole);
  });

  it("is not whole where the pieces stop coming: what is absent is read over REST, or nothing is proved", async () => {
    desk = await scriptedConnection(mute);
    await asks(1);
    const empty = { users: [{ id: 9 }], positions: [], orders: [], commands: [], fills: [] };
    desk.broker.tell(reply(SYNC, { users: [{ id: 9 }], positions: [] }), reply(SYNC, empty));
    const unread = await snapshotOf(desk);
    expect(unread.map(({ complete }) => complete)).toEqual([false, false]);
    lists(desk.broker);
    desk.broker.say('c[3000,"Go away!"]');
    await asks(2);
    desk.broker.tell(reply(SYNC, empty));
    const [read] = await snapshotOf(desk, 2);
    expect(read).toMatchObject({ complete: true, positions: [{ bought: 2 }], fills: [{ fillId: "2" }] });
    // Late pieces show nothing that the lists have not shown: they cost no further socket.
    desk.broker.tell(reply(SYNC, second));
    desk.broker.tell(fill(9, 1));
    await eventually(() => expect(ofKind(desk.events, "fill")).toHaveLength(1));
    expect(desk.asked("user/syncrequest")).toBe(2);
  });

  it("tells what happens meanwhile after it", async () => {
    desk = await scriptedConnection(mute);
    await asks(1);
    desk.broker.tell(reply(SYNC, first));
    desk.broker.tell(fill(9, 1));
    desk.broker.tell(reply(SYNC, second), reply(SYNC, third));
    await snapshotOf(desk);
    await eventually(() => expect(ofKind(desk.events, "fill")).toHaveLength(1));
    const kinds = desk.events.map(({ kind }) => kind);
    expect(kinds.indexOf("fill")).toBeGreaterThan(kinds.indexOf("snapshot"));
  });

  it("costs the socket when trades come after it was taken for whole, and none of them is told as live", async () => {
    desk = await scriptedConnection(mute);
    await asks(1);
    const all = { ...first, ...second, fills: [] };
    desk.broker.tell(reply(SYNC, all));
    await snapshotOf(desk);
    desk.broker.tell(reply(SYNC, third));
    await asks(2);
    expect(desk.broker.requests.at(-1)).toContain('"splitResponses":true');
    expect(ofKind(desk.events, "fill")).toEqual([]);
    desk.broker.tell(reply(SYNC, all));
    desk.broker.tell(reply(SYNC, third));
    const [one] = await snapshotOf(desk, 2);
    expect(one?.fills.map(({ fillId }) => fillId)).toEqual(["3"]);
  });

  it("is asked for when two sockets in a row were cut without an answer, and a whole one is taken all the same", async () => {
    desk = await scriptedConnection(mute);
    for (const times of [1, 2]) {
      await asks(times);
      desk.broker.say('c[3000,"Go away!"]');
    }
    desk.broker.answers.set("user/syncrequest", () => ok({ ...first, ...second, ...third }));
    await snapshotOf(desk);
    const requests = desk.broker.requests.filter((request) => request.startsWith("user/syncrequest"));
    expect(requests.map((request) => request.includes("splitResponses"))).toEqual([false, false, true]);
  });

  it("takes the replies of others for what they are", async () => {
    desk = await scriptedConnection(() => undefined);
    await snapshotOf(desk);
    desk.broker.tell(
      { s: 200, i: 70, d: { orderId: 5 } },
      { s: 404, i: 71, d: { fills: [{}] } },
      reply(72, { users: [] }),
    );
    desk.broker.tell(order(1, { contractId: undefined }));
    await eventually(() => expect(ofKind(desk.events, "order")).toHaveLength(1));
    expect(desk.asked("user/syncrequest")).toBe(1);
  });
});
