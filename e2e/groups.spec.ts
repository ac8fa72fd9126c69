/** Groups are made, edited, duplicated and deleted while Mimik runs; what can not be is said in words, at its field. */
import { expect, test } from "./support/fixtures.ts";
import { GroupsPage } from "./support/groups.ts";
import { ELSEWHERE, ELSEWHERE_TOO, GROUP, LEADER, ONE, THREE, TWO } from "./support/setup.ts";

const FIVE = "PRAC0006";
const SIX = "PRAC0007";

test("a group is made by the form with several followers at once, activated, and copies", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE_TOO }] });
  const nq = await exchange.front("NQ");
  await cockpit.open("Groups");
  const groups = new GroupsPage(page);
  await groups.openNew();
  const { form } = groups;
  await form.getByLabel("Name", { exact: true }).fill("Second");
  const leader = form.getByLabel("Leader", { exact: true });
  // An account of another group stands there with what uses it, and can not be chosen.
  const used = leader.locator("option", { hasText: LEADER });
  await expect(used).toHaveText(`${LEADER}: leader of ${GROUP}`);
  await expect(used).toBeDisabled();
  await groups.choose(leader, FIVE);
  await form.getByRole("button", { name: "Add followers…" }).click();
  await expect(groups.dialog.getByRole("checkbox", { name: ONE })).toBeDisabled();
  await expect(groups.dialog.getByRole("checkbox", { name: FIVE })).toBeDisabled();
  await groups.dialog.getByRole("checkbox", { name: SIX }).check();
  await groups.dialog.getByRole("checkbox", { name: ELSEWHERE, exact: false }).first().check();
  await groups.dialog.getByLabel("Multiplier", { exact: true }).fill("0.50");
  await groups.dialog.getByRole("button", { name: "Add 2 followers" }).click();
  // One of the two is given another size.
  const settings = await groups.openRow(SIX);
  await settings.getByLabel("Multiplier", { exact: true }).fill("2");
  await expect(settings.getByRole("table", { name: "Sizing preview" }).getByRole("row").nth(3)).toHaveText(
    /^36\.006$/u,
  );
  await groups.save();
  await expect(form).toBeHidden();
  const line = groups.line("Second");
  await expect(line).toContainText("Closing only");
  await expect(line).toContainText("2 followers");
  await groups.expand("Second");
  await line.getByRole("button", { name: "Activate" }).click();
  await expect(line).toContainText("Active");
  await cockpit.open("Cockpit");
  await cockpit.isLive(FIVE, [SIX, ELSEWHERE]);
  await exchange.trade({ account: FIVE, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [SIX]: 4, [ELSEWHERE]: 1 });
  await exchange.trade({ account: FIVE, symbol: nq, quantity: -2 });
  await mimik.settled(nq, { [SIX]: 0, [ELSEWHERE]: 0 });

  // It is there after a restart, as it was set.
  await mimik.stop();
  await mimik.launch();
  await cockpit.open("Groups");
  await groups.edit("Second");
  await expect(groups.row(SIX)).toContainText("2.00× nearest, at least 1");
  await expect(groups.row(ELSEWHERE)).toContainText("0.50× nearest, at least 1");
});

