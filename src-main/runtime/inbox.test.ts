import { describe, expect, test } from "vitest";
import type { ConnectionId, FollowerId } from "../../src-shared/ids.ts";
import type { Input } from "../core/input.ts";
import { Inbox, INBOX_MAX, INBOX_RESERVE } from "./inbox.ts";

const event = (why: string): Input => ({ kind: "disconnected", connection: "c" as ConnectionId, why });
const timer: Input = { kind: "timer", timer: { kind: "unknown-orders", account: "a" as never } };
const release: Input = { kind: "release-entries", follower: "f" as FollowerId };
const flatten: Input = { kind: "flatten", scope: { kind: "everything" }, requestId: "1" };

function takeAll(inbox: Inbox): string[] {
  const taken: string[] = [];
  for (let input = inbox.take(); input !== undefined; input = inbox.take()) {
    taken.push(input.kind === "disconnected" ? input.why : input.kind);
  }
  return taken;
}

describe("the inbox", () => {
  test("gives the trader's commands and the ledger's state first, then events as they came, then timers", () => {
    const inbox = new Inbox();
    for (const input of [
      timer,
      event("1"),
      event("2"),
      release,
      { kind: "ledger-failed", why: "" } as const,
      flatten,
    ])
      inbox.push(input);
    expect(inbox.size).toBe(6);
    expect(takeAll(inbox)).toEqual(["release-entries", "ledger-failed", "flatten", "1", "2", "timer"]);
    expect(inbox.size).toBe(0);
  });

  test("puts a command that comes in between before what is still waiting", () => {
    const inbox = new Inbox();
    inbox.push(event("1"));
    inbox.push(event("2"));
    inbox.take();
    inbox.push(flatten);
    inbox.push(event("3"));
    expect(takeAll(inbox)).toEqual(["flatten", "2", "3"]);
  });

  test("refuses events and timers at its bound, and still takes commands", () => {
    const inbox = new Inbox();
    for (let count = 0; count < INBOX_MAX; count += 1) expect(inbox.push(event(""))).toBe(true);
    expect([inbox.push(event("")), inbox.push(timer), inbox.push(flatten)]).toEqual([false, false, true]);
    for (let count = 1; count < INBOX_RESERVE; count += 1) inbox.push(flatten);
    expect(inbox.push(flatten)).toBe(false);
    expect(inbox.size).toBe(INBOX_MAX + INBOX_RESERVE);
    inbox.take();
    expect(inbox.push(flatten)).toBe(true);
  });
});
