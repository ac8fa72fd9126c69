/** Scenario 1 with followers on the leader's login: see support/drop.ts. */
import { vi } from "vitest";
import { dropScenarios } from "./support/drop.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

dropScenarios("the leader's login", { PRAC0002: 100, PRAC0003: 200, PRAC0004: 100, PRAC0005: 50 });
