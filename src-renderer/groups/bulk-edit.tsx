/** One change for all selected followers; what is not ticked stays as each has it. */
import type { ReactNode } from "react";
import { count } from "../format/quantity.ts";
import type { BulkEdit as Bulk } from "../state/groups-slice.ts";
import { Button } from "../ui/button.tsx";
import { CheckField, ChoiceField } from "../ui/form-fields.tsx";
import type { BulkPart } from "./followers-edit.ts";
import type { CopyRule } from "./form-model.ts";
import { problemFinder } from "./form-parts.tsx";
import { problemsOfRule, type FieldProblem } from "./form-problems.ts";
import { CapFields, MapFields, SizeFields } from "./rule-fields.tsx";
import { Sheet } from "./sheet.tsx";

export interface BulkEditProps {
  readonly bulk: Bulk;
  /** How many are selected. */
  readonly selected: number;
  readonly change: (change: Partial<Bulk>) => void;
  readonly onApply: () => void;
}

const CAPS = /\.(maxContracts|maxOrderContracts)$/u;

function partOf({ at }: FieldProblem): BulkPart {
  if (CAPS.test(at)) return "caps";
  return at.includes(".contractMap") ? "contracts" : "size";
}

export function BulkEdit({ bulk, selected, change, onApply }: BulkEditProps) {
  const { parts, rule, enabled } = bulk;
  const problems = bulk.open
    ? problemsOfRule(rule, "bulk").filter((problem) => parts.includes(partOf(problem)))
    : [];
  const fields = {
    rule,
    at: "bulk",
    problemAt: problemFinder(problems),
    onChange: (_at: string, changed: Partial<CopyRule>) => change({ rule: { ...rule, ...changed } }),
  };
  const part = (name: BulkPart, label: string, body: ReactNode) => (
    <div className="border-line flex flex-col gap-1 rounded-lg border px-3 py-2">
      <CheckField
        label={label}
        checked={parts.includes(name)}
        onChange={(on) => change({ parts: on ? [...parts, name] : parts.filter((other) => other !== name) })}
      />
      {parts.includes(name) ? body : null}
    </div>
  );
  return (
    <Sheet
      open={bulk.open}
      onClose={() => change({ open: false })}
      size="narrow"
      title={`Change ${count(selected, "follower")}`}
      footer={
        <>
          <span className="flex-1" />
          <Button look="primary" disabled={parts.length === 0 || problems.length > 0} onClick={onApply}>
            Apply to {count(selected, "follower")}
          </Button>
        </>
      }
    >
      {part("size", "Size", <SizeFields {...fields} />)}
      {part("caps", "Caps", <CapFields {...fields} />)}
      {part("contracts", "Contracts", <MapFields {...fields} />)}
      {part(
        "switch",
        "Switch",
        <ChoiceField
          legend="Copying"
          name="bulk-switch"
          columns="grid-cols-2"
          value={enabled ? "on" : "off"}
          options={[
            { value: "on", word: "On", detail: "Entries and exits are copied." },
            { value: "off", word: "Off", detail: "No entries; what is open gets out with the leader." },
          ]}
          problem={undefined}
          onChange={(value) => change({ enabled: value === "on" })}
        />,
      )}
    </Sheet>
  );
}
