import fc from 'fast-check';
import { SCHEMA_VERSION } from '../../../lib/core/conventions';
import { buildSignalEvent, readSignalEvent } from '../../../lib/core/signal/signal-event';
import { WORKBOOK_RULES } from '../../../lib/core/slo/burn-rate-rule';
import type { CompositeSloDefinition, SloDefinition } from '../../../lib/core/slo/definition';
import type { SloMeasurement } from '../../../lib/core/slo/measurement';
import {
  clearRemoved,
  judgeMissed,
  judgeOverall,
  judgeSignals,
  type RaisedSignals,
} from '../../../lib/core/slo/signals';

const AT = Date.UTC(2026, 0, 5);

const common = {
  schemaVersion: SCHEMA_VERSION,
  name: 'Availability',
  service: 'checkout',
  environment: 'prod',
  description: '99 % succeed.',
  objective: '99',
  namespace: 'Sightline',
} as const;

const slo = (more: Partial<SloDefinition> = {}): SloDefinition => ({
  ...common,
  kind: 'availability',
  window: '30d',
  alertThresholdPercent: 80,
  indicator: { budgeting: 'events', queries: [] },
  rules: WORKBOOK_RULES,
  minTotal: 1,
  minBad: 1,
  exclusions: [],
  tier: 2,
  ...more,
});

const composite: CompositeSloDefinition = { ...common, kind: 'composite', combine: 'worst', parts: [], tier: 1 };

const measured = (more: Partial<SloMeasurement> = {}): SloMeasurement => ({
  schemaVersion: SCHEMA_VERSION,
  slo: 'checkout/prod/Availability',
  atMs: AT,
  status: 'compliant',
  total: 1_000,
  bad: 1,
  budgetEvents: 10,
  budgetRemaining: 0.9,
  budgetRemainingEvents: 9,
  budgetRemainingMinutes: 100,
  burnRates: { '5m': 1, '1h': 1, '1d': 1 },
  firing: [],
  violations24h: 0,
  ...more,
});

/** `budget-exhausted ALARM`, ... */
function judged(more: Partial<SloMeasurement>, raised: RaisedSignals = {}, definition = slo()): string[] {
  const { changes } = judgeSignals(definition, measured(more), raised);
  return changes.map(({ member, state }) => `${member.slice(member.lastIndexOf('/') + 1)} ${state}`);
}

test('nothing is raised of an objective that is well, and the state stays the same', () => {
  const raised = {};
  const well = judgeSignals(slo(), measured(), raised);
  expect(well).toEqual({ raised: {}, changes: [] });
  expect(well.raised).toBe(raised);
});

test('without data everything stays as it is', () => {
  const raised = { 'budget-exhausted': 1, 'burning-fast': 2, 'many-violations': 3 };
  expect(judgeSignals(slo(), measured({ status: 'no_data', budgetRemaining: 1 }), raised)).toEqual({
    raised,
    changes: [],
  });
});

describe('budget-exhausted', () => {
  const raised = { 'budget-exhausted': AT - 1, 'half-used-early': AT - 1 };

  test('is raised once nothing is left', () => {
    expect(judged({ budgetRemaining: 0.0001, burnRates: {} })).toEqual([]);
    expect(judged({ budgetRemaining: 0 })).toContain('budget-exhausted ALARM');
    expect(judged({ budgetRemaining: -3 })).toContain('budget-exhausted ALARM');
    expect(judged({ budgetRemaining: -3 }, raised)).toEqual([]);
  });

  test('is cleared once a hundredth of the budget is back', () => {
    expect(judged({ budgetRemaining: 0.009 }, raised)).toEqual([]);
    expect(judged({ budgetRemaining: 0.01 }, raised)).toEqual(['budget-exhausted OK']);
  });

  test.each([
    [1, 'page', 'high'],
    [2, 'ticket', 'medium'],
    [3, 'ticket', 'medium'],
  ] as const)('of tier %i is a %s', (tier, role, severity) => {
    const [change] = judgeSignals(slo({ tier }), measured({ budgetRemaining: 0 }), {}).changes;
    expect(change).toMatchObject({
      role,
      severity,
      summary: 'The error budget of Availability of checkout in prod is used up.',
    });
  });
});

