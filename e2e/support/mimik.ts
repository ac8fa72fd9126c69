/**
 * The built app on a profile of its own: started, opened in the page, stopped, killed, started again. Waits by looking
 * at the exchange and at the page until both say the same; never by time.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Page } from "playwright/test";
import type { SetupFileText } from "../../src-shared/setup-file.ts";
import { Cockpit, POLL } from "./cockpit.ts";
import type { Exchange } from "./exchange.ts";
import { startServe, type Env, type Program } from "./program.ts";
import { LEADER, PASSWORD_ENV, setupOf, type Plan } from "./setup.ts";

/** Traded by nothing but fences. */
const FENCE_PRODUCT = "MYM";

export interface MimikOptions {
  /** For the profile and for setup files; removed after the test. */
  readonly folder: string;
  readonly page: Page;
  readonly exchange: Exchange;
}

export class Mimik {
  readonly exchange: Exchange;
  readonly cockpit: Cockpit;
  readonly profile: string;
  readonly #options: MimikOptions;
  #program: Program | undefined;
  #logs = "";
  #accounts: readonly string[] = [];

  constructor(options: MimikOptions) {
    this.#options = options;
    this.exchange = options.exchange;
    this.cockpit = new Cockpit(options.page);
    this.profile = join(options.folder, "profile");
  }

  /** First start, with a setup file; ends when everything is live on the page. */
  async start(plan: Plan): Promise<Cockpit> {
    const file = await this.writeSetup(setupOf(this.exchange, plan));
    this.#accounts = plan.followers.map(({ account }) => account);
    await this.launch("--import", file);
    await this.cockpit.isLive(LEADER, this.#accounts);
    await this.cockpit.isCertain();
    return this.cockpit;
  }

  /** The same profile once more, without any setup file. */
  async restart(): Promise<void> {
    await this.launch();
    await this.cockpit.isLive(LEADER, this.#accounts);
    await this.cockpit.isCertain();
  }

  /** Returns the file's path. */
  async writeSetup(setup: SetupFileText): Promise<string> {
    const file = join(this.#options.folder, "mimik-setup.json");
    await writeFile(file, JSON.stringify(setup));
    return file;
  }

  launch(...flags: readonly string[]): Promise<void> {
    return this.#launch(flags, { [PASSWORD_ENV]: this.exchange.users[0]?.password ?? "" });
  }

  launchWithoutPassword(...flags: readonly string[]): Promise<void> {
    return this.#launch(flags, {});
  }

  /** Names of the profile's files that hold one of these texts. */
  async filesWith(texts: readonly string[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const entry of await readdir(this.profile, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = await readFile(join(entry.parentPath, entry.name), "latin1");
      if (texts.some((text) => content.includes(text))) found.push(entry.name);
    }
    return found;
  }

  url(): string {
    if (this.#program === undefined) throw new Error("The app is not running");
    return (this.#program.ready as { url: string }).url;
  }

  /** An orderly end. The page leaves first, for it would rightly complain about the engine's silence. */
  async stop(): Promise<void> {
    await this.#options.page.goto("about:blank");
    expect(await this.#end("SIGTERM")).toEqual({ code: 0, signal: null });
  }

  /** `kill -9`, at this very moment. */
  async kill(): Promise<void> {
    const ended = this.#end("SIGKILL");
    await this.#options.page.goto("about:blank");
    expect(await ended).toEqual({ code: null, signal: "SIGKILL" });
  }

  /** `kill -9` with the page looking on. */
  async killUnderThePage(): Promise<void> {
    expect(await this.#end("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
  }

  /** For the end of a test, in whatever state it left the app. */
  async cleanUp(): Promise<void> {
    if (this.#program !== undefined) await this.#end("SIGKILL");
  }

  logs(): string {
    return this.#logs + (this.#program?.log() ?? "");
  }

  /** The exchange holds exactly this, nothing of ours is open there, and the page says the same. */
  async settled(symbol: string, positions: Readonly<Record<string, number>>): Promise<void> {
    await this.holds(symbol, positions);
    const shown = Object.entries(positions).map(([account, position]) => [account, { position }] as const);
    await this.cockpit.allShow(symbol, Object.fromEntries(shown));
  }

  /** The exchange holds exactly this and nothing of ours is open there. */
  async holds(symbol: string, positions: Readonly<Record<string, number>>): Promise<void> {
    const accounts = Object.keys(positions);
    await expect.poll(() => this.exchange.positions(accounts, symbol), POLL).toEqual(positions);
    await expect.poll(() => this.#working(accounts), POLL).toEqual([]);
  }

  /**
   * Everything that the leader did before has been answered: a round trip in another contract runs the same way from
   * end to end, so what earlier events caused has been sent when its copies are filled. Says nothing about timers.
   */
  async fence(...copying: readonly string[]): Promise<void> {
    const symbol = await this.exchange.front(FENCE_PRODUCT);
    for (const quantity of [1, -1]) {
      await this.exchange.trade({ account: LEADER, symbol, quantity });
      const side = (value: number): number => Math.sign(value);
      const held = async (): Promise<readonly number[]> =>
        Object.values(await this.exchange.positions(copying, symbol)).map(side);
      const wanted = quantity === 1 ? 1 : 0;
      await expect.poll(held, POLL).toEqual(copying.map(() => wanted));
    }
  }

  async #launch(flags: readonly string[], env: Env): Promise<void> {
    this.#program = await startServe(["--port", "0", "--profile", this.profile, ...flags], env);
    await this.#options.page.goto(this.url());
  }

  async #working(accounts: readonly string[]): Promise<readonly string[]> {
    const { orders } = await this.exchange.state();
    return orders
      .filter(({ account, ordStatus }) => accounts.includes(account) && !FINAL.has(ordStatus))
      .map(({ account, symbol, ordStatus }) => `${account} ${symbol} ${ordStatus}`);
  }

  async #end(signal: NodeJS.Signals): Promise<unknown> {
    const program = this.#program;
    if (program === undefined) throw new Error("The app is not running");
    const exit = await program.end(signal);
    this.#logs += program.log();
    this.#program = undefined;
    return exit;
  }
}

const FINAL = new Set(["Filled", "Canceled", "Rejected", "Expired", "Completed"]);
