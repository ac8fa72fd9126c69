/** How a follower copies: size, caps, contracts. For one follower, for several that are added, for several at once. */
import { Plus, X } from "lucide-react";
import { useId } from "react";
import { Button } from "../ui/button.tsx";
import { CheckField, ChoiceField, SelectField, TextField } from "../ui/form-fields.tsx";
import { nextUid, type CopyRule, type MapText, type PairText, type SizingText } from "./form-model.ts";
import { fieldId } from "./form-problems.ts";
import { LargerProduct } from "./larger-product.tsx";

export interface RuleProps {
  readonly rule: CopyRule;
  /** Before each field's path: `followers.f3`. */
  readonly at: string;
  readonly problemAt: (at: string) => string | undefined;
  /** `at`: the field that is typed in. */
  readonly onChange: (at: string, change: Partial<CopyRule>) => void;
}

const modes = [
  { value: "multiplier", word: "Multiplier", detail: "The leader's size times a figure." },
  { value: "fixed", word: "Fixed", detail: "Always the same number of contracts." },
  { value: "equity", word: "Equity", detail: "In proportion to both accounts' value." },
] as const;

function sizingEditor({ rule, at, onChange }: RuleProps) {
  return <Key extends keyof SizingText>(key: Key, value: SizingText[Key]): void =>
    onChange(`${at}.sizing.${key}`, { sizing: { ...rule.sizing, [key]: value } });
}

function EquityWords() {
  return (
    <p className="border-line bg-ground text-text/90 col-span-full rounded-lg border px-3 py-2 text-xs">
      Size = leader&apos;s contracts × multiplier × follower&apos;s net liquidation ÷ leader&apos;s. The ratio
      of the two is taken once, when the leader leaves flat, and stays frozen until the leader is flat again:
      what is open is never resized by a move of the balance. Where one of them is not known then, or older
      than 60 s, nothing is entered; exits need no ratio.
    </p>
  );
}

export function SizeFields(props: RuleProps) {
  const { rule, at, problemAt } = props;
  const { sizing } = rule;
  const set = sizingEditor(props);
  const name = useId();
  const isFixed = sizing.mode === "fixed";
  return (
    <div className="grid grid-cols-2 gap-x-3 gap-y-0.5">
      <div className="col-span-full">
        <ChoiceField
          legend="Size"
          name={name}
          columns="grid-cols-3"
          id={fieldId(`${at}.sizing.mode`)}
          value={sizing.mode}
          options={modes}
          problem={problemAt(`${at}.sizing.mode`)}
          onChange={(mode) => set("mode", mode)}
        />
      </div>
      {isFixed ? (
        <TextField
          label="Contracts"
          id={fieldId(`${at}.sizing.contracts`)}
          value={sizing.contracts}
          problem={problemAt(`${at}.sizing.contracts`)}
          hint="Whatever the leader holds, as long as it holds something."
          inputMode="numeric"
          onChange={(contracts) => set("contracts", contracts)}
        />
      ) : (
        <>
          <TextField
            label="Multiplier"
            id={fieldId(`${at}.sizing.multiplier`)}
            value={sizing.multiplier}
            problem={problemAt(`${at}.sizing.multiplier`)}
            hint="0.01 to 100.00"
            inputMode="decimal"
            onChange={(multiplier) => set("multiplier", multiplier)}
          />
          <SelectField
            label="Rounding"
            id={fieldId(`${at}.sizing.rounding`)}
            value={sizing.rounding}
            problem={problemAt(`${at}.sizing.rounding`)}
            onChange={(rounding) => set("rounding", rounding as SizingText["rounding"])}
          >
            <option value="nearest">To the nearest, halves up</option>
            <option value="up">Up</option>
            <option value="down">Down</option>
          </SelectField>
        </>
      )}
      {sizing.mode === "equity" ? <EquityWords /> : null}
      {isFixed ? null : (
        <div className="col-span-full">
          <CheckField
            label="At least one contract while the leader holds any"
            checked={sizing.atLeastOne}
            onChange={(atLeastOne) => set("atLeastOne", atLeastOne)}
          />
        </div>
      )}
    </div>
  );
}

