/** The request budget of a login (F5): what the second, the minute and the hour have used, and what is kept for exits. */
import type { BudgetView } from "../../src-shared/cockpit/model.ts";
import { count } from "../format/quantity.ts";

interface WindowProps {
  readonly name: string;
  readonly used: number;
  readonly limit: number;
  /** Of the limit, for exits and flatten alone. */
  readonly reserve: number;
}

const figures = new Intl.NumberFormat("en-US");

function barColour({ used, limit, reserve }: WindowProps): string {
  if (used >= limit) return "fill-loss";
  return used >= limit - reserve ? "fill-warn" : "fill-accent";
}

function BudgetWindow(props: WindowProps) {
  const { name, used, limit, reserve } = props;
  const share = (value: number): number => Math.min(100, (value / limit) * 100);
  const kept = reserve === 0 ? "" : `, ${reserve} of them kept for exits`;
  return (
    <div className="flex items-center gap-2">
      <span className="text-2xs text-muted w-11 shrink-0">{name}</span>
      <meter
        aria-label={`Requests in the last ${name.toLowerCase()}`}
        min={0}
        max={limit}
        value={Math.min(used, limit)}
        aria-valuetext={`${used} of ${limit}${kept}`}
        className="sr-only"
      />
      <div className="h-2.5 min-w-0 flex-1">
        <svg
          aria-hidden
          viewBox="0 0 100 10"
          preserveAspectRatio="none"
          className="block h-full w-full rounded-sm"
        >
          <rect width="100" height="10" className="fill-ground" />
          <rect width={share(used)} height="10" className={barColour(props)} />
          {reserve > 0 ? (
            <rect
              x={100 - share(reserve)}
              width={share(reserve)}
              height="10"
              className="fill-edge opacity-60"
            />
          ) : null}
        </svg>
      </div>
      <span className="text-2xs w-[92px] shrink-0 text-right whitespace-nowrap">
        {figures.format(used)} <span className="text-muted">of {figures.format(limit)}</span>
      </span>
    </div>
  );
}

export function BudgetMeter({ budget }: { readonly budget: BudgetView }) {
  const { windows, reserve } = budget;
  return (
    <div className="flex min-h-[84px] flex-col gap-1.5">
      <p className="text-2xs text-muted">Requests</p>
      {windows === null ? (
        <p className="text-sm">No limit: an exchange on this computer.</p>
      ) : (
        <>
          <BudgetWindow name="Second" {...windows.second} reserve={0} />
          <BudgetWindow name="Minute" {...windows.minute} reserve={reserve} />
          <BudgetWindow name="Hour" {...windows.hour} reserve={0} />
          <p className="text-2xs text-muted">
            {reserve === 0
              ? "Nothing is open: nothing is kept for exits."
              : `Grey: ${count(reserve, "request")} a minute kept for exits and flatten.`}
          </p>
        </>
      )}
    </div>
  );
}
