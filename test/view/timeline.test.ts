import type { RehearsalReport, ReportAlarm } from '../../lib/view/report/model';
import { type Paint, tellStory } from '../../lib/view/timeline';

const START_MS = Date.parse('2026-01-05T09:00:00Z');
const at = (minutes: number, seconds = 0) => START_MS + minutes * 60_000 + seconds * 1_000;
const plainly: Paint = (_style, text) => text;

const EMPTY: RehearsalReport = {
  title: 'Payments are down',
  source: 'payments.scenario',
  startMs: START_MS,
  endMs: at(50),
  verdict: 'passed',
  expectations: [],
  alarms: [],
  story: [],
  incidents: [],
  notifications: [],
  dashboards: [],
  notRehearsed: [],
  assumptions: [],
  counts: {},
};

function quietAlarms(count: number): ReportAlarm[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `alarm-${index}`,
    label: `alarm-${index}`,
    service: 'checkout',
    condition: '',
    summary: '',
    metricKey: '',
    statistic: 'Sum',
    threshold: 1,
    states: [],
  }));
}

const STORY: RehearsalReport = {
  ...EMPTY,
  verdict: 'failed',
  alarms: quietAlarms(4),
  story: [
    { atMs: at(0), kind: 'traffic', text: 'Traffic: POST /orders 30/min' },
    { atMs: at(1, 10), kind: 'state', text: 'PlaceOrder-FaultRate  INSUFFICIENT_DATA -> OK' },
    { atMs: at(10), kind: 'scene', text: 'Dependency payments fails' },
    { atMs: at(13, 10), kind: 'alarm', text: 'PlaceOrder-FaultRate  OK -> ALARM', detail: 'Orders fail.' },
    { atMs: at(13, 10), kind: 'incident', text: 'Incident checkout prod opened', detail: '01KE' },
    { atMs: at(13, 12), kind: 'page', text: '[HIGH] checkout prod: Orders fail.', detail: 'oncall@example.com' },
    { atMs: at(20), kind: 'notice', text: 'Still open' },
    { atMs: at(28, 10), kind: 'recovery', text: 'PlaceOrder-FaultRate  ALARM -> OK' },
    { atMs: at(28, 12), kind: 'resolved', text: '[Resolved] checkout prod' },
    { atMs: at(30), kind: 'warning', text: 'Invalid EMF document: no namespace' },
  ],
  expectations: [
    { line: 9, text: 'expect incidents 1', passed: true },
    {
      line: 10,
      text: 'expect quiet FaultRate',
      passed: false,
      actual: 'PlaceOrder-FaultRate went to ALARM at 13m10s (09:13:10)',
    },
  ],
  notRehearsed: [{ name: 'Shop/Any', reason: 'composite alarm' }],
};

test('tells a story from its title to its verdict', () => {
  expect(tellStory(STORY, { paint: plainly, width: 120 })).toBe(
    [
      'Payments are down',
      '2026-01-05 09:00 to 2026-01-05 09:50 UTC, virtual time  payments.scenario',
      '',
      '  09:00:00  +0 s         ▹ Traffic: POST /orders 30/min',
      '  09:10:00  +10 min      ▸ Dependency payments fails',
      '  09:13:10  +13 min 10 s ● PlaceOrder-FaultRate  OK -> ALARM',
      '                           Orders fail.',
      '  09:13:10  +13 min 10 s ◆ Incident checkout prod opened',
      '                           01KE',
      '  09:13:12  +13 min 12 s ☎ PAGE  [HIGH] checkout prod: Orders fail.',
      '                           oncall@example.com',
      '  09:20:00  +20 min      ✉ Still open',
      '  09:28:10  +28 min 10 s ○ PlaceOrder-FaultRate  ALARM -> OK',
      '  09:28:12  +28 min 12 s ✉ [Resolved] checkout prod',
      '  09:30:00  +30 min      ! Invalid EMF document: no namespace',
      '  (1 first or quiet state change of alarms not shown)',
      '',
      '  ✓ expect incidents 1',
      '  ✗ expect quiet FaultRate',
      '      payments.scenario:10: PlaceOrder-FaultRate went to ALARM at 13m10s (09:13:10)',
      '',
      'Failed: 1 of 2 expectations was not met. No alarm fired, no incident was opened, nothing was sent.',
      'Not rehearsed (1):',
      '  Shop/Any: composite alarm',
      '',
    ].join('\n'),
  );
});

test('what happened instead is told whole, each thing on a line of its own', () => {
  const page = (n: number) => `page to oncall at 12m (09:12:00): ${'x'.repeat(300)} ${n}\u001b[2J`;
  const many = (count: number) => Array.from({ length: count }, (_, index) => page(index)).join('\n');
  const told = (actual: string) =>
    tellStory(
      { ...EMPTY, expectations: [{ line: 12, text: 'nothing else was sent', passed: false, actual }] },
      { paint: plainly, width: 120 },
    );
  const line = (n: number) => `\n        page to oncall at 12m (09:12:00): ${'x'.repeat(300)} ${n}[2J`;
  expect(told(many(2))).toContain(`  ✗ nothing else was sent\n      payments.scenario:12:${line(0)}${line(1)}\n\n`);
  expect(told(many(201))).toContain(`${line(199)}\n        and 1 more\n\n`);
});

