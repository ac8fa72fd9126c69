/**
 * A group that is made or edited, in place of the list. Back keeps what was typed, Discard throws it away; nothing else
 * does. What is wrong stands at its field, and all of it above the buttons.
 */
import { ArrowLeft } from "lucide-react";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import type { AccountChoice } from "../../src-shared/ipc/groups.ts";
import {
  changedUnder,
  closeGroupForm,
  discardGroupForm,
  editGroup,
  formOf,
  isChanged,
  placeOfForm,
  saveGroup,
  shownProblems,
} from "../actions/groups-form.ts";
import type { GroupForm as Form } from "../state/groups-slice.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { Page } from "../ui/page.tsx";
import { accountOptions } from "./accounts.ts";
import { BasicsPart } from "./basics-part.tsx";
import { ChangedBanner } from "./changed-banner.tsx";
import { FollowersPart } from "./followers-part.tsx";
import type { GroupFields } from "./form-model.ts";
import { FormContext, problemFinder, type FormParts } from "./form-parts.tsx";
import { fieldId, warningsOfForm } from "./form-problems.ts";
import { ProblemSummary } from "./problem-summary.tsx";
import { RulesPart } from "./rules-part.tsx";
import { placeOf } from "./rules.ts";
import { SessionsPart } from "./sessions-part.tsx";
import { StopWarning } from "./stop-warning.tsx";

function stateWords(form: Form, theirs: GroupFields | "deleted" | null): string {
  if (theirs === "deleted") return "To be saved once you have said what becomes of it";
  if (theirs !== null) return "To be saved once you have said whose values stand";
  return isChanged(form) ? "Not saved yet" : "Nothing changed";
}

function Footer({ form, onGo }: { readonly form: Form; readonly onGo: (at: string) => void }) {
  const app = useApp();
  // The form is drawn anew whenever the settings are read.
  const theirs = changedUnder(app.store.getState(), form);
  return (
    <footer className="border-line bg-panel shrink-0 border-t">
      {theirs === null ? null : <ChangedBanner form={form} theirs={theirs} />}
      <ProblemSummary onGo={onGo} />
      <div className="border-line flex items-center gap-3 border-t px-4 py-2">
        <Button look="ghost" className="px-2 text-xs" onClick={() => discardGroupForm(app, form.key)}>
          Discard
        </Button>
        <output className="text-loss min-w-0 flex-1 text-sm break-words">{form.failure}</output>
        <span className="text-muted text-xs">{stateWords(form, theirs)}</span>
        <Button type="submit" look="primary" className="w-[120px]" disabled={form.busy || theirs !== null}>
          {form.busy ? "Saving…" : form.group === null ? "Make the group" : "Save"}
        </Button>
      </div>
    </footer>
  );
}

const noAccounts: readonly AccountChoice[] = [];

function useParts(form: Form): FormParts {
  const app = useApp();
  const { key, group, fields } = form;
  const accounts = useSelect((state) => state.groups.settings?.accounts) ?? noAccounts;
  const options = accountOptions(accounts, fields, group);
  const settings = useSelect((state) => state.groups.settings);
  const logins = useSelect((state) => state.connections.settings);
  // Judged anew with what the engine says of the rest.
  const place = useMemo(() => placeOf(settings, logins, group), [settings, logins, group]);
  const problems = useMemo(() => shownProblems(place, form), [place, form]);
  // A little later than what is wrong: no letter waits for it.
  const later = useDeferredValue<GroupFields | null>(fields, null);
  const warnings = useMemo(
    () => (later === null ? null : warningsOfForm(later, place, app.clock.nowMs())) ?? [],
    [app.clock, place, later],
  );
  const edit = useCallback<FormParts["edit"]>(
    (at, change) => editGroup(app, key, typeof at === "string" ? [at] : at, change),
    [app, key],
  );
  return useMemo(
    () => ({
      key,
      group,
      fields,
      accounts,
      options,
      problems,
      warnings,
      problemAt: problemFinder(problems),
      edit,
    }),
    [key, group, fields, accounts, options, problems, warnings, edit],
  );
}

/** The field itself, its first part, or what it is a part of; where nothing of it is shown, the first that is wrong. */
function elementOf(at: string): HTMLElement | null {
  for (let path = at; path !== ""; path = path.replace(/(^|\.)[^.[]*$|\[\d+\]$/u, "")) {
    const found = document.getElementById(fieldId(path)) ?? document.getElementById(fieldId(`${path}[0]`));
    if (found !== null) return found;
  }
  return document.querySelector<HTMLElement>("[aria-invalid=true]");
}

/** After the page has been drawn: the field may have been in a row that was closed. */
function focusLater(at: string): void {
  requestAnimationFrame(() => {
    const element = elementOf(at);
    element?.focus();
    element?.scrollIntoView({ block: "center" });
  });
}

export function GroupForm({ formKey }: { readonly formKey: string }) {
  const app = useApp();
  const form = useSelect((state) => formOf(state, formKey));
  return form === undefined ? null : <OpenForm key={formKey} form={form} app={app} />;
}

function OpenForm({ form, app }: { readonly form: Form; readonly app: ReturnType<typeof useApp> }) {
  const parts = useParts(form);
  const [opened, setOpened] = useState<readonly string[]>([]);
  const go = (at: string): void => {
    const uid = /^followers\.([^.[]+)/u.exec(at)?.[1];
    if (uid !== undefined) setOpened((old) => (old.includes(uid) ? old : [...old, uid]));
    focusLater(at);
  };
  const save = async (): Promise<void> => {
    if (await saveGroup(app, form.key)) return;
    const now = formOf(app.store.getState(), form.key);
    const first =
      now === undefined ? undefined : shownProblems(placeOfForm(app.store.getState(), now), now)[0];
    if (first !== undefined) go(first.at);
  };
  const { name } = form.fields;
  // What is further down comes with the next frame.
  const isWhole = useDeferredValue(true, false);
  return (
    <FormContext value={parts}>
      <form
        noValidate
        aria-label={form.group === null ? "New group" : `Edit ${form.base.name}`}
        className="flex h-full min-w-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className="min-h-0 flex-1">
          <Page
            title={
              form.group === null
                ? `New group${name.trim() === "" ? "" : `: ${name}`}`
                : `Edit ${form.base.name}`
            }
            summary="What you type is kept until you save or discard it."
            actions={
              <Button onClick={() => closeGroupForm(app)}>
                <ArrowLeft size={13} aria-hidden /> Back to the groups
              </Button>
            }
          >
            <div className="flex max-w-[1180px] flex-col gap-3">
              <StopWarning />
              <BasicsPart />
              <FollowersPart opened={opened} setOpened={setOpened} />
              {isWhole ? (
                <>
                  <RulesPart />
                  <SessionsPart />
                </>
              ) : null}
            </div>
          </Page>
        </div>
        <Footer form={form} onGo={go} />
      </form>
    </FormContext>
  );
}
