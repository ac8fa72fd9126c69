/**
 * The form of a group. It lives in the store until it is saved or discarded: neither another page, nor a lost link, nor
 * the engine's refusal, nor settings that change meanwhile lose what was typed.
 */
import type { DraftPlace } from "../../src-shared/group-draft.ts";
import { merged, sameFields } from "../groups/form-merge.ts";
import {
  draftOfFields,
  duplicateOf,
  emptyGroup,
  fieldsOf,
  headOf,
  usualRule,
  type GroupFields,
} from "../groups/form-model.ts";
import { atFields, isWithin, problemsOfForm, type FieldProblem } from "../groups/form-problems.ts";
import { placeOf } from "../groups/rules.ts";
import type { AddingFollowers, BulkEdit, GroupForm } from "../state/groups-slice.ts";
import type { AppState } from "../state/store.ts";
import { wordsOfError, type App } from "./app.ts";
import { groupViewOf, patchGroups, readGroups } from "./groups.ts";
import { notify } from "./notices.ts";

export function formOf({ groups }: AppState, key: string | null): GroupForm | undefined {
  return groups.forms.find((form) => form.key === key);
}

function put(app: App, form: GroupForm): void {
  const { forms } = app.store.getState().groups;
  const known = forms.some(({ key }) => key === form.key);
  patchGroups(app, {
    forms: known ? forms.map((other) => (other.key === form.key ? form : other)) : [...forms, form],
  });
}

/** Of a form that is still there. */
function patchForm(app: App, key: string, change: Partial<GroupForm>): void {
  const form = formOf(app.store.getState(), key);
  if (form !== undefined) put(app, { ...form, ...change });
}

function newForm(key: string, group: string | null, fields: GroupFields): GroupForm {
  return {
    key,
    group,
    base: fields,
    fields,
    adding: { open: false, filter: "", picked: [], rule: usualRule },
    bulk: { open: false, parts: [], rule: usualRule, enabled: true },
    touched: [],
    // What is saved already is right: whatever is wrong later, the trader has just done.
    tried: group !== null,
    problems: [],
    busy: false,
    failure: null,
  };
}

function newKey(app: App): string {
  const { forms } = app.store.getState().groups;
  const taken = forms.map(({ key }) => Number(/^new (\d+)$/u.exec(key)?.[1] ?? 0));
  return `new ${Math.max(0, ...taken) + 1}`;
}

function open(app: App, form: GroupForm): void {
  put(app, form);
  patchGroups(app, { editing: form.key });
}

export function openNewGroup(app: App): void {
  open(app, newForm(newKey(app), null, emptyGroup));
}

/** Goes on with what was begun. */
export function continueForm(app: App, key: string): void {
  patchGroups(app, { editing: key });
}

export function openEditGroup(app: App, group: string): void {
  const state = app.store.getState();
  const view = groupViewOf(state, group);
  if (formOf(state, group) !== undefined) continueForm(app, group);
  else if (view === undefined) notify(app, "failed", "This group can not be edited now: it is not there.");
  else open(app, newForm(group, group, fieldsOf(view.draft)));
}

/** `NQ scalps copy`, `NQ scalps copy 2`. */
function copyName(app: App, name: string): string {
  const { settings, forms } = app.store.getState().groups;
  const taken = new Set([
    ...(settings?.groups ?? []).map(({ draft }) => headOf(draft).name),
    ...forms.map(({ fields }) => fields.name),
  ]);
  for (let number = 1; ; number += 1) {
    const candidate = `${name} copy${number === 1 ? "" : ` ${number}`}`;
    if (!taken.has(candidate)) return candidate;
  }
}

export function duplicateGroup(app: App, group: string): void {
  const view = groupViewOf(app.store.getState(), group);
  if (view === undefined) return;
  const fields = fieldsOf(view.draft);
  open(app, newForm(newKey(app), null, duplicateOf(fields, copyName(app, fields.name))));
}

export function isChanged({ base, fields, group }: GroupForm): boolean {
  return group === null || !sameFields(base, fields);
}

/** Back to the list. What was changed stays; a form in which nothing was done is gone. */
export function closeGroupForm(app: App): void {
  const { groups } = app.store.getState();
  const form = formOf(app.store.getState(), groups.editing);
  const untouched = form !== undefined && sameFields(form.base, form.fields) && form.touched.length === 0;
  patchGroups(app, {
    editing: null,
    forms: untouched ? groups.forms.filter(({ key }) => key !== form.key) : groups.forms,
  });
}

