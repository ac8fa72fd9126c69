/**
 * `md/getchart`: bars of minutes and days, and ticks. The history goes out first and ends with `eoh`, then the bar that
 * is being made, at each trade. Other kinds of bars are refused by `errorText`.
 */
import { z } from "zod";
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import { tradeDateAt, tradeDateNumber } from "../../src-shared/trading-day.ts";
import { barAt, type Anchor, type Bar } from "./chart-history.ts";
import type { Contract } from "./contracts.ts";
import type { Exchange } from "./exchange.ts";
import type { Quote } from "./price-feed.ts";

const timestamp = z.string().max(64).nullish();
const chartSchema = z.object({
  chartDescription: z.object({
    underlyingType: z.enum(["Tick", "DailyBar", "MinuteBar", "Custom", "DOM"]),
    elementSize: z.coerce.number().int().min(1).max(100_000).nullish(),
    elementSizeUnit: z.string().max(64).nullish(),
  }),
  timeRange: z
    .object({
      closestTimestamp: timestamp,
      asFarAsTimestamp: timestamp,
      asMuchAsElements: z.coerce.number().int().min(1).max(1_000_000).nullish(),
    })
    .nullish(),
});
export type ChartRequest = z.infer<typeof chartSchema>;

export interface ChartIds {
  readonly historicalId: number;
  readonly realtimeId: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** Large histories come truncated. */
const BARS_MAX = 1_000;
const BARS_PER_FRAME = 100;

export function readChartRequest(body: unknown): ChartRequest | undefined {
  return chartSchema.safeParse(body).data;
}

/** Minutes of one bar; undefined: not offered. `"ticks"`: no bars. */
export function barMinutes({ chartDescription }: ChartRequest): number | "ticks" | undefined {
  const { underlyingType, elementSize, elementSizeUnit } = chartDescription;
  if ((elementSizeUnit ?? "UnderlyingUnits") !== "UnderlyingUnits") return undefined;
  switch (underlyingType) {
    case "Tick":
      return "ticks";
    case "MinuteBar":
      return elementSize ?? 1;
    case "DailyBar":
      return DAY_MINUTES * (elementSize ?? 1);
    case "Custom":
    case "DOM":
      return undefined;
    default:
      return underlyingType satisfies never;
  }
}

function frame(charts: readonly object[]): string {
  return `a[${JSON.stringify({ e: "chart", d: { charts } })}]`;
}

function tradeDay(ms: number): number {
  return tradeDateNumber(tradeDateAt(ms));
}

/** One subscription: what it sends first, and what at each quote. */
export class Chart {
  readonly #exchange: Exchange;
  readonly #contract: Contract;
  readonly #ids: ChartIds;
  readonly #minutes: number | "ticks";
  #bar: Bar | undefined;
  #volume: number;

  constructor(exchange: Exchange, contract: Contract, ids: ChartIds, minutes: number | "ticks") {
    this.#exchange = exchange;
    this.#contract = contract;
    this.#ids = ids;
    this.#minutes = minutes;
    this.#volume = exchange.core.feed.quote(contract).volume;
  }

  history({ timeRange }: ChartRequest, anchor: Anchor): string[] {
    const { historicalId: id } = this.#ids;
    const end = frame([{ id, eoh: true }]);
    const minutes = this.#minutes;
    if (minutes === "ticks") return [end];
    const now = Math.floor(this.#exchange.core.clock.now() / MINUTE_MS);
    const minuteOf = (text: string | null | undefined): number | undefined =>
      text && !Number.isNaN(Date.parse(text)) ? Math.floor(Date.parse(text) / MINUTE_MS) : undefined;
    const closest = Math.min(minuteOf(timeRange?.closestTimestamp) ?? now, now);
    const last = Math.floor(closest / minutes) * minutes;
    const far = minuteOf(timeRange?.asFarAsTimestamp);
    const wanted =
      timeRange?.asMuchAsElements ?? (far === undefined ? 100 : Math.ceil((last - far) / minutes));
    const count = Math.max(0, Math.min(wanted, BARS_MAX));
    const starts = Array.from({ length: count }, (_, at) => last - (count - at) * minutes);
    const bars = starts.map((minute) => this.#wire(barAt(anchor, minute, minutes)));
    const frames: string[] = [];
    for (let from = 0; from < bars.length; from += BARS_PER_FRAME) {
      const td = tradeDay((starts[from] ?? last) * MINUTE_MS);
      frames.push(frame([{ id, td, bars: bars.slice(from, from + BARS_PER_FRAME) }]));
    }
    return [...frames, end];
  }

  /** Undefined when nothing has traded. */
  onQuote(quote: Quote): string | undefined {
    const traded = quote.volume - this.#volume;
    if (traded <= 0) return undefined;
    this.#volume = quote.volume;
    const now = this.#exchange.core.clock.now();
    const { realtimeId: id } = this.#ids;
    if (this.#minutes === "ticks") return frame([this.#tick(quote, now)]);
    const minute = Math.floor(now / MINUTE_MS / this.#minutes) * this.#minutes;
    const { lastTicks } = quote;
    const bar = this.#bar?.minute === minute ? this.#bar : undefined;
    this.#bar = {
      minute,
      openTicks: bar?.openTicks ?? lastTicks,
      highTicks: Math.max(bar?.highTicks ?? lastTicks, lastTicks),
      lowTicks: Math.min(bar?.lowTicks ?? lastTicks, lastTicks),
      closeTicks: lastTicks,
      volume: (bar?.volume ?? 0) + traded,
    };
    return frame([{ id, td: tradeDay(now), bars: [this.#wire(this.#bar)] }]);
  }

  #tick(quote: Quote, now: number): object {
    const tickSize = this.#contract.product.tickSizeMicros / MICROS_PER_DOLLAR;
    const { lastTicks, lastSize, bidTicks, offerTicks, bidSize, offerSize } = quote;
    const trade = { t: 0, p: 0, s: lastSize, b: bidTicks - lastTicks, a: offerTicks - lastTicks };
    const tks = [{ ...trade, bs: bidSize, as: offerSize, id: quote.volume }];
    return {
      id: this.#ids.realtimeId,
      s: "db",
      td: tradeDay(now),
      bp: lastTicks,
      bt: now,
      ts: tickSize,
      tks,
    };
  }

  #wire({ minute, openTicks, highTicks, lowTicks, closeTicks, volume }: Bar): object {
    const price = (ticks: number): number =>
      (ticks * this.#contract.product.tickSizeMicros) / MICROS_PER_DOLLAR;
    const up = closeTicks >= openTicks ? Math.ceil(volume / 2) : Math.floor(volume / 2);
    const down = volume - up;
    return {
      timestamp: new Date(minute * MINUTE_MS).toISOString(),
      open: price(openTicks),
      high: price(highTicks),
      low: price(lowTicks),
      close: price(closeTicks),
      upVolume: up,
      downVolume: down,
      upTicks: up,
      downTicks: down,
      bidVolume: down,
      offerVolume: up,
    };
  }
}
