import fc from 'fast-check';
import type { SloDefinition } from '../../../lib/core/slo/definition';
import { parseFraction } from '../../../lib/core/slo/fraction';
import { openSlo } from '../../../lib/core/slo/open-slo';
import { decimal } from '../../../lib/core/slo/open-slo/document';
import { SLICES, sloOf } from './report-support';

// biome-ignore lint/suspicious/noExplicitAny: documents are untyped JSON
type Json = Record<string, any>;
const documentsOf = (...slos: readonly SloDefinition[]): Json[] => JSON.parse(JSON.stringify(openSlo(slos).documents));
const sloDocument = (slo: SloDefinition) => documentsOf(slo).find(({ kind }) => kind === 'SLO') as Json;

test('an objective on events is a ratio of bad and total, with its policies beside it', () => {
  const documents = documentsOf(sloOf({ team: 'payments' }));
  expect(documents.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Service checkout',
    'AlertNotificationTarget page',
    'AlertNotificationTarget ticket',
    'AlertPolicy checkout-prod-availability-page-fast',
    'AlertPolicy checkout-prod-availability-ticket-slow',
    'SLO checkout-prod-availability',
  ]);
  expect(new Set(documents.map(({ apiVersion }) => apiVersion))).toEqual(new Set(['openslo/v1']));
  const { metadata, spec } = documents.at(-1) as Json;
  expect(metadata).toMatchObject({
    displayName: 'Availability',
    labels: { environment: 'prod', tier: '2', team: 'payments' },
  });
  expect(spec).toMatchObject({
    service: 'checkout',
    timeWindow: [{ duration: '30d', isRolling: true }],
    budgetingMethod: 'Occurrences',
    objectives: [{ target: 0.999 }],
    alertPolicies: [
      { alertPolicyRef: 'checkout-prod-availability-page-fast' },
      { alertPolicyRef: 'checkout-prod-availability-ticket-slow' },
    ],
  });
  const source = (returned: string, metricName: string) => ({
    metricSource: {
      type: 'CloudWatch',
      spec: {
        returned,
        queries: [
          {
            id: returned,
            metricStat: {
              metric: { namespace: 'AWS/ApiGateway', metricName, dimensions: { ApiId: 'a1' } },
              stat: 'Sum',
            },
          },
        ],
      },
    },
  });
  expect(spec.indicator.spec).toEqual({
    ratioMetric: { counter: false, bad: source('bad', '5xx'), total: source('total', 'Count') },
  });
});

test('a rule is a policy with one burn-rate condition on its long window', () => {
  const [policy] = documentsOf(sloOf()).filter(({ kind }) => kind === 'AlertPolicy');
  expect(policy).toMatchObject({
    metadata: { annotations: { 'sightline/short-window': '5m', 'sightline/burn-rate': '14.4' } },
    spec: {
      alertWhenBreaching: true,
      conditions: [
        {
          kind: 'AlertCondition',
          spec: {
            severity: 'page',
            condition: { kind: 'burnrate', threshold: 14.4, lookbackWindow: '1h', alertAfter: '0m' },
          },
        },
      ],
      notificationTargets: [{ targetRef: 'page' }],
    },
  });
});

test('an objective on timeslices is a threshold on one value', () => {
  const { spec, metadata } = sloDocument(sloOf({ kind: 'freshness', indicator: SLICES }));
  expect(spec).toMatchObject({
    budgetingMethod: 'Timeslices',
    indicator: { spec: { thresholdMetric: { metricSource: { spec: { returned: 'value' } } } } },
    objectives: [{ op: 'lte', value: 600, target: 0.999, timeSliceTarget: 1, timeSliceWindow: '5m' }],
  });
  expect(metadata.annotations['sightline/missing-slices']).toBe('bad');
});

test('only the queries that a count is computed from stand in its source', () => {
  const metric = (name: string) => ({ metric: { namespace: 'App', name, dimensions: {} }, statistic: 'Sum' });
  const queries = [
    { id: 'total', expression: 'm1+m2' },
    { id: 'good', expression: 'total - m3' },
    { id: 'm1', ...metric('A') },
    { id: 'm2', ...metric('B') },
    { id: 'm3', ...metric('C') },
  ];
  const { ratioMetric } = sloDocument(sloOf({ indicator: { budgeting: 'events', queries } })).spec.indicator.spec;
  const ids = (source: Json) => source.metricSource.spec.queries.map(({ id }: Json) => id);
  expect(ids(ratioMetric.total)).toEqual(['total', 'm1', 'm2']);
  expect(ids(ratioMetric.good)).toEqual(['total', 'good', 'm1', 'm2', 'm3']);
  expect(ratioMetric.bad).toBeUndefined();
});

test.each([
  ['calendar month', '1M'],
  ['calendar week', '1w'],
])('%s begins at a Monday the first, in its time zone', (window, duration) => {
  expect(sloDocument(sloOf({ window, timezone: 'Europe/Berlin' })).spec.timeWindow).toEqual([
    { duration, calendar: { startTime: '2024-01-01 00:00:00', timeZone: 'Europe/Berlin' }, isRolling: false },
  ]);
  expect(new Date('2024-01-01T00:00:00Z').getUTCDay()).toBe(1);
});

test('an objective that cannot be told is named, and the others are exported', () => {
  const { documents, notExported } = openSlo([
    sloOf({ name: 'Offset', window: 'calendar month', timezone: '+05:30' }),
    sloOf({ name: 'Perfect', objective: '100' }),
    sloOf(),
  ]);
  expect(notExported).toEqual([
    { slo: 'checkout/prod/Offset', reason: expect.stringContaining("'+05:30' is an offset") },
    { slo: 'checkout/prod/Perfect', reason: expect.stringContaining('no error budget') },
  ]);
  expect(documents.filter(({ kind }) => kind === 'SLO')).toHaveLength(1);
});

test('names are DNS labels, and no two objectives share one', () => {
  const names = ['A b', 'a-b', 'a_b', '日本', '__proto__', 'x'.repeat(200), `${'x'.repeat(200)}y`];
  const documents = documentsOf(...names.map((name) => sloOf({ name })));
  const slos = documents.filter(({ kind }) => kind === 'SLO').map(({ metadata }) => metadata.name);
  expect(new Set(slos).size).toBe(names.length);
  const all = documents.flatMap(({ metadata, spec }) => [
    metadata.name,
    spec.indicator?.metadata.name,
    spec.conditions?.[0].metadata.name,
  ]);
  for (const name of all.filter((one) => one !== undefined))
    expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
});

test.each([
  ['99.9', '0.999'],
  ['99.99', '0.9999'],
  ['33.3', '0.333'],
  ['99.99999999999999999', '0.9999999999999999999'],
  ['50', '0.5'],
  ['1e1', '0.1'],
])('an objective of %s %% is the target %s, digit by digit', (objective, text) => {
  const slo = openSlo([sloOf({ objective, rules: [] })]).documents.at(-1) as Json;
  expect(slo.spec.objectives[0].target.text).toBe(text);
});

test('a decimal is the fraction itself, where it ends', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.nat(25), (digits, shift) => {
      const value = parseFraction(`${digits}e-${shift}`);
      return (
        value !== undefined && JSON.stringify(parseFraction(decimal(value).text), big) === JSON.stringify(value, big)
      );
    }),
  );
  expect(decimal({ numerator: 14n, denominator: 15n }).text).toBe('0.933333333333');
  expect(decimal({ numerator: -1n, denominator: 2n }).text).toBe('-0.5');
});

function big(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
