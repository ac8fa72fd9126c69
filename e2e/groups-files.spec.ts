/** Setup files in and out by the Groups page, and a group's past. */
import { readFile } from "node:fs/promises";
import { expect, test } from "./support/fixtures.ts";
import { GroupsPage } from "./support/groups.ts";
import { GROUP, ONE, setupOf, THREE, TWO } from "./support/setup.ts";

test("an import shows every problem or every change before it does anything, and an export reads back as no change", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: TWO }] });
  await cockpit.open("Groups");
  const groups = new GroupsPage(page);
  const { dialog } = groups;
  const importText = (text: string): Promise<void> =>
    page.getByLabel("Setup file").setInputFiles({
      name: "mimik-setup.json",
      mimeType: "application/json",
      buffer: Buffer.from(text),
    });
  const setup = setupOf(exchange, {
    followers: [{ account: ONE, multiplier: "0.50" }, { account: TWO }, { account: THREE }],
  });
  const [group] = setup.groups ?? [];
  await importText(JSON.stringify({ ...setup, groups: [{ ...group, graceSeconds: 0, copyOn: "never" }] }));
  const problems = dialog.getByRole("list", { name: "Problems of the file" });
  await expect(problems.getByRole("listitem")).toHaveCount(2);
  await expect(problems).toContainText("groups[0].graceSeconds");
  await expect(problems).toContainText("groups[0].copyOn");
  await page.keyboard.press("Escape");
  await importText("no JSON at all");
  await expect(dialog).toContainText("Nothing was imported");
  await page.keyboard.press("Escape");

  await importText(JSON.stringify(setup));
  const changes = dialog.getByRole("list", { name: "Changes" });
  await expect(changes).toContainText(THREE);
  await expect(changes).toContainText("0.50");
  await page.keyboard.press("Escape");
  await groups.expand(GROUP);
  await expect(groups.line(GROUP)).toContainText("2 followers");
  await importText(JSON.stringify(setup));
  await dialog.getByRole("button", { name: /^Apply \d/u }).click();
  await expect(dialog).toBeHidden();
  await expect(groups.line(GROUP)).toContainText("3 followers");
  await expect(groups.line(GROUP)).toContainText("0.50× nearest");

  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("mimik-setup.json");
  const text = await readFile(await download.path(), "utf8");
  expect(text).not.toContain(exchange.users[0]?.password ?? "no password");
  await importText(text);
  await expect(dialog).toContainText("The file changes nothing");
});

test("every change of a group's settings is in its history, and the settings of any moment can be shown", async ({
  mimik,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  await cockpit.open("Groups");
  const groups = new GroupsPage(page);
  const { form, dialog } = groups;
  await groups.edit(GROUP);
  const row = await groups.openRow(ONE);
  await row.getByLabel("Multiplier", { exact: true }).fill("0.50");
  await groups.pick(form, "Close only");
  await groups.save();
  await expect(form).toBeHidden();
  await groups.expand(GROUP);
  await groups.line(GROUP).getByRole("button", { name: "History" }).click();
  const changes = dialog.getByRole("table", { name: "Changes" });
  const size = changes.getByRole("row").filter({ hasText: ONE });
  await expect(size.first()).toContainText("0.50");
  await expect(changes.getByRole("columnheader", { name: "Time (Chicago)" })).toBeVisible();
  await expect(size.first()).toContainText(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/u);
  await expect(changes).toContainText(/reversal/iu);
  await size.first().getByRole("button", { name: "As it was after" }).click();
  const past = dialog.getByRole("region", { name: "As it was" });
  await expect(past).toContainText("0.50× nearest");
  await expect(past).toContainText("close only");
  await past.getByRole("button", { name: "Back to the changes" }).click();
  await dialog.getByLabel("As it was at (Chicago time)").fill("1999-02-31 10:00");
  await dialog.getByRole("button", { name: "Show" }).click();
  await expect(dialog).toContainText("Write it as 2026-11-22 15:04:05.");
  await dialog.getByLabel("As it was at (Chicago time)").fill("1999-02-03 10:00");
  await dialog.getByRole("button", { name: "Show" }).click();
  await expect(past).toContainText("No settings of this group are recorded for that moment.");
});
