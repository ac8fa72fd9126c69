/**
 * The chaos drill as the page works it: runs drills one after the other on a practice group, judges each, and keeps the
 * sheet for the run of the app. Invariants: one run at a time; nothing but the embedded exchange is ever touched; what
 * is held is closed only with the trader's consent.
 */
import type { ConnectionSettings, GroupSettings, ProfileSettings } from "../../../src-shared/group.ts";
import type { DrillMoment, DrillRow, DrillState } from "../../../src-shared/ipc/drill.ts";
import type { Log } from "../../runtime/port.ts";
import { RefusedError } from "../refused.ts";
import { messageOf } from "../start-failure.ts";
import { cleanUp } from "./clean-up.ts";
import { drills } from "./drills.ts";
import type { Judgement } from "./evidence.ts";
import { judgeDrill } from "./judge.ts";
import { mustHold } from "./must-hold.ts";
import { Play } from "./play.ts";
import type { Drill } from "./script.ts";
import { Stage, StoppedError, type DrillWorld } from "./stage.ts";

export interface DrillDeskOptions extends DrillWorld {
  readonly settings: () => ProfileSettings;
  readonly log: Log;
  readonly onChange: () => void;
}

interface Kept {
  readonly row: DrillRow;
  readonly moments: readonly DrillMoment[];
}

interface Run {
  readonly ids: readonly string[];
  number: number;
  stopping: boolean;
  ended: Promise<void>;
}

const NOT_RUN: Pick<DrillRow, "verdict" | "evidence" | "findings" | "startedMs" | "tookMs" | "step"> = {
  verdict: "not-run",
  evidence: "",
  findings: [],
  startedMs: null,
  tookMs: null,
  step: null,
};

function fresh({ id, title, line }: Drill): DrillRow {
  return { id, title, line, ...NOT_RUN };
}

