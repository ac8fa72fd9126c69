/**
 * Flatten, in two presses. Never disabled. Armed, it grows to the left over its neighbours, so that nothing moves and
 * the pointer still stands on it; a bar runs out with the 3 s.
 */
import { OctagonX } from "lucide-react";
import { armedWords, armingKey, pressFlatten } from "../actions/flatten.ts";
import type { FlattenScope } from "../state/store.ts";
import { useApp, useSelect } from "../ui/context.ts";

export interface FlattenButtonProps {
  readonly scope: FlattenScope;
  readonly size: "bar" | "group" | "row";
  readonly label: string;
  /** What is read out, where the label alone does not say which. */
  readonly name: string;
  readonly keys?: string;
  /** Red before it is pressed: what it closes should not be there. */
  readonly urgent?: boolean;
  /** Tells it apart from another button of the same scope: each is armed by itself. */
  readonly place?: string;
}

const places: Readonly<Record<FlattenButtonProps["size"], string>> = {
  bar: "h-8 w-[152px]",
  group: "h-7 w-[104px]",
  row: "h-6 w-[60px]",
};

const letters: Readonly<Record<FlattenButtonProps["size"], string>> = {
  bar: "rounded-lg px-3 text-sm font-bold",
  group: "rounded-md text-xs font-medium",
  row: "rounded-md text-2xs font-medium",
};

const armedSize: Readonly<Record<FlattenButtonProps["size"], string>> = {
  bar: "h-8 min-w-[152px] rounded-lg px-3 text-sm",
  group: "h-7 min-w-[104px] rounded-md px-2.5 text-xs",
  row: "h-6 min-w-[60px] rounded-md px-2 text-2xs",
};

const RED = "bg-danger text-white hover:bg-danger-strong";
const CALM = "border border-edge/60 bg-raised hover:bg-hover";

export function FlattenButton(props: FlattenButtonProps) {
  const { scope, size, label, name, keys, urgent = size === "bar", place = "" } = props;
  const app = useApp();
  const key = armingKey(scope, place);
  const armed = useSelect((state) => state.armed?.key === key);
  // Read anew when a position changes while armed, so that the count is the present one.
  const words = useSelect(() => (armed ? armedWords(app, scope) : ""));
  return (
    <span className={`relative inline-flex shrink-0 justify-end ${places[size]}`}>
      <button
        type="button"
        data-flatten={scope.kind}
        aria-label={armed ? words : name}
        onClick={() => pressFlatten(app, scope, place)}
        className={
          armed
            ? `bg-danger hover:bg-danger-strong absolute top-0 right-0 z-20 overflow-hidden font-bold whitespace-nowrap text-white shadow-lg shadow-black/60 ${armedSize[size]}`
            : `flex items-center justify-center gap-2 whitespace-nowrap ${places[size]} ${letters[size]} ${urgent ? RED : CALM}`
        }
      >
        {!armed && size === "bar" ? <OctagonX size={16} strokeWidth={2} aria-hidden /> : null}
        {armed ? (size === "row" ? "Press again" : words) : label}
        {!armed && keys !== undefined ? (
          <kbd className="bg-danger-strong text-2xs rounded px-1 py-px font-sans font-medium">{keys}</kbd>
        ) : null}
        {armed ? (
          <span
            aria-hidden
            className="animate-arm absolute bottom-0 left-0 h-[3px] w-full origin-left bg-white"
          />
        ) : null}
      </button>
    </span>
  );
}
