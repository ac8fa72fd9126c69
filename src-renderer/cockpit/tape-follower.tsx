/** One follower of a leader's fill: its outcome, and on request every check with the values, the sizing and the times. */
import {
  Ban,
  Check,
  CircleQuestionMark,
  CircleX,
  Minus,
  RefreshCw,
  TriangleAlert,
  type LucideIcon,
} from "lucide-react";
import { useState } from "react";
import type { TapeFollower as Follower } from "../../src-shared/cockpit/model.ts";
import { dispositions, isRefusal, wordsOf, type DispositionCode } from "../../src-shared/refusal.ts";
import { formatMicroseconds } from "../format/duration.ts";
import { formatPrice, formatSigned, formatTicks } from "../format/quantity.ts";
import { toneText } from "../ui/tone.ts";
import { classOf, classTones, copyTitle, needsWords, type OutcomeClass } from "./outcome.ts";

/** A leg's verdict is a refusal's code or a disposition's. */
function verdictWords(verdict: string): string {
  if (isRefusal(verdict)) return wordsOf(verdict);
  return isDisposition(verdict) ? wordsOf(verdict) : verdict;
}

function isDisposition(verdict: string): verdict is DispositionCode {
  return Object.hasOwn(dispositions, verdict);
}

function Checks({ leg, verdict, lines }: Follower["checks"][number]) {
  return (
    <div>
      <div className="font-semibold">
        {leg === "open" ? "Entry" : "Exit"}: <span className="font-normal">{verdictWords(verdict)}</span>
      </div>
      <ul className="mt-0.5">
        {lines.map((line) => (
          <li key={line.check} className={`flex gap-2 ${line.pass ? "" : "text-loss font-semibold"}`}>
            <span className="shrink-0">
              <span aria-hidden>{line.pass ? "✓" : "✕"}</span>
              <span className="sr-only">{line.pass ? "passed:" : "failed:"}</span> {line.name}
            </span>
            <span className={`min-w-0 flex-1 text-right ${line.pass ? "text-muted" : ""}`}>{line.seen}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Timing({ follower }: { readonly follower: Follower }) {
  const { ownUs, answeredUs, filledUs } = follower;
  const steps = [
    ["own", ownUs],
    ["answered", answeredUs],
    ["filled", filledUs],
  ] as const;
  if (steps.every(([, us]) => us === null)) return null;
  return (
    <dl className="flex justify-between gap-2">
      {steps.map(([name, us]) => (
        <div key={name} className="whitespace-nowrap">
          <dt className="text-muted inline">{name} </dt>
          <dd className="inline">{us === null ? "–" : formatMicroseconds(us)}</dd>
        </div>
      ))}
    </dl>
  );
}

const classIcons: Readonly<Record<OutcomeClass, LucideIcon>> = {
  copied: Check,
  "in flight": RefreshCw,
  "nothing to do": Minus,
  missed: TriangleAlert,
  denied: Ban,
  rejected: CircleX,
  cancelled: CircleX,
  unknown: CircleQuestionMark,
};

/** A copy that went well says its size; any other says its outcome first. */
function OutcomeText({ follower, leaderContract }: TapeFollowerProps) {
  const kind = classOf(follower.outcome);
  const { contract, price, quantity } = follower;
  return (
    <span className="min-w-0 flex-1">
      <span className={`font-medium ${toneText[classTones[kind]]}`}>
        {kind === "copied" ? formatSigned(quantity) : copyTitle(follower)}
      </span>
      {contract === null || contract === leaderContract ? "" : ` ${contract}`}
      {price === null ? null : <span className="text-muted"> @ {formatPrice(price)}</span>}
    </span>
  );
}

function Details({ follower }: { readonly follower: Follower }) {
  return (
    <div className="bg-raised text-2xs mt-1 mb-1.5 ml-4 flex flex-col gap-1.5 rounded-md px-2.5 py-2">
      {needsWords(follower.outcome) ? <p>{follower.words}</p> : null}
      {follower.checks.map((leg) => (
        <Checks key={leg.leg} {...leg} />
      ))}
      {follower.arithmetic.map((line) => (
        <p key={line} className="text-muted">
          {line}
        </p>
      ))}
      <Timing follower={follower} />
    </div>
  );
}

export interface TapeFollowerProps {
  readonly follower: Follower;
  readonly leaderContract: string;
}

export function TapeFollower({ follower, leaderContract }: TapeFollowerProps) {
  const [open, setOpen] = useState(false);
  const kind = classOf(follower.outcome);
  const Icon = classIcons[kind];
  const broker = follower.filledUs ?? follower.answeredUs;
  const aside = [
    follower.slippageTicks === null ? "" : formatTicks(follower.slippageTicks),
    broker === null ? "" : formatMicroseconds(broker),
  ];
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        title="Checks, sizing and times"
        onClick={() => setOpen(!open)}
        className={`hover:bg-hover flex min-h-6 w-full items-baseline gap-1.5 rounded px-1 py-0.5 text-left text-xs ${open ? "bg-raised" : ""}`}
      >
        <Icon size={13} aria-label={kind} className={`shrink-0 self-center ${toneText[classTones[kind]]}`} />
        <span className="font-semibold">{follower.account}</span>
        <OutcomeText follower={follower} leaderContract={leaderContract} />
        <span className="text-2xs text-muted shrink-0 text-right">
          {aside.filter((part) => part !== "").join(" · ")}
        </span>
      </button>
      {open ? <Details follower={follower} /> : null}
    </li>
  );
}
