/** Parts of a connection that need much of the others to be made. Lists only; no rule is in here. */

import { AccountReader } from "./account-reader.ts";
import type { AccountReaderOptions } from "./account-reader.ts";
import type { Completion } from "./completion.ts";
import { Intake } from "./intake.ts";
import type { IntakeOptions } from "./intake.ts";
import type { Link } from "./link.ts";
import type { LoginKit } from "./login-kit.ts";
import type { Lookups } from "./lookups.ts";
import type { MarketData } from "./market-data.ts";
import type { TradovateOptions } from "./options.ts";
import type { OrderDesk } from "./order-desk.ts";
import { problemOf } from "./problems.ts";
import type { Repair } from "./repair.ts";
import { Status } from "./status.ts";
import type { Translation } from "./translation.ts";

export interface StatusParts {
  readonly options: TradovateOptions;
  readonly kit: LoginKit;
  readonly state: Translation;
  readonly link: () => Link;
  readonly marketData: () => MarketData;
}

export function createStatus({ options, kit, state, link, marketData }: StatusParts): Status {
  return new Status({
    ...options,
    venue: state.venue,
    login: options.oauth === null ? "password" : "oauth",
    accounts: state.accounts,
    leftOut: state.leftOut,
    channel: () => link().channel,
    tokenExpiresMs: () => kit.session.expiresMs,
    captchaUntilNs: () => kit.pacer.captchaUntilNs(),
    marketData: () => marketData().marketDataView(),
    changed: (view) => options.sink.view(view),
  });
}

export interface ReaderParts {
  readonly clock: AccountReaderOptions["clock"];
  readonly kit: LoginKit;
  readonly intake: Intake;
  readonly completion: Completion;
}

/** What a reading over REST shows goes the way of live messages. */
export function createReader({ clock, kit, intake, completion }: ReaderParts): AccountReader {
  return new AccountReader({
    clock,
    rest: kit.rest,
    session: kit.session,
    assemble: async (sections, accounts, beganNs) => completion.pictures(sections, accounts, beganNs),
    done: (snapshots) =>
      intake.run((out) => {
        for (const snapshot of snapshots) out.events.push({ kind: "account-read", snapshot });
      }),
    failed: (accounts, why) =>
      intake.run((out) => {
        for (const account of accounts) out.events.push({ kind: "account-read-failed", account, why });
      }),
  });
}

export interface IntakeParts {
  readonly options: TradovateOptions;
  readonly state: Translation;
  readonly handOver: IntakeOptions["events"];
  readonly lookups: () => Lookups;
  readonly desk: () => OrderDesk;
  readonly status: () => Status;
  readonly repair: () => Repair;
}

export function createIntake(parts: IntakeParts): Intake {
  const { options, state, handOver, lookups, desk, status, repair } = parts;
  const { clock, timers, log } = options;
  return new Intake({
    state,
    clock,
    timers,
    events: handOver,
    lookup: (lookup) => void lookups().perform(lookup),
    accountsChanged: () => {
      desk().accountsChanged();
      status().changed();
    },
    faults: (faults) => log.warn("values that could not be taken over", { faults }),
    leftOut: (contracts) => status().leftOut(contracts),
    reread: (accounts) => repair().reread(accounts),
    respecified: (changes) => status().problem(problemOf("ContractChanged", changes.join("; "))),
  });
}