export function discardGroupForm(app: App, key: string): void {
  const { forms, editing } = app.store.getState().groups;
  patchGroups(app, {
    forms: forms.filter((form) => form.key !== key),
    editing: editing === key ? null : editing,
  });
}

/** `at`: the fields that are typed in; what the engine said of them is out of date now. */
export function editGroup(
  app: App,
  key: string,
  at: readonly string[],
  change: (fields: GroupFields) => GroupFields,
): void {
  const form = formOf(app.store.getState(), key);
  if (form === undefined) return;
  put(app, {
    ...form,
    fields: change(form.fields),
    touched: [...new Set([...form.touched, ...at])],
    problems: form.problems.filter((problem) => !at.some((field) => isWithin(problem.at, field))),
    failure: null,
  });
}

export function editAdding(app: App, key: string, change: Partial<AddingFollowers>): void {
  const form = formOf(app.store.getState(), key);
  if (form !== undefined) put(app, { ...form, adding: { ...form.adding, ...change } });
}

export function editBulk(app: App, key: string, change: Partial<BulkEdit>): void {
  const form = formOf(app.store.getState(), key);
  if (form !== undefined) put(app, { ...form, bulk: { ...form.bulk, ...change } });
}

/** What a form is judged against now. */
export function placeOfForm({ groups, connections }: AppState, { group }: GroupForm): DraftPlace {
  return placeOf(groups.settings, connections.settings, group);
}

/** What is wrong, at fields that were typed in, or everywhere once the trader has tried to save. */
export function shownProblems(place: DraftPlace, form: GroupForm): readonly FieldProblem[] {
  const { fields, tried, touched, problems } = form;
  const own = problemsOfForm(fields, place).filter(
    ({ at }) => tried || touched.some((field) => isWithin(at, field)),
  );
  const said = new Set(own.map(({ at }) => at));
  return [...own, ...problems.filter(({ at }) => !said.has(at))];
}

/** True when the engine has it. Held while it is open whose values stand: no save may settle that by itself. */
export async function saveGroup(app: App, key: string): Promise<boolean> {
  const state = app.store.getState();
  const form = formOf(state, key);
  if (form === undefined || form.busy || changedUnder(state, form) !== null) return false;
  const { group, fields } = form;
  // What was read last is what editing began with, so these are the settings that are saved over.
  const basis = (group === null ? undefined : groupViewOf(state, group)?.basis) ?? null;
  if (problemsOfForm(fields, placeOfForm(state, form)).length > 0) {
    patchForm(app, key, { tried: true });
    return false;
  }
  patchForm(app, key, { busy: true, tried: true, failure: null, problems: [] });
  try {
    const reply = await app.client.call("group.save", { group, draft: draftOfFields(fields), basis });
    if (reply.kind === "problems") {
      patchForm(app, key, { busy: false, problems: atFields(reply.problems, fields.followers) });
      return false;
    }
    discardGroupForm(app, key);
    const words = group === null ? "was made. It copies nothing until you activate it." : "was saved.";
    notify(app, "done", `${fields.name.trim()} ${words}`);
  } catch (error) {
    patchForm(app, key, { busy: false, failure: wordsOfError(error) });
    // Where it was refused because the group has changed, the form now says what has.
    await readGroups(app);
    return false;
  }
  await readGroups(app);
  return true;
}

/** The group as the engine has it now, where that is not what editing began with. */
export function changedUnder(state: AppState, form: GroupForm): GroupFields | "deleted" | null {
  if (form.group === null || state.groups.settings === null) return null;
  const view = groupViewOf(state, form.group);
  if (view === undefined) return "deleted";
  const theirs = fieldsOf(view.draft);
  return sameFields(form.base, theirs) ? null : theirs;
}

/** Their values wherever the trader has typed none of his own. */
export function takeOverChanges(app: App, key: string): void {
  const form = formOf(app.store.getState(), key);
  const theirs = form === undefined ? null : changedUnder(app.store.getState(), form);
  if (form === undefined || theirs === null || theirs === "deleted") return;
  patchForm(app, key, {
    base: theirs,
    fields: merged(form.base, form.fields, theirs),
    problems: [],
    failure: null,
  });
}

/** The form stays as it is; saving it sets everything to what it shows. */
export function keepMine(app: App, key: string): void {
  const form = formOf(app.store.getState(), key);
  const theirs = form === undefined ? null : changedUnder(app.store.getState(), form);
  if (theirs === null) return;
  if (theirs === "deleted") patchForm(app, key, { group: null, failure: null });
  else patchForm(app, key, { base: theirs, failure: null });
}
