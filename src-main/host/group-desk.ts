/**
 * The trader's hands on the groups while Mimik runs: settings, activation, resync, import, export, history. Everything is
 * checked before anything is changed, by the rules that the form shows; how a change gets into force is live-settings.ts's,
 * and what an order is, the core's.
 */
import { ConditionError } from "../../src-shared/assert.ts";
import type { CockpitSnapshot, TapeEntry } from "../../src-shared/cockpit/model.ts";
import { draftProblems, groupOfDraft } from "../../src-shared/group-draft.ts";
import type { GroupSettings, ProfileSettings } from "../../src-shared/group.ts";
import type { ContractName, FollowerId, GroupId } from "../../src-shared/ids.ts";
import type { CommandInput, CommandOutput } from "../../src-shared/ipc/contract.ts";
import { setupFileOf } from "../../src-shared/setup-file.ts";
import type { LedgerNames, LedgerReader } from "../ledger/port.ts";
import type { Clock, Engine } from "../runtime/port.ts";
import type { Connections } from "./connections.ts";
import { activationOf, assertStanding } from "./group-activation.ts";
import { openInGroup, openProblems } from "./group-checks.ts";
import { draftOfVersion, groupHistory } from "./group-history.ts";
import { settingsProblems } from "./group-rules.ts";
import { basisOfGroup, GroupViews } from "./group-views.ts";
import type { GroupDesk } from "./host-port.ts";
import { importPlan, type ImportPlan } from "./import-plan.ts";
import type { LiveSettings } from "./live-settings.ts";
import { RefusedError } from "./refused.ts";

export interface GroupDeskOptions {
  readonly live: LiveSettings;
  readonly engine: Pick<Engine, "snapshot" | "resyncPreview" | "resync" | "activation" | "activate">;
  readonly reader: LedgerReader;
  readonly connections: Pick<Connections, "apply">;
  readonly clock: Clock;
  /** User names of the embedded exchange; null where none runs. */
  readonly practiceLogins: readonly string[] | null;
  readonly names: LedgerNames;
  readonly newId: () => string;
}

/** @throws RefusedError where what is stored can not be read: the fill was copied all the same. */
function stored(reader: LedgerReader, eventId: string, names: LedgerNames): TapeEntry | null {
  try {
    return reader.event(eventId, names);
  } catch (error) {
    if (!(error instanceof ConditionError) && !(error instanceof SyntaxError)) throw error;
    throw new RefusedError(`The record of this fill can not be read any more: ${error.message}`);
  }
}

class Desk implements GroupDesk {
  readonly #options: GroupDeskOptions;
  readonly #views = new GroupViews();

  constructor(options: GroupDeskOptions) {
    this.#options = options;
  }

  settings(): CommandOutput<"groups.settings"> {
    return this.#views.of(this.#settings, this.#cockpit, this.#options.clock.now().wallMs);
  }

