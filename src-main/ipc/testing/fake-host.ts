/** A host for the tests of transports and handlers: records what it is told to do, and holds one group. */
import type { CockpitSnapshot } from "../../../src-shared/cockpit/model.ts";
import type { CommandOutput, EventFrame } from "../../../src-shared/ipc/contract.ts";
import type { ConnectionDesk, GroupDesk, Host } from "../../host/host-port.ts";
import { RefusedError } from "../../host/refused.ts";
import type { LedgerReader } from "../../ledger/port.ts";

export const emptySnapshot: CockpitSnapshot = {
  seq: 7,
  atMs: 1,
  connections: [],
  groups: [],
  followers: [],
  tape: [],
  alarms: [],
  engine: { durable: true, unknownOrders: 0, copies: 0, ownP50Us: null, ownP99Us: null },
};

export interface FakeHost extends Host {
  /** Commands that changed something, in order. */
  readonly done: string[];
  emit(frame: EventFrame): void;
  readonly listeners: ReadonlySet<(frame: EventFrame) => void>;
}

const activity: LedgerReader = {
  activity: ({ before, limit }) => [
    {
      id: before ?? limit,
      wallMs: 5,
      activity: "copy",
      severity: "info",
      words: "w",
      group: "g",
      follower: null,
      account: "a",
      contract: null,
      eventId: null,
    },
  ],
  activityCount: () => 1,
  exportActivityCsv: async function* rows() {
    yield "id,words\r\n";
    yield "1,w\r\n";
  },
  exportActivityJson: async function* lines() {
    yield '{"id":1,"words":"w"}\n';
  },
  event: () => null,
  groupVersion: () => null,
  settingChanges: () => [],
  close: () => {},
};

function known(id: string): void {
  if (id !== "known") throw new RefusedError(`There is no ${id}.`);
}

function fakeConnections(done: string[]): ConnectionDesk {
  const act = (what: string, connection: string): void => {
    known(connection);
    done.push(what);
  };
  return {
    settings: () => ({
      connections: [],
      practiceLogins: [],
      keepsSecrets: false,
      app: { id: "Mimik", version: "0.0.0" },
    }),
    save: async ({ previous }) => {
      act("save", previous ?? "known");
      return { kind: "saved" };
    },
    test: async ({ previous }) => {
      act("test", previous ?? "known");
      return { kind: "problems", problems: [{ path: "username", words: "w" }] };
    },
    givePassword: async (connection) => act("password", connection),
    reconnect: (connection) => act("reconnect", connection),
    reauthenticate: async (connection) => act("reauthenticate", connection),
    force: (connection) => act("force", connection),
    remove: async (connection) => act("remove", connection),
    oauth: async (connection) => {
      act("oauth", connection);
      return { opened: true, url: "https://127.0.0.1/" };
    },
  };
}

function fakeGroups(done: string[]): GroupDesk {
  const act = (what: string, group: string): void => {
    known(group);
    done.push(what);
  };
  const preview: CommandOutput<"resync.preview"> = {
    id: "p1",
    version: "v1",
    follower: "known",
    account: "a",
    toward: "implied",
    atMs: 1,
    expiresMs: 5001,
    lines: [],
    budget: "0 requests",
  };
  return {
    settings: () => ({ groups: [], accounts: [] }),
    save: ({ group }) => {
      act("save group", group ?? "known");
      return { kind: "saved", group: "known" };
    },
    delete: (group) => act("delete group", group),
    activation: (group) => {
      known(group);
      return { needed: false, environment: "practice", rows: [], notSeen: [] };
    },
    activate: ({ group }) => act("activate", group),
    previewResync: ({ follower }) => {
      known(follower);
      return preview;
    },
    confirmResync: ({ follower }) => {
      act("resync", follower);
      return { kind: "sent", words: "1 order" };
    },
    exportText: () => "{}",
    previewImport: () => ({ kind: "changes", basis: "b", changes: [] }),
    importText: () => {
      done.push("import");
      return Promise.resolve();
    },
    explain: (eventId) => {
      throw new RefusedError(`There is no ${eventId}.`);
    },
    history: (group) => {
      known(group);
      return { rows: [] };
    },
    settingsAt: (group) => {
      known(group);
      return { sinceMs: null, settings: null };
    },
  };
}

/** Knows one group, one follower and one connection, each called `known`. */
export function fakeHost(snapshot = emptySnapshot): FakeHost {
  const done: string[] = [];
  const listeners = new Set<(frame: EventFrame) => void>();
  return {
    folder: "/profile",
    version: "0.0.0",
    log: { info: () => {}, warn: () => {}, error: () => {} },
    done,
    listeners,
    activity,
    groups: fakeGroups(done),
    practice: null,
    snapshot: () => snapshot,
    setGroupStatus: (group, status) => {
      known(group);
      done.push(`status ${status}`);
    },
    setFollowerEnabled: (follower, { enabled, whenOff }) => {
      known(follower);
      done.push(`enabled ${enabled} ${whenOff}`);
    },
    releaseEntries: (follower) => {
      known(follower);
      done.push("release");
    },
    flatten: (scope) => {
      done.push(`flatten ${scope.kind}`);
      return { followers: 2, positions: 3 };
    },
    closeEntries: () => {
      done.push("entries off");
      return true;
    },
    isOpen: () => false,
    alarm: (words) => {
      done.push(`alarm ${words}`);
    },
    connections: fakeConnections(done),
    nameOfGroup: (id) => `group ${id}`,
    nameOfAccount: (key) => `account ${key}`,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: (frame) => {
      for (const listener of listeners) listener(frame);
    },
    start: () => {},
    stop: () => Promise.resolve(),
  };
}
