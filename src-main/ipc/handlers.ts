/**
 * The contract's commands over the host, one line each where it can be. What differs between the shells comes in as
 * `ShellParts`. No trading rule and no transport in here.
 */
import { assertNever } from "../../src-shared/assert.ts";
import type { FollowerId, GroupId } from "../../src-shared/ids.ts";
import type {
  ActivityRow,
  CommandInput,
  CommandOutput,
  PracticeState,
} from "../../src-shared/ipc/contract.ts";
import type { DrillState } from "../../src-shared/ipc/drill.ts";
import type { FlattenScope } from "../core/input.ts";
import type { Host, PracticeDesk } from "../host/host-port.ts";
import { RefusedError } from "../host/refused.ts";
import type { ActivityEntry } from "../ledger/port.ts";
import type { Handlers } from "./dispatch.ts";
import { activityFile, drillFile, setupFile, type ExportFile } from "./exports.ts";
import { withinFrame } from "./snapshot-page.ts";

export interface ShellParts {
  readonly shell: "electron" | "browser";
  /** In the browser a one-use path that lives 60 s; in Electron the file that the trader chose, or null. */
  deliver(file: ExportFile): Promise<CommandOutput<"activity.export">>;
}

const noDrill: DrillState = { available: false, obstacle: "", running: null, open: [], rows: [] };
const noPractice: PracticeState = { available: false, accounts: [], contracts: [] };

function scopeOf(scope: CommandInput<"flatten">["scope"]): FlattenScope {
  switch (scope.kind) {
    case "everything":
      return scope;
    case "group":
      return { kind: "group", group: scope.group as GroupId };
    case "follower":
      return { kind: "follower", follower: scope.follower as FollowerId };
    default:
      return assertNever(scope);
  }
}

function rowOf(host: Host, entry: ActivityEntry): ActivityRow {
  const { id, wallMs, activity, severity, group, account, contract, eventId, words } = entry;
  return {
    id,
    atMs: wallMs,
    kind: activity,
    severity,
    group: group === null ? null : host.nameOfGroup(group),
    account: account === null ? null : host.nameOfAccount(account),
    contract,
    eventId,
    words,
  };
}

function deskOf({ practice }: Host): PracticeDesk {
  if (!practice) throw new RefusedError("This profile has no connection to the practice exchange.");
  return practice;
}

type DrillCommand = Extract<keyof Handlers, `drill.${string}` | `practice.${string}ault${string}`>;

function drillHandlers(host: Host, parts: ShellParts): Pick<Handlers, DrillCommand> {
  return {
    "practice.faults": () => host.practice?.faults.view() ?? { available: false, controls: [] },
    "practice.setFault": ({ fault, on, chosen }) => deskOf(host).faults.set(fault, on, chosen),
    "practice.faultsOff": () => deskOf(host).faults.allOff(),
    "drill.state": () => host.practice?.drills.state() ?? noDrill,
    "drill.run": ({ drills, flattenFirst }) => {
      deskOf(host).drills.run(drills, flattenFirst);
      return {};
    },
    "drill.stop": () => {
      deskOf(host).drills.stop();
      return {};
    },
    "drill.timeline": ({ drill }) => ({ moments: deskOf(host).drills.timeline(drill) }),
    "drill.export": () => parts.deliver(drillFile(host, deskOf(host).drills.rows())),
  };
}

type GroupCommand = Extract<
  keyof Handlers,
  | `groups.${string}`
  | `resync.${string}`
  | "event.explain"
  | "group.save"
  | "group.delete"
  | "group.activation"
  | "group.activate"
  | "group.history"
  | "group.settingsAt"
>;

function groupHandlers({ groups }: Host, parts: ShellParts): Pick<Handlers, GroupCommand> {
  return {
    "groups.settings": () => groups.settings(),
    "group.save": (edited) => groups.save(edited),
    "group.delete": ({ group }) => {
      groups.delete(group);
      return {};
    },
    "group.activation": ({ group }) => groups.activation(group),
    "group.activate": (chosen) => {
      groups.activate(chosen);
      return {};
    },
    "resync.preview": (asked) => groups.previewResync(asked),
    "resync.confirm": (asked) => groups.confirmResync(asked),
    "groups.export": () => parts.deliver(setupFile(groups.exportText())),
    "groups.importPreview": ({ text }) => groups.previewImport(text),
    "groups.import": async ({ text, basis }) => {
      await groups.importText(text, basis);
      return {};
    },
    "event.explain": ({ eventId }) => groups.explain(eventId),
    "group.history": ({ group, limit }) => groups.history(group, limit),
    "group.settingsAt": ({ group, atMs }) => groups.settingsAt(group, atMs),
  };
}

export function createHandlers(host: Host, parts: ShellParts): Handlers {
  return {
    "app.info": () => ({
      shell: parts.shell,
      version: host.version,
      node: process.version,
      profile: host.folder,
    }),
    "cockpit.snapshot": () => withinFrame(host.snapshot()),
    "group.setStatus": ({ group, status }) => {
      host.setGroupStatus(group as GroupId, status);
      return {};
    },
    "follower.setEnabled": ({ follower, enabled, whenOff }) => {
      host.setFollowerEnabled(follower as FollowerId, { enabled, whenOff });
      return {};
    },
    "follower.releaseEntries": ({ follower }) => {
      host.releaseEntries(follower as FollowerId);
      return {};
    },
    flatten: ({ scope }) => host.flatten(scopeOf(scope)),
    "activity.page": (query) => ({
      rows: host.activity.activity(query).map((entry) => rowOf(host, entry)),
      total: host.activity.activityCount(),
    }),
    "activity.export": ({ format }) => parts.deliver(activityFile(host, format)),
    "connection.password": async ({ connection, password }) => {
      await host.connections.givePassword(connection, password);
      return {};
    },
    "connections.settings": () => host.connections.settings(),
    "connection.save": (edited) => host.connections.save(edited),
    "connection.test": (edited) => host.connections.test(edited),
    "connection.reconnect": ({ connection }) => {
      host.connections.reconnect(connection);
      return {};
    },
    "connection.reauthenticate": async ({ connection, password }) => {
      await host.connections.reauthenticate(connection, password);
      return {};
    },
    "connection.force": ({ connection }) => {
      host.connections.force(connection);
      return {};
    },
    "connection.remove": async ({ connection }) => {
      await host.connections.remove(connection);
      return {};
    },
    "connection.oauth": ({ connection }) => host.connections.oauth(connection),
    "practice.state": () => host.practice?.state() ?? noPractice,
    "practice.order": (order) => deskOf(host).order(order),
    "practice.flatten": (at) => deskOf(host).flatten(at),
    ...drillHandlers(host, parts),
    ...groupHandlers(host, parts),
  };
}
