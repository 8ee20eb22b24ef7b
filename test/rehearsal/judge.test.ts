import { judge, type Told } from '../../lib/rehearsal/judge';
import { parseScenario } from '../../lib/rehearsal/scenario';
import type { ReportAlarm, ReportIncident, ReportNotification } from '../../lib/view/report/model';
import { START_MS } from './support';

const at = (minutes: number, seconds = 0) => START_MS + minutes * 60_000 + seconds * 1_000;

function alarm(name: string, ...states: readonly (readonly [number, ReportAlarm['states'][number]['state']])[]) {
  const told: ReportAlarm = {
    name,
    label: name.replace('checkout-prod-', ''),
    service: 'checkout',
    condition: '',
    summary: '',
    metricKey: '',
    statistic: 'Sum',
    threshold: 1,
    states: states.map(([atMs, state]) => ({ atMs, state, reason: '' })),
  };
  return told;
}

function sent(kind: ReportNotification['kind'], atMs: number, channel = 'oncall'): ReportNotification {
  return { atMs, channel, kind, recipients: [], subject: `a ${kind}`, body: '' };
}

const INCIDENT: ReportIncident = {
  id: '1',
  title: '',
  service: 'checkout',
  environment: 'prod',
  severity: 'high',
  status: 'resolved',
  openedMs: at(13),
  generation: 1,
  timeline: [],
};

const NIGHT: Told = {
  alarms: [
    alarm(
      'checkout-prod-PlaceOrder-FaultRate',
      [at(0), 'INSUFFICIENT_DATA'],
      [at(2), 'OK'],
      [at(13, 10), 'ALARM'],
      [at(28), 'OK'],
    ),
    alarm('checkout-prod-GetOrder-FaultRate', [at(0), 'INSUFFICIENT_DATA'], [at(2), 'OK']),
    alarm('checkout-prod-DeadLetters', [at(0), 'INSUFFICIENT_DATA'], [at(15), 'ALARM']),
  ],
  incidents: [INCIDENT],
  notifications: [sent('page', at(13)), sent('resolved', at(30))],
};

const ALL_SENT = ['expect page oncall 1', 'expect resolved oncall 1'];

function verdicts(told: Told, ...lines: readonly string[]) {
  return judge(parseScenario(['scenario A test', 'end 2h', ...lines].join('\n'), 'a.scenario'), told);
}

/** What happened instead, of one expectation; `undefined` where it passed. */
function failure(line: string, told: Told = NIGHT): string | undefined {
  const [verdict] = verdicts(told, line, ...ALL_SENT);
  expect(verdict).toMatchObject({ line: 3, text: line, passed: verdict?.actual === undefined });
  return verdict?.actual;
}

test('a scenario without expectations is only observed', () => {
  expect(verdicts(NIGHT)).toEqual([]);
});

test('verdicts carry line and words, and a last one that nothing else was sent', () => {
  expect(verdicts(NIGHT, '', ...ALL_SENT)).toEqual([
    { line: 4, text: 'expect page oncall 1', passed: true },
    { line: 5, text: 'expect resolved oncall 1', passed: true },
    { line: 2, text: 'nothing else was sent', passed: true },
  ]);
});

describe('alarm', () => {
  test.each([
    'expect alarm PlaceOrder FaultRate',
    'expect alarm placeorder fault',
    'expect alarm PlaceOrder by 13m10s',
    'expect alarm DeadLetters by 15m',
  ])('passes: %s', (line) => {
    expect(failure(line)).toBeUndefined();
  });

  test.each([
    ['expect alarm PlaceOrder by 13m9s', 'PlaceOrder-FaultRate went to ALARM only at 13m10s (09:13:10)'],
    ['expect alarm GetOrder', 'GetOrder-FaultRate never went to ALARM'],
    [
      'expect alarm FaultRate',
      "more than one alarm has 'FaultRate' in its name; give words of one of: PlaceOrder-FaultRate, GetOrder-FaultRate",
    ],
    [
      'expect alarm Latency',
      "no alarm has 'Latency' in its name; give words of one of: PlaceOrder-FaultRate, GetOrder-FaultRate, DeadLetters",
    ],
  ])('fails: %s', (line, actual) => {
    expect(failure(line)).toBe(actual);
  });
});

