/**
 * The broker's side of a run, in a process of its own: just enough of the protocol for the real client to log in and
 * synchronise, then one fill at a time in the seeded order of the schedule. It measures arrivals and nothing else.
 * Started by `subject.ts` with the run's spec as its argument.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer, type WebSocket } from "ws";
import { PeerBooks } from "./peer-books.ts";
import { accountsOf, replyFrame, snapshotOf } from "./peer-messages.ts";
import { PeerSeat } from "./peer-seat.ts";
import { schedule } from "./schedule.ts";
import {
  FLOOR_PATH,
  MD_PATH,
  TOKEN_PREFIX,
  variants,
  type PeerWord,
  type Round,
  type RunSpec,
  type Variant,
} from "./spec.ts";

const HEARTBEAT_MS = 2500;
const TOKEN_MS = 4_800_000;

const spec = JSON.parse(process.argv[2] ?? "null") as RunSpec;
const seats = new Map<Variant, PeerSeat>();

function say(word: PeerWord): void {
  process.send?.(word);
}

function fail(error: unknown): void {
  say({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
}

function variantNamed(name: string): Variant {
  const variant = variants.find((known) => known === name);
  if (variant === undefined) throw new Error(`there is no variant ${name}`);
  return variant;
}

function booksOf(variant: Variant): PeerBooks {
  const base = 1_000_000 * (variants.indexOf(variant) + 1);
  return new PeerBooks(accountsOf(base, spec.followers), Date.now);
}

/** The token names the variant that logs in. */
async function onHttp(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const { name } = JSON.parse(body) as { readonly name: string };
  const token = `${TOKEN_PREFIX}${variantNamed(name)}`;
  const expirationTime = new Date(Date.now() + TOKEN_MS).toISOString();
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ accessToken: token, mdAccessToken: token, expirationTime, userId: 77 }));
}

function onFloor(socket: WebSocket, variant: Variant): void {
  const seat = new PeerSeat(socket, variant, booksOf(variant));
  socket.on("message", (data: Buffer) => {
    seat.take(data.toString("latin1"));
  });
  seats.set(variant, seat);
}

function onUser(socket: WebSocket): void {
  let seat: PeerSeat | null = null;
  let books: PeerBooks | null = null;
  socket.on("message", (data: Buffer) => {
    const text = data.toString("latin1");
    if (text === "[]" || seat?.take(text) === true) return;
    const [endpoint = "", id = "", , body = ""] = text.split("\n");
    const reply = (d: unknown): void => socket.send(replyFrame([{ i: Number(id), d }]));
    switch (endpoint) {
      case "authorize": {
        const variant = variantNamed(body.slice(TOKEN_PREFIX.length));
        books = booksOf(variant);
        seat = new PeerSeat(socket, variant, books);
        seats.set(variant, seat);
        reply({});
        return;
      }
      case "account/list":
        reply(books?.accounts);
        return;
      case "user/syncrequest":
        reply(snapshotOf(books?.accounts ?? []));
        return;
      default:
        reply({});
    }
  });
  socket.send("o");
}

/** No quotes: a subscription is taken and nothing follows but heartbeats. */
function onMarketData(socket: WebSocket): void {
  socket.on("message", (data: Buffer) => {
    const [, id] = data.toString("latin1").split("\n");
    if (id !== undefined) socket.send(replyFrame([{ i: Number(id), d: {} }]));
  });
  const beat = setInterval(() => socket.send("h"), HEARTBEAT_MS);
  socket.on("close", () => clearInterval(beat));
  socket.send("o");
}

async function run(): Promise<void> {
  const rounds: Round[] = [];
  for (const { variant, gapMs } of schedule(spec)) {
    const seat = seats.get(variant);
    if (seat === undefined) throw new Error(`${variant} is not connected`);
    if (seat.mustFlatten) {
      await sleep(gapMs);
      rounds.push(await seat.round());
    }
    await sleep(gapMs);
    rounds.push(await seat.round());
  }
  say({ kind: "done", rounds });
}

const http = createServer((request, response) => {
  onHttp(request, response).catch(fail);
});
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
sockets.on("connection", (socket, request) => {
  const url = decodeURIComponent(request.url ?? "");
  request.socket.setNoDelay(true);
  socket.on("error", fail);
  if (url.startsWith(FLOOR_PATH)) onFloor(socket, variantNamed(url.slice(FLOOR_PATH.length)));
  else if (url === MD_PATH) onMarketData(socket);
  else onUser(socket);
});
// The subject says one thing: begin.
process.on("message", () => {
  run().catch(fail);
});
process.on("disconnect", () => process.exit(0));
process.on("uncaughtException", (error) => {
  fail(error);
  process.exit(1);
});
http.listen(0, "127.0.0.1", () => say({ kind: "ready", port: (http.address() as AddressInfo).port }));
