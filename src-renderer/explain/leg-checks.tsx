import { Disclosure } from "./disclosure.tsx";
/** One leg of a follower's decision: the verdict, the check that decided it, and every check with the values compared. */
import { decidingCheck, checksWords, inOrder, verdictWords, type Leg } from "./words.ts";

function CheckLine({ line, deciding }: { readonly line: Leg["lines"][number]; readonly deciding: boolean }) {
  const { check, name, pass, seen } = line;
  const look = deciding ? "bg-loss-soft text-loss font-semibold" : pass ? "text-muted" : "text-loss";
  return (
    <li
      data-check={check}
      data-pass={pass}
      className={`flex items-baseline gap-2 rounded px-1.5 py-px ${look}`}
    >
      <span className="w-4 shrink-0 text-right">{check}</span>
      <span aria-hidden className={`w-3 shrink-0 ${pass ? "text-profit" : ""}`}>
        {pass ? "✓" : "✕"}
      </span>
      <span className="min-w-0 flex-1">
        <span className="sr-only">{deciding ? "decided: " : pass ? "passed: " : "failed: "}</span>
        {name}
      </span>
      <span className={`max-w-[58%] text-right break-words ${deciding ? "" : "text-text/85"}`}>{seen}</span>
    </li>
  );
}

export function LegChecks({ leg }: { readonly leg: Leg }) {
  const deciding = decidingCheck(leg);
  return (
    <li data-leg={leg.leg}>
      <Disclosure
        startOpen={deciding !== undefined}
        head={
          <span className="min-w-0 flex-1">
            <strong className="font-semibold">{leg.leg === "open" ? "Entry" : "Exit"}:</strong>{" "}
            {verdictWords(leg.verdict)} <span className="text-muted">{checksWords(leg)}</span>
          </span>
        }
      >
        <ol aria-label={leg.leg === "open" ? "Checks of the entry" : "Checks of the exit"} className="mt-0.5">
          {inOrder(leg).map((line) => (
            <CheckLine key={line.check} line={line} deciding={line === deciding} />
          ))}
        </ol>
      </Disclosure>
    </li>
  );
}
