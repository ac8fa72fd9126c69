/** For tests of the switches over real sockets: an order's body, a socket that is synchronised, events as they come. */
import { assertCondition } from "../../src-shared/assert.ts";
import type { BareSocket, Stage } from "./protocol-support.ts";

export interface Props {
  readonly entityType: string;
  readonly eventType: string;
  readonly entity: Readonly<Record<string, unknown>>;
}

export function accountOf(stage: Stage, user = 0, index = 0): { id: number; name: string } {
  const account = stage.exchange.users[user]?.accounts[index];
  assertCondition(account !== undefined, "the stage has that account");
  return account;
}

export function marketOrder(stage: Stage, change: object = {}): object {
  const { id: accountId } = accountOf(stage);
  return { accountId, action: "Buy", symbol: "NQZ6", orderQty: 1, orderType: "Market", ...change };
}

/** An authorised socket whose snapshot has been taken. */
export async function synced(stage: Stage, user = "leader", body: object = {}): Promise<BareSocket> {
  const socket = await stage.authorized(user);
  socket.send(`user/syncrequest\n1\n\n${JSON.stringify(body)}`);
  await socket.messages();
  return socket;
}

function propsOf(message: Record<string, unknown>): Props[] {
  if (message["e"] !== "props") return [];
  const { entityType, eventType, entity } = message["d"] as Props;
  const entities = (Array.isArray(entity) ? entity : [entity]) as Props["entity"][];
  return entities.map((each) => ({ entityType, eventType, entity: each }));
}

/** The events of all frames up to the answer to a request that this sends last. */
export async function eventsSoFar(socket: BareSocket): Promise<Props[]> {
  socket.send("user/list\n999");
  const heard: Props[] = [];
  for (;;) {
    const messages = await socket.messages();
    if (messages[0]?.["i"] === 999) return heard;
    heard.push(...messages.flatMap((message) => propsOf(message)));
  }
}

export function kinds(events: readonly Props[]): string[] {
  return events.map(({ entityType, eventType }) => `${entityType} ${eventType}`);
}

/** A human's market order through /practice/trade. */
export async function trade(stage: Stage, change: object = {}): Promise<void> {
  const body = { account: accountOf(stage).name, symbol: "NQZ6", action: "Buy", qty: 1, ...change };
  const { status } = await stage.control("trade", body);
  assertCondition(status === 200, "the trade is taken");
}

export async function set(stage: Stage, faults: object): Promise<void> {
  const { status, body } = await stage.control("faults", faults);
  assertCondition(status === 200, `the switches are taken: ${JSON.stringify(body)}`);
}
