/**
 * Writes a seeded history into a ledger until it is killed: `kill-child.ts FOLDER SEED FROM FRAMES`. Says on stdout, one
 * line each, what is durable by contract: `j 17` the intents of frame 17, `c 17` its facts.
 */
import { writeSync } from "node:fs";
import { openLedger } from "../open.ts";
import { history } from "./history.ts";
import { MONDAY_MS } from "./rows.ts";

const [folder = "", seed = "", from = "", frames = ""] = process.argv.slice(2);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ledger = openLedger({ folder, clock: { wallMs: () => MONDAY_MS }, log: silent });
ledger.restore();
for (const [index, frame] of history(Number(seed), Number(frames)).entries()) {
  if (index < Number(from)) continue;
  ledger.appendIntents(frame.intents);
  writeSync(1, `j ${index}\n`);
  ledger.commit(frame.facts);
  writeSync(1, `c ${index}\n`);
  // Now and then an idle moment, so that kills also fall into checkpoints and the emptying of the journal.
  if (index % 5 === 0) ledger.compact();
}
