/** The few tones of the cockpit. A tone never stands alone: an icon or a sign and a word say the same. */
export type Tone = "ok" | "info" | "warn" | "bad" | "muted" | "gold";

export const toneText: Readonly<Record<Tone, string>> = {
  ok: "text-profit",
  info: "text-accent",
  warn: "text-warn",
  bad: "text-loss",
  muted: "text-muted",
  gold: "text-gold",
};

export const tonePill: Readonly<Record<Tone, string>> = {
  ok: "bg-profit-soft text-profit",
  info: "bg-accent-soft text-accent",
  warn: "bg-warn-soft text-warn",
  bad: "bg-loss-soft text-loss",
  muted: "bg-raised text-muted",
  gold: "bg-warn-soft text-gold",
};
