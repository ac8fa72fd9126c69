/** One follower of the group that is edited: its settings in a line, and opened everything that can be set. */
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, TriangleAlert, X } from "lucide-react";
import { memo, type KeyboardEvent } from "react";
import { Button } from "../ui/button.tsx";
import { AccountSelect } from "./account-select.tsx";
import { followerName } from "./accounts.ts";
import type { CopyRule, FollowerFields } from "./form-model.ts";
import { useForm, WarningLines } from "./form-parts.tsx";
import { fieldId } from "./form-problems.ts";
import { CapFields, MapFields, SizeFields } from "./rule-fields.tsx";
import { capWords, contractsWords, sizeWords } from "./rule-words.ts";
import { SizingPreview } from "./sizing-preview.tsx";

export interface LineActions {
  readonly select: (uid: string, on: boolean) => void;
  readonly toggle: (uid: string) => void;
  readonly enable: (uid: string, on: boolean) => void;
  readonly move: (uid: string, step: -1 | 1) => void;
  readonly remove: (uid: string) => void;
}

export interface FollowerLineProps {
  readonly follower: FollowerFields;
  readonly index: number;
  readonly count: number;
  readonly selected: boolean;
  readonly open: boolean;
  /** What is wrong with it, one per line. */
  readonly words: string;
  /** What is right and still keeps it from being copied, one per line. */
  readonly cautions: string;
  readonly actions: LineActions;
}

export const LINE_COLUMNS = 7;

const linesOf = (words: string): readonly string[] => words.split("\n").filter((line) => line !== "");

function Editor({ follower, cautions }: Pick<FollowerLineProps, "follower" | "cautions">) {
  const { problemAt, edit } = useForm();
  const at = `followers.${follower.uid}`;
  const change = (field: string, changed: Partial<FollowerFields>): void =>
    edit(field, (old) => ({
      ...old,
      followers: old.followers.map((each) => (each.uid === follower.uid ? { ...each, ...changed } : each)),
    }));
  const rule = {
    rule: follower,
    at,
    problemAt,
    onChange: (field: string, changed: Partial<CopyRule>) => change(field, changed),
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,300px)] gap-x-6 px-3 pt-2 pb-3">
      <div className="flex min-w-0 flex-col gap-1.5">
        <AccountSelect
          label="Account"
          id={fieldId(`${at}.account`)}
          value={follower}
          problem={problemAt(`${at}.account`)}
          onChange={(account) => change(`${at}.account`, account)}
        />
        <SizeFields {...rule} />
        <CapFields {...rule} />
        <MapFields {...rule} />
      </div>
      <div className="flex min-w-0 flex-col gap-1.5">
        <WarningLines words={linesOf(cautions)} />
        <SizingPreview rule={follower} />
      </div>
    </div>
  );
}

function MoveButtons({
  name,
  follower,
  index,
  count,
  actions,
}: FollowerLineProps & { readonly name: string }) {
  return (
    <>
      <Button
        look="ghost"
        aria-label={`Move ${name} up`}
        disabled={index === 0}
        onClick={() => actions.move(follower.uid, -1)}
      >
        <ArrowUp size={14} aria-hidden />
      </Button>
      <Button
        look="ghost"
        aria-label={`Move ${name} down`}
        disabled={index === count - 1}
        onClick={() => actions.move(follower.uid, 1)}
      >
        <ArrowDown size={14} aria-hidden />
      </Button>
    </>
  );
}

function LineCells(props: FollowerLineProps & { readonly name: string }) {
  const { follower, name, selected, open, words, cautions, actions } = props;
  const { uid } = follower;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <>
      <td className="!pl-3">
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={(event) => actions.select(uid, event.target.checked)}
          className="accent-accent size-4 align-middle"
        />
      </td>
      <th scope="row" className="text-left font-semibold break-words">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => actions.toggle(uid)}
          className="hover:text-accent flex min-h-7 items-center gap-1.5 text-left"
        >
          <Chevron size={14} aria-hidden className="shrink-0" />
          <span className={follower.account === "" ? "text-warn" : ""}>{name}</span>
        </button>
        {words === "" || open ? null : (
          <span className="text-2xs text-loss flex items-start gap-1 pb-1 font-normal">
            <TriangleAlert size={12} aria-hidden className="mt-px shrink-0" />
            <span className="min-w-0 break-words whitespace-pre-line">{words}</span>
          </span>
        )}
        {words !== "" || open ? null : (
          <span className="font-normal">
            <WarningLines words={linesOf(cautions)} />
          </span>
        )}
      </th>
      <td>
        <label className="flex min-h-6 w-fit cursor-pointer items-center gap-1.5">
          <input
            type="checkbox"
            aria-label={`${name} copies`}
            checked={follower.enabled}
            onChange={(event) => actions.enable(uid, event.target.checked)}
            className="accent-accent size-4"
          />
          <span className={follower.enabled ? "" : "text-muted"}>{follower.enabled ? "on" : "off"}</span>
        </label>
      </td>
      <td className="break-words">{sizeWords(follower)}</td>
      <td className="text-right break-words">{capWords(follower.sizing)}</td>
      <td className="break-words">{contractsWords(follower)}</td>
      <td className="pr-3">
        <div className="flex items-center justify-end gap-0.5">
          <MoveButtons {...props} />
          <Button look="ghost" aria-label={`Remove ${name}`} onClick={() => actions.remove(uid)}>
            <X size={14} aria-hidden />
          </Button>
        </div>
      </td>
    </>
  );
}

export const FollowerLine = memo(function FollowerLine(props: FollowerLineProps) {
  const { follower, index, selected, open, actions } = props;
  const name = followerName(follower, index);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    actions.move(follower.uid, event.key === "ArrowUp" ? -1 : 1);
  };
  return (
    <>
      <tr
        aria-label={`Follower ${name}`}
        onKeyDown={onKeyDown}
        className={`border-line border-t [&>*]:px-2 [&>*]:py-1 ${selected ? "bg-accent/8" : ""}`}
      >
        <LineCells {...props} name={name} />
      </tr>
      {open ? (
        <tr aria-label={`Settings of ${name}`}>
          <td colSpan={LINE_COLUMNS} className="bg-ground/60">
            <Editor follower={follower} cautions={props.cautions} />
          </td>
        </tr>
      ) : null}
    </>
  );
});
