/** What widgets are drawn of in tests: an ordinary bad night, and the worst that others can write. */
import type { Incident } from '../../../lib/core/incident/incident';
import type { ShownCost } from '../../../lib/core/price/shown-cost';
import type { SloMeasurement } from '../../../lib/core/slo/measurement';
import type { BudgetStanding } from '../../../lib/view/widgets/error-budgets';
import type { WidgetFrame } from '../../../lib/view/widgets/frame';
import type { WidgetTheme } from '../../../lib/view/widgets/style';

export const NOW_MS = Date.parse('2026-03-02T10:00:00Z');

export function frameOf(change: Partial<WidgetFrame> = {}): WidgetFrame {
  return { theme: 'light' as WidgetTheme, width: 588, height: 420, nowMs: NOW_MS, offsetMinutes: 0, ...change };
}

/** Markup, a direction that turns lines around, terminal colours, and more text than anybody reads. */
export const HOSTILE = `</style><script>alert(1)</script>"'\`><img src=x onerror=alert(1)>\u202e\u001b[31m`;
export const ENDLESS = `${HOSTILE}${'endless '.repeat(10_000)}`;

export function incident(change: Partial<Incident> = {}): Incident {
  return {
    id: '01KE6PX23G62QQ1768GY312YT0',
    ...{ service: 'checkout', environment: 'prod', title: 'checkout fails 5 % of its requests or more.' },
    ...{ severity: 'high', status: 'triggered', acknowledgements: [], beganMs: NOW_MS - 260_000 },
    ...change,
  } as Incident;
}

export function measurement(change: Partial<SloMeasurement> = {}): SloMeasurement {
  return {
    ...{ schemaVersion: 1, slo: 'checkout/prod/Availability', atMs: NOW_MS - 240_000, status: 'at_risk' },
    ...{ total: 100_000, bad: 88, sli: 0.99912, budgetEvents: 100, budgetRemaining: 0.12 },
    ...{ budgetRemainingEvents: 12, budgetRemainingMinutes: 5.2, burnRates: { '1h': 14.4 }, firing: [] },
    ...{ violations24h: 1, hoursToExhaustion: 6 },
    ...change,
  };
}

export function standing(change: Partial<BudgetStanding> = {}): BudgetStanding {
  return {
    ...{ slo: 'checkout/prod/Availability', objective: '99.9', window: '30d', tier: 1, stale: false, over: '30d' },
    measurement: measurement(),
    left: [1, 0.9, Number.NaN, 0.5, 0.12],
    ...change,
  };
}

/** What the example costs a month. */
export const COST: ShownCost = {
  ...{ usdPerMonth: 11.1, region: 'us-east-1', asOf: 'compiled 2026-11-21', notPriced: ['logs', 'traces'] },
  lines: [
    { what: 'handler metrics of operations', quantity: 15, usdPerMonth: 4.5 },
    { what: 'dashboards', quantity: 1, usdPerMonth: 3 },
    { what: 'alarms', quantity: 18, usdPerMonth: 1.8 },
    { what: 'handler metrics of the service', quantity: 5, usdPerMonth: 1.5 },
    { what: 'metrics of log filters', quantity: 1, usdPerMonth: 0.3 },
  ],
};
