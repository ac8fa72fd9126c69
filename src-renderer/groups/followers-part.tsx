/** The followers of the group that is edited: added, selected, changed together, moved, removed. */
import { Plus } from "lucide-react";
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { followerIdOf, type ConnectionId, type GroupId } from "../../src-shared/ids.ts";
import { editAdding, editBulk, formOf } from "../actions/groups-form.ts";
import { count, formatSigned } from "../format/quantity.ts";
import { followerOf, openLines } from "../state/selectors.ts";
import type { AppState } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect, useSelectList } from "../ui/context.ts";
import { AddFollowers } from "./add-followers.tsx";
import { BulkEdit } from "./bulk-edit.tsx";
import { FollowerLine, LINE_COLUMNS, type LineActions } from "./follower-line.tsx";
import { addFollowers, changeFollowers, moveFollower, removeFollowers, withBulk } from "./followers-edit.ts";
import type { FollowerFields } from "./form-model.ts";
import { Part, useForm } from "./form-parts.tsx";
import { fieldId, type FieldProblem } from "./form-problems.ts";

const heads = ["Follower", "Copies", "Size", "Caps", "Contracts"] as const;

function Heads({ all, onAll }: { readonly all: boolean; readonly onAll: (on: boolean) => void }) {
  return (
    <thead>
      <tr className="text-2xs text-muted *:px-2 *:py-1.5 *:text-left *:font-medium">
        <th scope="col" className="w-8 !pl-3">
          <input
            type="checkbox"
            aria-label="Select all followers"
            checked={all}
            onChange={(event) => onAll(event.target.checked)}
            className="accent-accent size-4 align-middle"
          />
        </th>
        {heads.map((head) => (
          <th key={head} scope="col" className={head === "Caps" ? "w-[88px] !text-right" : widthOf(head)}>
            {head}
          </th>
        ))}
        <th scope="col" className="w-[110px]">
          <span className="sr-only">Order</span>
        </th>
      </tr>
    </thead>
  );
}

function widthOf(head: (typeof heads)[number]): string {
  if (head === "Copies") return "w-[72px]";
  return head === "Follower" ? "" : "w-[190px]";
}

/** By row, one line each. */
function wordsByRow(problems: readonly FieldProblem[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const { at, words: said } of problems) {
    const uid = /^followers\.([^.[]+)/u.exec(at)?.[1];
    if (uid !== undefined) words.set(uid, [words.get(uid), said].filter(Boolean).join("\n"));
  }
  return words;
}

/** Switched off here while it holds something (product.md G4): what becomes of that, and where the rest is chosen. */
function heldWords(state: AppState, key: string, { connection, account, enabled }: FollowerFields): string {
  const form = formOf(state, key);
  if (enabled || form === undefined || form.group === null) return "";
  const before = form.base.followers.find((row) => row.connection === connection && row.account === account);
  const id = followerIdOf(form.group as GroupId, connection as ConnectionId, account);
  const row = followerOf(state, id);
  if (before?.enabled !== true || row === undefined) return "";
  const lines = openLines(row).map((line) => `${formatSigned(line.confirmed)} ${line.contract}`);
  if (lines.length === 0) return "";
  return `It holds ${lines.join(", ")}: saved like this, its exits are copied until it is flat. To flatten it or to leave it alone, use its switch on the cockpit.`;
}

/** A row that moves keeps the focus, although the browser drops it when its element is put elsewhere. */
function useKeptFocus(): () => void {
  const kept = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const element = kept.current;
    kept.current = null;
    if (element === null || document.activeElement === element) return;
    const usable = element.matches(":disabled")
      ? element.parentElement?.querySelector<HTMLElement>("button:not(:disabled)")
      : element;
    usable?.focus();
  });
  return useCallback(() => {
    kept.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  }, []);
}

export interface FollowersPartProps {
  readonly opened: readonly string[];
  readonly setOpened: (change: (opened: readonly string[]) => readonly string[]) => void;
}

const without = (list: readonly string[], one: string): readonly string[] =>
  list.filter((other) => other !== one);

function useLineActions(
  setSelected: (change: (selected: readonly string[]) => readonly string[]) => void,
  setOpened: FollowersPartProps["setOpened"],
  say: (words: string) => void,
): LineActions {
  const { key, edit } = useForm();
  const app = useApp();
  const keepFocus = useKeptFocus();
  return useMemo(() => {
    const followers = () => formOf(app.store.getState(), key)?.fields.followers ?? [];
    return {
      select: (uid, on) => setSelected((old) => (on ? [...old, uid] : without(old, uid))),
      toggle: (uid) => setOpened((old) => (old.includes(uid) ? without(old, uid) : [...old, uid])),
      enable: (uid, on) =>
        edit(
          `followers.${uid}.enabled`,
          changeFollowers([uid], (old) => ({ ...old, enabled: on })),
        ),
      move: (uid, step) => {
        keepFocus();
        edit(`followers.${uid}.order`, moveFollower(uid, step));
        const place = followers().findIndex((follower) => follower.uid === uid);
        say(`${followers()[place]?.account ?? ""} is number ${place + 1} of ${followers().length}`);
      },
      remove: (uid) => {
        setSelected((old) => without(old, uid));
        edit(`followers.${uid}`, removeFollowers([uid]));
      },
    };
  }, [app, key, edit, keepFocus, setSelected, setOpened, say]);
}

