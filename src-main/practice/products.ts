/**
 * Products that the exchange lists: tick size and value, months, fees, margins, and how their price moves.
 * A mini and its micro stand on one underlying. All amounts are integers: micro-points, micro-dollars, ticks.
 */
import { assertInvariant } from "../../src-shared/assert.ts";

export type ExpiryRule = "thirdFriday" | "crudeOil" | "gold";

/** What moves: the price that a mini and its micro share. */
export interface Underlying {
  readonly root: string;
  readonly startTicks: number;
  /** Largest move of one quote, in ticks. */
  readonly stepTicksMax: number;
  /** How much a later month trades above an earlier one, in ticks a month. */
  readonly carryTicksPerMonth: number;
}

export interface Product {
  readonly id: number;
  readonly root: string;
  readonly description: string;
  readonly underlying: Underlying;
  readonly isMicro: boolean;
  readonly exchangeId: number;
  readonly contractGroupId: number;
  readonly tickSizeMicros: number;
  /** Micro-dollars of one tick on one contract. */
  readonly tickValueMicros: number;
  readonly priceDecimals: number;
  readonly months: string;
  readonly expiry: ExpiryRule;
  readonly fees: Fees;
  readonly initialMarginMicros: number;
  readonly maintenanceMarginMicros: number;
  /** While the session is open: a round share of the initial margin. */
  readonly dayMarginMicros: number;
}

/** Micro-dollars for one contract and one side. */
export interface Fees {
  readonly clearingMicros: number;
  readonly exchangeMicros: number;
  readonly nfaMicros: number;
  readonly commissionMicros: number;
}

export const EXCHANGES = [
  { id: 1, name: "CME" },
  { id: 2, name: "CBOT" },
  { id: 3, name: "NYMEX" },
  { id: 4, name: "COMEX" },
] as const;

export const CURRENCY = { id: 1, name: "USD", symbol: "$" } as const;

/** 2 is the only type that can be started here; 1 is listed as the broker lists it. */
export const STRATEGY_TYPES = [
  { id: 1, name: "Brackets", enabled: false },
  { id: 2, name: "MultiBrackets", enabled: true },
] as const;

export const CLEARING_HOUSE = { id: 2, name: "Practice Clearing" } as const;

export const CONTRACT_GROUPS = [
  { id: 2, name: "Equity Index Futures" },
  { id: 5, name: "Energy Futures" },
  { id: 6, name: "Metal Futures" },
] as const;

const nasdaq: Underlying = { root: "NQ", startTicks: 98_400, stepTicksMax: 3, carryTicksPerMonth: 270 };
const sp500: Underlying = { root: "ES", startTicks: 27_400, stepTicksMax: 2, carryTicksPerMonth: 72 };
const dow: Underlying = { root: "YM", startTicks: 48_200, stepTicksMax: 4, carryTicksPerMonth: 120 };
const russell: Underlying = { root: "RTY", startTicks: 25_100, stepTicksMax: 3, carryTicksPerMonth: 65 };
const crude: Underlying = { root: "CL", startTicks: 6_480, stepTicksMax: 2, carryTicksPerMonth: -12 };
const gold: Underlying = { root: "GC", startTicks: 41_200, stepTicksMax: 3, carryTicksPerMonth: 130 };

const miniFees: Fees = {
  clearingMicros: 190_000,
  exchangeMicros: 1_380_000,
  nfaMicros: 20_000,
  commissionMicros: 1_290_000,
};
const microFees: Fees = {
  clearingMicros: 90_000,
  exchangeMicros: 350_000,
  nfaMicros: 20_000,
  commissionMicros: 390_000,
};
const commodityFees: Fees = { ...miniFees, exchangeMicros: 1_600_000 };
const microCommodityFees: Fees = { ...microFees, exchangeMicros: 500_000 };

const MILLION = 1_000_000;
const DAY_MARGIN_DIVISOR = 20;

interface Row {
  readonly id: number;
  readonly root: string;
  readonly description: string;
  readonly underlying: Underlying;
  /** Exchange, contract group, tick in micro-points, value of a tick in micro-dollars, decimals of a price. */
  readonly listing: readonly [number, number, number, number, number];
  readonly months: string;
  readonly expiry: ExpiryRule;
  readonly fees: Fees;
  readonly initialMargin: number;
}

const quarterly = { months: "HMUZ", expiry: "thirdFriday" } as const;
const everyMonth = { months: "FGHJKMNQUVXZ", expiry: "crudeOil" } as const;
const goldMonths = { months: "GJMQVZ", expiry: "gold" } as const;

