/** Numbers with a direction: sign and arrow always stand with the colour. Full colour on the number only. */
import { formatPnl } from "../format/money.ts";
import { formatSigned } from "../format/quantity.ts";

function directionOf(value: number): { readonly colour: string; readonly arrow: string } {
  if (value === 0) return { colour: "text-muted", arrow: "" };
  return value > 0 ? { colour: "text-profit", arrow: "▲" } : { colour: "text-loss", arrow: "▼" };
}

function Arrow({ value }: { readonly value: number }) {
  const { arrow } = directionOf(value);
  return (
    <span aria-hidden className="mr-0.5 inline-block w-2 align-[1.5px] text-[7.5px]">
      {arrow}
    </span>
  );
}

/** Signed contracts. `strong` is for what is confirmed. */
export function Contracts({ value, strong = false }: { readonly value: number; readonly strong?: boolean }) {
  const { colour } = directionOf(value);
  return (
    <span className={`whitespace-nowrap ${colour} ${strong ? "text-base font-bold" : ""}`} data-value={value}>
      <Arrow value={value} />
      {formatSigned(value)}
    </span>
  );
}

/** Profit or loss in micro-dollars; a dash where no price has said it. */
export function Pnl({ micros }: { readonly micros: number | undefined }) {
  if (micros === undefined) return <span className="text-muted">–</span>;
  return (
    <span className={`whitespace-nowrap ${directionOf(micros).colour}`}>
      <Arrow value={micros} />
      {formatPnl(micros)}
    </span>
  );
}
