/** A leader's fill explained: what became of it on each follower and why, and the settings that were in force then. */
import { closeExplain } from "../actions/explain.ts";
import { eventKindWords, sideWords } from "../cockpit/outcome.ts";
import { formatPrice, formatSigned } from "../format/quantity.ts";
import { chicagoDay, chicagoExact } from "../format/time.ts";
import type { ExplainSlice } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { FrameDialog } from "../ui/frame-dialog.tsx";
import { Pill } from "../ui/pill.tsx";
import { ExplainedFollower } from "./explained-follower.tsx";
import { SettingsThen } from "./settings-then.tsx";

type Shown = Extract<ExplainSlice, { kind: "shown" }>;

function Body({ entry, settings }: Shown) {
  const kind = eventKindWords(entry.kind);
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm">
        {entry.groupName}: leader {formatSigned(entry.l0)} → {formatSigned(entry.l1)} {entry.contract}{" "}
        {kind === undefined ? null : <Pill tone="warn">{kind}</Pill>}
      </p>
      <section aria-label="Followers">
        {entry.followers.length === 0 ? (
          <p className="text-muted text-sm">Nothing was decided for any follower.</p>
        ) : (
          <ul className="flex flex-col gap-0.5">
            {entry.followers.map((follower) => (
              <ExplainedFollower
                key={follower.follower}
                follower={follower}
                leaderContract={entry.contract}
                startOpen={entry.followers.length === 1}
                narrow={false}
              />
            ))}
          </ul>
        )}
      </section>
      <section>
        <h3 className="mb-1 text-sm font-semibold">Settings then</h3>
        <SettingsThen settings={settings} />
      </section>
    </div>
  );
}

function titleOf(explain: ExplainSlice): string {
  if (explain.kind !== "shown") return "Leader fill";
  const { entry } = explain;
  return `${sideWords(entry)} ${entry.contract} @ ${formatPrice(entry.price)}`;
}

function Open({ explain }: { readonly explain: ExplainSlice }) {
  const app = useApp();
  return (
    <FrameDialog
      open
      onClose={() => closeExplain(app)}
      title={titleOf(explain)}
      aside={
        explain.kind === "shown"
          ? `${chicagoDay(explain.entry.atMs)} ${chicagoExact(explain.entry.atMs)} CT`
          : ""
      }
      className="h-[600px] w-[760px]"
      footer={
        <Button className="ml-auto" onClick={() => closeExplain(app)}>
          Close
        </Button>
      }
    >
      {explain.kind === "loading" ? <p className="text-muted text-sm">Reading the ledger…</p> : null}
      {explain.kind === "problem" ? (
        <p role="alert" className="text-loss text-sm">
          {explain.words}
        </p>
      ) : null}
      {explain.kind === "shown" ? <Body {...explain} /> : null}
    </FrameDialog>
  );
}

export function ExplainDialog() {
  const explain = useSelect((state) => state.explain);
  return explain === null ? null : <Open explain={explain} />;
}