  save({ group: id, draft, basis }: CommandInput<"group.save">): CommandOutput<"group.save"> {
    const { live, newId } = this.#options;
    const before = id === null ? null : this.#group(id);
    if (before !== null && typeof basis === "string" && basis !== basisOfGroup(before)) {
      throw new RefusedError(
        `"${before.name}" was changed meanwhile, so nothing was saved and nothing of that change is lost. What you typed is still in the form.`,
      );
    }
    const problems = draftProblems(draft, { profile: this.#settings, group: before?.id ?? null });
    if (problems.length > 0) return { kind: "problems", problems: [...problems] };
    const after = groupOfDraft(draft, before?.id ?? (newId() as GroupId), before);
    const next = this.#with(before, after);
    const known = new Set(settingsProblems(this.#settings));
    const whole = settingsProblems(next)
      .filter((words) => !known.has(words))
      .map((words) => ({ path: "", words }));
    const open = before === null ? [] : openProblems(before, after, this.#cockpit);
    if (whole.length + open.length > 0) return { kind: "problems", problems: [...open, ...whole] };
    live.change(next, false);
    return { kind: "saved", group: after.id };
  }

  delete(id: string): void {
    const { live } = this.#options;
    const group = this.#group(id);
    const open = openInGroup(group.id, this.#cockpit);
    if (open.length > 0) {
      throw new RefusedError(
        `"${group.name}" can not be deleted while its followers have something open, whose exits would be lost: ${open.join("; ")}. Flatten the group first; then it can be deleted.`,
      );
    }
    live.change({ ...this.#settings, groups: this.#settings.groups.filter((each) => each !== group) }, false);
  }

  activation(id: string): CommandOutput<"group.activation"> {
    const group = this.#group(id);
    return activationOf(group, this.#options.engine.activation(group.id), this.#settings);
  }

  activate({ group: id, choices }: CommandInput<"group.activate">): void {
    const { live, engine } = this.#options;
    const group = this.#group(id);
    const acting = choices.filter(({ choice }) => choice !== "leave");
    assertStanding(group, engine.activation(group.id)?.rows ?? [], acting);
    live.change(this.#with(group, { ...group, status: "active" }), false);
    if (acting.length === 0) return;
    engine.activate(
      group.id,
      acting.map(({ follower, contract, position, choice }) => ({
        follower: follower as FollowerId,
        contract: contract as ContractName,
        position,
        choice,
      })),
    );
  }

  previewResync({ follower, toward }: CommandInput<"resync.preview">): CommandOutput<"resync.preview"> {
    const preview = this.#options.engine.resyncPreview(follower as FollowerId, toward);
    if (preview === null) throw new RefusedError(`There is no follower ${follower}.`);
    return preview;
  }

  confirmResync(asked: CommandInput<"resync.confirm">): CommandOutput<"resync.confirm"> {
    const { follower, toward } = asked;
    const preview = this.previewResync({ follower, toward });
    if (!this.#options.engine.resync({ ...asked, follower: follower as FollowerId })) {
      return { kind: "changed", preview };
    }
    const orders = preview.lines.flatMap((line) => line.orders).length;
    const words =
      orders === 0
        ? `${preview.account}: nothing had to be sent.`
        : `${preview.account}: ${orders} ${orders === 1 ? "order" : "orders"} sent.`;
    return { kind: "sent", words };
  }

  exportText(): string {
    return `${JSON.stringify(setupFileOf(this.#settings), null, 2)}\n`;
  }

  previewImport(text: string): CommandOutput<"groups.importPreview"> {
    const plan = this.#plan(text);
    if (plan.kind === "problems") return { kind: "problems", problems: [...plan.problems] };
    return { kind: "changes", basis: plan.basis, changes: [...plan.changes] };
  }

  async importText(text: string, basis: string): Promise<void> {
    const { live, connections } = this.#options;
    const plan = this.#plan(text);
    if (plan.kind === "problems") {
      throw new RefusedError("The file can not be imported as things stand now. Look at it again.");
    }
    if (plan.basis !== basis) {
      throw new RefusedError(
        "The settings have changed since these changes were shown, so nothing was imported. Look at them again.",
      );
    }
    live.change(plan.after, false);
    await connections.apply(null);
  }

  explain(eventId: string): CommandOutput<"event.explain"> {
    const { reader, names } = this.#options;
    const entry =
      this.#cockpit.tape.find((each) => each.eventId === eventId) ?? stored(reader, eventId, names);
    if (entry === null) throw new RefusedError("The ledger has no leader fill of this id.");
    return { entry, settings: draftOfVersion(reader.groupVersion(entry.group, entry.atMs)) };
  }

  history(group: string, limit: number): CommandOutput<"group.history"> {
    return { rows: groupHistory(this.#options.reader, group, limit) };
  }

  settingsAt(group: string, atMs: number): CommandOutput<"group.settingsAt"> {
    const version = this.#options.reader.groupVersion(group, atMs);
    return { sinceMs: version?.wallMs ?? null, settings: draftOfVersion(version) };
  }

  get #settings(): ProfileSettings {
    return this.#options.live.current;
  }

  get #cockpit(): CockpitSnapshot {
    return this.#options.engine.snapshot();
  }

  #plan(text: string): ImportPlan {
    const { practiceLogins, newId } = this.#options;
    return importPlan(text, {
      settings: this.#settings,
      cockpit: this.#cockpit,
      practiceLogins,
      newId,
    });
  }

  #group(id: string): GroupSettings {
    const group = this.#settings.groups.find((each) => each.id === id);
    if (!group) throw new RefusedError("There is no such group: it may have been deleted meanwhile.");
    return group;
  }

  /** The settings with this group in the place of `before`, or behind all others. */
  #with(before: GroupSettings | null, after: GroupSettings): ProfileSettings {
    const { groups } = this.#settings;
    return {
      ...this.#settings,
      groups: before === null ? [...groups, after] : groups.map((each) => (each === before ? after : each)),
    };
  }
}

export function createGroupDesk(options: GroupDeskOptions): GroupDesk {
  return new Desk(options);
}
