/** A question with its answers as buttons. Esc and the backdrop answer nothing. */
import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";

export interface Choice {
  readonly label: string;
  readonly detail: string;
  readonly look?: "default" | "danger";
  readonly act: () => void;
}

export interface ChoiceDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** The first is the safe default and has the focus. */
  readonly choices: readonly Choice[];
}

export function ChoiceDialog({ open, onClose, title, children, choices }: ChoiceDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Popup className="border-line bg-panel fixed top-1/2 left-1/2 z-50 w-[440px] max-w-[92vw] -translate-x-1/2 -translate-y-1/2 rounded-xl border p-5 shadow-2xl shadow-black/60">
          <Dialog.Title className="text-base font-semibold wrap-anywhere">{title}</Dialog.Title>
          <Dialog.Description className="text-muted mt-1.5 text-sm" render={<div />}>
            {children}
          </Dialog.Description>
          <div className="mt-4 flex flex-col gap-2">
            {choices.map((choice, index) => (
              <Dialog.Close
                key={choice.label}
                onClick={choice.act}
                className={`rounded-lg border px-3 py-2 text-left ${
                  choice.look === "danger"
                    ? "border-danger bg-loss-soft hover:bg-danger-strong"
                    : index === 0
                      ? "border-accent bg-accent-soft hover:bg-hover"
                      : "border-edge/60 bg-raised hover:bg-hover"
                }`}
              >
                <span className="block text-sm font-semibold">{choice.label}</span>
                <span className="text-text/85 block text-xs">{choice.detail}</span>
              </Dialog.Close>
            ))}
          </div>
          <div className="mt-3 flex justify-end">
            <Dialog.Close className="text-muted hover:bg-hover hover:text-text min-h-7 rounded-md px-3 text-xs">
              Cancel
            </Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