describe('quiet', () => {
  test('passes where the alarm never fired', () => {
    expect(failure('expect quiet GetOrder')).toBeUndefined();
  });

  test.each([
    ['expect quiet PlaceOrder', 'PlaceOrder-FaultRate went to ALARM at 13m10s (09:13:10)'],
    ['expect quiet Latency', expect.stringContaining("no alarm has 'Latency' in its name")],
  ])('fails: %s', (line, actual) => {
    expect(failure(line)).toEqual(actual);
  });
});

test('incidents are counted', () => {
  expect(failure('expect incidents 1')).toBeUndefined();
  expect(failure('expect incidents 0')).toBe('1 incident(s) opened');
  expect(failure('expect incidents 1', { ...NIGHT, incidents: [] })).toBe('0 incident(s) opened');
});

describe('page, notice, resolved', () => {
  test('count messages of the kind to the channel', () => {
    const told: Told = {
      ...NIGHT,
      notifications: [...NIGHT.notifications, sent('page', at(20)), sent('notice', at(21), 'team')],
    };
    expect(failure('expect page oncall 2', told)).toBeUndefined();
    expect(failure('expect page team 0', told)).toBeUndefined();
    expect(failure('expect notice team 1', told)).toBeUndefined();
    expect(failure('expect page oncall 1', told)).toBe('2 sent (13m (09:13:00), 20m (09:20:00))');
    expect(failure('expect notice oncall 1', told)).toBe(
      '0 sent; what was sent: page oncall, resolved oncall, notice team',
    );
  });

  test.each([
    ['the first moment of the window', at(10), true],
    ['the last moment', at(15), true],
    ['a millisecond before', at(10) - 1, false],
    ['a millisecond after', at(15) + 1, false],
  ])('a window includes both ends: %s', (_what, atMs, passes) => {
    const told: Told = { ...NIGHT, notifications: [sent('page', atMs)] };
    const actual = failure('expect page oncall 1 within 5m of 10m', told);
    expect(actual === undefined).toBe(passes);
    if (!passes) expect(actual).toMatch(/^sent at 1[05]m \(09:/);
  });

  test('one message outside the window is enough to fail', () => {
    const told: Told = { ...NIGHT, notifications: [sent('page', at(11)), sent('page', at(70))] };
    expect(failure('expect page oncall 2 within 5m of 10m', told)).toBe('sent at 11m (09:11:00), 1h10m (10:10:00)');
  });
});

test('all alarms OK fails by what is still in ALARM', () => {
  expect(failure('expect all alarms OK')).toBe('DeadLetters is still in ALARM');
  const quiet: Told = { ...NIGHT, alarms: NIGHT.alarms.slice(0, 2) };
  expect(failure('expect all alarms OK', quiet)).toBeUndefined();
});

test("alarm actions are expected by a part of their topic's name, fallbacks by their channel", () => {
  const told: Told = {
    ...NIGHT,
    notifications: [
      ...NIGHT.notifications,
      sent('alarm-action', at(13), 'Shop-TeamTopic3F96C006'),
      sent('fallback', at(40), 'fallback'),
    ],
  };
  const last = verdicts(told, ...ALL_SENT, 'expect action TeamTopic 1', 'expect fallback fallback 1').slice(2);
  expect(last.map(({ passed }) => passed)).toEqual([true, true, true]);
  expect(failure('expect action Team 2', told)).toBe('1 sent (13m (09:13:00))');
});

test('a message that no expectation mentions fails the last verdict', () => {
  const told: Told = {
    ...NIGHT,
    notifications: [
      ...NIGHT.notifications,
      { ...sent('fallback', at(40), 'fallback'), subject: 'a\nfallback' },
      sent('page', at(0), 'boss'),
    ],
  };
  expect(verdicts(told, ...ALL_SENT).at(-1)).toEqual({
    line: 2,
    text: 'nothing else was sent',
    passed: false,
    actual: 'fallback to fallback at 40m (09:40:00): a fallback\npage to boss at 0s (09:00:00): a page',
  });
});
