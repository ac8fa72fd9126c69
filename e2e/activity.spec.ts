/** What happened can be read on the page and taken away as a file that any spreadsheet opens safely. */
import { readFile } from "node:fs/promises";
import { readCsv } from "./support/csv.ts";
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, LEADER, ONE } from "./support/setup.ts";

const REJECTED = 'Too much, says "risk desk"; ask them';
/** A spreadsheet would run this. */
const FORMULA_GROUP = "=2+5";

test("activity shows the leader's fill, each copy's end and the exchange's words, newest first", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await cockpit.open("Activity");
  const table = cockpit.page.getByRole("table", { name: "Activity" });
  // It stands open while things happen.
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await expect(table).toContainText(`leader bought 2 ${nq}`);
  await exchange.faults({
    rejectNext: { account: ONE, reason: "NoQuote", text: REJECTED, count: 1, mode: "sync" },
  });
  const es = await exchange.front("ES");
  await exchange.trade({ account: LEADER, symbol: es, quantity: -1 });
  const rejected = table.getByRole("row").filter({ hasText: REJECTED });
  await expect(rejected).toHaveCount(1);
  await expect(rejected).toContainText(ONE);
  await expect(rejected.getByRole("img", { name: "Alarm" }).or(rejected.getByLabel("Alarm"))).toBeVisible();

  const [newest, oldest] = await Promise.all([
    table
      .getByRole("row")
      .filter({ hasText: `leader sold 1 ${es}` })
      .boundingBox(),
    table
      .getByRole("row")
      .filter({ hasText: `leader bought 2 ${nq}` })
      .boundingBox(),
  ]);
  expect(newest?.y).toBeLessThan(oldest?.y ?? 0);
});

test("the export downloads a file that an independent reader of RFC 4180 reads, with no cell that runs as a formula", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({
    followers: [{ account: ONE }, { account: ELSEWHERE }],
    group: { name: FORMULA_GROUP },
  });
  const nq = await exchange.front("NQ");
  const text = `${REJECTED}\nsecond line`;
  await exchange.faults({ rejectNext: { account: ONE, reason: "NoQuote", text, count: 1, mode: "async" } });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ELSEWHERE]: 2 });
  await cockpit.lastCopy(ONE, "rejected", "rejected");
  await cockpit.open("Activity");

  const download = cockpit.page.waitForEvent("download");
  await cockpit.page.getByRole("button", { name: "Export", exact: true }).click();
  await cockpit.page.getByRole("button", { name: /^CSV/u }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.csv$/u);
  await expect(cockpit.page.getByText(/^Saved .+\.csv/u)).toBeVisible();
  const csv = await readFile(await file.path(), "utf8");
  const rows = readCsv(csv);

  expect(rows.length).toBeGreaterThanOrEqual(2);
  const ids = rows.map((row) => Number(row["id"]));
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  const fill = rows.find((row) => row["kind"] === "leader-fill" && row["words"]?.includes(nq) === true);
  expect(fill).toMatchObject({ contract: nq });
  expect(fill?.["time"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
  expect(rows.filter((row) => row["words"]?.includes(text) === true)).toHaveLength(1);
  for (const row of rows) {
    for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/u);
  }
  // The dangerous words are there, defused.
  expect(rows.some((row) => row["words"]?.startsWith(`'${FORMULA_GROUP}`) === true)).toBe(true);
});