export function CapFields(props: RuleProps) {
  const { rule, at, problemAt } = props;
  const set = sizingEditor(props);
  return (
    <div className="grid grid-cols-2 gap-x-3">
      <TextField
        label="Position cap, contracts"
        id={fieldId(`${at}.sizing.maxContracts`)}
        value={rule.sizing.maxContracts}
        problem={problemAt(`${at}.sizing.maxContracts`)}
        hint="Entries are cut here, exits never."
        inputMode="numeric"
        onChange={(maxContracts) => set("maxContracts", maxContracts)}
      />
      <TextField
        label="Cap of one leader order"
        id={fieldId(`${at}.sizing.maxOrderContracts`)}
        value={rule.sizing.maxOrderContracts}
        problem={problemAt(`${at}.sizing.maxOrderContracts`)}
        hint="Contracts that one order of the leader may open."
        inputMode="numeric"
        onChange={(maxOrderContracts) => set("maxOrderContracts", maxOrderContracts)}
      />
    </div>
  );
}

function PairRow(props: RuleProps & { readonly pair: PairText; readonly index: number }) {
  const { rule, at, problemAt, onChange, pair, index } = props;
  const path = `${at}.contractMap.pairs[${index}]`;
  const put = (changed: Partial<PairText>): void =>
    onChange(path, {
      map: {
        ...rule.map,
        pairs: rule.map.pairs.map((old, i) => (i === index ? { ...old, ...changed } : old)),
      },
    });
  const remove = (): void =>
    onChange(`${at}.contractMap`, {
      map: { ...rule.map, pairs: rule.map.pairs.filter((_, i) => i !== index) },
    });
  // What is wrong with the pair as a whole stands at its first field.
  const both = problemAt(path);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_28px] gap-x-2">
      <TextField
        label={`Leader trades, pair ${index + 1}`}
        id={fieldId(`${path}[0]`)}
        value={pair.leader}
        problem={problemAt(`${path}[0]`) ?? both}
        placeholder="NQ"
        onChange={(leader) => put({ leader })}
      />
      <TextField
        label={`Follower trades, pair ${index + 1}`}
        id={fieldId(`${path}[1]`)}
        value={pair.follower}
        problem={problemAt(`${path}[1]`)}
        placeholder="MNQ"
        onChange={(follower) => put({ follower })}
      />
      <Button look="ghost" className="mt-5 h-7" aria-label={`Remove pair ${index + 1}`} onClick={remove}>
        <X size={14} aria-hidden />
      </Button>
    </li>
  );
}

function Pairs(props: RuleProps) {
  const { rule, at, onChange } = props;
  const { map } = rule;
  return (
    <div>
      <ul aria-label="Pairs">
        {map.pairs.map((pair, index) => (
          <PairRow key={pair.uid} {...props} pair={pair} index={index} />
        ))}
      </ul>
      <Button
        look="small"
        onClick={() =>
          onChange(`${at}.contractMap.pairs[${map.pairs.length}]`, {
            map: { ...map, pairs: [...map.pairs, { uid: nextUid(map.pairs), leader: "", follower: "" }] },
          })
        }
      >
        <Plus size={12} aria-hidden /> Add a pair
      </Button>
      <p className="text-2xs text-muted mt-1">
        Product roots, such as NQ and MNQ. The month stays the same. What is in no pair is not entered.
      </p>
    </div>
  );
}

const onePair: readonly PairText[] = [{ uid: "p1", leader: "", follower: "" }];

export function MapFields(props: RuleProps) {
  const { rule, at, problemAt, onChange } = props;
  const choose = (kind: MapText["kind"]): void => {
    const pairs = kind === "pairs" && rule.map.pairs.length === 0 ? onePair : rule.map.pairs;
    onChange(`${at}.contractMap`, { map: { kind, pairs }, largerConfirmed: false });
  };
  const edit = (field: string, change: Partial<CopyRule>): void =>
    // Confirmed was what stood there before.
    onChange(field, change.map === undefined ? change : { ...change, largerConfirmed: false });
  return (
    <div className="flex flex-col gap-1">
      <SelectField
        label="Contracts"
        id={fieldId(`${at}.contractMap`)}
        value={rule.map.kind}
        problem={rule.map.kind === "pairs" ? undefined : problemAt(`${at}.contractMap`)}
        onChange={(kind) => choose(kind as MapText["kind"])}
      >
        <option value="same">The same as the leader&apos;s</option>
        <option value="mini-to-micro">Mini to micro (NQ → MNQ)</option>
        <option value="micro-to-mini">Micro to mini (MNQ → NQ)</option>
        <option value="pairs">Pairs of my own</option>
      </SelectField>
      {rule.map.kind === "pairs" ? <Pairs {...props} onChange={edit} /> : null}
      {rule.map.kind === "same" ? null : <LargerProduct {...props} />}
    </div>
  );
}