interface BulkBarProps {
  readonly selected: readonly string[];
  readonly onChange: () => void;
  readonly onEnable: (on: boolean) => void;
  readonly onRemove: () => void;
}

function BulkBar({ selected, onChange, onEnable, onRemove }: BulkBarProps) {
  const none = selected.length === 0;
  return (
    <fieldset aria-label="Selected followers" className="flex min-h-8 items-center gap-2">
      <span className="text-muted w-[88px] text-xs">
        {none ? "None selected" : `${selected.length} selected`}
      </span>
      <Button look="small" disabled={none} onClick={onChange}>
        Change…
      </Button>
      <Button look="small" disabled={none} onClick={() => onEnable(true)}>
        Switch on
      </Button>
      <Button look="small" disabled={none} onClick={() => onEnable(false)}>
        Switch off
      </Button>
      <Button look="small" disabled={none} onClick={onRemove}>
        Remove
      </Button>
      <span className="text-2xs text-muted ml-auto">Alt ↑ and Alt ↓ move the row that has the focus.</span>
    </fieldset>
  );
}

export function FollowersPart({ opened, setOpened }: FollowersPartProps) {
  const app = useApp();
  const { key, fields, accounts, problems, warnings, edit } = useForm();
  const [marked, setMarked] = useState<readonly string[]>([]);
  const [said, say] = useState("");
  const adding = useSelect((state) => formOf(state, key)?.adding);
  const bulk = useSelect((state) => formOf(state, key)?.bulk);
  const actions = useLineActions(setMarked, setOpened, say);
  const { followers } = fields;
  const words = wordsByRow(problems);
  const cautions = wordsByRow(warnings);
  const held = useSelectList((state) => followers.map((follower) => heldWords(state, key, follower)));
  const selected = followers.filter(({ uid }) => marked.includes(uid)).map(({ uid }) => uid);
  const whole = problems.find(({ at }) => at === "followers")?.words;
  return (
    <Part
      title="Followers"
      summary={followers.length === 0 ? "None yet." : count(followers.length, "follower")}
      actions={
        <Button look="primary" onClick={() => editAdding(app, key, { open: true })}>
          <Plus size={13} aria-hidden /> Add followers…
        </Button>
      }
    >
      <p id={fieldId("followers")} tabIndex={-1} className="text-loss text-sm">
        {whole}
      </p>
      <BulkBar
        selected={selected}
        onChange={() => editBulk(app, key, { open: true })}
        onEnable={(on) =>
          edit(
            "followers.switches",
            changeFollowers(selected, (old) => ({ ...old, enabled: on })),
          )
        }
        onRemove={() => edit("followers.removed", removeFollowers(selected))}
      />
      <table aria-label="Followers" className="w-full table-fixed border-collapse text-sm">
        <Heads
          all={followers.length > 0 && selected.length === followers.length}
          onAll={(on) => setMarked(on ? followers.map(({ uid }) => uid) : [])}
        />
        <tbody>
          {followers.map((follower, index) => (
            <FollowerLine
              key={follower.uid}
              follower={follower}
              index={index}
              count={followers.length}
              selected={marked.includes(follower.uid)}
              open={opened.includes(follower.uid)}
              words={words.get(follower.uid) ?? ""}
              cautions={[held[index], cautions.get(follower.uid)].filter(Boolean).join("\n")}
              actions={actions}
            />
          ))}
          {followers.length === 0 ? (
            <tr className="border-line border-t">
              <td colSpan={LINE_COLUMNS} className="text-muted px-3 py-4">
                Nothing is copied before there is a follower.
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
      <output className="sr-only">{said}</output>
      {adding === undefined ? null : (
        <AddFollowers
          adding={adding}
          change={(change) => editAdding(app, key, change)}
          onAdd={(keys) => {
            edit("followers.added", addFollowers(keys, accounts, adding.rule));
            editAdding(app, key, { open: false, picked: [], filter: "" });
          }}
        />
      )}
      {bulk === undefined ? null : (
        <BulkEdit
          bulk={bulk}
          selected={selected.length}
          change={(change) => editBulk(app, key, change)}
          onApply={() => {
            edit(
              selected.flatMap((uid) => [`followers.${uid}.sizing`, `followers.${uid}.contractMap`]),
              changeFollowers(selected, (old) => withBulk(old, bulk.parts, bulk.rule, bulk.enabled)),
            );
            editBulk(app, key, { open: false, parts: [] });
          }}
        />
      )}
    </Part>
  );
}
