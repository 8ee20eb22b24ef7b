import fc from 'fast-check';
import { sloCost } from '../../../lib/core/slo/alarm-cost';
import {
  type BurnRatePart,
  plannedAlarms,
  planSloAlarms,
  type SloAlarmOptions,
} from '../../../lib/core/slo/alarm-plan';
import { alarmTable } from '../../../lib/core/slo/alarm-table';
import { burnRate } from '../../../lib/core/slo/burn-rate';
import { type BurnRateRule, WORKBOOK_RULES } from '../../../lib/core/slo/burn-rate-rule';
import type { IndicatorQuery, SloDefinition } from '../../../lib/core/slo/definition';
import { parseFraction } from '../../../lib/core/slo/fraction';
import { parseObjective } from '../../../lib/core/slo/objective';
import { sloLints } from '../../../lib/core/slo/slo-lints';

function count(id: string, name = id, dimensions: Readonly<Record<string, string>> = {}): IndicatorQuery {
  return { id, metric: { namespace: 'Shop', name, dimensions }, statistic: 'Sum' };
}

function definition(more: Partial<SloDefinition> = {}): SloDefinition {
  return {
    ...{ schemaVersion: 1, name: 'Availability', service: 'shop', environment: 'prod', kind: 'availability' as const },
    ...{ description: '99.9 % of the requests of Api succeed.', objective: '99.9', window: '30d' },
    ...{ alertThresholdPercent: 80, exclusions: [], namespace: 'Sightline', tier: 2 as const, minTotal: 1, minBad: 1 },
    indicator: { budgeting: 'events', queries: [count('total'), count('bad')] },
    rules: WORKBOOK_RULES,
    ...more,
  };
}

const SLICES: SloDefinition['indicator'] = {
  budgeting: 'timeslices',
  queries: [count('value')],
  ...{ sliceSeconds: 60, comparison: 'LessThanOrEqualToThreshold', threshold: 5, missing: 'bad' },
};

function partsOf(more: Partial<SloDefinition> = {}, options: SloAlarmOptions = {}): Record<string, BurnRatePart> {
  const { parts } = planSloAlarms(definition(more), options);
  return Object.fromEntries(parts.map((part) => [part.id, part]));
}

function expressionOf(part: BurnRatePart | undefined): string | undefined {
  const [judged] = part?.queries ?? [];
  return judged && 'expression' in judged ? judged.expression : undefined;
}

test('the four rules of the workbook are eight windows of one datapoint each, with exact thresholds', () => {
  const settings = Object.entries(partsOf()).map(([id, { settings }]) => [
    id,
    settings.periodSeconds,
    settings.threshold,
  ]);
  expect(settings).toEqual([
    ['page_fast_long', 3_600, 0.0144],
    ['page_fast_short', 300, 0.0144],
    ['page_slow_long', 21_600, 0.006],
    ['page_slow_short', 1_800, 0.006],
    ['ticket_fast_long', 86_400, 0.003],
    ['ticket_fast_short', 7_200, 0.003],
    ['ticket_slow_long', 259_200, 0.001],
    ['ticket_slow_short', 21_600, 0.001],
  ]);
  for (const { settings, role } of Object.values(partsOf())) {
    expect(settings).toMatchObject({ evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'notBreaching' });
    expect(settings.comparison).toBe('GreaterThanThreshold');
    expect(role).toBe('signal');
  }
});

test('every datapoint has a value, whatever is missing, and the guards hold for the long window', () => {
  const plain = partsOf();
  expect(expressionOf(plain.page_fast_long)).toBe('IF(FILL(total, 0) >= 1, FILL(bad, 0) / total, 0)');
  const { page_fast_long: long, page_fast_short: short } = partsOf({ minTotal: 70, minBad: 5 });
  expect(expressionOf(long)).toBe('IF(FILL(total, 0) >= 70 AND FILL(bad, 0) >= 5, FILL(bad, 0) / total, 0)');
  expect(expressionOf(short)).toBe(expressionOf(plain.page_fast_short));
  expect(expressionOf(partsOf({ minTotal: 0 }).page_fast_long)).toContain('>= 1,');
});

test('good events are taken from the total, and further terms come along hidden', () => {
  const queries: IndicatorQuery[] = [
    { id: 'total', expression: 'a + b' },
    count('good'),
    count('a'),
    count('b'),
    count('share', 'Share'),
  ];
  const { page_fast_long: long } = partsOf({ indicator: { budgeting: 'events', queries } });
  expect(expressionOf(long)).toBe('IF(FILL(total, 0) >= 1, (total - FILL(good, 0)) / total, 0)');
  expect(long?.queries.map(({ id, returnData }) => [id, returnData])).toEqual([
    ['share2', true],
    ...['total', 'good', 'a', 'b', 'share'].map((id) => [id, false]),
  ]);
});