describe('burning-fast', () => {
  const raised = { 'burning-fast': AT - 1 };
  const burns = (long: number | undefined, short: number | undefined): Partial<SloMeasurement> => ({
    burnRates: { ...(long !== undefined && { '1h': long }), ...(short !== undefined && { '5m': short }) },
  });

  test('needs more than 10 x over an hour and over five minutes', () => {
    expect(judged(burns(10.1, 10.1))).toEqual(['burning-fast ALARM']);
    expect(judged(burns(10, 50))).toEqual([]);
    expect(judged(burns(50, 10))).toEqual([]);
  });

  test.each([
    [{ total: 49, bad: 49 }, []],
    [{ total: 50, bad: 4 }, []],
    [{ total: 50, bad: 5 }, ['burning-fast ALARM']],
  ])('needs the minimum traffic of the objective in the hour: %j', (lastHour, expected) => {
    const guarded = slo({ minTotal: 50, minBad: 5 });
    expect(judged({ ...burns(100, 100), lastHour }, {}, guarded)).toEqual(expected);
  });

  test('needs as many bad events as tickets wait for where it is a ticket', () => {
    const lastHour = { total: 50, bad: 4 };
    const tickets = slo({ minBadOfTickets: 5, rules: WORKBOOK_RULES.slice(2) });
    expect(judged({ ...burns(100, 100), lastHour }, {}, tickets)).toEqual([]);
    expect(judged({ ...burns(100, 100), lastHour }, {}, slo({ minBadOfTickets: 5 }))).toEqual(['burning-fast ALARM']);
  });

  test('says how much of the whole window is used, and of a budget that is gone how many times over', () => {
    const projection = {
      ...{ minutesLeft: 1, total: 1, bad: 1, sli: 1, budgetRemaining: 0 },
      usedOfProjected: 0.2312,
    };
    const [burning] = judgeSignals(slo({}), measured({ ...burns(50, 11), projection }), {}).changes;
    expect(burning?.reason).toBe(
      "burn rate 50 x over 1h, 11 x over 5m; 23.12 % of the whole window's error budget is used",
    );
    const [gone] = judgeSignals(slo({}), measured({ budgetRemaining: -165.667 }), {}).changes;
    expect(gone?.reason).toMatch(/: the error budget is used up 166\.7 times over$/);
  });

  test('ends with the short window', () => {
    expect(judged(burns(50, 10), raised)).toEqual(['burning-fast OK']);
    expect(judged(burns(50, 11), raised)).toEqual([]);
  });

  test('stays as it is where five minutes had no traffic, and ends where an hour had none', () => {
    expect(judged(burns(50, undefined))).toEqual([]);
    expect(judged(burns(50, undefined), raised)).toEqual([]);
    expect(judged(burns(undefined, undefined), raised)).toEqual(['burning-fast OK']);
  });

  test.each([
    ['beside page rules is evidence', slo({ tier: 1 }), 'signal', 'high'],
    ['beside ticket rules only is a ticket', slo({ rules: WORKBOOK_RULES.slice(2) }), 'ticket', 'medium'],
    ['without rules is a ticket, in tier 1 too', slo({ rules: [], tier: 1 }), 'ticket', 'medium'],
    ['of a composite is evidence', composite, 'signal', 'high'],
  ] as const)('%s', (_, definition, role, severity) => {
    expect(judgeSignals(definition, measured(burns(11, 11)), {}).changes).toMatchObject([{ role, severity }]);
  });
});

