/** What a month of observability costs, from templates and list prices. */
import { type Advice, adviseCheaper } from './advice';
import { alarmCharges, alarmFacts } from './alarms';
import { canaryCharges } from './canaries';
import {
  type Charge,
  CUSTOM_METRIC,
  customMetricsUsd,
  metricTiers,
  type NotPriced,
  priceOf,
  type Trust,
  trustOf,
  unitPrice,
} from './charge';
import { dashboardCharges } from './dashboards';
import { freeTierLines } from './free-tier';
import { judgeCharges } from './judges';
import { linksOf } from './links';
import { metricCharges } from './metrics';
import { otherCharges } from './not-priced';
import { objectiveCharges } from './objectives';
import { ownFunctionCharges } from './own-functions';
import { PRICE_LIST, type PriceList } from './prices';
import { queuePolls } from './queue-polls';
import type { PricedResource } from './resource';
import { serviceFunctions } from './services';
import { type Traffic, usageCharges } from './usage';

export interface CostOptions {
  /** What comes in a month. @default - unknown: logs, traces and incidents are listed and not priced */
  readonly traffic?: Traffic;
  /** Take off what an account gets free each month. @default false - it is shared by all of the account, and mostly used up */
  readonly freeTier?: boolean;
  /** @default - list prices of us-east-1 */
  readonly prices?: PriceList;
}

export interface CostLine {
  /** Such as `metric math alarms`. */
  readonly what: string;
  readonly quantity: number;
  /** Of the quantity, in the singular. */
  readonly unit: string;
  /** Below zero where the free tier takes something off. */
  readonly usdPerMonth: number;
  /** Of the price list. */
  readonly priceId: string;
  readonly trust: Trust;
  /** Where the price was read. */
  readonly source: string;
  /** What was assumed. @default - nothing */
  readonly note?: string;
  /** @default - the account, which has the free tier */
  readonly stackName?: string;
  /** @default - no service that the template tells */
  readonly service?: string;
}

export interface CostSum {
  /** The stack or service; `undefined` for what belongs to none. */
  readonly name?: string;
  readonly usdPerMonth: number;
}

export interface CostEstimate {
  readonly currency: string;
  /** The region that the prices are of. */
  readonly region: string;
  readonly asOf: string;
  /** The sum of all lines. */
  readonly usdPerMonth: number;
  /** Biggest first. */
  readonly lines: readonly CostLine[];
  readonly byStack: readonly CostSum[];
  readonly byService: readonly CostSum[];
  readonly byTrust: Readonly<Record<Trust, number>>;
  /** What costs and is not in the sum. */
  readonly notPriced: readonly NotPriced[];
  /** What the quantities rest on. */
  readonly assumptions: readonly string[];
  /** Cheaper equivalents, each by itself, most saved first. */
  readonly advice: readonly Advice[];
}

/**
 * Prices alarms, custom metrics, dashboards, logs, traces, canaries and Sightline's own functions. What runs the app
 * itself, its tables and requests, is no part of it.
 */
export function estimateCost(given: readonly PricedResource[], options: CostOptions = {}): CostEstimate {
  const { traffic = {}, prices = PRICE_LIST } = options;
  const resources = inOrder(given);
  const links = linksOf(resources);
  const functions = serviceFunctions(resources, links);
  const alarms = alarmFacts(resources);
  const parts = [
    alarmCharges(alarms, resources),
    metricCharges(resources, functions, alarms, links),
    { charges: objectiveCharges(resources), notPriced: [] },
    dashboardCharges(resources),
    usageCharges(resources, functions, traffic, links),
    canaryCharges(resources),
    ownFunctionCharges(functions),
    judgeCharges(resources, functions),
    { charges: queuePolls(functions, links), notPriced: [] },
    otherCharges(resources, functions, links),
  ];
  const charges = grouped(parts.flatMap((part) => part.charges));
  const priced = pricedLines(charges, prices);
  const free = options.freeTier ? freeTierLines(priced, resources, prices) : [];
  const lines = [...priced, ...free].sort(biggestFirst);
  return {
    currency: prices.currency,
    region: prices.region,
    asOf: prices.asOf,
    usdPerMonth: sumOf(lines),
    lines,
    byStack: sumsBy(lines, ({ stackName }) => stackName),
    byService: sumsBy(lines, ({ service }) => service),
    byTrust: {
      verified: sumOf(lines.filter(({ trust }) => trust === 'verified')),
      secondary: sumOf(lines.filter(({ trust }) => trust === 'secondary')),
      unverified: sumOf(lines.filter(({ trust }) => trust === 'unverified')),
    },
    notPriced: counted([...withoutPrice(charges, prices), ...parts.flatMap((part) => part.notPriced)]),
    assumptions: assumptionsOf(lines, resources),
    advice: adviseCheaper({ alarms, functions, resources, prices, charges }),
  };
}

