/** One exchange has one name, however its address is written: else an account could lead and follow at once (G1). */
import { describe, expect, it } from "vitest";
import { venueOf } from "./ids.ts";

describe("venueOf", () => {
  it.each([
    "http://localhost:4001/v1",
    "HTTP://127.0.0.1:4001/v1/",
    "http://127.1:4001/v1",
    "http://[::1]:4001/v1",
    "http://LOCALHOST.:04001//v1//",
    " http://0.0.0.0:4001/v1",
    "http://2130706433:4001/v1?x=1#y",
  ])("%s is this computer's port 4001", (url) => {
    expect(venueOf("custom", url)).toBe("custom:http://127.0.0.1:4001/v1");
  });

  it("keeps ports, paths, protocols and hosts apart", () => {
    const urls = [
      "http://a.b:1/v1",
      "http://a.b:2/v1",
      "http://a.b:1/v2",
      "https://a.b:1/v1",
      "http://c.b:1/v1",
    ];
    expect(new Set(urls.map((url) => venueOf("custom", url))).size).toBe(urls.length);
    expect(venueOf("custom", "https://A.b:443/v1")).toBe(venueOf("custom", "https://a.b/v1/"));
  });
});
