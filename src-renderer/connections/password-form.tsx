/** Asks for the password of a login. It goes to the engine and is not kept on the page. */
import { useId, useState } from "react";
import type { ConnectionView } from "../../src-shared/cockpit/model.ts";
import { readConnections } from "../actions/connections.ts";
import { Button } from "../ui/button.tsx";
import { useApp } from "../ui/context.ts";

const LENGTH_MAX = 64;

export interface PasswordFormProps {
  readonly connection: ConnectionView;
  /** True when the engine has taken it; whether the broker does is shown by the connection's state. */
  readonly onPassword: (password: string) => Promise<boolean>;
}

export function PasswordForm({ connection, onPassword }: PasswordFormProps) {
  const app = useApp();
  const id = useId();
  const [password, setPassword] = useState("");
  const [sending, setSending] = useState(false);
  const send = async (): Promise<void> => {
    setSending(true);
    // What the engine did not take stays in the field, so that nothing has to be typed twice.
    if (await onPassword(password)) setPassword("");
    setSending(false);
    await readConnections(app);
  };
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="text-2xs text-muted">
          Password of {connection.username}
        </label>
        <input
          id={id}
          type="password"
          autoComplete="off"
          maxLength={LENGTH_MAX}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          className="border-edge bg-ground h-8 w-64 rounded-md border px-2 text-sm"
        />
      </div>
      <Button type="submit" look="primary" className="h-8" disabled={password === "" || sending}>
        {sending ? "Connecting…" : "Connect"}
      </Button>
    </form>
  );
}
