import { learnThreshold } from '../../../lib/core/alarm/learned-threshold';

const WEEK_MS = 7 * 86_400_000;
const OPTIONS = { alarmsPerWeek: 1, comparison: 'GreaterThanThreshold' } as const;

function report(...alarms: readonly object[]) {
  const common = { label: 'Errors', kind: 'metric', startMs: 0, endMs: 2 * WEEK_MS };
  return { schemaVersion: 1, alarms: alarms.map((alarm, index) => ({ ...common, name: `alarm-${index}`, ...alarm })) };
}

const SENSITIVITY = [
  { factor: 0.5, threshold: 5, alarmCount: 30, pageCount: 0 },
  { factor: 1, threshold: 10, alarmCount: 2, pageCount: 0 },
  { factor: 2, threshold: 20, alarmCount: 0, pageCount: 0 },
];

test('an alarm is found by its name, and by a label that fits one alarm', () => {
  const two = report({ sensitivity: SENSITIVITY }, { label: 'Latency', sensitivity: [] });
  expect(learnThreshold(two, 'alarm-0', OPTIONS)).toBe(10);
  expect(learnThreshold(two, 'Errors', OPTIONS)).toBe(10);
  expect(() => learnThreshold(report({}, {}), 'Errors', OPTIONS)).toThrow(
    /is alarm-0 and alarm-1 in it; give the whole name/,
  );
});

test.each([
  ['a band', { kind: 'band', sensitivity: SENSITIVITY }, /is an anomaly band and has no threshold/],
  ['a composite', { kind: 'composite' }, /is a composite alarm and has no threshold/],
  [
    'no thresholds',
    { sensitivityNote: 'the threshold is 0' },
    /no threshold of 'alarm-0' was tried: the threshold is 0/,
  ],
  ['no time', { sensitivity: SENSITIVITY, endMs: 0 }, /no threshold of 'alarm-0' was tried: it has no history/],
  [
    'noise at any',
    { sensitivity: SENSITIVITY.slice(0, 1) },
    /goes to ALARM more often than 1 times a week \(in 2\.0 weeks, 5: 30 times\)/,
  ],
  ['nonsense', { sensitivity: [{ threshold: '5', alarmCount: 0 }, null] }, /no threshold/],
])('an alarm with %s has nothing to learn from', (_, alarm, message) => {
  expect(() => learnThreshold(report(alarm), 'alarm-0', OPTIONS)).toThrow(message);
});

test.each([
  [undefined],
  [null],
  [[]],
  [{}],
  [{ schemaVersion: 2, alarms: [] }],
  [JSON.parse('{"__proto__": {"alarms": []}}')],
])('what is no report is refused: %j', (wrong) => {
  expect(() => learnThreshold(wrong, 'a', OPTIONS)).toThrow(/it is not a report/);
});

test('an empty report has no alarms', () => {
  expect(() => learnThreshold(report(), 'a', OPTIONS)).toThrow("there is no alarm 'a' in it; its alarms are none");
});
