/** An estimate of costs as a dashboard carries it: short, since it stands in a template. */
import type { CostEstimate } from './estimate';
import { firstPart } from './summary';

export interface ShownCost {
  /** Of all lines, those that are not told included. */
  readonly usdPerMonth: number;
  /** The region that the prices are of. */
  readonly region: string;
  /** When the prices were compiled. */
  readonly asOf: string;
  /** The biggest ones, biggest first. */
  readonly lines: readonly ShownCostLine[];
  /** Names of what costs and is not in the sum. */
  readonly notPriced: readonly string[];
}

export interface ShownCostLine {
  readonly what: string;
  readonly quantity: number;
  readonly usdPerMonth: number;
}

const MOST_LINES = 6;
const MOST_NOT_PRICED = 5;
/** More is no number of dollars or alarms. */
const MOST = 1e9;

export function shownCost({ usdPerMonth, region, asOf, lines, notPriced }: CostEstimate): ShownCost {
  return {
    usdPerMonth: cents(usdPerMonth),
    region,
    asOf: firstPart(asOf),
    lines: lines.slice(0, MOST_LINES).map(({ what, quantity, usdPerMonth: usd }) => {
      return { what, quantity: cents(quantity), usdPerMonth: cents(usd) };
    }),
    notPriced: [...new Set(notPriced.map(({ what }) => what))].slice(0, MOST_NOT_PRICED),
  };
}

/** From a dashboard, where anybody may have changed it; `undefined` where it is none. */
export function readShownCost(value: unknown): ShownCost | undefined {
  const { usdPerMonth, region, asOf, lines, notPriced } = fieldsOf(value);
  if (!isAmount(usdPerMonth) || typeof region !== 'string' || typeof asOf !== 'string') return undefined;
  if (!Array.isArray(lines) || !Array.isArray(notPriced)) return undefined;
  return {
    usdPerMonth,
    region,
    asOf,
    lines: lines.slice(0, MOST_LINES).flatMap(readLine),
    notPriced: notPriced.filter((one): one is string => typeof one === 'string').slice(0, MOST_NOT_PRICED),
  };
}

function readLine(value: unknown): ShownCostLine[] {
  const { what, quantity, usdPerMonth } = fieldsOf(value);
  return typeof what === 'string' && isAmount(quantity) && isAmount(usdPerMonth)
    ? [{ what, quantity, usdPerMonth }]
    : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < MOST;
}

function cents(value: number): number {
  return Math.round(value * 100) / 100;
}
