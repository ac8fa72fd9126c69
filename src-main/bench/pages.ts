/**
 * `node src-main/bench/pages.ts [--rounds N]`: how long the pages of the built app take to answer a trader in Chromium,
 * with 50 groups of 20 followers, from the input to the frame that shows its outcome. A table for docs/results goes to
 * stdout, progress to stderr. It judges nothing: a machine's speed is no test.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { arch, cpus, loadavg, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Browser, type Page } from "playwright/test";
import { ensureChromium } from "../../e2e/support/chromium.ts";
import { startServe, type Program } from "../../e2e/support/program.ts";
import { ensureBuilt } from "../tools/build.ts";
import { interactions, type Interaction } from "./pages-interactions.ts";
import { benchSetup, FOLLOWERS, groupName, GROUPS, PASSWORD_ENV } from "./pages-setup.ts";
import { Processor, timed, watched, watchPage, type Taken } from "./pages-watch.ts";

const WINDOW = { width: 1440, height: 900 };
const ROUNDS = 20;
/** The first ones compile what the later ones run. */
const WARM_UP = 3;
const START_MS_MAX = 60_000;

function roundsAsked(): number {
  const { values } = parseArgs({ options: { rounds: { type: "string" } }, strict: true });
  const rounds = Number(values.rounds ?? ROUNDS);
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    throw new Error("--rounds takes a whole number above zero.");
  return rounds;
}

async function measure(
  page: Page,
  processor: Processor,
  interaction: Interaction,
  rounds: number,
): Promise<readonly Taken[]> {
  const taken: Taken[] = [];
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    await interaction.before?.(page, round);
    const stopwatch = interaction.scrolls === true ? watched : timed;
    const one = await stopwatch(page, processor, () => interaction.act(page, round));
    if (round >= WARM_UP) taken.push(one);
  }
  return taken;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function figures(values: readonly number[], shares: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return shares.map((share) => quantile(sorted, share).toFixed(0)).join(" | ");
}

function line(name: string, taken: readonly Taken[]): string {
  const browser = Math.max(...taken.map((one) => one.browserMs));
  const frame = figures(
    taken.map((one) => one.ms),
    [0.5, 0.95, 1],
  );
  const cpu = figures(
    taken.map((one) => one.cpuMs),
    [0.5, 1],
  );
  return `| ${name} | ${frame} | ${browser === 0 ? "< 16" : browser.toFixed(0)} | ${cpu} |`;
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: WINDOW, colorScheme: "dark", locale: "en-US" });
  await watchPage(page);
  await page.goto(url);
  const last = page.getByRole("region", { name: `Group ${groupName(GROUPS - 1)}`, exact: true });
  await last.waitFor({ state: "attached", timeout: START_MS_MAX });
  return page;
}

async function measureAll(app: Program, rounds: number): Promise<void> {
  const browser = await chromium.launch({ executablePath: ensureChromium() });
  try {
    const page = await openPage(browser, (app.ready as { url: string }).url);
    const processor = await Processor.of(page);
    const [cpu] = cpus();
    console.log(
      `${GROUPS} groups × ${FOLLOWERS} followers, ${WINDOW.width}×${WINDOW.height}, ${rounds} rounds each, Chromium ${browser.version()}, ${platform()} ${arch()}, ${cpus().length} × ${cpu?.model ?? "unknown"}, load ${loadavg()
        .map((each) => each.toFixed(1))
        .join(" ")}\n`,
    );
    console.log(
      "| Interaction | p50 ms | p95 ms | max ms | Event Timing max ms | CPU p50 ms | CPU max ms |\n|---|--:|--:|--:|--:|--:|--:|",
    );
    for (const interaction of interactions) {
      process.stderr.write(`${interaction.name}\n`);
      console.log(line(interaction.name, await measure(page, processor, interaction, rounds)));
    }
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const rounds = roundsAsked();
  await ensureBuilt();
  const folder = await mkdtemp(join(tmpdir(), "mimik-pages-"));
  try {
    const file = join(folder, "mimik-setup.json");
    await writeFile(file, JSON.stringify(benchSetup()));
    const flags = ["--profile", join(folder, "profile"), "--port", "0", "--import", file];
    const app = await startServe(flags, { [PASSWORD_ENV]: "nobody asks for it" });
    try {
      await measureAll(app, rounds);
    } finally {
      await app.end("SIGTERM");
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