test("a form with ten errors shows ten messages, each leads to its field, and no input is lost", async ({
  mimik,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  await cockpit.open("Groups");
  const groups = new GroupsPage(page);
  await groups.openNew();
  const { form } = groups;
  await groups.addFollowers(TWO, THREE);
  const two = await groups.openRow(TWO);
  const wrong: readonly (readonly [label: string, typed: string, id: string])[] = [
    ["Symbols", "NQ, AN-UNBELIEVABLY-LONG-SYMBOL", "group-symbols"],
    ["Percent around the leader's fill", "a quarter", "group-collarPercent"],
    ["Grace time, seconds", "0", "group-graceSeconds"],
    ["Flatten after, seconds", "5", "group-leaderLost-afterSeconds"],
    ["From", "8:30 am", "group-sessions-0-from"],
    ["Time zone", "Chicago", "group-sessions-0-zone"],
  ];
  const rowWrong: readonly (readonly [label: string, typed: string])[] = [
    ["Multiplier", "two"],
    ["Position cap, contracts", "0"],
  ];
  await groups.pick(form, "Flatten the group");
  await form.getByRole("button", { name: "Add a window" }).click();
  await form.getByLabel("Name", { exact: true }).fill(GROUP);
  for (const [label, typed] of wrong) await form.getByLabel(label, { exact: true }).fill(typed);
  for (const [label, typed] of rowWrong) await two.getByLabel(label, { exact: true }).fill(typed);
  // Said as it is typed, before anything was sent: nine; the leader is asked for once the trader wants to save.
  await expect(groups.problems()).toHaveCount(9);
  await groups.save();
  await expect(groups.problems()).toHaveCount(10);
  await expect(form.locator('[aria-invalid="true"]')).toHaveCount(10);
  for (const field of await form.locator('[aria-invalid="true"]').all()) {
    const id = await field.getAttribute("aria-describedby");
    await expect(page.locator(`[id="${id}"]`)).not.toBeEmpty();
  }
  // Each of the list leads to its field, in a closed row too.
  await groups.row(TWO).getByRole("button", { name: TWO, exact: true }).click();
  const links = groups.problems().getByRole("link");
  const values = new Map<string, string>();
  for (const link of await links.all()) {
    await link.click();
    const focused = page.locator('[aria-invalid="true"]:focus');
    await expect.poll(async () => values.has((await focused.getAttribute("id")) ?? "")).toBe(false);
    values.set((await focused.getAttribute("id")) ?? "", await focused.inputValue());
  }
  expect(values.size).toBe(10);
  for (const [, typed, id] of wrong) expect(values.get(id)).toBe(typed);
  // Another page, a closed form, another group in between: everything typed is still there.
  await cockpit.open("Cockpit");
  await page.getByRole("navigation", { name: "Pages" }).getByRole("button", { name: "Groups" }).click();
  await expect(form.getByLabel("Time zone")).toHaveValue("Chicago");
  await groups.back();
  await groups.edit(GROUP);
  await groups.back();
  await page
    .getByRole("region", { name: `Begun: ${GROUP}` })
    .getByRole("button", { name: "Go on" })
    .click();
  await expect(groups.problems()).toHaveCount(10);
  for (const [label, typed] of wrong)
    await expect(form.getByLabel(label, { exact: true })).toHaveValue(typed);
  await expect(form.getByLabel("Name", { exact: true })).toHaveValue(GROUP);
  expect(await groups.rows()).toEqual([TWO, THREE]);
});

test("what the engine refuses is said and loses nothing; settings that change under the form are taken over", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: TWO }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1, [TWO]: 1 });
  await cockpit.open("Groups");
  const groups = new GroupsPage(page);
  await groups.edit(GROUP);
  const { form } = groups;
  // Switching off one that holds something says what becomes of it.
  await groups
    .row(TWO)
    .getByRole("checkbox", { name: `${TWO} copies` })
    .uncheck();
  await expect(groups.row(TWO)).toContainText(`It holds +1 ${nq}: saved like this, its exits are copied`);
  await groups
    .row(TWO)
    .getByRole("checkbox", { name: `${TWO} copies` })
    .check();
  // Removing a follower that holds something is for the engine to refuse.
  await groups
    .row(ONE)
    .getByRole("button", { name: `Remove ${ONE}` })
    .click();
  await form.getByLabel("Symbols").fill("NQ");
  await groups.save();
  await expect(groups.problems()).toHaveCount(1);
  await expect(groups.problems()).toContainText(ONE);
  await expect(form.getByLabel("Symbols")).toHaveValue("NQ");
  expect(await groups.rows()).toEqual([TWO]);

  // Another window of the same trader changes the group meanwhile.
  const other = await page.context().newPage();
  await other.goto(mimik.url());
  const theirs = new GroupsPage(other);
  await other.getByRole("navigation", { name: "Pages" }).getByRole("button", { name: "Groups" }).click();
  await theirs.edit(GROUP);
  await theirs.pick(theirs.form, "Close only");
  await theirs.save();
  await expect(theirs.form).toBeHidden();
  await other.close();

  await expect(form.getByRole("alert")).toContainText("what a reversal does");
  // It is not for a save to say whose values stand.
  const save = form.getByRole("button", { name: "Save" });
  await expect(save).toBeDisabled();
  await form.getByRole("button", { name: "Take over" }).click();
  await expect(form.getByRole("alert")).toBeHidden();
  await expect(save).toBeEnabled();
  await expect(form.getByRole("radio", { name: /^Close only/u })).toBeChecked();
  await expect(form.getByLabel("Symbols")).toHaveValue("NQ");
  expect(await groups.rows()).toEqual([TWO]);
});