describe('half-used-early', () => {
  const calendar = slo({ window: 'calendar month' });
  const ends = (days: number, usedOfProjected: number): Partial<SloMeasurement> => ({
    projection: { minutesLeft: days * 1_440, total: 1, bad: 0, sli: 1, budgetRemaining: 0, usedOfProjected },
  });

  test('of a calendar window is more than half of what the whole will have, with more than 7 days left', () => {
    expect(judged(ends(7.1, 0.51), {}, calendar)).toEqual(['half-used-early ALARM']);
    expect(judged(ends(7.1, 0.5), {}, calendar)).toEqual([]);
    expect(judged(ends(7, 0.9), {}, calendar)).toEqual([]);
    expect(judged(ends(6.9, 0.9), { 'half-used-early': 1 }, calendar)).toEqual(['half-used-early OK']);
    expect(judged({}, { 'half-used-early': 1 }, calendar)).toEqual([]);
  });

  test('of a rolling window is more than half, and the rest gone within 7 days at the pace of the last day', () => {
    // 30 days x 0.4 / 7 days is 1.714 x.
    expect(judged({ budgetRemaining: 0.4, burnRates: { '1d': 1.72 } })).toEqual(['half-used-early ALARM']);
    expect(judged({ budgetRemaining: 0.4, burnRates: { '1d': 1.71 } })).toEqual([]);
    expect(judged({ budgetRemaining: 0.5, burnRates: { '1d': 50 } })).toEqual([]);
    expect(judged({ budgetRemaining: 0.4, burnRates: {} }, { 'half-used-early': 1 })).toEqual([]);
  });

  test('of a rolling window is none where as much comes back as is used', () => {
    expect(judged({ budgetRemaining: 0.1, burnRates: { '1d': 1 } })).toEqual([]);
    const short = slo({ window: '1d' });
    expect(judged({ budgetRemaining: 0.49, burnRates: { '1d': 0.5 } }, {}, short)).toEqual([]);
    expect(judged({ budgetRemaining: 0.49, burnRates: { '1d': 1.01 } }, {}, short)).toEqual(['half-used-early ALARM']);
  });

  test('of a rolling window is none by the first failures of a window that will have more events', () => {
    const projection = {
      minutesLeft: 40_000,
      total: 1e6,
      bad: 1e4,
      sli: 0.99,
      budgetRemaining: 0,
      usedOfProjected: 0.5,
    };
    const early = { budgetRemaining: -9, burnRates: { '1d': 10 } };
    expect(judged({ ...early, projection })).not.toContain('half-used-early ALARM');
    const more = { ...projection, usedOfProjected: 0.501 };
    expect(judged({ ...early, projection: more })).toContain('half-used-early ALARM');
    const raised = { 'half-used-early': 1, 'budget-exhausted': 1 };
    expect(judged({ ...early, projection: { ...projection, usedOfProjected: 0.41 } }, raised)).toEqual([]);
    expect(judged({ ...early, projection: { ...projection, usedOfProjected: 0.4 } }, raised)).toEqual([
      'half-used-early OK',
    ]);
  });

  test('of a calendar window stays as it is where a day without traffic has no pace', () => {
    expect(judged({ ...ends(8, 0.9), burnRates: {} }, {}, calendar)).toEqual([]);
    expect(judged({ ...ends(8, 0.1), burnRates: {} }, { 'half-used-early': 1 }, calendar)).toEqual([]);
  });

  test('does not come and go at the line at which it began', () => {
    const raised = { 'half-used-early': 1 };
    expect(judged({ budgetRemaining: 0.55, burnRates: { '1d': 5 } }, raised)).toEqual([]);
    expect(judged({ budgetRemaining: 0.61, burnRates: { '1d': 5 } }, raised)).toEqual(['half-used-early OK']);
    expect(judged({ budgetRemaining: 0.1, burnRates: { '1d': 0.95 } }, raised)).toEqual([]);
    expect(judged({ budgetRemaining: 0.1, burnRates: { '1d': 0.9 } }, raised)).toEqual(['half-used-early OK']);
  });

  test('of a rolling window goes on while nothing is left', () => {
    const raised = { 'half-used-early': 1, 'budget-exhausted': 1 };
    expect(judged({ budgetRemaining: -1, burnRates: { '1d': 0 } }, raised)).toEqual([]);
  });

  test('is none of a composite, which has no window', () => {
    const { changes } = judgeSignals(composite, measured({ budgetRemaining: 0.1, burnRates: { '1d': 9 } }), {});
    expect(changes).toEqual([]);
  });
});

