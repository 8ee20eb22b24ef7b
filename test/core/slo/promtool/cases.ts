import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BurnRateRule } from '../../../../lib/core/slo/burn-rate-rule';
import type { TrafficGuard } from '../../../../lib/core/slo/firings';
import type { PromqlRule } from './promql';
import { byChance, MISSING, type Segment, type Series, series } from './series';

/** One series and its rules, judged by both engines. */
export interface CrossCheck extends Series {
  readonly title: string;
  readonly objective: string;
  readonly rules: readonly PromqlRule[];
  readonly guard: TrafficGuard;
}

interface Vector {
  readonly id: string;
  readonly objective_percent: string;
  readonly series: readonly Segment[];
  readonly rules: readonly Pick<BurnRateRule, 'id' | 'long' | 'short' | 'factor'>[];
  readonly guard?: { readonly min_total?: number; readonly min_bad?: number };
}

const NO_GUARD: TrafficGuard = { minTotal: 1, minBad: 1 };
const DAY = 1_440;

/** factor x budget of the workbook's four rules. */
const AT_99_9 = ['0.0144', '0.006', '0.003', '0.001'];
const VECTORS: readonly (readonly [id: string, thresholds: readonly string[]])[] = [
  ['wb-total-outage-60m', AT_99_9],
  ['wb-fig5-6-15pct-10m', AT_99_9],
  ['edge-exactly-6x', AT_99_9],
  ['blip-5m-20pct', AT_99_9],
  ['flap-1on-9off-6h', AT_99_9],
  ['partial-recovery', AT_99_9],
  ['nodata-gap-inside-outage', AT_99_9],
  ['obj-99.5-5pct-2h', ['0.072', '0.03', '0.015', '0.005']],
  ['win-28d-sloth', ['0.01344', '0.0056', '0.0028', '14 / 15000']],
  ['guard-min-bad-5-met', AT_99_9],
];

/** Cases of the shared vectors, except those that are about budgets only, with the 3-day rule by the hour as well. */
export function vectorChecks(): CrossCheck[] {
  const file = join(__dirname, '..', '..', '..', 'vectors', 'slo.json');
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Vector[] };
  return VECTORS.map(([id, thresholds]) => {
    const vector = cases.find((candidate) => candidate.id === id);
    if (!vector) throw new Error(`${file} has no case '${id}'`);
    const rules = vector.rules.map(({ id: name, long, short, factor }, index) =>
      rule(name, long, short, factor, thresholds[index] as string),
    );
    const slow = rules.at(-1) as PromqlRule;
    return {
      title: id,
      objective: vector.objective_percent,
      ...series(vector.series),
      rules: [...rules, { ...slow, id: `${slow.id}_hourly`, hourly: true }],
      guard: { minTotal: vector.guard?.min_total ?? 1, minBad: vector.guard?.min_bad ?? 1 },
    };
  });
}

/** Windows of a few hours, so that promtool can evaluate them as alert rules, minute by minute. */
const SHORT_RULES_AT_99 = [
  rule('page_fast', '30m', '3m', '10', '0.1'),
  rule('page_slow', '2h', '10m', '4', '0.04'),
  rule('ticket', '6h', '1h', '1.5', '0.015'),
];

export const OWN_CHECKS: readonly CrossCheck[] = [
  {
    title: 'an outage from the first minute on, at 99 %',
    objective: '99',
    ...series([
      { minutes: 20, total: 50, bad: 50 },
      { minutes: 700, total: 50, bad: 0 },
    ]),
    rules: SHORT_RULES_AT_99,
    guard: NO_GUARD,
  },
  {
    title: 'a third of all requests fails for 40 minutes, then 2 % for 4 hours, at 99 %',
    objective: '99',
    ...series([
      { minutes: 400, total: 60, bad: 0 },
      { minutes: 40, total: 60, bad: 20 },
      { minutes: 240, total: 50, bad: 1 },
      { minutes: 400, total: 60, bad: 0 },
    ]),
    rules: SHORT_RULES_AT_99,
    guard: NO_GUARD,
  },
  {
    title: 'one request in seven minutes, and some fail: guarded by 10 requests and 3 failures',
    objective: '99',
    ...series([
      {
        repeat: 40,
        of: [
          { minutes: 1, total: 1, bad: 0 },
          { minutes: 6, ...MISSING },
        ],
      },
      {
        repeat: 9,
        of: [
          { minutes: 1, total: 1, bad: 1 },
          { minutes: 6, total: 0, bad: 0 },
        ],
      },
      {
        repeat: 60,
        of: [
          { minutes: 1, total: 1, bad: 0 },
          { minutes: 6, ...MISSING },
        ],
      },
    ]),
    rules: SHORT_RULES_AT_99,
    guard: { minTotal: 10, minBad: 3 },
  },
  {
    title: 'failures that are counted a minute after their requests, so that some minutes have more bad than all',
    objective: '99',
    ...series([
      { minutes: 300, total: 20, bad: 0 },
      {
        repeat: 30,
        of: [
          { minutes: 1, total: 20, bad: 0 },
          { minutes: 1, total: 2, bad: 15 },
        ],
      },
      { minutes: 400, total: 20, bad: 0 },
    ]),
    rules: SHORT_RULES_AT_99,
    guard: NO_GUARD,
  },
  {
    title: 'errors and holes by chance, at 99 %',
    objective: '99',
    ...byChance(900, 1),
    rules: SHORT_RULES_AT_99,
    guard: { minTotal: 5, minBad: 2 },
  },
];

export const SLOW_CHECKS: readonly CrossCheck[] = [
  {
    title: 'a slow burn of 1.2 x for five days',
    objective: '99.9',
    ...series([
      { minutes: 2 * DAY, total: 5_000, bad: 0 },
      { minutes: 5 * DAY, total: 5_000, bad: 6 },
      { minutes: DAY, total: 5_000, bad: 0 },
    ]),
    rules: [
      rule('ticket_fast', '1d', '2h', '3', '0.003'),
      rule('ticket_slow', '3d', '6h', '1', '0.001'),
      rule('ticket_long', '6d', '12h', '0.7', '0.0007'),
      { ...rule('ticket_slow_hourly', '3d', '6h', '1', '0.001'), hourly: true },
    ],
    guard: NO_GUARD,
  },
  {
    title: 'three days of errors and holes by chance, at 98 % with windows of its own',
    objective: '98',
    ...byChance(3 * DAY, 2),
    rules: [
      rule('page', '45m', '4m', '9.5', '0.19'),
      rule('ticket_fast', '5h', '25m', '4', '0.08'),
      rule('ticket_slow', '1d', '90m', '2.25', '0.045'),
      { ...rule('ticket_hourly', '30h', '90m', '2.25', '0.045'), hourly: true },
    ],
    guard: { minTotal: 20, minBad: 4 },
  },
];

function rule(id: string, long: string, short: string, factor: string, threshold: string): PromqlRule {
  return { id, severity: id.startsWith('page') ? 'page' : 'ticket', long, short, factor, threshold };
}
