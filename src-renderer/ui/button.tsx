/** Buttons at least 24 px high. Danger is kept for flatten and for selling nothing else. */
import type { ComponentProps } from "react";

export type ButtonLook = "plain" | "small" | "primary" | "danger" | "ghost";

const looks: Readonly<Record<ButtonLook, string>> = {
  plain: "min-h-7 rounded-md border border-edge/60 bg-raised px-2.5 py-1 text-xs font-medium hover:bg-hover",
  small: "min-h-6 rounded-md border border-edge/60 bg-raised px-2 py-0.5 text-2xs font-medium hover:bg-hover",
  primary:
    "min-h-7 rounded-md border border-accent bg-accent-soft px-2.5 py-1 text-xs font-semibold text-accent hover:bg-hover",
  danger:
    "min-h-7 rounded-md border border-danger bg-danger px-2.5 py-1 text-xs font-semibold text-white hover:bg-danger-strong",
  ghost: "min-h-6 min-w-6 rounded-md px-1 text-muted hover:bg-hover hover:text-text",
};

export interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: ButtonLook;
}

export function Button({ look = "plain", className = "", ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex items-center justify-center gap-1.5 whitespace-nowrap disabled:opacity-40 ${looks[look]} ${className}`}
      {...rest}
    />
  );
}
