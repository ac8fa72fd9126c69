import fc from "fast-check";
import { expect, test } from "vitest";
import { profileSettingsSchema, type ProfileSettings } from "../group.ts";
import type { GroupId } from "../ids.ts";
import { mergeSetup, readSetupFile, setupFileOf, setupProblemLines } from "../setup-file.ts";

const empty: ProfileSettings = { version: 1, deviceId: "device-0001", connections: [], groups: [] };
const urls = {
  httpUrl: "http://127.0.0.1:4001/v1",
  wsUrl: "ws://127.0.0.1:4001/v1/websocket",
  mdUrl: "ws://127.0.0.1:4001/v1/websocket",
};
let nextGroup = 0;
const newGroupId = (): GroupId => `group-${++nextGroup}` as GroupId;

const contracts = fc.integer({ min: 1, max: 1000 });
const sizing = fc.oneof(
  fc.record({
    mode: fc.constantFrom("multiplier", "equity"),
    multiplier: fc.integer({ min: 1, max: 10_000 }),
    rounding: fc.constantFrom("nearest", "up", "down"),
    atLeastOne: fc.boolean(),
    maxContracts: contracts,
    maxOrderContracts: contracts,
  }),
  fc.record({
    mode: fc.constant("fixed"),
    contracts,
    maxContracts: contracts,
    maxOrderContracts: contracts,
  }),
);
const followerArbitrary = fc.record({
  enabled: fc.boolean(),
  sizing,
  contractMap: fc.constantFrom("same", "mini-to-micro", "micro-to-mini", {
    pairs: [
      ["NQ", "MES"],
      ["ES", "MES"],
    ],
  }),
  keepNotional: fc.boolean(),
});
const days = fc.uniqueArray(fc.constantFrom("mon", "tue", "fri", "sun"), { minLength: 1 });
const timeOfDay = fc
  .integer({ min: 0, max: 1439 })
  .map((minute) =>
    [Math.trunc(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":"),
  );
const window = fc.record({
  days,
  from: timeOfDay,
  to: timeOfDay,
  zone: fc.constantFrom("America/Chicago", "Europe/Berlin", "UTC"),
  flattenAtEnd: fc.boolean(),
});
const profileArbitrary = fc
  .array(
    fc.record({
      status: fc.constantFrom("active", "closing-only", "paused"),
      copyOn: fc.constantFrom("each-fill", "order-complete"),
      onReversal: fc.constantFrom("reverse", "close-only"),
      symbols: fc.array(fc.constantFrom("NQ", "MNQZ6", "ES"), { maxLength: 3 }),
      sessions: fc.array(window, { maxLength: 3 }),
      foreignTrades: fc.constantFrom("alert", "ignore", "flatten-and-stop-entries"),
      reduceAutomatically: fc.boolean(),
      graceSeconds: fc.integer({ min: 1, max: 600 }),
      leaderLost: fc.oneof(
        fc.constant({ action: "alarm" }),
        fc.record({ action: fc.constant("flatten"), afterSeconds: fc.integer({ min: 30, max: 600 }) }),
      ),
      collar: fc.option(fc.integer({ min: 1, max: 10_000 })),
      followers: fc.array(followerArbitrary, { maxLength: 4 }),
    }),
    { maxLength: 4 },
  )
  .map((groups) =>
    profileSettingsSchema.parse({
      ...empty,
      connections: [{ id: "Desk", environment: "custom", username: "u", passwordEnv: "P_1", ...urls }],
      groups: groups.map((each, index) => ({
        ...each,
        id: `g${index}`,
        name: `Group ${index}`,
        tag: `G${index}`,
        leader: { connection: "Desk", account: `L${index}` },
        followers: each.followers.map((row, place) => ({
          ...row,
          id: `g${index}/Desk/F${index}.${place}`,
          whenOff: "copy-exits",
          ref: { connection: "Desk", account: `F${index}.${place}` },
        })),
      })),
    }),
  );

test("what is exported and imported again is the same profile, to the hundredth", () => {
  fc.assert(
    fc.property(profileArbitrary, (profile) => {
      const written = setupFileOf(profile);
      let next = 0;
      const read = readSetupFile(JSON.parse(JSON.stringify(written)), empty);
      if (read.kind === "problems") throw new Error(setupProblemLines(read.problems).join("\n"));
      expect(mergeSetup(empty, read.file, () => `g${next++}` as GroupId)).toEqual(profile);
      const again = readSetupFile(JSON.parse(JSON.stringify(written)), profile);
      if (again.kind === "problems") throw new Error(setupProblemLines(again.problems).join("\n"));
      expect(mergeSetup(profile, again.file, newGroupId)).toEqual(profile);
    }),
    { numRuns: 300 },
  );
});
