/** One login: what it is, how it stands, what it shows, what went wrong, what can be done. */
import { X } from "lucide-react";
import { useState } from "react";
import type { ConnectionView } from "../../src-shared/cockpit/model.ts";
import { closeTest, logInAgain } from "../actions/connections.ts";
import { givePassword } from "../actions/copying.ts";
import { connectionLooks } from "../shell/connection-pills.tsx";
import { connectionOf } from "../state/selectors.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useNow, useSelect } from "../ui/context.ts";
import { EnvironmentMark } from "../ui/environment.tsx";
import { toneText } from "../ui/tone.ts";
import { BudgetMeter } from "./budget-meter.tsx";
import { LockOut } from "./lock-out.tsx";
import { PanelActions } from "./panel-actions.tsx";
import { PanelFacts } from "./panel-facts.tsx";
import { PasswordForm } from "./password-form.tsx";
import { ProblemList } from "./problem-list.tsx";
import { TestSteps } from "./test-steps.tsx";

function TestResult({ id }: { readonly id: string }) {
  const app = useApp();
  const test = useSelect((state) => state.connections.tests[id]);
  if (test?.kind !== "done") return null;
  return (
    <div className="border-line bg-ground flex items-start gap-2 rounded-lg border px-3 py-2">
      <div className="min-w-0 flex-1">
        <TestSteps steps={test.steps} cost={test.cost} />
      </div>
      <Button look="ghost" aria-label="Close the test" onClick={() => closeTest(app, id)}>
        <X size={14} aria-hidden />
      </Button>
    </div>
  );
}

/** Where no page has come up, or not where the trader sits. */
function BrowserPage({ connection }: { readonly connection: ConnectionView }) {
  const url = useSelect((state) => state.connections.browserPages[connection.id]);
  if (url === undefined || connection.state === "connected") return null;
  return (
    <p className="text-sm">
      If no page has opened:{" "}
      <a href={url} target="_blank" rel="noreferrer" className="text-accent underline">
        log in at the broker
      </a>
      <span className="text-muted"> with a browser on this computer. It is waited for five minutes.</span>
    </p>
  );
}

interface WantsPasswordProps {
  readonly connection: ConnectionView;
  /** The trader wants a new login, for which no password is stored. */
  readonly asked: boolean;
  readonly onDone: () => void;
}

/** What the pause above says already is not said twice. */
function Problems({ connection }: { readonly connection: ConnectionView }) {
  const { problems, budget } = connection;
  const paused = budget.pausedUntilMs !== null;
  return <ProblemList problems={problems.filter(({ code }) => !paused || code !== "LockedUntil")} />;
}

/** A password helps only where one is missing or wrong, or where a new login wants it, and never during a lock-out. */
function WantsPassword({ connection, asked, onDone }: WantsPasswordProps) {
  const app = useApp();
  const nowMs = useNow(1_000);
  const { id, state, login, environment, budget } = connection;
  const paused = budget.pausedUntilMs !== null && budget.pausedUntilMs > nowMs;
  if (login !== "password" || environment === "practice" || paused) return null;
  if (asked) {
    const again = async (password: string): Promise<boolean> => {
      const begun = await logInAgain(app, id, password);
      if (begun) onDone();
      return begun;
    };
    return <PasswordForm connection={connection} onPassword={again} />;
  }
  if (state !== "needs-you") return null;
  return <PasswordForm connection={connection} onPassword={(password) => givePassword(app, id, password)} />;
}

export function ConnectionPanel({ id }: { readonly id: string }) {
  const connection = useSelect((state) => connectionOf(state, id));
  const groups = useSelect(
    (state) => state.connections.settings?.connections.find(({ settings }) => settings.id === id)?.groups,
  );
  const [asksPassword, setAsksPassword] = useState(false);
  if (connection === undefined) return null;
  const { word, tone, icon: Icon } = connectionLooks[connection.state];
  return (
    <section
      aria-label={`Connection ${connection.id}`}
      data-state={connection.state}
      className="border-line bg-panel flex flex-col gap-2.5 rounded-xl border p-3"
    >
      <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <EnvironmentMark environment={connection.environment} fixed />
        <h2 className="text-base font-semibold break-words">{connection.id}</h2>
        <span className="text-muted text-sm break-words">{connection.username}</span>
        <span className="text-2xs text-muted min-w-0 flex-1 break-words">
          {groups === undefined || groups.length === 0 ? "" : `used by ${groups.join(", ")}`}
        </span>
        <PanelActions connection={connection} onAskPassword={() => setAsksPassword(true)} />
      </header>
      <p className="flex min-h-[18px] items-start gap-2.5 text-sm">
        <span
          className={`inline-flex w-[118px] shrink-0 items-center gap-1.5 font-semibold ${toneText[tone]}`}
        >
          <Icon size={14} aria-hidden /> {word}
        </span>
        <span className="text-text/90 min-w-0 flex-1 break-words">{connection.words}</span>
      </p>
      <LockOut connection={connection} />
      <WantsPassword connection={connection} asked={asksPassword} onDone={() => setAsksPassword(false)} />
      <BrowserPage connection={connection} />
      <div className="grid grid-cols-[minmax(0,1fr)_290px] gap-x-6">
        <PanelFacts connection={connection} />
        <BudgetMeter budget={connection.budget} />
      </div>
      <TestResult id={id} />
      <Problems connection={connection} />
    </section>
  );
}