test('timeslices are judged as published, and the last that came counts until the next is there', () => {
  const { page_fast_short: short } = partsOf({ indicator: SLICES });
  expect(expressionOf(short)).toBe('IF(FILL(total, 0) >= 1, FILL(bad, 0) / total)');
  const dimensions = { service: 'shop', environment: 'prod', slo: 'Availability' };
  expect(short?.queries.slice(1)).toEqual([
    expect.objectContaining({ id: 'total', metric: { namespace: 'Sightline', name: 'SloSlices', dimensions } }),
    expect.objectContaining({ id: 'bad', metric: { namespace: 'Sightline', name: 'SloBadSlices', dimensions } }),
  ]);
});

test('a published burn rate is at its threshold with as many digits as it has, and not above', () => {
  const rules = [{ id: 'third', severity: 'ticket', long: '3d', short: '6h', factor: '2/3' }] as const;
  const { third_long: long } = partsOf({ rules }, { longWindowSource: 'published' });
  const published = burnRate({ total: 3_000, bad: 2 }, parseObjective('test', '99.9'));
  expect(published).toBe(0.666666666667);
  expect(long?.settings).toMatchObject({ comparison: 'GreaterThanThreshold', threshold: published });
});

test('a window of more than a day can come from the published burn rate', () => {
  const { ticket_slow_long: long, ticket_fast_long: day } = partsOf({}, { longWindowSource: 'published' });
  expect(long?.settings).toMatchObject({ periodSeconds: 300, threshold: 1 });
  expect(long?.queries).toEqual([
    expect.objectContaining({
      statistic: 'Maximum',
      metric: {
        namespace: 'Sightline',
        name: 'BurnRate',
        dimensions: { service: 'shop', environment: 'prod', slo: 'Availability', window: '3d' },
      },
    }),
  ]);
  expect(day?.source).toBe('alarm');
  const rules: BurnRateRule[] = [{ id: 'week', severity: 'ticket', long: '7d', short: '6h', factor: '1' }];
  expect(() => planSloAlarms(definition({ rules }), { longWindowSource: 'published' })).toThrow(
    /long window of rule 'week' is 7d.*only of 5m, .*3d; use '3d'/,
  );
});

test('a share at the threshold is never above it, in the doubles that CloudWatch divides', () => {
  const shares = fc.tuple(
    fc.integer({ min: 1, max: 999 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 999 }),
  );
  fc.assert(
    fc.property(shares, fc.integer({ min: 1, max: 100_000 }), ([thousandths, over, factor], times) => {
      const objective = String(100 - thousandths / 1_000);
      const rules: BurnRateRule[] = [{ ...(WORKBOOK_RULES[0] as BurnRateRule), factor: `${factor}/${over}` }];
      const budget = parseFraction(`${thousandths}/100000`) as { numerator: bigint; denominator: bigint };
      const [numerator, denominator] = [budget.numerator * BigInt(factor), budget.denominator * BigInt(over)];
      fc.pre(numerator < denominator);
      const { threshold } = (partsOf({ objective, rules }).page_fast_long as BurnRatePart).settings;
      const [bad, total] = [Number(numerator) * times, Number(denominator) * times];
      expect(bad / total > threshold).toBe(false);
      expect((bad + 1) / total > threshold).toBe(true);
    }),
  );
});

test('page and ticket are each any of their rules; a severity without rules has no alarm', () => {
  const ids = (rules: readonly BurnRateRule[]) =>
    planSloAlarms(definition({ rules })).composites.map(({ id, role, severity, rules }) => [
      id,
      role,
      severity,
      rules.length,
    ]);
  expect(ids(WORKBOOK_RULES)).toEqual([
    ['Page', 'page', 'high', 2],
    ['Ticket', 'ticket', 'medium', 2],
  ]);
  expect(ids(WORKBOOK_RULES.slice(2))).toEqual([['Ticket', 'ticket', 'medium', 2]]);
  expect(plannedAlarms(planSloAlarms(definition({ rules: [] })))).toEqual([]);
  expect(planSloAlarms(definition({ tier: 1 })).composites[0]?.severity).toBe('critical');
});

