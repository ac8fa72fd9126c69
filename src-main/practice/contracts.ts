/**
 * The dated contracts of every product, with ids that depend on product and month only, so that a stored position
 * means the same contract in every run. Front month by the calendar. Reference data, never changed after it is built.
 */
import { expiryOf, type Expiry } from "./expiry.ts";
import { PRODUCTS, type Product } from "./products.ts";

const MONTH_CODES = "FGHJKMNQUVXZ";
const FIRST_YEAR = 2000;
const MONTHS_PER_PRODUCT = 1_200;
const MATURITY_ID_BASE = 40_000;
const CONTRACT_ID_BASE = 2_700_000;
/** Years listed around today. Together below ten, so that a one-digit year names one contract. */
const YEARS_BACK = 2;
const YEARS_AHEAD = 4;

export interface Contract extends Expiry {
  readonly id: number;
  readonly name: string;
  readonly maturityId: number;
  readonly product: Product;
  /** YYYYMM. */
  readonly month: number;
  /** Months since the first listed year; orders contracts and their carry. */
  readonly monthIndex: number;
}

export interface ContractBook {
  byId(id: number): Contract | undefined;
  byMaturity(maturityId: number): Contract | undefined;
  byName(name: string): Contract | undefined;
  ofProduct(productId: number): readonly Contract[];
  all(): readonly Contract[];
  /** The month that is traded now. */
  front(product: Product, now: number): Contract;
  /** Contracts whose name begins with `text`: the product of that very name first, the front month first. */
  suggest(text: string, limit: number, now: number): readonly Contract[];
}

function contractOf(product: Product, productIndex: number, year: number, month: number): Contract {
  const monthIndex = (year - FIRST_YEAR) * 12 + month - 1;
  const offset = productIndex * MONTHS_PER_PRODUCT + monthIndex;
  return {
    id: CONTRACT_ID_BASE + offset,
    maturityId: MATURITY_ID_BASE + offset,
    name: `${product.root}${MONTH_CODES.charAt(month - 1)}${year % 10}`,
    product,
    month: year * 100 + month,
    monthIndex,
    ...expiryOf(product.expiry, year, month),
  };
}

function listProduct(product: Product, productIndex: number, yearNow: number): Contract[] {
  const listed: Contract[] = [];
  for (let year = yearNow - YEARS_BACK; year <= yearNow + YEARS_AHEAD; year += 1) {
    for (const code of product.months) {
      listed.push(contractOf(product, productIndex, year, MONTH_CODES.indexOf(code) + 1));
    }
  }
  return listed;
}

/** Front first, then the later months, then what still trades before the front. */
function inTradingOrder(contracts: readonly Contract[], now: number): Contract[] {
  const alive = contracts.filter((contract) => contract.expiresAt > now);
  return [
    ...alive.filter((contract) => contract.rollsAt > now),
    ...alive.filter((contract) => contract.rollsAt <= now),
  ];
}

function matchRank(product: Product, text: string): number {
  if (product.root === text) return 0;
  return product.root.startsWith(text) ? 1 : 2;
}

export function createContractBook(now: number): ContractBook {
  const yearNow = new Date(now).getUTCFullYear();
  const lists = new Map(
    PRODUCTS.map((product, index) => [product.id, listProduct(product, index, yearNow)] as const),
  );
  const all = [...lists.values()].flat();
  const byId = new Map(all.map((contract) => [contract.id, contract]));
  const byMaturity = new Map(all.map((contract) => [contract.maturityId, contract]));
  const byName = new Map(all.map((contract) => [contract.name, contract]));
  const ofProduct = (productId: number): readonly Contract[] => lists.get(productId) ?? [];
  return {
    byId: (id) => byId.get(id),
    byMaturity: (id) => byMaturity.get(id),
    byName: (name) => byName.get(name.toUpperCase()),
    ofProduct,
    all: () => all,
    front: (product, at) => {
      const [front] = inTradingOrder(ofProduct(product.id), at);
      if (!front)
        throw new Error(`no listed contract of ${product.root} trades at ${new Date(at).toISOString()}`);
      return front;
    },
    suggest: (text, limit, at) => {
      const wanted = text.toUpperCase();
      return PRODUCTS.toSorted((a, b) => matchRank(a, wanted) - matchRank(b, wanted))
        .flatMap((product) => inTradingOrder(ofProduct(product.id), at))
        .filter((contract) => contract.name.startsWith(wanted))
        .slice(0, limit);
    },
  };
}
