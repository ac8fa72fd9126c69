/** A switch whose state is the engine's: it moves when the engine says so, not when it is pressed. */
import { Switch } from "@base-ui/react/switch";

export interface ToggleProps {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

export function Toggle({ label, on, onChange }: ToggleProps) {
  return (
    <Switch.Root
      aria-label={label}
      checked={on}
      onCheckedChange={onChange}
      className="inline-flex h-6 w-9 shrink-0 items-center rounded-full"
    >
      <span
        className={`flex h-4.5 w-8 items-center rounded-full border px-0.5 ${
          on ? "border-profit bg-profit-soft" : "border-edge bg-raised"
        }`}
      >
        <Switch.Thumb
          className={`size-3 rounded-full transition-transform ${on ? "bg-profit translate-x-3.5" : "bg-muted"}`}
        />
      </span>
    </Switch.Root>
  );
}