test('thresholds are told with the budget that they stand for', () => {
  const [page, ticket] = planSloAlarms(definition({ minTotal: 100 })).composites;
  expect(page?.reason).toBe(
    'Rule page_fast, 2 % of the 30-day budget in 1 h: bad share above 1.44 % (14.4 x 0.1 %) over 1 h and over 5 min. ' +
      'Rule page_slow, 5 % of the 30-day budget in 6 h: bad share above 0.6 % (6 x 0.1 %) over 6 h and over 30 min. ' +
      'Only with at least 100 events in the long window.',
  );
  expect(page?.summary).toContain('99.9 % of the requests of Api succeed.');
  expect(ticket?.reason).toContain('10 % of the 30-day budget in 3 days: bad share above 0.1 % (1 x 0.1 %)');
  const [monthly] = planSloAlarms(definition({ window: 'calendar month', timezone: 'Europe/Berlin' })).composites;
  expect(monthly?.reason).toContain('2 % of the budget of the month in 1 h');
});

test('detection is what a total outage takes: of both windows the later, of all rules the first', () => {
  const { parts, composites } = planSloAlarms(definition());
  const best = [...parts, ...composites].map(({ id, detection }) => [
    id,
    detection.bestMinutes,
    detection.worstMinutes,
  ]);
  expect(best).toEqual([
    ['page_fast_long', 1, 1],
    ['page_fast_short', 1, 1],
    ['page_slow_long', 3, 3],
    ['page_slow_short', 1, 1],
    ['ticket_fast_long', 5, 5],
    ['ticket_fast_short', 1, 1],
    ['ticket_slow_long', 5, 64],
    ['ticket_slow_short', 1, 1],
    ['Page', 1, 1],
    ['Ticket', 5, 5],
  ]);
  const slices = partsOf({ indicator: { ...SLICES, sliceSeconds: 300 } });
  expect(slices.page_fast_long?.detection).toEqual({ bestMinutes: 5, worstMinutes: 15 });
});

describe('the alarm on missing telemetry', () => {
  const silence = (more: Partial<SloDefinition>, noTelemetryMinutes = 10) =>
    planSloAlarms(definition(more), { noTelemetryMinutes }).noTelemetry;

  test('waits for silent minutes of the total, and says how long it takes and why', () => {
    const alarm = silence({});
    expect(alarm).toMatchObject({ id: 'NoTelemetry', role: 'ticket', severity: 'medium' });
    expect(alarm?.queries).toEqual([
      expect.objectContaining({ id: 'total', statistic: 'SampleCount', returnData: true }),
    ]);
    const counts = { periodSeconds: 60, evaluationPeriods: 10, datapointsToAlarm: 10, threshold: 1 };
    expect(alarm?.settings).toMatchObject({
      ...counts,
      treatMissingData: 'breaching',
      comparison: 'LessThanThreshold',
    });
    expect(alarm?.detection.bestMinutes).toBe(12);
    expect(alarm?.reason).toBe(
      '10 min of silence and the 2 min more that CloudWatch looks back; were it a total outage, 27.78 % of the 30-day ' +
        'budget would be gone by then.',
    );
    expect(silence({}, 0)).toBeUndefined();
  });

  test('takes any of several metrics for a sign of life, and one metric by two statistics for one', () => {
    const twice = { ...count('c', 'a'), statistic: 'SampleCount' };
    const queries: IndicatorQuery[] = [
      { id: 'total', expression: 'FILL(a,0)+FILL(b,0)+c' },
      count('bad'),
      count('a'),
      count('b'),
      twice,
    ];
    const alarm = silence({ indicator: { budgeting: 'events', queries } });
    expect(alarm?.queries.map((query) => ('expression' in query ? query.expression : query.metric.name))).toEqual([
      expect.stringMatching(/^[a-z] \+ [a-z]$/),
      'a',
      'b',
    ]);
    expect(silence({ indicator: SLICES })?.queries).toHaveLength(1);
  });

  test('counts hours where a day of minutes is not enough', () => {
    expect(silence({}, 2_880)?.settings).toMatchObject({ periodSeconds: 3_600, evaluationPeriods: 48 });
    expect(silence({}, 2_880)?.detection.bestMinutes).toBe(50 * 60);
    expect(() => silence({}, 10_081)).toThrow(/up to 10,080.*got 10081; wait less/);
  });
});