export class DrillDesk {
  readonly #options: DrillDeskOptions;
  readonly #kept = new Map<string, Kept>(
    drills.map((drill) => [drill.id, { row: fresh(drill), moments: [] }]),
  );
  #run: Run | undefined;
  #closed = false;

  constructor(options: DrillDeskOptions) {
    this.#options = options;
  }

  state(): DrillState {
    const group = this.#group();
    const run = this.#run;
    return {
      available: true,
      obstacle: run ? "" : this.#obstacle(group),
      running: run ? { number: run.number, of: run.ids.length, stopping: run.stopping } : null,
      open: group && !run ? this.#openAccounts(group) : [],
      rows: this.rows(),
    };
  }

  rows(): DrillRow[] {
    return Array.from(this.#kept.values(), ({ row }) => row);
  }

  timeline(id: string): DrillMoment[] {
    return [...this.#known(id).moments];
  }

  /** Begins; the sheet tells how it goes. */
  run(ids: readonly string[], flattenFirst: boolean): void {
    if (this.#run) throw new RefusedError("A drill is running already.");
    for (const id of ids) this.#known(id);
    const group = this.#group();
    const obstacle = this.#obstacle(group);
    if (!group || obstacle !== "") throw new RefusedError(obstacle);
    const open = this.#openAccounts(group);
    if (open.length > 0 && !flattenFirst) {
      throw new RefusedError(`A drill closes what is open on ${open.join(", ")}: agree to that first.`);
    }
    for (const id of ids) this.#patch(id, { ...NOT_RUN, verdict: "waiting" });
    const run: Run = { ids, number: 1, stopping: false, ended: Promise.resolve() };
    this.#run = run;
    run.ended = this.#play(run, group, open.length > 0);
    this.#options.onChange();
  }

  stop(): void {
    if (!this.#run) throw new RefusedError("No drill is running.");
    this.#run.stopping = true;
    this.#options.onChange();
  }

  /** The app stops: the drill ends where it is. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#run) this.#run.stopping = true;
    await this.#run?.ended;
  }

  async #play(run: Run, group: GroupSettings, mustFlatten: boolean): Promise<void> {
    try {
      const first = this.#stage(group, run);
      if (mustFlatten) await cleanUp(first, undefined, new Set());
      for (const [index, id] of run.ids.entries()) {
        if (run.stopping) break;
        run.number = index + 1;
        await this.#one(id, this.#stage(group, run));
      }
    } catch (error) {
      // The app is closing, or the exchange itself failed: neither says anything of the copier.
      if (!this.#closed) this.#options.log.error("a drill broke off", { why: messageOf(error) });
    } finally {
      for (const id of run.ids) {
        if (this.#known(id).row.verdict === "waiting" || this.#known(id).row.verdict === "running") {
          this.#patch(id, { ...NOT_RUN });
        }
      }
      this.#run = undefined;
      this.#options.onChange();
    }
  }

  async #one(id: string, stage: Stage): Promise<void> {
    const drill = drills.find((each) => each.id === id);
    if (!drill) return;
    const { nowMs, valueOf } = this.#options;
    const startedMs = nowMs();
    this.#patch(id, { ...NOT_RUN, verdict: "running", startedMs });
    this.#options.onChange();
    const onStep = (number: number, of: number, words: string): void => {
      this.#patch(id, { step: { number, of, words } });
      this.#options.onChange();
    };
    const end = (judgement: Judgement, moments: readonly DrillMoment[]): void => {
      const { verdict, evidence, findings } = judgement;
      this.#patch(
        id,
        {
          verdict,
          evidence,
          findings: findings.map(({ ok, words }) => ({ ok, words })),
          step: null,
          tookMs: nowMs() - startedMs,
        },
        moments,
      );
      this.#options.onChange();
    };
    const obstacle = this.#obstacle(stage.group);
    if (obstacle !== "") {
      end({ verdict: "not-judged", evidence: obstacle, findings: [] }, []);
      return;
    }
    try {
      const play = await Play.of(stage, drill);
      const { evidence, moments, left } = await play.run(onStep);
      const judged = judgeDrill(evidence, drill.expects, valueOf);
      end(left === "" ? judged : { ...judged, evidence: `${judged.evidence} ${left}` }, moments);
    } catch (error) {
      const why = error instanceof StoppedError ? error.message : `The drill broke off: ${messageOf(error)}`;
      end({ verdict: "not-judged", evidence: why, findings: [] }, []);
      if (!(error instanceof StoppedError)) throw error;
    }
  }

  #stage(group: GroupSettings, run: Run): Stage {
    const { connections } = this.#options.settings();
    const contract = this.#contractOf(group);
    if (contract === undefined)
      throw new RefusedError("The group copies no contract of the practice exchange.");
    const sleep = async (ms: number): Promise<void> => {
      await this.#options.sleep(ms);
      if (this.#closed) throw new Error("The app is closing.");
    };
    return new Stage({ ...this.#options, sleep }, group, { connections, contract }, () => run.stopping);
  }

  /** The first contract of the exchange that the group copies to everybody. */
  #contractOf(group: GroupSettings): string | undefined {
    const { trader, valueOf } = this.#options;
    const listed = (symbol: string): boolean =>
      group.symbols.length === 0 ||
      group.symbols.some((each) => each === symbol || symbol.slice(0, -2) === each);
    return trader
      .quotes()
      .map(({ symbol }) => symbol)
      .filter((symbol) => listed(symbol))
      .find((symbol) => group.followers.every((rule) => mustHold(rule, symbol, 1, valueOf) !== undefined));
  }

  /** The first group that stands on the embedded exchange with all its accounts. */
  #group(): GroupSettings | undefined {
    const { connections, groups } = this.#options.settings();
    const here = new Set(connections.filter((each) => isPractice(each)).map(({ id }) => id));
    const names = new Set(this.#options.trader.accounts().map(({ name }) => name));
    return groups.find(({ leader, followers }) =>
      [leader, ...followers.map(({ ref }) => ref)].every(
        ({ connection, account }) => here.has(connection) && names.has(account),
      ),
    );
  }

  #obstacle(group: GroupSettings | undefined): string {
    if (!group) return "No group stands on practice accounts alone: a drill needs one.";
    if (!group.followers.some(({ enabled }) => enabled))
      return `No follower of ${group.name} is switched on.`;
    if (group.status !== "active") return `${group.name} is not copying: set it to Copying first.`;
    if (this.#contractOf(group) === undefined)
      return `${group.name} copies no contract of the practice exchange.`;
    const { groups, followers } = this.#options.cockpit();
    const leader = groups.find(({ id }) => id === group.id)?.leader;
    if (leader?.state !== "live") return `${group.leader.account} is not live: wait until it is connected.`;
    const off = followers.find((row) => row.group === group.id && row.enabled && row.state === "offline");
    return off ? `${off.account} is offline: wait until it is connected.` : "";
  }

  #openAccounts(group: GroupSettings): string[] {
    const { trader } = this.#options;
    const names = new Set([group.leader.account, ...group.followers.map(({ ref }) => ref.account)]);
    return trader
      .accounts()
      .filter(({ id, name }) => names.has(name) && trader.positions(id).some(({ netPos }) => netPos !== 0))
      .map(({ name }) => name);
  }

  #known(id: string): Kept {
    const kept = this.#kept.get(id);
    if (!kept) throw new RefusedError(`There is no drill "${id}".`);
    return kept;
  }

  #patch(id: string, change: Partial<DrillRow>, moments?: readonly DrillMoment[]): void {
    const kept = this.#known(id);
    this.#kept.set(id, { row: { ...kept.row, ...change }, moments: moments ?? kept.moments });
  }
}

function isPractice({ environment }: ConnectionSettings): boolean {
  return environment === "practice";
}
