import type { Scenario } from "./scenario-schema.ts";
/** The one scenario that an exchange may be playing, and how the last one ended. */
import { ScenarioRun, type ScenarioProgress, type ScenarioWorld } from "./scenario.ts";

export class ScenarioDesk {
  readonly #world: ScenarioWorld;
  /** The books run on the clock of the scenario that the exchange was started with. */
  readonly #ownTime: boolean;
  #run: ScenarioRun | undefined;

  constructor(world: ScenarioWorld, ownTime: boolean) {
    this.#world = world;
    this.#ownTime = ownTime;
  }

  /** Undefined before the first one. */
  get progress(): ScenarioProgress | undefined {
    return this.#run?.progress;
  }

  /** Says in words why the scenario can not be played now. */
  play(scenario: Scenario): string | undefined {
    if (this.#run?.progress.state === "running") return "A scenario is being played: stop it first";
    if (scenario.clock.kind === "virtual" && !this.#ownTime)
      return "This exchange runs on the real clock: start one with --scenario for a virtual clock";
    this.#run = new ScenarioRun(this.#world, scenario);
    this.#run.start();
    return undefined;
  }

  stop(): void {
    this.#run?.stop();
  }
}
