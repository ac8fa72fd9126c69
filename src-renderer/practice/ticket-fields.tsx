/** The ticket's fields: account, quantity with steps, kind of order, price with ticks. What is typed stays typed. */
import { Minus, Plus } from "lucide-react";
import { useId } from "react";
import {
  editTicket,
  priceProblem,
  quantityProblem,
  ticketAccount,
  ticketQuantity,
  type PracticeContract,
} from "../actions/practice.ts";
import type { Ticket, TicketKind } from "../state/store.ts";
import { useApp, useSelect } from "../ui/context.ts";
import { usePrice } from "./contract-list.tsx";
import { stepPrice } from "./price-text.ts";

const box = "h-9 rounded-md border border-edge bg-ground text-sm";

export function AccountField() {
  const app = useApp();
  const id = useId();
  const accounts = useSelect((state) => state.practice.state?.accounts);
  const chosen = useSelect((state) => ticketAccount(state.practice)?.id);
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-2xs text-muted">
        Account
      </label>
      <select
        id={id}
        className={`${box} px-2 font-semibold`}
        value={chosen}
        onChange={(event) => editTicket(app, { account: event.target.value })}
      >
        {(accounts ?? []).map((account) => (
          <option key={account.id} value={account.id}>
            {account.name}
            {account.leader ? " (leader)" : ""}
          </option>
        ))}
      </select>
    </div>
  );
}

interface StepperProps {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly inputMode: "numeric" | "decimal";
  readonly onChange: (text: string) => void;
  readonly onStep: (steps: number) => void;
}

/** A text field with a step down and a step up; the arrow keys step too. */
function Stepper({ label, value, problem, inputMode, onChange, onStep }: StepperProps) {
  const id = useId();
  const step = "flex w-9 items-center justify-center text-muted hover:bg-hover hover:text-text";
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-2xs text-muted">
        {label}
      </label>
      <div className={`${box} flex overflow-hidden ${problem === undefined ? "" : "border-loss"}`}>
        <button type="button" aria-label={`Less: ${label}`} className={step} onClick={() => onStep(-1)}>
          <Minus size={15} aria-hidden />
        </button>
        <input
          id={id}
          value={value}
          inputMode={inputMode}
          autoComplete="off"
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-problem`}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
            event.preventDefault();
            onStep(event.key === "ArrowUp" ? 1 : -1);
          }}
          className="border-line min-w-0 flex-1 border-x bg-transparent px-2 text-center font-semibold outline-offset-[-2px]"
        />
        <button type="button" aria-label={`More: ${label}`} className={step} onClick={() => onStep(1)}>
          <Plus size={15} aria-hidden />
        </button>
      </div>
      <p id={`${id}-problem`} className="text-2xs text-loss min-h-3.5 leading-3.5">
        {problem ?? ""}
      </p>
    </div>
  );
}

export function QuantityField({ ticket }: { readonly ticket: Ticket }) {
  const app = useApp();
  const step = (by: number): void => {
    const next = Math.min(1000, Math.max(1, (ticketQuantity(ticket) ?? 0) + by));
    editTicket(app, { quantity: String(next) });
  };
  return (
    <Stepper
      label="Contracts"
      value={ticket.quantity}
      problem={quantityProblem(ticket)}
      inputMode="numeric"
      onChange={(quantity) => editTicket(app, { quantity: quantity.trim() })}
      onStep={step}
    />
  );
}

export function PriceField({
  ticket,
  contract,
}: {
  readonly ticket: Ticket;
  readonly contract: PracticeContract;
}) {
  const app = useApp();
  const last = usePrice(contract, "last");
  return (
    <Stepper
      label={ticket.kind === "stop" ? "Stop price" : "Limit price"}
      value={ticket.price}
      problem={priceProblem(ticket, contract)}
      inputMode="decimal"
      onChange={(price) => editTicket(app, { price: price.trim() })}
      onStep={(steps) => editTicket(app, { price: stepPrice(ticket.price, last, contract.tickSize, steps) })}
    />
  );
}

const kinds: readonly { readonly kind: TicketKind; readonly word: string }[] = [
  { kind: "market", word: "Market" },
  { kind: "limit", word: "Limit" },
  { kind: "stop", word: "Stop" },
];

interface KindFieldProps {
  readonly ticket: Ticket;
  readonly contract: PracticeContract;
}

export function KindField({ ticket, contract }: KindFieldProps) {
  const app = useApp();
  const last = usePrice(contract, "last");
  /** A price is offered where one is needed; one that was typed stays. */
  const choose = (kind: TicketKind): void => {
    editTicket(app, ticket.price === "" && kind !== "market" ? { kind, price: last } : { kind });
  };
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="text-2xs text-muted mb-1">Order</legend>
      <div className={`${box} flex overflow-hidden`}>
        {kinds.map(({ kind, word }) => (
          <label
            key={kind}
            className={`border-line has-focus-visible:outline-accent flex flex-1 cursor-pointer items-center justify-center border-r text-xs font-medium last:border-r-0 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 ${
              ticket.kind === kind ? "bg-accent-soft text-accent" : "text-muted hover:bg-hover"
            }`}
          >
            <input
              type="radio"
              name="kind"
              className="sr-only"
              checked={ticket.kind === kind}
              onChange={() => choose(kind)}
            />
            {word}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
