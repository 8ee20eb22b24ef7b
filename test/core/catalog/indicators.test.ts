import { CATALOG } from '../../../lib/core/catalog/catalog';
import { checkEntry } from '../../../lib/core/catalog/check-entry';
import type { CatalogEntry, CatalogIndicators } from '../../../lib/core/catalog/entry';
import { checkAlarmQueries, type MetricQuery } from '../../../lib/core/signal/metric-math';
import type { SliDefinition } from '../../../lib/core/slo/definition';
import { availabilityOf, freshnessOf, latencyOf, throughputOf } from '../../../lib/core/slo/indicator';
import { sampleDimensions } from './sample';

const WITH_INDICATORS = CATALOG.flatMap((entry) =>
  entry.indicators ? [[entry.title, entry, entry.indicators] as const] : [],
);

const SAMPLE = { namespace: 'Sightline' };
const subjectOf = (entry: CatalogEntry) => ({
  entry,
  resource: { ...SAMPLE, dimensions: sampleDimensions(entry) },
});

/** Of the kinds that an entry names, what they resolve to on its sample. */
function resolved(entry: CatalogEntry, { availability, latency, throughput, freshness }: CatalogIndicators) {
  const subject = subjectOf(entry);
  return [
    ...(availability ? [['availability', availabilityOf(subject)] as const] : []),
    ...(latency ? [['latency', latencyOf(subject, 300)] as const] : []),
    ...((throughput ?? availability)
      ? [['throughput', throughputOf(subject, { sliceSeconds: 60, atLeast: 1 })] as const]
      : []),
    ...(freshness ? [['freshness', freshnessOf(subject, { sliceSeconds: 60, maxAgeMs: 300_000 })] as const] : []),
  ];
}

/** As an alarm would hold them: which of them there are, and the ratio that it judges. */
function alarmOf({ budgeting, queries }: SliDefinition): MetricQuery[] {
  const ids = queries.map(({ id }) => id);
  const ratio = budgeting === 'timeslices' ? 'FILL(value,0)' : `FILL(${ids.includes('bad') ? 'bad' : 'good'},0)/total`;
  return [
    ...queries.map((query) =>
      'metric' in query ? { ...query, periodSeconds: 60, returnData: false } : { ...query, returnData: false },
    ),
    { id: 'verdict', expression: ratio, returnData: true },
  ];
}

test.each(WITH_INDICATORS)(
  'every indicator of %s resolves on its sample and fits into an alarm',
  (_, entry, indicators) => {
    const all = resolved(entry, indicators);
    expect(all.length).toBeGreaterThan(0);
    for (const [kind, indicator] of all) {
      expect([kind, indicator]).toEqual([kind, expect.anything()]);
      expect([kind, checkAlarmQueries(alarmOf(indicator as SliDefinition)).problems]).toEqual([kind, []]);
    }
  },
);

test('the services that serve requests and carry messages have indicators', () => {
  const kinds = Object.fromEntries(
    WITH_INDICATORS.map(([title, entry, indicators]) => [title, resolved(entry, indicators).map(([kind]) => kind)]),
  );
  const request = ['availability', 'latency', 'throughput'];
  expect(kinds).toMatchObject({
    Service: request,
    'REST API': request,
    'REST API named by its definition': request,
    'HTTP API': request,
    'WebSocket API': request,
    'Application Load Balancer': request,
    'AppSync GraphQL API': request,
    'State machine': request,
    'Express state machine': request,
    'Synthetics canary': request,
    'EventBridge rule': request,
    'SNS topic': ['availability', 'throughput'],
    'Lambda function': [...request, 'freshness'],
    'SQS queue': ['throughput', 'freshness'],
    'Kinesis data stream': ['throughput', 'freshness'],
    'Lambda stream mapping': ['freshness'],
  });
  // AWS publishes rates of these, or nothing that counts.
  for (const title of ['CloudFront distribution', 'RDS Proxy', 'Network Load Balancer', 'DynamoDB table']) {
    expect(kinds[title]).toBeUndefined();
  }
});

describe('an entry of a user', () => {
  const METRICS = {
    jobs: { namespace: 'Acme', name: 'Jobs', unit: 'Count' },
    failed: { namespace: 'Acme', name: 'Failed', unit: 'Count' },
    time: { namespace: 'Acme', name: 'Time', unit: 'Milliseconds' },
  } as const;
  const entryOf = (indicators: unknown): CatalogEntry => ({
    type: 'Acme::X::Y',
    title: 'My jobs',
    family: 'compute',
    metrics: METRICS,
    graphs: [],
    alarms: [],
    indicators: indicators as CatalogIndicators,
    sample: { dimensions: { default: { Id: '1' } }, facts: {} },
  });
  const total = [{ metric: 'jobs' }];
  const bad = [{ metric: 'failed' }];

  test('may have every indicator', () => {
    const freshness = { metric: 'time', statistic: 'Maximum', missing: 'ignore' };
    const throughput = [{ metric: 'jobs', statistic: 'SampleCount', each: 2 }];
    const all = { events: 'jobs', availability: { total, bad }, latency: 'time', throughput, freshness };
    expect(() => checkEntry(entryOf(all))).not.toThrow();
    expect(() => checkEntry(entryOf({ events: 'jobs', availability: { total, good: bad } }))).not.toThrow();
    expect(() =>
      checkEntry(entryOf({ events: 'jobs', throughput: [{ metric: 'time', statistic: 'TC(80:500)' }] })),
    ).not.toThrow();
  });

  test.each<[string, unknown, string]>([
    ['no object', 'requests', "'indicators' must be an object, got 'requests'"],
    ['no events', { latency: 'time' }, "'events' must be a text"],
    ['an unknown key', { events: 'jobs', availibility: {} }, "did you mean 'availability'"],
    [
      'an unknown metric',
      { events: 'jobs', availability: { total: [{ metric: 'job' }], bad } },
      'must be one of jobs, failed, time',
    ],
    ['neither bad nor good', { events: 'jobs', availability: { total } }, "either 'bad' or 'good', got neither"],
    [
      'both bad and good',
      { events: 'jobs', availability: { total, bad, good: bad } },
      "either 'bad' or 'good', got both",
    ],
    ['an empty sum', { events: 'jobs', availability: { total: [], bad } }, "'total' is empty"],
    ['no list', { events: 'jobs', availability: { total: 'jobs', bad } }, "'total' must be a list"],
    [
      'an average',
      { events: 'jobs', throughput: [{ metric: 'jobs', statistic: 'Average' }] },
      'Average does not add up',
    ],
    ['a percentile', { events: 'jobs', throughput: [{ metric: 'jobs', statistic: 'p99' }] }, 'p99 does not add up'],
    [
      'nothing for each',
      { events: 'jobs', throughput: [{ metric: 'jobs', each: 0 }] },
      "'each' must be a number above 0",
    ],
    ['latency in counts', { events: 'jobs', latency: 'jobs' }, "'jobs' is in Count"],
    ['latency of a prototype', { events: 'jobs', latency: '__proto__' }, 'must be one of'],
    [
      'freshness in counts',
      { events: 'jobs', freshness: { metric: 'jobs', statistic: 'Maximum', missing: 'bad' } },
      "'jobs' is in Count",
    ],
    [
      'an unknown word for missing',
      { events: 'jobs', freshness: { metric: 'time', statistic: 'Maximum', missing: 'breaching' } },
      'one of good, bad, ignore',
    ],
  ])('is refused with %s', (_, indicators, message) => {
    expect(() => checkEntry(entryOf(indicators))).toThrow(message);
  });
});