const ROWS: readonly Row[] = [
  {
    id: 799,
    root: "ES",
    description: "E-Mini S&P 500",
    underlying: sp500,
    listing: [1, 2, 250_000, 12_500_000, 2],
    ...quarterly,
    fees: miniFees,
    initialMargin: 22_000,
  },
  {
    id: 814,
    root: "NQ",
    description: "E-Mini NASDAQ 100",
    underlying: nasdaq,
    listing: [1, 2, 250_000, 5_000_000, 2],
    ...quarterly,
    fees: miniFees,
    initialMargin: 33_000,
  },
  {
    id: 827,
    root: "RTY",
    description: "E-Mini Russell 2000",
    underlying: russell,
    listing: [1, 2, 100_000, 5_000_000, 1],
    ...quarterly,
    fees: miniFees,
    initialMargin: 9_000,
  },
  {
    id: 864,
    root: "YM",
    description: "E-Mini Dow",
    underlying: dow,
    listing: [2, 2, 1_000_000, 5_000_000, 0],
    ...quarterly,
    fees: miniFees,
    initialMargin: 14_000,
  },
  {
    id: 713,
    root: "CL",
    description: "Crude Oil",
    underlying: crude,
    listing: [3, 5, 10_000, 10_000_000, 2],
    ...everyMonth,
    fees: commodityFees,
    initialMargin: 6_000,
  },
  {
    id: 746,
    root: "GC",
    description: "Gold",
    underlying: gold,
    listing: [4, 6, 100_000, 10_000_000, 1],
    ...goldMonths,
    fees: commodityFees,
    initialMargin: 20_000,
  },
  {
    id: 2431,
    root: "MES",
    description: "Micro E-Mini S&P 500",
    underlying: sp500,
    listing: [1, 2, 250_000, 1_250_000, 2],
    ...quarterly,
    fees: microFees,
    initialMargin: 2_200,
  },
  {
    id: 2432,
    root: "MNQ",
    description: "Micro E-Mini NASDAQ 100",
    underlying: nasdaq,
    listing: [1, 2, 250_000, 500_000, 2],
    ...quarterly,
    fees: microFees,
    initialMargin: 3_300,
  },
  {
    id: 2433,
    root: "M2K",
    description: "Micro E-Mini Russell 2000",
    underlying: russell,
    listing: [1, 2, 100_000, 500_000, 1],
    ...quarterly,
    fees: microFees,
    initialMargin: 900,
  },
  {
    id: 2434,
    root: "MYM",
    description: "Micro E-Mini Dow",
    underlying: dow,
    listing: [2, 2, 1_000_000, 500_000, 0],
    ...quarterly,
    fees: microFees,
    initialMargin: 1_400,
  },
  {
    id: 2916,
    root: "MCL",
    description: "Micro Crude Oil",
    underlying: crude,
    listing: [3, 5, 10_000, 1_000_000, 2],
    ...everyMonth,
    fees: microCommodityFees,
    initialMargin: 600,
  },
  {
    id: 2512,
    root: "MGC",
    description: "Micro Gold",
    underlying: gold,
    listing: [4, 6, 100_000, 1_000_000, 1],
    ...goldMonths,
    fees: microCommodityFees,
    initialMargin: 2_000,
  },
];

function productOf(row: Row): Product {
  const [exchangeId, contractGroupId, tickSizeMicros, tickValueMicros, priceDecimals] = row.listing;
  return {
    id: row.id,
    root: row.root,
    description: row.description,
    underlying: row.underlying,
    isMicro: row.root !== row.underlying.root,
    exchangeId,
    contractGroupId,
    tickSizeMicros,
    tickValueMicros,
    priceDecimals,
    months: row.months,
    expiry: row.expiry,
    fees: row.fees,
    initialMarginMicros: row.initialMargin * MILLION,
    maintenanceMarginMicros: Math.trunc((row.initialMargin * MILLION * 10) / 11),
    dayMarginMicros: (row.initialMargin * MILLION) / DAY_MARGIN_DIVISOR,
  };
}

export const PRODUCTS: readonly Product[] = ROWS.map(productOf);

export const UNDERLYINGS: readonly Underlying[] = [...new Set(PRODUCTS.map((product) => product.underlying))];

const byId = new Map(PRODUCTS.map((product) => [product.id, product]));

export function productById(id: number): Product {
  const product = byId.get(id);
  assertInvariant(product !== undefined, `no product ${id}`);
  return product;
}

export function feeMicros(fees: Fees): number {
  return fees.clearingMicros + fees.exchangeMicros + fees.nfaMicros + fees.commissionMicros;
}

/** Dollars of one point on one contract, as the wire says it. */
export function valuePerPoint(product: Product): number {
  return product.tickValueMicros / product.tickSizeMicros;
}