test('what stays for long has an incident of its own, apart from that of the service', () => {
  const { changes } = judgeSignals(
    slo({ rules: [] }),
    measured({ budgetRemaining: -1, violations24h: 9, burnRates: BURNING }),
    {},
  );
  expect(changes.map(({ member, group }) => [member.split('/').at(-1), group])).toEqual([
    ['budget-exhausted', 'slo/Availability'],
    ['burning-fast', undefined],
    ['half-used-early', 'slo/Availability'],
    ['many-violations', 'slo/Availability'],
  ]);
});

test('the budget is not gone by the first failures of a window, which will have more events', () => {
  const projection = {
    minutesLeft: 40_000,
    total: 1e6,
    bad: 1e4,
    sli: 0.99,
    budgetRemaining: 0,
    usedOfProjected: 0.01,
  };
  expect(judged({ budgetRemaining: -2, projection, burnRates: { '1d': 1 } })).not.toContain('budget-exhausted ALARM');
  const gone = { ...projection, usedOfProjected: 1 };
  expect(judged({ budgetRemaining: -2, projection: gone, burnRates: { '1d': 1 } })).toContain('budget-exhausted ALARM');
});

test('a combination is not used up by the first failures of the windows of its parts', () => {
  const of = (usedOfProjected: number | undefined) => {
    const early = measured({
      budgetRemaining: -2,
      burnRates: {},
      ...(usedOfProjected !== undefined && { usedOfProjected }),
    });
    return judgeSignals(composite, early, {}).changes.map(({ member }) => member.split('/').at(-1));
  };
  expect(of(0.05)).toEqual([]);
  expect(of(1)).toEqual(['budget-exhausted']);
  expect(of(undefined)).toEqual(['budget-exhausted']);
});

describe('the reason says', () => {
  const reasonsOf = (definition: SloDefinition | CompositeSloDefinition, more: Partial<SloMeasurement>) =>
    Object.fromEntries(
      judgeSignals(definition, measured(more), {}).changes.map(({ member, reason }) => [
        member.split('/').at(-1),
        reason,
      ]),
    );
  const gone = { total: 1_200, bad: 36, budgetEvents: 12, budgetRemaining: -2, burnRates: { '1d': 3 } };

  test('of half a budget what the rule judged: the share of the whole window', () => {
    const projection = { minutesLeft: 40_000, total: 1e6, bad: 1e4, sli: 1, budgetRemaining: 0, usedOfProjected: 0.6 };
    expect(reasonsOf(slo(), { ...gone, budgetRemaining: -135, projection })).toEqual({
      'half-used-early':
        "36 of 1200 events failed; 60 % of the whole window's error budget is used; burn rate 3 x over 1d",
    });
    expect(reasonsOf(slo(), { ...gone, budgetRemaining: 0.25 })).toEqual({
      'half-used-early': '36 of 1200 events failed; 75 % of the error budget is used; burn rate 3 x over 1d',
    });
  });

  test('slices where slices are counted', () => {
    const indicator: SloDefinition['indicator'] = {
      budgeting: 'timeslices',
      queries: [],
      sliceSeconds: 300,
      comparison: 'LessThanThreshold',
      threshold: 1,
      missing: 'bad',
    };
    expect(reasonsOf(slo({ indicator }), gone)).toMatchObject({
      'budget-exhausted': '36 of 1200 slices were bad, 12 may be: the error budget is used up 3 times over',
      'half-used-early': expect.stringMatching(/^36 of 1200 slices were bad; /),
    });
  });

  test('shares of a combination, whose parts count different things', () => {
    expect(reasonsOf(composite, gone)).toEqual({
      'budget-exhausted': '3 % of the worst part was bad, 1 % may be: the error budget is used up 3 times over',
    });
    expect(reasonsOf({ ...composite, combine: 'weighted' }, { ...gone, bad: 36.4 })).toEqual({
      'budget-exhausted': '3.033 % was bad in the weighted mean, 1 % may be: the error budget is used up 3 times over',
    });
  });

  test('of a combination that burns fast how much of the whole windows is used', () => {
    expect(reasonsOf(composite, { burnRates: { '1h': 20, '5m': 30 }, usedOfProjected: 0.05 })).toEqual({
      'burning-fast': "burn rate 20 x over 1h, 30 x over 5m; 5 % of the whole window's error budget is used",
    });
  });
});

