/** The times in which entries are copied. */
import { Plus, X } from "lucide-react";
import { sessionWindowSchema, weekdays, type Weekday } from "../../src-shared/group.ts";
import { windowWords } from "../../src-shared/session-windows-words.ts";
import { Button } from "../ui/button.tsx";
import { CheckField, TextField } from "../ui/form-fields.tsx";
import { nextUid, usualWindow, type WindowText } from "./form-model.ts";
import { Part, useForm, WarningLines } from "./form-parts.tsx";
import { fieldId, isWithin } from "./form-problems.ts";

const dayWords: Readonly<Record<Weekday, readonly [short: string, whole: string]>> = {
  mon: ["Mon", "Monday"],
  tue: ["Tue", "Tuesday"],
  wed: ["Wed", "Wednesday"],
  thu: ["Thu", "Thursday"],
  fri: ["Fri", "Friday"],
  sat: ["Sat", "Saturday"],
  sun: ["Sun", "Sunday"],
};

const ZONES = "group-zones";
const usualZones = [
  "America/Chicago",
  "America/New_York",
  "America/Los_Angeles",
  "Europe/London",
  "Europe/Berlin",
  "Asia/Singapore",
  "Asia/Tokyo",
  "Australia/Sydney",
  "UTC",
];

interface WindowProps {
  readonly window: WindowText;
  readonly index: number;
  readonly change: (field: string, change: Partial<WindowText>) => void;
}

function Days({ window, index, change }: WindowProps) {
  const { problemAt } = useForm();
  const problem = problemAt(`sessions[${index}].days`);
  const toggle = (day: Weekday): void =>
    change("days", {
      days: weekdays.filter((each) => (each === day) !== window.days.includes(each)),
    });
  return (
    <fieldset aria-describedby={fieldId(`sessions[${index}].days.words`)} className="min-w-0">
      <legend className="text-2xs text-muted">Days on which it begins</legend>
      <div className="flex h-8 items-center gap-1">
        {weekdays.map((day, position) => (
          <label
            key={day}
            className={`has-focus-visible:outline-accent relative flex h-7 cursor-pointer items-center rounded-md border px-1.5 text-xs has-focus-visible:outline-2 ${
              window.days.includes(day)
                ? "border-accent bg-accent-soft text-accent font-semibold"
                : "border-edge/60 bg-raised text-muted hover:bg-hover"
            }`}
          >
            <input
              type="checkbox"
              className="sr-only"
              aria-label={dayWords[day][1]}
              {...(position === 0 ? { id: fieldId(`sessions[${index}].days`) } : {})}
              checked={window.days.includes(day)}
              onChange={() => toggle(day)}
            />
            {dayWords[day][0]}
          </label>
        ))}
      </div>
      <p id={fieldId(`sessions[${index}].days.words`)} className="text-2xs text-loss min-h-[15px]">
        {problem}
      </p>
    </fieldset>
  );
}

/** As the cockpit will say it; nothing while it can not be read. */
function WindowWords({ window }: { readonly window: WindowText }) {
  const { uid: _uid, ...settings } = window;
  const read = sessionWindowSchema.safeParse(settings);
  return (
    <span className="text-muted min-w-0 flex-1 text-xs">{read.success ? windowWords(read.data) : ""}</span>
  );
}

function WindowRow(props: WindowProps & { readonly onRemove: () => void }) {
  const { window, index, change, onRemove } = props;
  const { problemAt } = useForm();
  const text = (key: "from" | "to" | "zone", label: string, hint: string) => (
    <TextField
      label={label}
      id={fieldId(`sessions[${index}].${key}`)}
      value={window[key]}
      problem={problemAt(`sessions[${index}].${key}`)}
      hint={hint}
      {...(key === "zone" ? { list: ZONES } : {})}
      onChange={(value) => change(key, { [key]: value })}
    />
  );
  return (
    <li
      aria-label={`Window ${index + 1}`}
      className="border-line bg-ground rounded-lg border px-3 pt-2 pb-1.5"
    >
      <div className="grid grid-cols-[auto_84px_84px_minmax(0,1fr)] items-start gap-x-3">
        <Days {...props} />
        {text("from", "From", "08:30")}
        {text("to", "To", "15:00")}
        {text("zone", "Time zone", "")}
      </div>
      <div className="flex items-center gap-4">
        <CheckField
          label="Flatten at its end"
          checked={window.flattenAtEnd}
          onChange={(flattenAtEnd) => change("flattenAtEnd", { flattenAtEnd })}
        />
        <WindowWords window={window} />
        <Button look="small" aria-label={`Remove window ${index + 1}`} onClick={onRemove}>
          <X size={12} aria-hidden /> Remove
        </Button>
      </div>
    </li>
  );
}

export function SessionsPart() {
  const { fields, warnings, edit } = useForm();
  const { sessions } = fields;
  const set = (at: string, next: readonly WindowText[]): void =>
    edit(at, (old) => ({ ...old, sessions: next }));
  const add = (
    <Button
      onClick={() =>
        set(`sessions[${sessions.length}]`, [...sessions, { uid: nextUid(sessions), ...usualWindow }])
      }
    >
      <Plus size={13} aria-hidden /> Add a window
    </Button>
  );
  return (
    <Part
      title="Session windows"
      summary={
        sessions.length === 0
          ? "None: entries are copied at any time."
          : "Entries are copied inside these only. A window that ends no later than it starts runs past midnight, into the next day."
      }
      actions={add}
    >
      <datalist id={ZONES}>
        {usualZones.map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </datalist>
      <WarningLines words={warnings.filter(({ at }) => isWithin(at, "sessions")).map(({ words }) => words)} />
      <ul className="flex flex-col gap-2">
        {sessions.map((window, index) => (
          <WindowRow
            key={window.uid}
            window={window}
            index={index}
            change={(field, change) =>
              set(
                `sessions[${index}].${field}`,
                sessions.map((old, i) => (i === index ? { ...old, ...change } : old)),
              )
            }
            onRemove={() =>
              set(
                "sessions",
                sessions.filter((_, i) => i !== index),
              )
            }
          />
        ))}
      </ul>
    </Part>
  );
}
