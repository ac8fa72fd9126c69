/** Scenario 1 with followers on one other login: see support/drop.ts. */
import { vi } from "vitest";
import { dropScenarios } from "./support/drop.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

dropScenarios("one other login", { PRAC0009: 100, PRAC0010: 200, PRAC0011: 100, PRAC0012: 50 });