const BURNING = { '5m': 20, '1h': 20, '1d': 20 };

test('many-violations needs more than 3 in 24 h', () => {
  expect(judged({ violations24h: 3 })).toEqual([]);
  expect(judged({ violations24h: 4 })).toEqual(['many-violations ALARM']);
  expect(judged({ violations24h: 3 }, { 'many-violations': 1 })).toEqual(['many-violations OK']);
});

describe('overall-compliance', () => {
  const overall = (compliant: number, withData: number, more = {}) => ({
    ...{ schemaVersion: 1, atMs: AT, compliant, withData, noData: 0 },
    ...(withData > 0 && { share: compliant / withData }),
    ...more,
  });
  const states = (compliant: number, withData: number, raised: RaisedSignals = {}) =>
    judgeOverall('main', overall(compliant, withData), raised).changes.map(({ state }) => state);

  test('is a ticket below 95 % of at least two objectives with data', () => {
    expect(states(19, 20)).toEqual([]);
    expect(states(18, 20)).toEqual(['ALARM']);
    expect(states(0, 1)).toEqual([]);
    expect(states(1, 2)).toEqual(['ALARM']);
    expect(judgeOverall('main', overall(1, 2), {})).toMatchObject({
      raised: { 'overall-compliance': AT },
      changes: [{ role: 'ticket', severity: 'medium', reason: '1 of 2 objectives with data are not violated' }],
    });
  });

  test('waits until the budget of the whole window is gone, and then stays until the objective is kept again', () => {
    expect(judgeOverall('main', overall(1, 2, { lost: 0 }), {}).changes).toEqual([]);
    const { raised, changes } = judgeOverall('main', overall(1, 2, { lost: 1 }), {});
    expect(changes).toMatchObject([{ state: 'ALARM' }]);
    expect(judgeOverall('main', overall(1, 2, { lost: 0 }), raised).changes).toEqual([]);
    expect(judgeOverall('main', overall(2, 2, { lost: 0 }), raised).changes).toMatchObject([{ state: 'OK' }]);
  });

  test('is cleared at 95 %, and where fewer than two objectives have data', () => {
    const raised = { 'overall-compliance': 1 };
    expect(states(19, 20, raised)).toEqual(['OK']);
    expect(states(0, 0, raised)).toEqual(['OK']);
    expect(states(0, 1, raised)).toEqual(['OK']);
    expect(states(1, 2, raised)).toEqual([]);
    expect(judgeOverall('main', overall(20, 20), raised).raised).toEqual({});
  });
});

