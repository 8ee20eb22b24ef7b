import type { Price, PriceList } from './prices';

/** So much of what a price is for, a month. */
export interface Charge {
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  /** Of the price list; one that is not in there is reported as not known. */
  readonly priceId: string;
  readonly stackName: string;
  /** @default - of no service that the template tells */
  readonly service?: string;
  /** What was assumed. @default - nothing */
  readonly note?: string;
  /** The price is right and the way it is applied is not verified. @default false */
  readonly unverified?: boolean;
}

/** What is not in the total. */
export interface NotPriced {
  readonly what: string;
  readonly reason: string;
  readonly count: number;
  readonly stackName: string;
}

/** What a part of the estimate comes to. */
export interface Charges {
  readonly charges: readonly Charge[];
  readonly notPriced: readonly NotPriced[];
}

export type Trust = 'verified' | 'secondary' | 'unverified';

/** Hours of a month, as AWS reckons: https://aws.amazon.com/calculator/ */
export const MONTH_HOURS = 730;
export const CUSTOM_METRIC = 'cw.customMetric.tier1';
/** How many metrics a month each price is for, dearest first; the last is for the rest. */
const METRIC_TIERS = [
  ['cw.customMetric.tier1', 10_000],
  ['cw.customMetric.tier2', 240_000],
  ['cw.customMetric.tier3', 750_000],
  ['cw.customMetric.tier4', Number.POSITIVE_INFINITY],
] as const;
const SCALE: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, B: 1e9 };

export function priceOf({ prices }: PriceList, id: string): Price | undefined {
  return prices.find((price) => price.id === id);
}

/** US dollars of one. `per` may begin with how many the price is for: `1 M traces`, `1,000 metrics requested`. */
export function unitPrice({ usd, per }: Price): number {
  const [, amount = '1', scale = ''] = /^(\d[\d,]*)(?: ([kMB]))? /.exec(per) ?? [];
  return usd / (Number(amount.replaceAll(',', '')) * (SCALE[scale] ?? 1));
}

/** US dollars of so many custom metrics: graduated, each tier at its own price. */
export function customMetricsUsd(list: PriceList, count: number): number {
  return metricTiers(count).reduce((sum, { id, quantity }) => {
    const price = priceOf(list, id);
    return sum + (price ? quantity * unitPrice(price) : 0);
  }, 0);
}

/** The tiers that so many metrics reach into. */
export function metricTiers(count: number): { readonly id: string; readonly quantity: number }[] {
  let left = count;
  return METRIC_TIERS.flatMap(([id, width]) => {
    const quantity = Math.min(left, width);
    left -= quantity;
    return quantity > 0 ? [{ id, quantity }] : [];
  });
}

const TRUST_RANK = { verified: 0, secondary: 1, unverified: 2 } as const;

/** That of the price trusted least. */
export function trustOf(prices: readonly Price[], unverified = false): Trust {
  const all = prices.map(({ verified }): Trust => {
    if (verified === true) return 'verified';
    return verified === 'secondary' ? 'secondary' : 'unverified';
  });
  if (unverified) all.push('unverified');
  return all.sort((a, b) => TRUST_RANK[b] - TRUST_RANK[a])[0] ?? 'unverified';
}
