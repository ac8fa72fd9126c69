/** The practice ticket: what is typed stays typed; an order goes to the embedded exchange and its answer is shown. */
import { assertNever } from "../../src-shared/assert.ts";
import type { CommandInput, PracticeState } from "../../src-shared/ipc/contract.ts";
import { formatPrice } from "../format/quantity.ts";
import { isOnTick } from "../practice/price-text.ts";
import type { PracticeSlice, Ticket } from "../state/store.ts";
import { wordsOfError, type App } from "./app.ts";

type Order = CommandInput<"practice.order">;
export type PracticeAccount = PracticeState["accounts"][number];
export type PracticeContract = PracticeState["contracts"][number];

function patch({ store }: App, change: Partial<PracticeSlice>): void {
  store.setState((state) => ({ practice: { ...state.practice, ...change } }));
}

export async function readPractice(app: App): Promise<void> {
  try {
    patch(app, { state: await app.client.call("practice.state", {}), problem: null });
  } catch (error) {
    patch(app, { problem: wordsOfError(error) });
  }
}

export function editTicket({ store }: App, change: Partial<Ticket>): void {
  store.setState(({ practice }) => ({
    practice: { ...practice, ticket: { ...practice.ticket, ...change } },
  }));
}

/** A price typed for another contract means nothing here: where one is needed the last price is offered instead. */
export function chooseContract(app: App, { contract, last }: PracticeContract): void {
  const { prices, practice } = app.store.getState();
  const present = prices.contracts.get(contract)?.last ?? last;
  editTicket(app, { contract, price: practice.ticket.kind === "market" ? "" : present });
}

/** The chosen account, else the first leader: who opens the page wants to trade the leader. */
export function ticketAccount({ state, ticket }: PracticeSlice): PracticeAccount | undefined {
  const accounts = state?.accounts ?? [];
  return (
    accounts.find((account) => account.id === ticket.account) ??
    accounts.find((account) => account.leader) ??
    accounts[0]
  );
}

export function ticketContract({ state, ticket }: PracticeSlice): PracticeContract | undefined {
  const contracts = state?.contracts ?? [];
  return contracts.find((row) => row.contract === ticket.contract) ?? contracts[0];
}

/** Contracts to order, or undefined when what is typed is none. */
export function ticketQuantity(ticket: Ticket): number | undefined {
  if (!/^\d{1,4}$/u.test(ticket.quantity)) return undefined;
  const quantity = Number(ticket.quantity);
  return quantity >= 1 && quantity <= 1000 ? quantity : undefined;
}

/** What is wrong with the ticket, in words at the field; undefined when it can be sent. */
export function quantityProblem(ticket: Ticket): string | undefined {
  return ticketQuantity(ticket) === undefined ? "A whole number from 1 to 1,000." : undefined;
}

export function priceProblem(ticket: Ticket, contract: PracticeContract): string | undefined {
  if (ticket.kind === "market") return undefined;
  if (ticket.price === "") return "Enter a price.";
  return isOnTick(ticket.price, contract.tickSize)
    ? undefined
    : `A price in steps of ${contract.tickSize}, such as ${formatPrice(contract.last)}.`;
}

function orderType(ticket: Ticket): Order["type"] {
  switch (ticket.kind) {
    case "market":
      return { kind: "market" };
    case "limit":
    case "stop":
      return { kind: ticket.kind, price: ticket.price };
    default:
      return assertNever(ticket.kind);
  }
}

export async function placePracticeOrder(app: App, side: Order["side"]): Promise<void> {
  const { practice } = app.store.getState();
  const { ticket } = practice;
  const account = ticketAccount(practice);
  const contract = ticketContract(practice);
  const quantity = ticketQuantity(ticket);
  if (account === undefined || contract === undefined || quantity === undefined) return;
  if (priceProblem(ticket, contract) !== undefined) return;
  const what = `${side === "buy" ? "Buy" : "Sell"} ${quantity} ${contract.contract}`;
  try {
    const answer = await app.client.call("practice.order", {
      account: account.id,
      contract: contract.contract,
      side,
      quantity,
      type: orderType(ticket),
    });
    patch(app, {
      answer:
        answer.kind === "accepted"
          ? { accepted: true, words: `${what}: accepted on ${account.name}, order ${answer.orderId}.` }
          : { accepted: false, words: `${what}: rejected on ${account.name}. ${answer.words}` },
    });
  } catch (error) {
    patch(app, { answer: { accepted: false, words: `${what}: ${wordsOfError(error)}` } });
  }
}

export async function flattenPractice(app: App, account: PracticeAccount, contract: string): Promise<void> {
  const what = `Flatten ${contract} on ${account.name}`;
  try {
    const answer = await app.client.call("practice.flatten", { account: account.id, contract });
    patch(app, {
      answer:
        answer.kind === "accepted"
          ? { accepted: true, words: `${what}: accepted.` }
          : { accepted: false, words: `${what}: rejected. ${answer.words}` },
    });
  } catch (error) {
    patch(app, { answer: { accepted: false, words: `${what}: ${wordsOfError(error)}` } });
  }
}
