/**
 * A dialog with a heading, a body that scrolls, and a footer that never moves. It lies below the status bar, so that
 * flatten stays in reach; a press beside it closes nothing.
 */
import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";

export interface FrameDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** Beside the title, smaller. */
  readonly aside?: ReactNode;
  /** Width, and a height where what stands inside may change: then the footer keeps its place. */
  readonly className: string;
  readonly footer: ReactNode;
  readonly children: ReactNode;
}

export function FrameDialog(props: FrameDialogProps) {
  const { open, onClose, title, aside, className, footer, children } = props;
  return (
    <Dialog.Root
      open={open}
      modal="trap-focus"
      disablePointerDismissal
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-x-0 top-11 bottom-0 z-40 bg-black/60" />
        <Dialog.Popup
          className={`border-line bg-panel fixed top-[calc(50%+22px)] left-1/2 z-50 flex max-h-[calc(100vh-68px)] max-w-[94vw] -translate-x-1/2 -translate-y-1/2 flex-col rounded-xl border shadow-2xl shadow-black/60 ${className}`}
        >
          <header className="border-line flex items-baseline gap-3 border-b px-5 py-3">
            <Dialog.Title className="min-w-0 text-base font-semibold wrap-anywhere">{title}</Dialog.Title>
            {aside === undefined ? null : (
              <div className="text-muted min-w-[30%] flex-1 text-xs">{aside}</div>
            )}
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-3">{children}</div>
          <footer className="border-line flex items-center gap-2 border-t px-5 py-3">{footer}</footer>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
