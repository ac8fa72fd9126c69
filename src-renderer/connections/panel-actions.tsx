/** What can be done with a login. A question comes first where something is given up. */
import { Globe, KeyRound, Pencil, RefreshCw, Stethoscope, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ConnectionView } from "../../src-shared/cockpit/model.ts";
import {
  logInAgain,
  logInWithBrowser,
  needsPassword,
  openEditForm,
  reconnect,
  removeConnection,
  testConnection,
} from "../actions/connections.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { ChoiceDialog } from "../ui/dialog.tsx";

function RemoveDialog({
  id,
  open,
  onClose,
}: {
  readonly id: string;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const app = useApp();
  return (
    <ChoiceDialog
      open={open}
      onClose={onClose}
      title={`Remove ${id}?`}
      choices={[
        { label: "Keep it", detail: "Nothing changes.", act: () => undefined },
        {
          label: "Remove",
          detail:
            "Its password, secrets and session are forgotten. What it has traded stays in the activity.",
          look: "danger",
          act: () => void removeConnection(app, id),
        },
      ]}
    >
      A connection that a group needs is not removed; the answer then names the groups.
    </ChoiceDialog>
  );
}

interface LogInAgainProps {
  readonly connection: ConnectionView;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onAskPassword: () => void;
}

function LogInAgainDialog({ connection, open, onClose, onAskPassword }: LogInAgainProps) {
  const app = useApp();
  const asks = useSelect((state) => needsPassword(state, connection.id));
  return (
    <ChoiceDialog
      open={open}
      onClose={onClose}
      title={`Log in again as ${connection.username}?`}
      choices={[
        { label: "Keep the session", detail: "Nothing changes.", act: () => undefined },
        {
          label: "Log in again",
          detail: `Copying on its accounts pauses for a moment and goes on by itself.${asks ? " The password is asked for." : ""}`,
          act: () => {
            if (asks) onAskPassword();
            else void logInAgain(app, connection.id, null);
          },
        },
      ]}
    >
      The present session is given up. The broker allows few logins an hour, so use this when the session is
      the problem.
    </ChoiceDialog>
  );
}

type Question = "remove" | "login" | null;

export interface PanelActionsProps {
  readonly connection: ConnectionView;
  readonly onAskPassword: () => void;
}

export function PanelActions({ connection, onAskPassword }: PanelActionsProps) {
  const app = useApp();
  const [question, setQuestion] = useState<Question>(null);
  const testing = useSelect((state) => state.connections.tests[connection.id]?.kind === "running");
  const { id, login } = connection;
  const close = (): void => setQuestion(null);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <Button className="w-[88px]" disabled={testing} onClick={() => void testConnection(app, id)}>
        <Stethoscope size={13} aria-hidden /> {testing ? "Testing…" : "Test"}
      </Button>
      <Button onClick={() => void reconnect(app, id)}>
        <RefreshCw size={13} aria-hidden /> Reconnect
      </Button>
      {login === "oauth" ? (
        <Button onClick={() => void logInWithBrowser(app, id)}>
          <Globe size={13} aria-hidden /> Log in with the browser
        </Button>
      ) : (
        <Button onClick={() => setQuestion("login")}>
          <KeyRound size={13} aria-hidden /> Log in again…
        </Button>
      )}
      <Button onClick={() => void openEditForm(app, id)}>
        <Pencil size={13} aria-hidden /> Edit…
      </Button>
      <Button onClick={() => setQuestion("remove")}>
        <Trash2 size={13} aria-hidden /> Remove…
      </Button>
      <LogInAgainDialog
        connection={connection}
        open={question === "login"}
        onClose={close}
        onAskPassword={onAskPassword}
      />
      <RemoveDialog id={id} open={question === "remove"} onClose={close} />
    </div>
  );
}
