/**
 * The dialog that adds and edits a connection. Esc and Close keep what was typed; Discard throws it away. It lies below
 * the status bar, so that flatten stays in reach.
 */
import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import {
  closeForm,
  discardForm,
  editForm,
  saveForm,
  shownProblems,
  testForm,
} from "../actions/connections.ts";
import type { ConnectionForm as Form } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import {
  AddressSection,
  AdvancedSection,
  EnvironmentSection,
  LoginSection,
  NameSection,
  type SectionProps,
} from "./form-sections.tsx";
import { TestSteps } from "./test-steps.tsx";

/** Problems that belong to no field that can be seen. */
function Outcome({ form, elsewhere }: { readonly form: Form; readonly elsewhere: readonly string[] }) {
  const { failure, tested, busy } = form;
  return (
    <div aria-live="polite" className="flex flex-col gap-1.5">
      {[...(failure === null ? [] : [failure]), ...elsewhere].map((text) => (
        <p key={text} className="text-loss text-sm break-words">
          {text}
        </p>
      ))}
      {busy === "test" ? (
        <p className="text-muted text-sm">Logging in to try it. This takes some seconds.</p>
      ) : null}
      {tested === null ? null : <TestSteps steps={tested.steps} cost={tested.cost} />}
    </div>
  );
}

function Footer({ form }: { readonly form: Form }) {
  const app = useApp();
  const busy = form.busy !== null;
  return (
    <footer className="border-line flex items-center gap-2 border-t px-5 py-3">
      <Button look="ghost" className="min-h-7 px-2 text-xs" onClick={() => discardForm(app)}>
        Discard
      </Button>
      <span className="flex-1" />
      <Button className="w-[92px]" disabled={busy} onClick={() => void testForm(app)}>
        {form.busy === "test" ? "Testing…" : "Test"}
      </Button>
      <Button type="submit" look="primary" className="w-[92px]" disabled={busy}>
        {form.busy === "save" ? "Saving…" : form.previous === null ? "Add" : "Save"}
      </Button>
    </footer>
  );
}

/** Paths that a field shows; of the rest the words stand at the end of the form. */
const placed = new Set([
  "id",
  "environment",
  "username",
  "httpUrl",
  "wsUrl",
  "mdUrl",
  "login",
  "apiKey.cid",
  "apiKey.secEnv",
  "oauthClientId",
  "passwordEnv",
  "appId",
  "appVersion",
]);

function isPlaced(path: string, form: Form): boolean {
  return placed.has(path) || (path.startsWith("limits.") && form.fields.ownLimits);
}

/** What is wrong may be further down: the first such field comes into view. */
function focusFirstProblem(within: HTMLFormElement): void {
  requestAnimationFrame(() => within.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

function Body({ form, children }: { readonly form: Form; readonly children: ReactNode }) {
  const app = useApp();
  const settings = useSelect((state) => state.connections.settings);
  const problems = shownProblems(form);
  const section: SectionProps = {
    fields: form.fields,
    settings,
    previous: form.previous,
    problemAt: (path) => problems.find((problem) => problem.path === path)?.words,
    edit: (path, change) => editForm(app, path, change),
  };
  const elsewhere = problems.filter(({ path }) => !isPlaced(path, form)).map(({ words }) => words);
  return (
    <form
      noValidate
      className="flex min-h-0 flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        const { currentTarget } = event;
        void saveForm(app).then(() => focusFirstProblem(currentTarget));
      }}
    >
      {children}
      <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-5 py-3">
        <EnvironmentSection {...section} />
        <NameSection {...section} />
        <AddressSection {...section} />
        <LoginSection {...section} />
        <AdvancedSection {...section} />
        <Outcome form={form} elsewhere={elsewhere} />
      </div>
      <Footer form={form} />
    </form>
  );
}

export function ConnectionForm() {
  const app = useApp();
  const form = useSelect((state) => state.connections.form);
  return (
    <Dialog.Root
      open={form?.open === true}
      modal="trap-focus"
      disablePointerDismissal
      onOpenChange={(open) => {
        if (!open) closeForm(app);
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-x-0 top-11 bottom-0 z-40 bg-black/60" />
        <Dialog.Popup className="border-line bg-panel fixed top-[calc(50%+22px)] left-1/2 z-50 flex max-h-[calc(100vh-68px)] w-[680px] max-w-[94vw] -translate-x-1/2 -translate-y-1/2 flex-col rounded-xl border shadow-2xl shadow-black/60">
          {form === null ? null : (
            <Body form={form}>
              <header className="border-line flex items-center gap-2 border-b px-5 py-3">
                <Dialog.Title className="flex-1 text-base font-semibold">
                  {form.previous === null ? "Add a connection" : `Edit ${form.previous}`}
                </Dialog.Title>
                <Dialog.Close className="text-muted hover:bg-hover hover:text-text min-h-7 rounded-md px-3 text-xs">
                  Close
                </Dialog.Close>
              </header>
            </Body>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
