/** Definitions, measurements and incidents for the tests of reports. */
import type { Incident } from '../../../lib/core/incident/incident';
import type { SloDefinition, TimesliceIndicator } from '../../../lib/core/slo/definition';
import type { SloMeasurement } from '../../../lib/core/slo/measurement';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const START_MS = Date.parse('2026-11-01T00:00:00Z');

export function sloOf(given: Partial<SloDefinition> = {}): SloDefinition {
  return {
    schemaVersion: 1,
    name: 'Availability',
    service: 'checkout',
    environment: 'prod',
    kind: 'availability',
    description: '99.9 % of the requests of Api succeed.',
    objective: '99.9',
    window: '30d',
    alertThresholdPercent: 80,
    indicator: {
      budgeting: 'events',
      queries: [
        {
          id: 'total',
          metric: { namespace: 'AWS/ApiGateway', name: 'Count', dimensions: { ApiId: 'a1' } },
          statistic: 'Sum',
        },
        {
          id: 'bad',
          metric: { namespace: 'AWS/ApiGateway', name: '5xx', dimensions: { ApiId: 'a1' } },
          statistic: 'Sum',
        },
      ],
    },
    rules: [
      { id: 'page_fast', severity: 'page', long: '1h', short: '5m', factor: '14.4' },
      { id: 'ticket_slow', severity: 'ticket', long: '3d', short: '6h', factor: '1' },
    ],
    minTotal: 1,
    minBad: 1,
    exclusions: [],
    namespace: 'Sightline',
    tier: 2,
    ...given,
  };
}

export const SLICES: TimesliceIndicator = {
  budgeting: 'timeslices',
  queries: [{ id: 'value', metric: { namespace: 'App', name: 'BackupAge', dimensions: {} }, statistic: 'Maximum' }],
  sliceSeconds: 300,
  comparison: 'LessThanOrEqualToThreshold',
  threshold: 600,
  missing: 'bad',
};

export function measurementOf(atMs: number, given: Partial<SloMeasurement> = {}): SloMeasurement {
  const { total = 1_000_000, bad = 0 } = given;
  const budgetEvents = total / 1_000;
  const budgetRemaining = total > 0 ? 1 - bad / budgetEvents : 1;
  return {
    schemaVersion: 1,
    slo: 'checkout/prod/Availability',
    atMs,
    status:
      total === 0 ? 'no_data' : budgetRemaining < 0 ? 'violated' : budgetRemaining <= 0.2 ? 'at_risk' : 'compliant',
    total,
    bad,
    ...(total > 0 && { sli: 1 - bad / total }),
    budgetEvents,
    budgetRemaining,
    budgetRemainingEvents: budgetEvents - bad,
    budgetRemainingMinutes: budgetRemaining * 43.2,
    burnRates: {},
    firing: [],
    violations24h: 0,
    ...given,
  };
}

export function incidentOf(openedMs: number, minutes: number | undefined, given: Partial<Incident> = {}): Incident {
  return {
    schemaVersion: 1,
    id: 'i1',
    groupKey: 'checkout/prod',
    status: minutes === undefined ? 'triggered' : 'resolved',
    severity: 'high',
    service: 'checkout',
    environment: 'prod',
    title: 'Payments fail',
    version: 1,
    generation: 1,
    paged: true,
    urgent: true,
    flapping: false,
    openedMs,
    beganMs: openedMs,
    startedMs: openedMs,
    plan: { policy: '', levels: [], acksNeeded: 1 },
    level: 0,
    told: [],
    acknowledgements: [],
    affected: [],
    ...(minutes !== undefined && { resolvedMs: openedMs + minutes * MINUTE_MS }),
    alarms: [],
    ...given,
  };
}

/** Every five minutes, ends included. */
export function ticks(fromMs: number, toMs: number): number[] {
  return Array.from(
    { length: Math.floor((toMs - fromMs) / (5 * MINUTE_MS)) + 1 },
    (_, at) => fromMs + at * 5 * MINUTE_MS,
  );
}
