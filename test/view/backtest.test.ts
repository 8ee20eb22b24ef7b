import fc from 'fast-check';
import { tellBacktest } from '../../lib/view/backtest';
import { indented, rate, share } from '../../lib/view/backtest/lines';
import type { BacktestAlarm, BacktestReport } from '../../lib/view/backtest/model';

const MINUTE_MS = 60_000;
const START_MS = Date.parse('2026-11-01T00:00:00Z');
const END_MS = START_MS + 14 * 86_400_000;

function alarm(more: Partial<BacktestAlarm> = {}): BacktestAlarm {
  return {
    name: 'checkout-prod-PlaceOrder-FaultRate',
    label: 'PlaceOrder-FaultRate',
    kind: 'metric',
    condition: 'Errors Average >= 0.05 in 3 of 5 x 1 min',
    role: 'page',
    pages: true,
    startMs: START_MS,
    endMs: END_MS,
    pageCount: 3,
    pagesPerWeek: 1.5,
    alarmCount: 4,
    alarmMs: 95 * MINUTE_MS,
    longestMs: 50 * MINUTE_MS,
    flaps: 1,
    missingShare: 0.031,
    sensitivity: [0.5, 0.75, 1, 1.5, 2].map((factor, index) => ({
      factor,
      threshold: 0.05 * factor,
      alarmCount: 9 - index,
      pageCount: 5 - index,
    })),
    saved: [{ by: 'mute rule Deploys', pages: 1 }],
    notes: ['a note'],
    ...more,
  };
}

function report(more: Partial<BacktestReport> = {}): BacktestReport {
  return {
    schemaVersion: 1,
    source: '/shop/cdk.out',
    history: 'CloudWatch in eu-west-1, the last 14 days',
    recorded: false,
    period: { startMs: START_MS, endMs: END_MS },
    alarms: [alarm()],
    totals: { pages: 3, pagesPerWeek: 1.5, alarms: 4, alarmMs: 95 * MINUTE_MS, flaps: 1, saved: 1 },
    withoutHistory: [],
    notBacktested: [],
    recordings: [],
    remarks: [],
    definitions: [{ what: 'flap', value: 'soon again' }],
    ...more,
  };
}

const told = (given: BacktestReport, width = 100) => tellBacktest(given, { paint: (_style, text) => text, width });

test('a backtest is told from its sum to its words', () => {
  expect(told(report())).toBe(
    [
      'Backtest: 1 alarm over 14 d: 3 pages, 1.5 a week',
      '2026-11-01 00:00 to 2026-11-15 00:00 UTC, CloudWatch in eu-west-1, the last 14 days',
      '/shop/cdk.out',
      '',
      '  pages/week to ALARM     in ALARM      longest flaps missing  alarm',
      '         1.5        4   1 h 35 min       50 min     1   3.1 %  PlaceOrder-FaultRate  page',
      '      Errors Average >= 0.05 in 3 of 5 x 1 min',
      '      pages at the threshold 0.5x 5 · 0.75x 4 · 1x 3 · 1.5x 2 · 2x 1',
      '      saved 1 page: mute rule Deploys 1',
      '      ! a note',
      '         1.5        4   1 h 35 min                  1          total: 3 pages, 1 saved',
      '',
      '  flap: soon again',
      '',
    ].join('\n'),
  );
});

test('an alarm that notifies nobody is told by its times to ALARM', () => {
  const text = told(report({ alarms: [alarm({ pages: false, role: 'ticket', pageCount: 0, pagesPerWeek: 0 })] }));
  expect(text).toContain('           –        4');
  expect(text).toContain('times to ALARM at the threshold 0.5x 9 ·');
});

test('an alarm that no threshold would have set off is told in one line', () => {
  const quiet = alarm().sensitivity?.map((one) => ({ ...one, alarmCount: 0, pageCount: 0 }));
  expect(told(report({ alarms: [alarm({ sensitivity: quiet })] }))).toContain(
    'in 3 of 5 x 1 min · quiet at every threshold tried\n',
  );
});

test('an alarm without a sensitivity says why', () => {
  const text = told(report({ alarms: [alarm({ sensitivity: undefined, sensitivityNote: 'the threshold is 0' })] }));
  expect(text).toContain('      no other thresholds: the threshold is 0\n');
});

describe('alarms without history', () => {
  const without = (madeUp: string[]) =>
    report({
      withoutHistory: [{ name: 'a', label: 'a', metrics: ['AWS/Lambda/Errors{FunctionName=Shop-A}'], madeUp }],
    });

  test('name their metrics, and how to give the real names of resources', () => {
    const text = told(without(['FunctionName=Shop-A'])).replace(/\s+/g, ' ');
    expect(text).toContain('a: no history found for AWS/Lambda/Errors{FunctionName=Shop-A}');
    expect(text).toContain('Names such as FunctionName=Shop-A were made up');
    expect(text).toContain('--names FILE.json');
  });

  test('ask for account and region where the names are real', () => {
    expect(told(without([]))).toContain('Is this the account and region');
  });

  test('ask for a map where the history is from files', () => {
    expect(told({ ...without([]), recorded: true })).toContain('--map FILE=METRIC');
  });
});

test('recordings without an alarm are labelled as advice', () => {
  const recording = {
    file: 'cpu.csv',
    startMs: START_MS,
    endMs: END_MS,
    points: 4032,
    spacingMs: 300_000,
    median: 16.7,
    rule: 'in 2 of 3 x 5 min',
    thresholds: [
      { quantile: 'p99', comparison: '>', threshold: 29.6, alarmCount: 4, pagesPerWeek: 2, alarmMs: 35 * MINUTE_MS },
    ] as const,
    notes: [],
  };
  const text = told(report({ recordings: [recording] }));
  expect(text).toContain('Series without an alarm (1)\n  Advice only');
  expect(text).toContain('  cpu.csv: 4,032 points every 5 min, 2026-11-01 to 2026-11-15\n');
  expect(text).toContain('      median 16.7; each threshold in 2 of 3 x 5 min\n');
  expect(text).toContain('             2.0         4        35 min  > 29.6  (p99)\n');
});

test('texts of others cannot steer the terminal', () => {
  const evil = '\u001b[2Jx\u202e';
  const text = told(report({ alarms: [alarm({ label: evil, condition: evil, notes: [evil] })], source: evil }));
  for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character);
});

test('no line of a usual report is longer than 100 columns, however wide the terminal', () => {
  const words = fc.array(fc.string({ minLength: 1, maxLength: 30 }), { maxLength: 40 }).map((list) => list.join(' '));
  fc.assert(
    fc.property(words, words, (note, condition) => {
      const text = told(report({ alarms: [alarm({ notes: [note], condition })] }), 300);
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    }),
  );
});

test('numbers are as exact as it matters', () => {
  expect([0, 0.04, 0.1, 3.456, 99.94, 123.4, 1234].map(rate)).toEqual([
    '0',
    '0.04',
    '0.1',
    '3.5',
    '99.9',
    '123',
    '1,234',
  ]);
  expect([0, 0.00001, 0.5, 0.99999, 1].map(share)).toEqual(['0 %', '0.1 %', '50.0 %', '99.9 %', '100 %']);
});

test('a wrapped text has all its words, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 }), (words) => {
      const lines = indented(words.join(' '), 4, 40);
      expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(words);
      expect(lines.every((line) => line.startsWith('    ') && line.length <= 40)).toBe(true);
    }),
  );
});
