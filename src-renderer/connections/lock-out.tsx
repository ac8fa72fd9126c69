/**
 * The silence that the broker wants from a login, with the time that is left. During a lock-out nothing is requested by
 * itself, exits included (F4): the trader is told what to do by hand, and may force one attempt.
 */
import { Hourglass, Lock } from "lucide-react";
import { useState } from "react";
import type { ConnectionView } from "../../src-shared/cockpit/model.ts";
import { forceAttempt } from "../actions/connections.ts";
import { formatCountdown } from "../format/duration.ts";
import { chicagoMoment } from "../format/time.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useNow } from "../ui/context.ts";
import { ChoiceDialog } from "../ui/dialog.tsx";

const words: Readonly<Record<string, string>> = {
  LockedOut: "The broker has locked this login out (429).",
  LockoutWarning: "The broker warns of a lock-out (423).",
  PenaltyTicket: "The broker asks for a pause (penalty ticket).",
};

function ForceAttempt({ connection }: { readonly connection: ConnectionView }) {
  const app = useApp();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>Try once anyway…</Button>
      <ChoiceDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Try ${connection.id} once in spite of the lock-out?`}
        choices={[
          {
            label: "Keep waiting",
            detail: "Mimik goes on by itself as soon as the lock-out is over, exits first.",
            act: () => undefined,
          },
          {
            label: "Try once",
            detail: "One attempt, now. The broker may count it and begin the hour anew.",
            look: "danger",
            act: () => void forceAttempt(app, connection.id),
          },
        ]}
      >
        Each request during a lock-out may prolong it. If something is open on these accounts, closing it by
        hand at the broker is the surer way.
      </ChoiceDialog>
    </>
  );
}

export function LockOut({ connection }: { readonly connection: ConnectionView }) {
  const { clock } = useApp();
  const nowMs = useNow(1_000);
  const { pausedUntilMs, pausedBy } = connection.budget;
  if (pausedUntilMs === null || pausedUntilMs <= nowMs) return null;
  const locked = pausedBy !== "PenaltyTicket";
  const Icon = locked ? Lock : Hourglass;
  return (
    <section
      aria-label="Pause asked for by the broker"
      className={`flex items-center gap-3 rounded-lg border px-3 py-2 ${locked ? "border-danger bg-loss-soft" : "border-warn bg-warn-soft"}`}
    >
      <Icon size={18} aria-hidden className={`shrink-0 ${locked ? "text-loss" : "text-warn"}`} />
      <span className="min-w-0 flex-1 text-sm">
        <strong className="block">{words[pausedBy ?? ""] ?? "The broker asks for silence."}</strong>
        {locked
          ? `Nothing is requested until ${chicagoMoment(pausedUntilMs, clock.nowMs())} CT, exits included. Close by hand at the broker what can not wait.`
          : `Entries wait until ${chicagoMoment(pausedUntilMs, clock.nowMs())} CT.`}
      </span>
      <span className="w-[72px] shrink-0 text-right leading-tight">
        <span role="timer" aria-label="Time left" className="block text-lg font-semibold">
          {formatCountdown(pausedUntilMs - nowMs)}
        </span>
        <span className="text-2xs text-muted block">left</span>
      </span>
      {locked ? <ForceAttempt connection={connection} /> : null}
    </section>
  );
}
