/** Several accounts at once, with one size for all of them. */
import { count } from "../format/quantity.ts";
import type { AddingFollowers } from "../state/groups-slice.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/form-fields.tsx";
import type { AccountOption } from "./accounts.ts";
import { problemFinder, useForm } from "./form-parts.tsx";
import { problemsOfRule } from "./form-problems.ts";
import { CapFields, MapFields, SizeFields } from "./rule-fields.tsx";
import { Sheet } from "./sheet.tsx";
import { SizingPreview } from "./sizing-preview.tsx";

export interface AddFollowersProps {
  readonly adding: AddingFollowers;
  readonly change: (change: Partial<AddingFollowers>) => void;
  readonly onAdd: (keys: readonly string[]) => void;
}

interface AccountLineProps {
  readonly option: AccountOption;
  readonly picked: boolean;
  readonly onToggle: (key: string) => void;
}

function AccountLine({ option, picked, onToggle }: AccountLineProps) {
  const { choice, use } = option;
  const note = use ?? (choice.seen ? "" : "not seen yet");
  return (
    <li>
      <label
        className={`flex min-h-7 items-center gap-2 rounded-md px-1.5 text-sm ${use === null ? "hover:bg-hover cursor-pointer" : "text-muted"}`}
      >
        <input
          type="checkbox"
          checked={picked}
          disabled={use !== null}
          onChange={() => onToggle(option.key)}
          className="accent-accent size-4 shrink-0"
        />
        <span className="font-semibold">{choice.account}</span>
        <span className="text-2xs text-muted">{choice.connection}</span>
        <span className="text-2xs text-muted ml-auto text-right">{note}</span>
      </label>
    </li>
  );
}

/** More than this nobody reads through: a part of the name finds the rest. */
const LINES_MAX = 80;

function Picker({ adding, change }: AddFollowersProps) {
  const { options } = useForm();
  const words = adding.filter.trim().toLowerCase();
  const shown = options.filter(({ choice }) =>
    `${choice.account} ${choice.connection}`.toLowerCase().includes(words),
  );
  const free = shown.filter(({ use }) => use === null);
  // What can be picked comes first.
  const lines = [...free, ...shown.filter(({ use }) => use !== null)].slice(0, LINES_MAX);
  const rest = shown.length - lines.length;
  const toggle = (key: string): void =>
    change({
      picked: adding.picked.includes(key)
        ? adding.picked.filter((other) => other !== key)
        : [...adding.picked, key],
    });
  return (
    <div className="flex min-w-0 flex-col">
      <TextField
        label="Find an account"
        value={adding.filter}
        problem={undefined}
        hint={`${count(free.length, "free account")} of ${shown.length}`}
        onChange={(filter) => change({ filter })}
      />
      <ul aria-label="Accounts" className="border-line max-h-[320px] overflow-y-auto rounded-lg border p-1">
        {lines.map((option) => (
          <AccountLine
            key={option.key}
            option={option}
            picked={adding.picked.includes(option.key)}
            onToggle={toggle}
          />
        ))}
        {shown.length === 0 ? (
          <li className="text-muted px-1.5 py-1 text-sm">No account of that name.</li>
        ) : null}
        {rest > 0 ? (
          <li className="text-muted px-1.5 py-1 text-sm">
            And {count(rest, "more", "more")}: type a part of the name.
          </li>
        ) : null}
      </ul>
      <Button
        look="small"
        className="mt-1.5 w-fit"
        disabled={free.length === 0}
        onClick={() => change({ picked: [...new Set([...adding.picked, ...free.map(({ key }) => key)])] })}
      >
        Pick all free ones
      </Button>
    </div>
  );
}

export function AddFollowers(props: AddFollowersProps) {
  const { adding, change, onAdd } = props;
  const { options } = useForm();
  const problems = adding.open ? problemsOfRule(adding.rule, "adding") : [];
  // One that was picked may have been taken meanwhile.
  const free = new Set(options.filter(({ use }) => use === null).map(({ key }) => key));
  const keys = adding.picked.filter((key) => free.has(key));
  const rule = {
    rule: adding.rule,
    at: "adding",
    problemAt: problemFinder(problems),
    onChange: (_at: string, changed: Partial<AddingFollowers["rule"]>) =>
      change({ rule: { ...adding.rule, ...changed } }),
  };
  return (
    <Sheet
      open={adding.open}
      onClose={() => change({ open: false })}
      title="Add followers"
      footer={
        <>
          <span className="text-muted flex-1 text-xs">Each can be changed by itself afterwards.</span>
          <Button
            look="primary"
            disabled={keys.length === 0 || problems.length > 0}
            onClick={() => onAdd(keys)}
          >
            {keys.length === 0 ? "Add" : `Add ${count(keys.length, "follower")}`}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[280px_minmax(0,1fr)] gap-x-5">
        <Picker {...props} />
        <div className="flex min-w-0 flex-col gap-2">
          <SizeFields {...rule} />
          <CapFields {...rule} />
          <MapFields {...rule} />
          <details>
            <summary className="min-h-6 text-sm">What that gives for 1 to 20 contracts of the leader</summary>
            <SizingPreview rule={adding.rule} />
          </details>
        </div>
      </div>
    </Sheet>
  );
}