test("several followers are changed together, a larger product one for one only by typing, and what keeps one from being copied is said", async ({
  mimik,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: TWO }, { account: THREE }] });
  await cockpit.open("Groups");
  const groups = new GroupsPage(page);
  await groups.edit(GROUP);
  const { form, dialog } = groups;
  await form.getByRole("checkbox", { name: `Select ${ONE}` }).check();
  await form.getByRole("checkbox", { name: `Select ${THREE}` }).check();
  await form.getByRole("button", { name: "Change…" }).click();
  await dialog.getByRole("checkbox", { name: "Caps" }).check();
  await dialog.getByLabel("Position cap, contracts").fill("3");
  await dialog.getByRole("button", { name: "Apply to 2 followers" }).click();
  await expect(groups.row(ONE)).toContainText("3 / 10");
  await expect(groups.row(TWO)).toContainText("100 / 100");
  await expect(groups.row(THREE)).toContainText("3 / 10");

  const two = await groups.openRow(TWO);
  const preview = two.getByRole("table", { name: "Sizing preview" });
  await two.getByLabel("Multiplier", { exact: true }).fill("0.30");
  await two.getByLabel("Position cap, contracts").fill("4");
  // 1 × 0.30 is raised to 1 by more than half; 2 × 0.30 is rounded up by itself; from 15 on the cap cuts.
  await expect(preview.locator('tr[data-raised="true"]')).toHaveCount(1);
  await expect(preview.locator('tr[data-cut="true"] th')).toHaveText(["15", "16", "17", "18", "19", "20"]);
  await two.getByLabel("Contracts", { exact: true }).selectOption("micro-to-mini");
  await expect(two).toContainText("the notional is always kept");
  await two.getByRole("button", { name: "Copy one for one instead…" }).click();
  const points = dialog.getByRole("table", { name: "Dollars per point" });
  await expect(points.getByRole("row").nth(1)).toHaveText("1 MNQ$2 a point1 NQ$20 a point");
  await expect(dialog.getByRole("button", { name: "Copy one for one" })).toBeDisabled();
  await dialog.getByLabel('Type "one for one" to confirm').fill("one for one");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(groups.row(TWO)).toContainText("one for one confirmed");
  // Another map is another question.
  await two.getByLabel("Contracts", { exact: true }).selectOption("pairs");
  await two.getByLabel("Leader trades, pair 1").fill("mes");
  await two.getByLabel("Follower trades, pair 1").fill("es");
  await expect(groups.row(TWO)).not.toContainText("confirmed");
  await two.getByLabel("Position cap, contracts").fill("1");
  await groups.save();
  await expect(form).toBeHidden();
  await expect(groups.line(GROUP)).toContainText("warning");
  await groups.edit(GROUP);
  await expect(groups.row(TWO)).toContainText("MES → ES");
});

test("a duplicate keeps rules and sizes without accounts, and a group with open followers is flattened before it is deleted", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({
    followers: [{ account: ONE, multiplier: "2.00" }, { account: TWO }],
    group: { onReversal: "close-only" },
  });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 2, [TWO]: 1 });
  await cockpit.open("Groups");
  const groups = new GroupsPage(page);
  const { form, dialog } = groups;
  const line = groups.line(GROUP);
  await expect(line).toContainText("2 open");
  await groups.expand(GROUP);
  await line.getByRole("button", { name: "Duplicate" }).click();
  await expect(form.getByLabel("Name", { exact: true })).toHaveValue(`${GROUP} copy`);
  await expect(form.getByLabel("Leader", { exact: true })).toHaveValue("");
  await expect(form.getByRole("radio", { name: /^Close only/u })).toBeChecked();
  expect(await groups.rows()).toEqual(["follower 1", "follower 2"]);
  await expect(groups.row("follower 1")).toContainText("2.00× nearest");
  await groups.choose(form.getByLabel("Leader", { exact: true }), FIVE);
  const first = await groups.openRow("follower 1");
  await groups.choose(first.getByLabel("Account", { exact: true }), SIX);
  await groups.row("follower 2").getByRole("button", { name: "Remove follower 2" }).click();
  await groups.save();
  await expect(groups.line(`${GROUP} copy`)).toContainText("1 follower");

  await line.getByRole("button", { name: "Delete…" }).click();
  await expect(dialog).toContainText("It can not be deleted yet");
  await expect(dialog.getByRole("list", { name: "Open positions" })).toContainText(ONE);
  const confirm = dialog.getByRole("button", { name: "Delete the group" });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("button", { name: `Flatten group ${GROUP}` }).click();
  await dialog.getByRole("button", { name: /^Press again/u }).click();
  await mimik.holds(nq, { [ONE]: 0, [TWO]: 0 });
  await confirm.click();
  await expect(line).toHaveCount(0);
  await expect(groups.line(`${GROUP} copy`)).toBeVisible();
});