describe('missed moments', () => {
  const gone = { budgetRemaining: -1, burnRates: {} };
  const back = { budgetRemaining: 0.9, burnRates: {} };
  const missed = (raised: RaisedSignals, ...moments: readonly Partial<SloMeasurement>[]) => {
    const measurements = moments.map((one, index) => measured({ ...one, atMs: 100 + index }));
    const { raised: now, changes } = judgeMissed(slo(), measurements, raised);
    const told = changes.filter(({ member }) => member.endsWith('budget-exhausted'));
    return [now['budget-exhausted'], told.map(({ state, timestampMs }) => `${state} ${timestampMs}`)];
  };

  test('tell what holds at the last of them, since when it does', () => {
    expect(missed({}, back, gone, gone)).toEqual([101, ['ALARM 101']]);
    expect(missed({}, gone, back, gone)).toEqual([102, ['ALARM 102']]);
    expect(missed({ 'budget-exhausted': 7 }, gone, back, back)).toEqual([undefined, ['OK 101']]);
  });

  test('tell nothing of what came and went, and what is raised again keeps its first time', () => {
    expect(missed({}, gone, back)).toEqual([undefined, []]);
    expect(missed({ 'budget-exhausted': 7 }, back, gone)).toEqual([7, []]);
    expect(missed({ 'budget-exhausted': 7 })).toEqual([7, []]);
  });
});

test('what is raised of an objective that was removed is cleared, as the signals that it was raised by', () => {
  const raisedBy = judgeSignals(slo(), measured({ budgetRemaining: -1, burnRates: BURNING }), {});
  expect(raisedBy.changes).toHaveLength(3);
  const { raised, changes } = clearRemoved('checkout/prod/Availability', raisedBy.raised, AT + 1);
  expect(raised).toEqual({});
  const identityOf = ({ member, name, service, environment, group, summary }: (typeof changes)[number]) => {
    return { member, name, service, environment, group, summary };
  };
  expect(changes.map(identityOf)).toEqual(raisedBy.changes.map(identityOf));
  for (const change of changes) {
    expect(change).toMatchObject({ state: 'OK', timestampMs: AT + 1, reason: 'the objective was removed' });
    expect(readSignalEvent({ detail: buildSignalEvent(change) })).toMatchObject({ state: 'OK' });
  }
  expect(clearRemoved('checkout/prod/Availability', {}, AT)).toEqual({ raised: {}, changes: [] });
});

test('what is raised remembers since when, and others stay', () => {
  const { raised } = judgeSignals(slo(), measured({ budgetRemaining: -1, atMs: 7 }), {
    'many-violations': 5,
    'burning-fast': 6,
  });
  expect(raised).toEqual({ 'budget-exhausted': 7, 'half-used-early': 7 });
});

test('any sequence of measurements raises and clears in turns, and every signal can be read by a hub', () => {
  const some = fc.record({
    status: fc.constantFrom('compliant' as const, 'violated' as const, 'no_data' as const),
    budgetRemaining: fc.double({ min: -2, max: 1, noNaN: true }),
    burnRates: fc.record(
      {
        '5m': fc.double({ min: 0, max: 30, noNaN: true }),
        '1h': fc.double({ min: 0, max: 30, noNaN: true }),
        '1d': fc.double({ min: 0, max: 30, noNaN: true }),
      },
      { requiredKeys: [] },
    ),
    violations24h: fc.nat(8),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 30 }), (measurements) => {
      const on = new Map<string, string>();
      let raised: RaisedSignals = {};
      measurements.forEach((one, index) => {
        const result = judgeSignals(slo({ runbook: 'https://example.com' }), measured({ ...one, atMs: index }), raised);
        for (const change of result.changes) {
          expect(change.state).toBe(on.get(change.member) === 'ALARM' ? 'OK' : 'ALARM');
          expect(change.timestampMs).toBe(index);
          on.set(change.member, change.state);
          expect(readSignalEvent({ detail: buildSignalEvent(change) })).toMatchObject({ state: change.state });
        }
        raised = result.raised;
        const open = [...on].filter(([, state]) => state === 'ALARM').map(([member]) => member.split('/').at(-1));
        expect(Object.keys(raised).sort()).toEqual(open.sort());
      });
    }),
  );
});
