/** Scenario 1 with followers on three logins: see support/drop.ts. */
import { vi } from "vitest";
import { dropScenarios } from "./support/drop.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

dropScenarios("three logins", { PRAC0002: 100, PRAC0009: 200, PRAC0010: 100, PRAC0029: 50 });
