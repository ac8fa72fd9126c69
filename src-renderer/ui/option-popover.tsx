/**
 * A button that opens a few things to do, each with a line that says what it means. A popover of buttons rather than a
 * menu: letters keep their meaning while it is open.
 */
import { Popover } from "@base-ui/react/popover";
import { ChevronDown, type LucideIcon } from "lucide-react";
import { useState, type ReactNode } from "react";
import { toneText, type Tone } from "./tone.ts";

export interface Option {
  readonly word: string;
  readonly detail: string;
  readonly icon?: LucideIcon;
  readonly tone?: Tone;
  readonly keys?: string;
  readonly act: () => void;
}

export interface OptionPopoverProps {
  /** Heading of what can be done; only read out. */
  readonly title: string;
  /** What is read out of the button, where its words alone do not say it. */
  readonly label?: string;
  readonly hint?: string;
  readonly disabled?: boolean;
  readonly align: "start" | "end";
  readonly className: string;
  readonly options: readonly Option[];
  readonly children: ReactNode;
}

function OptionButton({ option, onDone }: { readonly option: Option; readonly onDone: () => void }) {
  const { word, detail, icon: Icon, tone = "muted", keys, act } = option;
  return (
    <button
      type="button"
      onClick={() => {
        onDone();
        act();
      }}
      className="hover:bg-hover flex w-full items-start gap-2.5 rounded-md px-3 py-2 text-left"
    >
      {Icon === undefined ? null : (
        <Icon size={15} aria-hidden className={`mt-0.5 shrink-0 ${toneText[tone]}`} />
      )}
      <span className="min-w-0 flex-1">
        <span className="block text-sm font-semibold">{word}</span>
        <span className="text-text/85 block text-xs">{detail}</span>
      </span>
      {keys === undefined ? null : (
        <kbd className="border-line text-2xs text-muted rounded border px-1.5 font-sans">{keys}</kbd>
      )}
    </button>
  );
}

export function OptionPopover(props: OptionPopoverProps) {
  const { title, label, hint, disabled = false, align, className, options, children } = props;
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        disabled={disabled}
        aria-label={label}
        title={hint}
        className={`hover:bg-hover border-edge/60 bg-raised inline-flex shrink-0 items-center gap-1.5 border px-2.5 text-xs whitespace-nowrap disabled:opacity-40 ${className}`}
      >
        {children}
        <ChevronDown size={13} aria-hidden className="text-muted" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align={align} className="z-40">
          <Popover.Popup className="border-line bg-panel w-[320px] rounded-xl border p-1.5 shadow-2xl shadow-black/60">
            <Popover.Title className="sr-only">{title}</Popover.Title>
            {options.map((option) => (
              <OptionButton key={option.word} option={option} onDone={() => setOpen(false)} />
            ))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
