/** Settings and instrument of the runtime's tests: a leader and two followers, 1.00×, on two logins. */
import { groupDefaults, groupSettingsSchema, type GroupSettings } from "../../../src-shared/group.ts";
import {
  accountKeyOf,
  followerIdOf,
  venueOf,
  type AccountKey,
  type ConnectionId,
  type ContractName,
  type GroupId,
} from "../../../src-shared/ids.ts";
import type { ContractSpec } from "../../../src-shared/instrument.ts";
import { hundredthsFromText } from "../../../src-shared/money.ts";

export interface DeskAccount {
  readonly key: AccountKey;
  readonly name: string;
  readonly connection: ConnectionId;
}

const VENUE = venueOf("practice", "");
const GROUP = "g1" as GroupId;
export const NQ = "NQZ6" as ContractName;
export const MAIN_LOGIN = "main" as ConnectionId;
export const OTHER_LOGIN = "other" as ConnectionId;

export const SPEC: ContractSpec = {
  venue: VENUE,
  contract: NQ,
  contractId: "1",
  root: "NQ",
  tickSizeMicros: 250_000,
  tickValueMicros: 5_000_000,
  pointValueMicros: 20_000_000,
};

export const LEADER: DeskAccount = { key: accountKeyOf(VENUE, "1"), name: "LEAD", connection: MAIN_LOGIN };
const FOLLOWERS: readonly DeskAccount[] = [
  { key: accountKeyOf(VENUE, "11"), name: "F1", connection: OTHER_LOGIN },
  { key: accountKeyOf(VENUE, "12"), name: "F2", connection: MAIN_LOGIN },
];
export const ACCOUNTS: readonly DeskAccount[] = [LEADER, ...FOLLOWERS];

/** Through the real schema: a test must not run on settings that the product would refuse. */
export function groupSettings(): GroupSettings {
  return groupSettingsSchema.parse({
    id: GROUP,
    name: "Group",
    tag: "mimik",
    status: "active",
    leader: { connection: LEADER.connection, account: LEADER.name },
    copyOn: "each-fill",
    ...groupDefaults,
    onReversal: "reverse",
    symbols: [],
    followers: FOLLOWERS.map(({ name, connection }) => ({
      id: followerIdOf(GROUP, connection, name),
      ref: { connection, account: name },
      enabled: true,
      whenOff: "copy-exits",
      sizing: {
        mode: "multiplier",
        multiplier: hundredthsFromText("1.00"),
        rounding: "nearest",
        atLeastOne: true,
        maxContracts: 10,
        maxOrderContracts: 10,
      },
      contractMap: "same",
      keepNotional: false,
      largerConfirmed: false,
    })),
  });
}
