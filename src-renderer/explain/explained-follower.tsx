/**
 * One follower of a leader's fill: its outcome in a line, and below it the broker's words, sizing, mapping, every check
 * of both legs, and the times.
 */
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
import { Fragment, type ReactNode } from "react";
import type { TapeFollower as Follower } from "../../src-shared/cockpit/model.ts";
import { classOf, classTones, copyTitle, type OutcomeClass } from "../cockpit/outcome.ts";
import { formatMicroseconds } from "../format/duration.ts";
import { formatPrice, formatSigned, formatTicks } from "../format/quantity.ts";
import { toneText } from "../ui/tone.ts";
import { Disclosure } from "./disclosure.tsx";
import { LegChecks } from "./leg-checks.tsx";
import { mappingWords, timings, verdictWords } from "./words.ts";

export interface ExplainedFollowerProps {
  readonly follower: Follower;
  readonly leaderContract: string;
  readonly startOpen: boolean;
  /** In a narrow column: the outcome's own icon is enough. */
  readonly narrow: boolean;
}

type ToldProps = Pick<ExplainedFollowerProps, "follower" | "leaderContract">;

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
function OutcomeText({ follower, leaderContract }: ToldProps) {
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

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Facts({ follower, leaderContract }: ToldProps) {
  // A refusal stands with the leg that it refused, beside the check that decided.
  const refused = follower.checks.some((leg) => verdictWords(leg.verdict) === follower.words);
  const mapping = mappingWords(leaderContract, follower.contract);
  const steps = timings(follower);
  return (
    <dl className="grid grid-cols-[58px_1fr] gap-x-2 gap-y-0.5 px-1.5">
      {follower.words === "" || refused ? null : <Fact name="Outcome">{follower.words}</Fact>}
      {follower.arithmetic.length === 0 ? null : (
        <Fact name="Sizing">
          {follower.arithmetic.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Fact>
      )}
      {mapping === "" ? null : <Fact name="Contract">{mapping}</Fact>}
      {steps.length === 0 ? null : (
        <Fact name="Times">
          {steps.map(({ step, words }, index) => (
            <Fragment key={step}>
              {index === 0 ? "" : " · "}
              <span className="whitespace-nowrap">
                {step} {words}
              </span>
            </Fragment>
          ))}
        </Fact>
      )}
      {follower.slippageTicks === null ? null : (
        <Fact name="Slippage">{formatTicks(follower.slippageTicks)} against the leader</Fact>
      )}
    </dl>
  );
}

export function ExplainedFollower(props: ExplainedFollowerProps) {
  const { follower, leaderContract, startOpen, narrow } = props;
  const kind = classOf(follower.outcome);
  const Icon = classIcons[kind];
  const broker = follower.filledUs ?? follower.answeredUs;
  const aside = [
    follower.slippageTicks === null ? "" : formatTicks(follower.slippageTicks),
    broker === null ? "" : formatMicroseconds(broker),
  ];
  return (
    <li className="text-xs" data-follower={follower.follower}>
      <Disclosure
        startOpen={startOpen}
        arrow={!narrow}
        title="Sizing, checks and times"
        head={
          <>
            <Icon
              size={13}
              aria-label={kind}
              className={`shrink-0 self-center ${toneText[classTones[kind]]}`}
            />
            <span className="font-semibold">{follower.account}</span>
            <OutcomeText follower={follower} leaderContract={leaderContract} />
            <span className="text-2xs text-muted shrink-0 text-right">
              {aside.filter((part) => part !== "").join(" · ")}
            </span>
          </>
        }
      >
        <div className="border-line text-2xs mt-1 mb-2 ml-2.5 flex flex-col gap-1.5 border-l py-0.5 pl-2">
          <Facts follower={follower} leaderContract={leaderContract} />
          <ul className="flex flex-col gap-0.5">
            {follower.checks.map((leg) => (
              <LegChecks key={leg.leg} leg={leg} />
            ))}
          </ul>
        </div>
      </Disclosure>
    </li>
  );
}
