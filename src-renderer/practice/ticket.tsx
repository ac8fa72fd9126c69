/** The order ticket of the practice exchange. Each press sends one order; its answer stands below. */
import { CircleCheck, CircleX } from "lucide-react";
import type { CommandInput } from "../../src-shared/ipc/contract.ts";
import {
  flattenPractice,
  placePracticeOrder,
  priceProblem,
  ticketAccount,
  ticketContract,
  ticketQuantity,
  type PracticeContract,
} from "../actions/practice.ts";
import { formatPrice } from "../format/quantity.ts";
import type { Ticket as TicketState } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { Contracts } from "../ui/signed.tsx";
import { usePrice } from "./contract-list.tsx";
import { AccountField, KindField, PriceField, QuantityField } from "./ticket-fields.tsx";

type Side = CommandInput<"practice.order">["side"];

const sides: Readonly<
  Record<Side, { readonly word: string; readonly arrow: string; readonly look: string }>
> = {
  buy: {
    word: "Buy",
    arrow: "▲",
    look: "border-profit bg-profit-soft text-profit enabled:hover:bg-profit/25",
  },
  sell: { word: "Sell", arrow: "▼", look: "border-loss bg-loss-soft text-loss enabled:hover:bg-loss/25" },
};

interface SideButtonProps {
  readonly side: Side;
  readonly ticket: TicketState;
  readonly contract: PracticeContract;
}

function SideButton({ side, ticket, contract }: SideButtonProps) {
  const app = useApp();
  const quote = usePrice(contract, side === "buy" ? "offer" : "bid");
  const { word, arrow, look } = sides[side];
  const quantity = ticketQuantity(ticket);
  const ready = quantity !== undefined && priceProblem(ticket, contract) === undefined;
  const how = ticket.kind === "market" ? "market" : ticket.kind;
  const at = formatPrice(ticket.kind === "market" || ticket.price === "" ? quote : ticket.price);
  return (
    <button
      type="button"
      disabled={!ready}
      aria-label={`${word} ${ticket.quantity} ${contract.contract}, ${how}`}
      onClick={() => void placePracticeOrder(app, side)}
      className={`flex h-16 flex-1 flex-col items-center justify-center rounded-lg border disabled:opacity-40 ${look}`}
    >
      <span className="text-lg font-bold">
        <span aria-hidden className="text-xs">
          {arrow}{" "}
        </span>
        {word}
      </span>
      <span className="text-xs">
        {how} {at}
      </span>
    </button>
  );
}

function Holding({ contract }: { readonly contract: PracticeContract }) {
  const app = useApp();
  const account = useSelect((state) => ticketAccount(state.practice));
  if (account === undefined) return null;
  const held = account.positions.find((position) => position.contract === contract.contract);
  // The exchange lists every position that is not flat.
  const net = held === undefined ? 0 : held.net;
  return (
    <div className="border-line flex h-8 items-center gap-2 border-t pt-3 text-xs">
      <span className="text-muted">Holds</span>
      <span className="min-w-10 text-right" data-field="ticket-position">
        <Contracts value={net} strong />
      </span>
      <span className="text-muted flex-1">
        {contract.contract}
        {held === undefined || held.price === null ? "" : ` @ ${formatPrice(held.price)}`}
      </span>
      <Button
        disabled={net === 0}
        aria-label={`Flatten ${contract.contract} on ${account.name}`}
        onClick={() => void flattenPractice(app, account, contract.contract)}
      >
        Flatten
      </Button>
    </div>
  );
}

function Answer() {
  const answer = useSelect((state) => state.practice.answer);
  return (
    <output
      aria-label="Order answer"
      className={`flex min-h-9 items-start gap-1.5 text-xs ${answer?.accepted === false ? "text-loss" : "text-muted"}`}
    >
      {answer?.accepted === true ? (
        <CircleCheck size={14} aria-hidden className="text-profit mt-0.5 shrink-0" />
      ) : null}
      {answer?.accepted === false ? <CircleX size={14} aria-hidden className="mt-0.5 shrink-0" /> : null}
      {answer?.words ?? ""}
    </output>
  );
}

export function Ticket() {
  const ticket = useSelect((state) => state.practice.ticket);
  const contract = useSelect((state) => ticketContract(state.practice));
  if (contract === undefined) return null;
  return (
    <section
      aria-label="Order ticket"
      className="border-line bg-panel flex flex-col gap-2.5 rounded-xl border p-3"
    >
      <div className="flex items-baseline justify-between">
        <h2 className="text-lg font-semibold">{contract.contract}</h2>
        <span className="text-2xs text-muted">
          tick {contract.tickSize} = ${contract.tickValueMicros / 1e6}
        </span>
      </div>
      <AccountField />
      <div className="grid grid-cols-2 gap-2.5">
        <QuantityField ticket={ticket} />
        <KindField ticket={ticket} contract={contract} />
      </div>
      {ticket.kind === "market" ? null : <PriceField ticket={ticket} contract={contract} />}
      <div className="flex gap-2.5">
        <SideButton side="buy" ticket={ticket} contract={contract} />
        <SideButton side="sell" ticket={ticket} contract={contract} />
      </div>
      <Answer />
      <Holding contract={contract} />
    </section>
  );
}
