/** Why a socket ended, in a trader's words: the codes of the WebSocket standard and those that the broker uses. */

const codes: Readonly<Record<number, string>> = {
  1000: "the broker ended it in order",
  1001: "the broker's server is going away",
  1002: "the broker found the protocol violated",
  1003: "the broker does not take this kind of data",
  1005: "the broker ended it without a reason",
  1006: "it was cut without a goodbye",
  1007: "the broker could not read a message",
  1008: "the broker's rules forbid it",
  1009: "a message was too large",
  1011: "the broker's server has a fault",
  1012: "the broker's server restarts",
  1013: "the broker is too busy now",
  1015: "the encryption failed",
  3000: "the broker sent it away",
  4000: "nothing was heard in time",
};

/** @param reason the broker's own words, if any. */
export function closeWords(code: number | null, reason: string): string {
  const said = reason.trim() === "" ? "" : `: "${reason.trim().slice(0, 120)}"`;
  if (code === null) return `closed by the broker (no code)${said}`;
  const meaning = codes[code] ?? "a reason that Mimik does not know";
  return `closed by the broker (${code}, ${meaning})${said}`;
}
