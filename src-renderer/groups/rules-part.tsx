/** The rules that hold for the whole group. */
import { CheckField, ChoiceField, TextField } from "../ui/form-fields.tsx";
import type { GroupFields } from "./form-model.ts";
import { Part, useForm, WarningLines } from "./form-parts.tsx";
import { fieldId, isWithin } from "./form-problems.ts";

function useSet() {
  const { edit } = useForm();
  return <Key extends keyof GroupFields>(key: Key, value: GroupFields[Key]): void =>
    edit(key, (old) => ({ ...old, [key]: value }));
}

function EntryRules() {
  const { fields, problemAt } = useForm();
  const set = useSet();
  return (
    <>
      <ChoiceField
        legend="Entries are copied"
        name="copyOn"
        columns="grid-cols-2"
        id={fieldId("copyOn")}
        value={fields.copyOn}
        options={[
          { value: "each-fill", word: "With each fill", detail: "At once, in the leader's own steps." },
          {
            value: "order-complete",
            word: "When the order is complete",
            detail: "One entry per leader order. Exits are at once all the same.",
          },
        ]}
        problem={problemAt("copyOn")}
        onChange={(copyOn) => set("copyOn", copyOn)}
      />
      <ChoiceField
        legend="When the leader reverses"
        name="onReversal"
        columns="grid-cols-2"
        id={fieldId("onReversal")}
        value={fields.onReversal}
        options={[
          { value: "reverse", word: "Reverse too", detail: "Close, then open the other side." },
          { value: "close-only", word: "Close only", detail: "The other side is not opened." },
        ]}
        problem={problemAt("onReversal")}
        onChange={(onReversal) => set("onReversal", onReversal)}
      />
    </>
  );
}

function SymbolAndCollar() {
  const { fields, problemAt } = useForm();
  const set = useSet();
  return (
    <div className="grid grid-cols-2 gap-x-3">
      <TextField
        label="Symbols"
        id={fieldId("symbols")}
        value={fields.symbols}
        problem={problemAt("symbols")}
        placeholder="NQ, ES, GCZ6"
        hint="Product roots or contracts. Empty: all. Exits are copied in any case."
        onChange={(symbols) => set("symbols", symbols)}
      />
      <div className="flex items-start gap-3 pt-5">
        <CheckField
          label="Price collar"
          checked={fields.collar}
          onChange={(collar) => set("collar", collar)}
        />
        {fields.collar ? (
          <TextField
            label="Percent around the leader's fill"
            id={fieldId("collarPercent")}
            className="-mt-5 min-w-0 flex-1"
            value={fields.collarPercent}
            problem={problemAt("collarPercent")}
            hint="No entry is sent while the quote is further away than this."
            inputMode="decimal"
            onChange={(collarPercent) => set("collarPercent", collarPercent)}
          />
        ) : null}
      </div>
    </div>
  );
}

function FollowerRules() {
  const { fields, problemAt } = useForm();
  const set = useSet();
  return (
    <>
      <ChoiceField
        legend="A trade on a follower that Mimik did not send"
        name="foreignTrades"
        columns="grid-cols-3"
        id={fieldId("foreignTrades")}
        value={fields.foreignTrades}
        options={[
          { value: "alert", word: "Alert", detail: "Shown, with an alarm. Nothing is sent." },
          { value: "ignore", word: "Ignore", detail: "It is yours to look after." },
          {
            value: "flatten-and-stop-entries",
            word: "Flatten, stop entries",
            detail: "Not where it only reduces.",
          },
        ]}
        problem={problemAt("foreignTrades")}
        onChange={(foreignTrades) => set("foreignTrades", foreignTrades)}
      />
      <div className="flex items-start gap-4">
        <div className="pt-5">
          <CheckField
            label="Reduce automatically what Mimik itself opened and holds too much of"
            checked={fields.reduceAutomatically}
            onChange={(on) => set("reduceAutomatically", on)}
          />
        </div>
        {fields.reduceAutomatically ? (
          <TextField
            label="Grace time, seconds"
            id={fieldId("graceSeconds")}
            className="w-[220px]"
            value={fields.graceSeconds}
            problem={problemAt("graceSeconds")}
            hint="The same reading for this long. 1 to 600."
            inputMode="numeric"
            onChange={(graceSeconds) => set("graceSeconds", graceSeconds)}
          />
        ) : null}
      </div>
    </>
  );
}

function LeaderLost() {
  const { fields, problemAt } = useForm();
  const set = useSet();
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)] items-start gap-x-3">
      <ChoiceField
        legend="When the leader's connection is lost while a follower is open"
        name="leaderLost"
        columns="grid-cols-2"
        id={fieldId("leaderLost")}
        value={fields.leaderLost}
        options={[
          { value: "alarm", word: "Alarm", detail: "After 5 s, again each minute. You decide." },
          { value: "flatten", word: "Flatten the group", detail: "If it lasts. The alarm sounds as well." },
        ]}
        problem={problemAt("leaderLost.action")}
        onChange={(leaderLost) => set("leaderLost", leaderLost)}
      />
      {fields.leaderLost === "flatten" ? (
        <TextField
          label="Flatten after, seconds"
          id={fieldId("leaderLost.afterSeconds")}
          value={fields.afterSeconds}
          problem={problemAt("leaderLost.afterSeconds")}
          hint="30 to 600"
          inputMode="numeric"
          onChange={(afterSeconds) => set("afterSeconds", afterSeconds)}
        />
      ) : null}
    </div>
  );
}

export function RulesPart() {
  const { warnings } = useForm();
  const elsewhere = warnings.filter(({ at }) => !isWithin(at, "sessions") && !isWithin(at, "followers"));
  return (
    <Part title="Rules" summary="They hold for every follower. Changes act from the next fill.">
      <div className="flex flex-col gap-2">
        <EntryRules />
        <SymbolAndCollar />
        <WarningLines words={elsewhere.map(({ words }) => words)} />
        <FollowerRules />
        <LeaderLost />
      </div>
    </Part>
  );
}
