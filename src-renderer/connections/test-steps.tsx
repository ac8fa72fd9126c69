/** What a test of a connection found, step by step, each with what to do. */
import { Check, CircleX, Minus, type LucideIcon } from "lucide-react";
import type { TestStep } from "../../src-shared/ipc/connections.ts";
import { toneText, type Tone } from "../ui/tone.ts";

const names: Readonly<Record<TestStep["step"], string>> = {
  host: "Broker",
  login: "Login",
  accounts: "Accounts",
  "market-data": "Market data",
};

const looks: Readonly<
  Record<TestStep["outcome"], { readonly icon: LucideIcon; readonly tone: Tone; readonly word: string }>
> = {
  ok: { icon: Check, tone: "ok", word: "ok" },
  failed: { icon: CircleX, tone: "bad", word: "failed" },
  skipped: { icon: Minus, tone: "muted", word: "not tried" },
};

interface TestStepsProps {
  readonly steps: readonly TestStep[];
  readonly cost: string;
}

export function TestSteps({ steps, cost }: TestStepsProps) {
  return (
    <div className="flex flex-col gap-1">
      <ol aria-label="Test" className="flex flex-col gap-1">
        {steps.map(({ step, outcome, words, next }) => {
          const { icon: Icon, tone, word } = looks[outcome];
          return (
            <li key={step} className="flex gap-2 text-sm">
              <span className={`flex w-[150px] shrink-0 items-center gap-1.5 self-start ${toneText[tone]}`}>
                <Icon size={14} aria-hidden /> {names[step]}: {word}
              </span>
              <span className="min-w-0 flex-1 break-words">
                {words} <span className="text-muted">{next}</span>
              </span>
            </li>
          );
        })}
      </ol>
      <p className="text-2xs text-muted">{cost}</p>
    </div>
  );
}
