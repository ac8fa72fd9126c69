/** A newcomer: an empty profile, no account, no file, nothing typed. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./support/fixtures.ts";

/** Product.md: a trade copied within a minute of first start. */
const MINUTE_MS = 60_000;

test("on an empty profile Buy on the Practice page is copied by all three followers within a minute, without typing", async ({
  mimik,
  page,
}) => {
  const from = performance.now();
  await mimik.launch();
  const { cockpit } = mimik;
  await cockpit.open("Practice");
  const copies = page.getByRole("region", { name: "Copies of Practice" });
  await expect(copies).toContainText("Press Buy: the three followers copy it.");
  for (const account of ["PRAC0002", "PRAC0003", "PRAC0004"]) {
    await expect(cockpit.field(cockpit.follower(account), "state")).toHaveAttribute("data-state", "in-sync");
  }
  await page.getByRole("button", { name: /^Buy 1 / }).click();

  await expect(copies).toContainText("3 copied");
  for (const [account, position] of [
    ["PRAC0002", "1"],
    ["PRAC0003", "1"],
    ["PRAC0004", "10"],
  ] as const) {
    const row = cockpit.follower(account);
    await expect(cockpit.field(row, "position").locator("[data-value]")).toHaveAttribute(
      "data-value",
      position,
    );
    await expect(cockpit.field(row, "lastCopy")).toContainText(/filled \+\d+ @ [\d,.]+.* own · /u);
  }
  expect(performance.now() - from).toBeLessThan(MINUTE_MS);

  await expect(page.getByRole("list", { name: "Environment" })).toHaveText("PRACTICE");
  await page.getByRole("button", { name: /^Flatten [A-Z0-9]+ on PRAC0001$/u }).click();
  for (const account of ["PRAC0002", "PRAC0003", "PRAC0004"]) {
    const held = page.getByRole("row", { name: `Account ${account}` });
    await expect(held).toContainText("flat");
  }
});

test("the profile is for its owner only, and a restart finds the same accounts and positions", async ({
  mimik,
  page,
}) => {
  await mimik.launch();
  const { cockpit } = mimik;
  await cockpit.isLive("PRAC0001", ["PRAC0002", "PRAC0003", "PRAC0004"]);
  await cockpit.open("Practice");
  await page.getByRole("button", { name: /^Buy 1 / }).click();
  const micro = cockpit.field(cockpit.follower("PRAC0004"), "position").locator("[data-value]");
  await expect(micro).toHaveAttribute("data-value", "10");
  await mimik.stop();

  const names = await readdir(mimik.profile, { recursive: true });
  expect(names).toEqual(
    expect.arrayContaining(["settings.json", "ledger.sqlite", "practice.sqlite", "intents.log"]),
  );
  for (const name of ["", ...names]) {
    const { mode } = await stat(join(mimik.profile, name));
    // No bit for the group or for others.
    expect(mode % 0o100, name).toBe(0);
  }

  await mimik.launch();
  await cockpit.isLive("PRAC0001", ["PRAC0002", "PRAC0003", "PRAC0004"]);
  await cockpit.open("Practice");
  await expect(micro).toHaveAttribute("data-value", "10");
  await page.getByRole("button", { name: /^Flatten [A-Z0-9]+ on PRAC0001$/u }).click();
  await expect(micro).toHaveAttribute("data-value", "0");
});