test('refuses what can never fire, and what CloudWatch does not take, naming it', () => {
  expect(() => planSloAlarms(definition({ objective: '90' }))).toThrow(/rule 'page_fast' can never fire/);
  const terms = Array.from({ length: 11 }, (_, index) => count(`m${index}`));
  const total = { id: 'total', expression: terms.map(({ id }) => id).join(' + ') };
  const indicator = { budgeting: 'events' as const, queries: [total, count('bad'), ...terms] };
  expect(() => planSloAlarms(definition({ indicator }))).toThrow(
    /refuses its alarm 'page_fast_long': there are 12 metrics/,
  );
  const lost = { budgeting: 'events' as const, queries: [count('bad')] };
  expect(() => planSloAlarms(definition({ indicator: lost }))).toThrow(/page_fast_long/);
  expect(() => planSloAlarms(definition({ indicator: lost, rules: [] }), { noTelemetryMinutes: 5 })).toThrow(
    /must have a query 'total' that reads a metric, got bad/,
  );
});

test('the price is that of every metric an alarm reads, of two composites and of what is published', () => {
  const plan = planSloAlarms(definition(), { noTelemetryMinutes: 10 });
  expect(sloCost(definition(), plan, false)).toMatchObject({ alarms: 11, metrics: 0, metricsUsd: 0 });
  // 8 x 2 x $0.10, 2 x $0.50, $0.10
  expect(sloCost(definition(), plan, false).usdPerMonth).toBeCloseTo(2.7);
  const { metrics, metricsUsd } = sloCost(definition(), plan, true);
  expect(metrics).toBe(13);
  expect(metricsUsd).toBeCloseTo(3.9);
  expect(sloCost(definition({ indicator: SLICES }), plan, true).metrics).toBe(15);
});

test('the table has a line for each alarm, aligned', () => {
  const slo = definition();
  const lines = alarmTable(slo, planSloAlarms(slo, { noTelemetryMinutes: 10 }), (id) => `shop-${id}`);
  expect(lines).toHaveLength(12);
  expect(lines).toContainEqual(
    expect.stringMatching(/^shop-page_fast_long +signal +last 1 h, every minute +1\.44 % bad \(14\.4 x\) +1 min$/),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^shop-ticket_slow_long +signal +last 3 days, every hour +0\.1 % bad \(1 x\) +5 to 64 min$/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^shop-Page +page +page_fast or page_slow +both .* 1 min$/));
  expect(lines).toContainEqual(expect.stringMatching(/^shop-NoTelemetry .*10 min of silence +12 min$/));
  expect(new Set(lines.map((line) => /^\S+ +/.exec(line)?.[0].length)).size).toBe(1);
});

test('the table says where a long window comes from, and names a day and days', () => {
  const options = { longWindowSource: 'published' } as const;
  const lines = alarmTable(definition(), planSloAlarms(definition(), options), (id) => id);
  expect(lines).toContainEqual(
    expect.stringMatching(/^ticket_fast_long +signal +last 1 day, every minute +0\.3 % bad \(3 x\) +5 min$/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^ticket_slow_long +signal +published burn rate of 3 days +1 x /));
});

describe('lints', () => {
  test('say nothing of a sound objective', () => {
    expect(sloLints(definition(), { noTelemetryMinutes: 10 })).toEqual([]);
  });

  test.each<[string, Partial<SloDefinition>, SloAlarmOptions, RegExp]>([
    ['an objective that minutes are too coarse for', { objective: '99.99' }, {}, /is 4\.3 min of a total outage/],
    ['slices longer than a window', { indicator: { ...SLICES, sliceSeconds: 900 } }, {}, /'page_fast' looks at 5 min/],
    [
      'a window of the newest minute',
      { rules: [{ id: 'one', severity: 'page', long: '2m', short: '1m', factor: '2' }] },
      {},
      /^rule 'one' looks at 1 min.*make its short window 2 minutes or more$/,
    ],
    ['guards that a published burn rate has not', { minBad: 5 }, { longWindowSource: 'published' }, /'ticket_slow'/],
    [
      'silence of DynamoDB',
      {
        indicator: {
          budgeting: 'events',
          queries: ['total', 'bad'].map((id) => ({
            ...{ id, statistic: 'Sum', metric: { namespace: 'AWS/DynamoDB', name: id, dimensions: {} } },
          })),
        },
      },
      { noTelemetryMinutes: 5 },
      /do not rely on its alarm on missing telemetry/,
    ],
  ])('tell of %s', (_, more, options, message) => {
    expect(sloLints(definition(more), options)).toEqual([expect.stringMatching(message)]);
    expect(sloLints(definition({ ...more, rules: [] }), options)).toEqual([]);
  });
});