/** Whatever order resources come in, the estimate is the same. */
function inOrder(resources: readonly PricedResource[]): PricedResource[] {
  const key = ({ stackName, path, logicalId = '', type }: PricedResource) =>
    `${stackName}\n${path}\n${logicalId}\n${type}`;
  return resources
    .map((resource) => [key(resource), resource] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, resource]) => resource);
}

/** One charge for all that are alike. */
function grouped(charges: readonly Charge[]): Charge[] {
  const groups = new Map<string, Charge>();
  for (const charge of charges) {
    const { stackName, service, what, priceId, note } = charge;
    const key = JSON.stringify([stackName, service, what, priceId, note]);
    const known = groups.get(key);
    groups.set(key, known ? { ...known, quantity: known.quantity + charge.quantity } : charge);
  }
  return [...groups.values()];
}

function pricedLines(charges: readonly Charge[], list: PriceList): CostLine[] {
  const metrics = charges.reduce((sum, { priceId, quantity }) => (priceId === CUSTOM_METRIC ? sum + quantity : sum), 0);
  return charges.flatMap((charge) => {
    const { unverified, ...shown } = charge;
    const price = priceOf(list, charge.priceId);
    if (!price) return [];
    if (charge.priceId === CUSTOM_METRIC) return { ...shown, ...metricPrice(list, metrics, charge.quantity) };
    const usdPerMonth = charge.quantity * unitPrice(price);
    return { ...shown, usdPerMonth, trust: trustOf([price], unverified), source: price.source };
  });
}

/** The account's metrics go through the tiers together; each line pays its share. */
function metricPrice(list: PriceList, total: number, quantity: number) {
  const tiers = metricTiers(total).flatMap(({ id }) => priceOf(list, id) ?? []);
  return {
    usdPerMonth: (customMetricsUsd(list, total) * quantity) / total,
    trust: trustOf(tiers),
    source: tiers.map(({ source }) => source).join('; '),
  };
}

function withoutPrice(charges: readonly Charge[], list: PriceList): NotPriced[] {
  return charges
    .filter(({ priceId }) => !priceOf(list, priceId))
    .map(({ what, quantity, stackName }) => ({
      ...{ what, count: quantity, stackName },
      reason: 'price not known: it is not in the price list',
    }));
}

function counted(all: readonly NotPriced[]): NotPriced[] {
  const groups = new Map<string, NotPriced>();
  for (const one of all) {
    const key = JSON.stringify([one.what, one.reason, one.stackName]);
    groups.set(key, { ...one, count: (groups.get(key)?.count ?? 0) + one.count });
  }
  return [...groups.values()];
}

function sumOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
}

function sumsBy(lines: readonly CostLine[], nameOf: (line: CostLine) => string | undefined): CostSum[] {
  const names = [...new Set(lines.map(nameOf))];
  return names
    .map((name) => ({ name, usdPerMonth: sumOf(lines.filter((line) => nameOf(line) === name)) }))
    .sort((a, b) => b.usdPerMonth - a.usdPerMonth);
}

function biggestFirst(a: CostLine, b: CostLine): number {
  return b.usdPerMonth - a.usdPerMonth;
}

function assumptionsOf(lines: readonly CostLine[], resources: readonly PricedResource[]): string[] {
  const conditional = resources.filter(({ condition }) => condition !== undefined).length;
  const notes = lines.flatMap(({ note }) => note?.split('; ') ?? []);
  if (conditional === 1) notes.push('1 resource stands under a condition and counts as if it were made');
  if (conditional > 1) notes.push(`${conditional} resources stand under a condition and count as if they were made`);
  return [...new Set(notes)];
}
