import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { WebSocketServer } from "ws";
import { Socket } from "./socket.ts";
import type { SocketEnd } from "./socket.ts";
import { manualTime, eventually } from "./test-support.ts";

const servers: WebSocketServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

async function setUp(mayAsk = (): boolean => true) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  servers.push(server);
  await once(server, "listening");
  const heard: string[] = [];
  const connected = new Promise<WebSocket>((resolve) => {
    server.on("connection", (peer) => {
      peer.on("message", (data) =>
        heard.push(Buffer.isBuffer(data) ? data.toString("utf8") : "not a buffer"),
      );
      resolve(peer);
    });
  });
  const time = manualTime();
  const texts: { text: string; receivedNs: number }[] = [];
  const ends: string[] = [];
  let probes = 0;
  const socket = new Socket({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock: time.clock,
    timers: time.timers,
    liveness: { probeNs: 3e9, deadNs: 5e9, troubled: false },
    handlers: {
      text: (text, receivedNs) => texts.push({ text, receivedNs }),
      probe: () => {
        probes++;
        return mayAsk();
      },
      closed: ({ why }) => ends.push(why),
    },
  });
  const peer = await connected;
  await eventually(() => expect(socket.send("hello")).toBe(true));
  const say = async (text: string): Promise<void> => {
    const before = texts.length;
    peer.send(text);
    await eventually(() => expect(texts.length).toBeGreaterThan(before));
  };
  return { socket, peer, time, texts, ends, heard, say, probes: () => probes };
}

describe("Socket", { timeout: 60_000 }, () => {
  it("keeps what is sent while it is held until the release, and its order", async () => {
    const { heard, socket } = await setUp();
    const texts = Array.from({ length: 20 }, (_, index) => `order ${index} −`);
    socket.hold();
    for (const text of texts) expect(socket.send(text)).toBe(true);
    socket.release();
    expect(socket.send("after")).toBe(true);
    await eventually(() => expect(heard).toContain("after"));
    expect(heard).toEqual(["hello", ...texts, "after"]);
  });

  it("says that nothing was handed over once it has ended, also while it is held", async () => {
    const { heard, socket } = await setUp();
    socket.hold();
    socket.end("test");
    expect(socket.send("late")).toBe(false);
    socket.release();
    expect(heard).not.toContain("late");
  });

  it("gives each text with the monotonic time at which it could be read", async () => {
    const { time, texts, say } = await setUp();
    time.advance(100);
    await say("o");
    expect(texts).toEqual([{ text: "o", receivedNs: 1.1e9 }]);
  });

  it("beats every 2.5 s while frames come, and not more often", async () => {
    const { time, heard, say, socket } = await setUp();
    for (let half = 0; half < 20; half++) {
      time.advance(500);
      await say("h");
    }
    expect(socket.send("end")).toBe(true);
    await eventually(() => expect(heard).toContain("end"));
    expect(heard.filter((text) => text === "[]")).toHaveLength(4);
  });

  it("asks once after 3 s of silence and ends after 5 s, without waiting for a handshake", async () => {
    const { time, ends, probes, socket } = await setUp();
    time.advance(2999);
    expect(probes()).toBe(0);
    time.advance(1);
    expect(probes()).toBe(1);
    time.advance(1999);
    expect({ probes: probes(), ends }).toEqual({ probes: 1, ends: [] });
    time.advance(1);
    expect(ends).toEqual(["nothing was heard for 5 s"]);
    expect(socket.send("x")).toBe(false);
  });

  it("lives on when the peer answers the question, and asks again at the next silence", async () => {
    const { time, ends, probes, say } = await setUp();
    time.advance(4000);
    await say("h");
    time.advance(4900);
    expect({ probes: probes(), ends }).toEqual({ probes: 2, ends: [] });
  });

  it("does not blame the peer for this process's own standstill", async () => {
    const { time, ends, say } = await setUp();
    time.stall(7000);
    time.advance(0);
    expect(ends).toEqual([]);
    await say("h");
    time.advance(250);
    expect(ends).toEqual([]);
  });

  it("ends at once when the computer has slept", async () => {
    const { time, ends } = await setUp();
    time.sleepWall(60_000);
    time.advance(2500);
    expect(ends).toEqual(["the computer slept, or its clock was set"]);
  });

  it("takes a timer that is more than 5 s late for a sleep that the monotonic clock counted", async () => {
    const { time, ends } = await setUp();
    time.stall(2500 + 5001);
    time.advance(0);
    expect(ends).toEqual(["the computer slept, or its clock was set"]);
  });

  it("hears a peer of whom nothing may be asked for 30 s longer than any pause between beats", async () => {
    const { time, ends, say } = await setUp(() => false);
    time.advance(29_000);
    await say("h");
    time.advance(29_999);
    expect(ends).toEqual([]);
    time.advance(1);
    expect(ends).toEqual(["nothing was heard for 30 s"]);
  });

  it("tells the status with which an upgrade was refused", async () => {
    const refusing = createServer((_request, response) => response.writeHead(421).end());
    refusing.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 421 Misdirected Request\r\n\r\n"));
    refusing.listen(0, "127.0.0.1");
    await once(refusing, "listening");
    const time = manualTime();
    const ends: SocketEnd[] = [];
    const lost = new Socket({
      url: `ws://127.0.0.1:${(refusing.address() as AddressInfo).port}`,
      clock: time.clock,
      timers: time.timers,
      liveness: { probeNs: 3e9, deadNs: 5e9, troubled: false },
      handlers: { text: () => undefined, probe: () => true, closed: (end) => ends.push(end) },
    });
    await eventually(() => expect(ends).toMatchObject([{ status: 421 }]));
    lost.end("again");
    refusing.close();
  });

  it("sends what was held in one go, in order, only after the release", async () => {
    const { socket, heard } = await setUp();
    socket.hold();
    for (let order = 0; order < 20; order++) expect(socket.send(`order ${order}`)).toBe(true);
    await new Promise((resolve) => {
      setTimeout(resolve, 30);
    });
    expect(heard.filter((text) => text.startsWith("order"))).toEqual([]);
    socket.release();
    await eventually(() => expect(heard.filter((text) => text.startsWith("order"))).toHaveLength(20));
    expect(heard.find((text) => text.startsWith("order"))).toBe("order 0");
    expect(heard.at(-1)).toBe("order 19");
  });

  it("says once why it ended when the peer cuts, closes or is not there", async () => {
    const { peer, ends } = await setUp();
    peer.close(4000, "enough");
    await eventually(() =>
      expect(ends).toEqual(['closed by the broker (4000, nothing was heard in time): "enough"']),
    );

    const time = manualTime();
    const refused: string[] = [];
    const handlers = {
      text: () => undefined,
      probe: () => true,
      closed: ({ why }: { why: string }) => refused.push(why),
    };
    const liveness = { probeNs: 3e9, deadNs: 5e9, troubled: false };
    const lost = new Socket({
      url: "ws://127.0.0.1:1",
      clock: time.clock,
      timers: time.timers,
      liveness,
      handlers,
    });
    await eventually(() => expect(refused).toEqual([expect.stringContaining("ECONNREFUSED")]));
    lost.end("again");
    expect(refused).toHaveLength(1);
  });
});
