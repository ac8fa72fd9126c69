/** All migrations in the order in which they run. The last number is the schema that this version knows. */
import { first } from "./0010-first.ts";
import { groups } from "./0020-groups.ts";
import { laterDecisions } from "./0030-later-decisions.ts";
import { contracts } from "./0040-contracts.ts";
import { closedBy } from "./0050-closed-by.ts";
import type { Migration } from "./migration.ts";

export const migrations: readonly Migration[] = [first, groups, laterDecisions, contracts, closedBy];