test('with three alarms or fewer every change of state is told', () => {
  const told = tellStory({ ...STORY, alarms: quietAlarms(3) }, { paint: plainly, width: 120 });
  expect(told).toContain('  09:01:10  +1 min 10 s  · PlaceOrder-FaultRate  INSUFFICIENT_DATA -> OK\n');
  expect(told).not.toContain('not shown');
});

test('stories of more than a day carry the date', () => {
  const told = tellStory({ ...STORY, endMs: at(2_000) }, { paint: plainly, width: 120 });
  expect(told).toContain(
    '  2026-01-05 09:13  +13 min 10 s ● PlaceOrder-FaultRate  OK -> ALARM\n                                   Orders fail.\n',
  );
});

test('a story that nothing was expected of is observed', () => {
  expect(tellStory({ ...EMPTY, verdict: 'observed' }, { paint: plainly, width: 120 })).toBe(
    [
      'Payments are down',
      '2026-01-05 09:00 to 2026-01-05 09:50 UTC, virtual time  payments.scenario',
      '',
      '',
      'Observed: No alarm fired, no incident was opened, nothing was sent.',
      '',
    ].join('\n'),
  );
});

test('colours go by meaning, and around whole words only', () => {
  const tagged: Paint = (style, text) => `<${style}>${text}</${style}>`;
  const told = tellStory(STORY, { paint: tagged, width: 120 });
  expect(told).toContain('<bold>Payments are down</bold>');
  expect(told).toContain('<red>●</red> <red>PlaceOrder-FaultRate  OK -> ALARM</red>');
  expect(told).toContain('<green>○</green>');
  expect(told).toContain('<green>✓</green> expect incidents 1');
  expect(told).toContain('<red>✗</red> expect quiet FaultRate');
  expect(told).toContain('<red>Failed</red>: 1 of 2');
});

test('lines of the story are cut to the width of the terminal', () => {
  const long = 'x'.repeat(300);
  const report: RehearsalReport = { ...EMPTY, story: [{ atMs: at(1), kind: 'page', text: long, detail: long }] };
  const lines = tellStory(report, { paint: plainly, width: 80 })
    .split('\n')
    .filter((line) => line.includes('x'));
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect([...line].length).toBeLessThanOrEqual(80);
    expect(line.endsWith('…')).toBe(true);
  }
});

test('warnings are wrapped, not cut', () => {
  const lines = Array.from({ length: 40 }, (_, n) => n * 2 + 1).join(', ');
  const text = `cpu.csv: lines ${lines} and 57: ${'é'.repeat(60)} is not a number; row left out`;
  const report: RehearsalReport = { ...EMPTY, story: [{ atMs: at(1), kind: 'warning', text, detail: text }] };
  const told = tellStory(report, { paint: plainly, width: 80 }).split('\n').slice(3, -3);
  expect(told[0]).toBe('  09:01:00  +1 min       ! cpu.csv: lines 1, 3, 5, 7, 9, 11, 13, 15, 17, 19,');
  expect(told[1]).toMatch(/^ {27}21, 23, /);
  for (const line of told) expect([...line].length).toBeLessThanOrEqual(80);
  const whole = told.map((line) => line.slice(27)).join(' ');
  expect(whole.replace(/é+ é+/g, 'é'.repeat(60))).toBe(`${text} ${text}`);
});

test('a warning that is beyond reading ends', () => {
  const report: RehearsalReport = { ...EMPTY, story: [{ atMs: at(1), kind: 'warning', text: 'x '.repeat(100_000) }] };
  const told = tellStory(report, { paint: plainly, width: 80 });
  expect(told.length).toBeLessThan(5_000);
  expect(told).toContain('…\n');
});

test('a terminal of no width still gets words', () => {
  const told = tellStory(STORY, { paint: plainly, width: 0 });
  expect(told).toContain('● PlaceOrder-FaultRat…\n');
});

test('text of others can neither steer the terminal nor break the lines', () => {
  const hostile = 'a\u001b[2J\u001b]0;owned\u0007b\r\nc\u202Ed\u0000e';
  const report: RehearsalReport = {
    ...EMPTY,
    title: hostile,
    source: hostile,
    verdict: 'failed',
    story: [{ atMs: at(1), kind: 'alarm', text: hostile, detail: hostile }],
    expectations: [{ line: 3, text: hostile, passed: false, actual: hostile.replace('\r\n', ' ') }],
    notRehearsed: [{ name: hostile, reason: hostile }],
  };
  const told = tellStory(report, { paint: plainly, width: 120 });
  const harmless = 'a[2J]0;ownedb cde';
  expect(told.split('\n')).toEqual([
    harmless,
    `2026-01-05 09:00 to 2026-01-05 09:50 UTC, virtual time  ${harmless}`,
    '',
    `  09:01:00  +1 min       ● ${harmless}`,
    `                           ${harmless}`,
    '',
    `  ✗ ${harmless}`,
    `      ${harmless}:3: ${harmless}`,
    '',
    'Failed: 1 of 1 expectation was not met. No alarm fired, no incident was opened, nothing was sent.',
    'Not rehearsed (1):',
    `  ${harmless}: ${harmless}`,
    '',
  ]);
});
