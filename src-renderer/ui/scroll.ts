/** Spread on a list that scrolls and holds nothing to focus, so that the keyboard can reach and scroll it. */
export const keyboardScrollable = { tabIndex: 0 } as const;
