/** A dialog of the Groups page: two widths, and a way out that answers nothing. */
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { FrameDialog } from "../ui/frame-dialog.tsx";

export interface SheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** What can be answered. */
  readonly footer?: ReactNode;
  /** On the button that answers nothing. */
  readonly close?: string;
  readonly size?: "narrow" | "wide";
}

const widths = { narrow: "w-[560px]", wide: "w-[880px]" } as const;

export function Sheet({
  open,
  onClose,
  title,
  children,
  footer,
  close = "Cancel",
  size = "wide",
}: SheetProps) {
  return (
    <FrameDialog
      open={open}
      onClose={onClose}
      title={title}
      className={widths[size]}
      footer={
        <>
          <Button onClick={onClose}>{close}</Button>
          {footer}
        </>
      }
    >
      <div className="flex flex-col gap-3">{children}</div>
    </FrameDialog>
  );
}
