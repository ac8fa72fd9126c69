/** The fault switches of the practice exchange, by what they disturb. What is on is the exchange's word, not the page's. */
import { Zap } from "lucide-react";
import type { FaultControlView, FaultGroup } from "../../../src-shared/ipc/drill.ts";
import { pickChoice, pickedOf, setFault } from "../../actions/drill.ts";
import { formatCountdown } from "../../format/duration.ts";
import { Button } from "../../ui/button.tsx";
import { useApp, useNow, useSelect } from "../../ui/context.ts";
import { Toggle } from "../../ui/toggle.tsx";

const groups: readonly { readonly id: FaultGroup; readonly title: string }[] = [
  { id: "connection", title: "Connection" },
  { id: "orders", title: "Orders" },
  { id: "fills", title: "Fills and events" },
  { id: "limits", title: "Limits and lock-outs" },
  { id: "prices", title: "Prices" },
];

function Choices({ control }: { readonly control: FaultControlView }) {
  const app = useApp();
  const drill = useSelect((state) => state.drill);
  const picked = pickedOf(drill, control);
  return (
    <div className="mt-1 flex flex-wrap gap-1.5">
      {control.fields.map((field) => (
        <select
          key={field.id}
          aria-label={`${control.label}, ${field.label}`}
          title={field.label}
          value={picked[field.id]}
          onChange={(event) => pickChoice(app, control, field.id, event.target.value)}
          className="border-edge bg-ground text-2xs h-6 max-w-full min-w-0 rounded-md border px-1"
        >
          {field.choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.label}
            </option>
          ))}
        </select>
      ))}
    </div>
  );
}

function Left({ untilMs }: { readonly untilMs: number }) {
  const nowMs = useNow(1000);
  return <span className="text-2xs text-warn">{formatCountdown(untilMs - nowMs)} left</span>;
}

function FaultRow({ control }: { readonly control: FaultControlView }) {
  const app = useApp();
  const { label, line, on, kind, untilMs } = control;
  return (
    <li
      aria-label={label}
      data-on={on}
      className={`border-line border-t py-2 pr-3 pl-2.5 first:border-t-0 ${on ? "border-l-warn bg-warn-soft border-l-2" : "border-l-2 border-l-transparent"}`}
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2 leading-6 font-semibold">
            {label}
            {on ? (
              <span className="text-2xs text-warn inline-flex items-center gap-1 font-semibold">
                <Zap size={12} aria-hidden /> On
              </span>
            ) : null}
            {untilMs === null ? null : <Left untilMs={untilMs} />}
          </p>
          <p className={`text-xs ${on ? "text-text" : "text-muted"}`}>{line}</p>
        </div>
        {kind === "switch" ? (
          <Toggle label={label} on={on} onChange={(next) => void setFault(app, control, next)} />
        ) : (
          <Button look="small" aria-label={`${label} now`} onClick={() => void setFault(app, control, true)}>
            Now
          </Button>
        )}
      </div>
      {control.fields.length === 0 ? null : <Choices control={control} />}
    </li>
  );
}

function Group({ id, title }: { readonly id: FaultGroup; readonly title: string }) {
  const faults = useSelect((state) => state.drill.faults);
  const controls = faults?.controls.filter(({ group }) => group === id) ?? [];
  const on = controls.filter((control) => control.on).length;
  return (
    <section aria-label={title}>
      <h3 className="bg-raised text-2xs text-muted border-line sticky top-0 z-10 flex justify-between border-y px-3 py-1 font-semibold">
        {title}
        <span className={on === 0 ? "" : "text-warn"}>{on === 0 ? `${controls.length}` : `${on} on`}</span>
      </h3>
      <ul>
        {controls.map((control) => (
          <FaultRow key={control.id} control={control} />
        ))}
      </ul>
    </section>
  );
}

export function FaultList() {
  return (
    <section
      aria-label="Faults"
      className="border-line bg-panel flex min-h-0 flex-col overflow-hidden rounded-xl border"
    >
      <header className="shrink-0 px-3 py-2">
        <h2 className="text-base font-semibold">Faults</h2>
        <p className="text-muted text-xs">
          They act on the practice exchange inside Mimik. Demo and live accounts are never touched.
        </p>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {groups.map((group) => (
          <Group key={group.id} {...group} />
        ))}
      </div>
    </section>
  );
}
