/** What the Groups page holds besides what the engine says: forms that were begun, a file to import, what is open. */
import type { CommandOutput } from "../../src-shared/ipc/contract.ts";
import type { DraftProblem, GroupDraft, HistoryRow, ImportChange } from "../../src-shared/ipc/groups.ts";
import type { BulkPart } from "../groups/followers-edit.ts";
import type { CopyRule, GroupFields } from "../groups/form-model.ts";
import type { FieldProblem } from "../groups/form-problems.ts";

/** Followers that are being added. Closed it keeps what was picked and typed. */
export interface AddingFollowers {
  readonly open: boolean;
  readonly filter: string;
  /** Keys of accounts. */
  readonly picked: readonly string[];
  readonly rule: CopyRule;
}

/** What several followers are given at once. */
export interface BulkEdit {
  readonly open: boolean;
  /** Only these are changed. */
  readonly parts: readonly BulkPart[];
  readonly rule: CopyRule;
  readonly enabled: boolean;
}

/** A group that is made or edited. Kept until it is saved or discarded, wherever the page goes meanwhile. */
export interface GroupForm {
  /** The group's id; of a new one a name that no group has. */
  readonly key: string;
  /** Null: a new one. */
  readonly group: string | null;
  /** As the engine had it when editing began; what the form began with where it is new. */
  readonly base: GroupFields;
  readonly fields: GroupFields;
  readonly adding: AddingFollowers;
  readonly bulk: BulkEdit;
  /** Fields that were typed in. */
  readonly touched: readonly string[];
  /** The trader wanted to save it: everything that is wrong is shown. */
  readonly tried: boolean;
  /** What only the engine could see. */
  readonly problems: readonly FieldProblem[];
  readonly busy: boolean;
  readonly failure: string | null;
}

/** A setup file that was chosen. */
export type ImportFile = { readonly fileName: string } & (
  | { readonly kind: "reading" }
  | { readonly kind: "problems"; readonly problems: readonly DraftProblem[] }
  | {
      readonly kind: "changes";
      readonly text: string;
      readonly basis: string;
      readonly changes: readonly ImportChange[];
      readonly busy: boolean;
      readonly failure: string | null;
    }
);

/** The settings of a group at some time; `settings` null: it did not exist then. */
export interface GroupAt {
  readonly atMs: number;
  readonly sinceMs: number | null;
  readonly settings: GroupDraft | null;
}

export interface GroupHistory {
  readonly group: string;
  /** Null while it is read. */
  readonly rows: readonly HistoryRow[] | null;
  readonly at: GroupAt | null;
  readonly problem: string | null;
}

export interface GroupsSlice {
  readonly settings: CommandOutput<"groups.settings"> | null;
  readonly problem: string | null;
  readonly filter: string;
  /** Groups whose followers are shown. */
  readonly opened: readonly string[];
  readonly forms: readonly GroupForm[];
  /** The key of the form on the page; null: the list. */
  readonly editing: string | null;
  readonly file: ImportFile | null;
  readonly history: GroupHistory | null;
}

export const noGroups: GroupsSlice = {
  settings: null,
  problem: null,
  filter: "",
  opened: [],
  forms: [],
  editing: null,
  file: null,
  history: null,
};
