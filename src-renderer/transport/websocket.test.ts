import { describe, expect, it } from "vitest";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import { manualClock, settle } from "../state/testing.ts";
import type { LinkStatus } from "./link.ts";
import { createWebSocketLink, type SocketHandlers } from "./websocket.ts";

function bench() {
  const clock = manualClock();
  const sockets: { handlers: SocketHandlers; sent: unknown[]; closed: boolean }[] = [];
  const link = createWebSocketLink({
    token: "key",
    nowMs: () => clock.nowMs(),
    after: (ms, callback) => clock.after(ms, callback),
    random: () => 0.5,
    download: () => Promise.resolve(0),
    open(handlers) {
      const socket = { handlers, sent: [] as unknown[], closed: false };
      sockets.push(socket);
      return {
        send: (text) => socket.sent.push(JSON.parse(text)),
        close: () => {
          socket.closed = true;
        },
      };
    },
  });
  const statuses: LinkStatus[] = [];
  const frames: EventFrame[] = [];
  link.onStatus((status) => statuses.push(status));
  link.onEvent((frame) => frames.push(frame));
  const at = (index: number) => {
    const socket = sockets.at(index);
    if (socket === undefined) throw new Error(`no socket ${index}`);
    return socket;
  };
  return { clock, link, sockets, statuses, frames, at };
}

const ok = (id: number, value: unknown) => JSON.stringify({ id, reply: { ok: true, value } });

describe("the loopback link", () => {
  it("sends the key first and then numbered requests, and gives each its own answer", async () => {
    const { link, at } = bench();
    at(0).handlers.onOpen();
    const first = link.request("app.info", {});
    const second = link.request("practice.state", {});
    expect(at(0).sent).toEqual([
      { token: "key" },
      { id: 1, command: "app.info", input: {} },
      { id: 2, command: "practice.state", input: {} },
    ]);
    at(0).handlers.onText(ok(2, "two"));
    at(0).handlers.onText(ok(1, "one"));
    expect(await first).toEqual({ ok: true, value: "one" });
    expect(await second).toEqual({ ok: true, value: "two" });
  });

  it("passes events on and ignores what it does not know", () => {
    const { at, frames, statuses } = bench();
    at(0).handlers.onOpen();
    at(0).handlers.onText('{"ready":true}');
    at(0).handlers.onText('{"event":"from a later version","payload":{}}');
    at(0).handlers.onText('{"event":"practice.changed","payload":{"atMs":1}}');
    expect(frames).toEqual([{ event: "practice.changed", payload: { atMs: 1 } }]);
    expect(statuses.at(-1)).toEqual({ kind: "open" });
  });

  it("sends nothing while the engine is away, and says so", async () => {
    const { link, at } = bench();
    const reply = await link.request("flatten", { scope: { kind: "everything" } });
    expect(reply).toMatchObject({ ok: false, error: { code: "CLOSED" } });
    at(0).handlers.onOpen();
    expect(at(0).sent).toEqual([{ token: "key" }]);
  });

  it("never resends what was on its way when the socket closed", async () => {
    const { link, at, clock, sockets } = bench();
    at(0).handlers.onOpen();
    const reply = link.request("flatten", { scope: { kind: "everything" } });
    at(0).handlers.onClose(1006);
    expect(await reply).toMatchObject({ ok: false, error: { code: "CLOSED" } });
    clock.advance(250);
    expect(sockets).toHaveLength(2);
    at(1).handlers.onOpen();
    expect(at(1).sent).toEqual([{ token: "key" }]);
  });

  it("answers a request that the engine leaves open", async () => {
    const { link, at, clock } = bench();
    at(0).handlers.onOpen();
    let answered = false;
    void link.request("app.info", {}).then(() => {
      answered = true;
      return answered;
    });
    // Signs of life on the same socket: only the answer is missing.
    for (let second = 0; second < 15; second += 1) {
      expect(answered).toBe(false);
      at(0).handlers.onText('{"ready":true}');
      clock.advance(1_000);
      await settle();
    }
    expect(answered).toBe(true);
  });

  it("reconnects with growing pauses, and from the start again once the engine has answered", () => {
    const { at, clock, statuses, link } = bench();
    const pauses: number[] = [];
    const fail = () => {
      at(-1).handlers.onClose(1006);
      const last = statuses.at(-1);
      if (last?.kind !== "lost") throw new Error("not lost");
      pauses.push(last.retryAtMs - clock.nowMs());
      clock.advance(last.retryAtMs - clock.nowMs());
    };
    for (let round = 0; round < 7; round += 1) fail();
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    at(-1).handlers.onOpen();
    void link.request("app.info", {});
    at(-1).handlers.onText(ok(1, {}));
    fail();
    expect(pauses.at(-1)).toBe(250);
  });

  it("stops knocking when its key is refused", () => {
    const { at, clock, sockets, statuses } = bench();
    at(0).handlers.onOpen();
    at(0).handlers.onClose(4401);
    expect(statuses.at(-1)?.kind).toBe("refused");
    clock.advance(60_000);
    expect(sockets).toHaveLength(1);
  });

  it("asks a quiet socket for a sign of life once, and gives up a frozen one", () => {
    const { at, clock, statuses, sockets } = bench();
    at(0).handlers.onOpen();
    clock.advance(4_999);
    expect(at(0).sent).toHaveLength(1);
    clock.advance(4_000);
    expect(at(0).sent).toHaveLength(2);
    clock.advance(1_001);
    expect(at(0).closed).toBe(true);
    expect(statuses.at(-1)?.kind).toBe("lost");
    clock.advance(250);
    expect(sockets).toHaveLength(2);
  });

  it("keeps a socket that answers its sign of life", () => {
    const { at, clock, statuses } = bench();
    at(0).handlers.onOpen();
    for (let round = 1; round <= 10; round += 1) {
      clock.advance(6_000);
      at(0).handlers.onText(ok(round, {}));
    }
    expect(at(0).closed).toBe(false);
    expect(statuses.at(-1)?.kind).toBe("open");
  });

  it("starts over after half a frame, and hears nothing more from the old socket", () => {
    const { at, clock, frames, statuses } = bench();
    at(0).handlers.onOpen();
    at(0).handlers.onText('{"event":"practice.ch');
    expect(at(0).closed).toBe(true);
    expect(statuses.at(-1)?.kind).toBe("lost");
    at(0).handlers.onText('{"event":"practice.changed","payload":{"atMs":1}}');
    at(0).handlers.onClose(1000);
    expect(frames).toEqual([]);
    clock.advance(250);
    expect(statuses.filter(({ kind }) => kind === "lost")).toHaveLength(1);
  });
});
