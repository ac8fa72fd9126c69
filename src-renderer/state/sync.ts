/**
 * Keeps the page's copy of the cockpit equal to the engine's: one snapshot, then numbered events through the same pure
 * function that the engine uses. Events that arrive before the snapshot wait for it; a gap, or an event that can not be
 * read, asks for a new snapshot. While that is on its way the last copy stays on the page, marked as not live.
 * Must not invent or repair anything: what the engine has not said is not shown.
 */
import { applyEvent } from "../../src-shared/cockpit/apply-event.ts";
import type { CockpitEvent, CockpitPrices } from "../../src-shared/cockpit/event.ts";
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import { events, type Client, type EventFrame } from "../../src-shared/ipc/contract.ts";
import type { Link, LinkStatus } from "../transport/link.ts";
import type { Clock } from "./clock.ts";
import type { ContractPrice, Phase, Store } from "./store.ts";

/** More than this before a snapshot arrives, and the snapshot is asked for again instead. */
const WAITING_MAX = 2_000;
/** Pause before the next snapshot after one that failed or was already too old. */
const AGAIN_MS = 500;

export interface SyncOptions {
  readonly link: Pick<Link, "onEvent" | "onStatus">;
  readonly client: Pick<Client, "call">;
  readonly store: Store;
  readonly clock: Clock;
  /** The cockpit is complete again: pages may read what they show. */
  readonly onLive: () => void;
  readonly onActivity: (newest: number) => void;
  readonly onPractice: () => void;
  readonly onDrill: () => void;
}

function keepTickingContracts(
  known: ReadonlyMap<string, ContractPrice>,
  prices: CockpitPrices,
): ReadonlyMap<string, ContractPrice> {
  const next = new Map(known);
  for (const { contract, bid, offer, last } of prices.contracts) next.set(contract, { bid, offer, last });
  return next;
}

/** Starts to follow the engine; returns the function that stops it. */
export function startSync(options: SyncOptions): () => void {
  const { link, client, store, clock, onLive, onActivity } = options;
  /** Events that came before their snapshot; undefined once the cockpit is live. */
  let waiting: CockpitEvent[] | undefined = [];
  /** Counts synchronisations, so that an answer to an earlier question is not taken for this one's. */
  let round = 0;
  let open = false;

  const setPhase = (phase: Phase): void => store.setState({ phase });
  const synchroniseLater = (): void => {
    const of = round;
    clock.after(AGAIN_MS, () => {
      if (open && of === round) synchronise();
    });
  };

  const adopt = (snapshot: CockpitSnapshot, held: readonly CockpitEvent[]): void => {
    let cockpit = snapshot;
    for (const event of held) {
      const applied = applyEvent(cockpit, event);
      if (applied.kind === "gap") {
        synchroniseLater();
        return;
      }
      if (applied.kind === "applied") cockpit = applied.cockpit;
    }
    waiting = undefined;
    store.setState({ cockpit, phase: { kind: "live" } });
    onLive();
  };

  function synchronise(): void {
    round += 1;
    const of = round;
    waiting = [];
    setPhase({ kind: "synchronising" });
    void (async () => {
      try {
        const snapshot = await client.call("cockpit.snapshot", {});
        if (of === round) adopt(snapshot, waiting ?? []);
      } catch {
        // The link says by itself when it is gone; here the engine is there but could not answer.
        if (of === round && open) synchroniseLater();
      }
    })();
  }

  const take = (event: CockpitEvent): void => {
    if (waiting !== undefined) {
      waiting.push(event);
      if (waiting.length > WAITING_MAX) synchronise();
      return;
    }
    const { cockpit } = store.getState();
    const applied = cockpit === null ? undefined : applyEvent(cockpit, event);
    if (applied?.kind === "applied") store.setState({ cockpit: applied.cockpit });
    else if (applied?.kind !== "old") synchronise();
  };

  const receive = (frame: EventFrame): void => {
    switch (frame.event) {
      case "cockpit.event": {
        const event = events["cockpit.event"].safeParse(frame.payload);
        if (event.success) take(event.data);
        else synchronise();
        return;
      }
      case "cockpit.prices": {
        const prices = events["cockpit.prices"].safeParse(frame.payload);
        // Unnumbered, and ten more follow within the second: one that can not be read is simply not shown.
        if (!prices.success) return;
        const { contracts } = store.getState().prices;
        const openPnl = new Map(prices.data.accounts.map((row) => [row.account, row.openPnl]));
        store.setState({ prices: { contracts: keepTickingContracts(contracts, prices.data), openPnl } });
        return;
      }
      case "activity.added": {
        const added = events["activity.added"].safeParse(frame.payload);
        if (added.success) onActivity(added.data.newest);
        return;
      }
      case "practice.changed":
        options.onPractice();
        return;
      case "drill.changed":
        options.onDrill();
    }
  };

  const follow = (status: LinkStatus): void => {
    open = status.kind === "open";
    switch (status.kind) {
      case "open":
        synchronise();
        return;
      case "connecting":
        setPhase({ kind: "connecting" });
        return;
      case "lost": {
        const { phase } = store.getState();
        const sinceMs = phase.kind === "lost" ? phase.sinceMs : clock.nowMs();
        round += 1;
        waiting = [];
        setPhase({ kind: "lost", sinceMs, retryAtMs: status.retryAtMs });
        return;
      }
      case "refused":
        round += 1;
        waiting = [];
        setPhase({ kind: "refused", words: status.words });
    }
  };

  const stops = [link.onEvent(receive), link.onStatus(follow)];
  return () => {
    round += 1;
    open = false;
    for (const stop of stops) stop();
  };
}
