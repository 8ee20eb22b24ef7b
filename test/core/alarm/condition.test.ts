import fc from 'fast-check';
import {
  type Condition,
  ConditionError,
  countsFor,
  inMetricUnit,
  type MeasuredMetric,
  parseCondition,
  printCondition,
} from '../../../lib/core/alarm/condition';
import { ALL_UNITS, type Span } from '../../../lib/core/alarm/condition/types';
import { COMPARISONS, type Comparison } from '../../../lib/core/alarm/threshold';

const ABOVE = 'GreaterThanThreshold';

test.each<[string, Condition, string]>([
  [
    'cpu > 80% for 3 of 5 x 1m',
    {
      kind: 'threshold',
      metric: 'cpu',
      comparison: ABOVE,
      value: { number: 80, unit: '%' },
      span: { datapointsToAlarm: 3, evaluationPeriods: 5, periodSeconds: 60 },
    },
    'cpu > 80% for 3 of 5 x 1m',
  ],
  [
    ' latency  P99>=1.50 s ',
    {
      kind: 'threshold',
      metric: 'latency',
      statistic: 'p99',
      comparison: 'GreaterThanOrEqualToThreshold',
      value: { number: 1.5, unit: 's' },
    },
    'latency p99 >= 1.5s',
  ],
  [
    'errors SUM > 10 FOR 300s',
    {
      kind: 'threshold',
      metric: 'errors',
      statistic: 'Sum',
      comparison: ABOVE,
      value: { number: 10 },
      span: { forSeconds: 300 },
    },
    'errors sum > 10 for 5m',
  ],
  [
    'requests SampleCount ≤ 1 for 3×5m',
    {
      kind: 'threshold',
      metric: 'requests',
      statistic: 'SampleCount',
      comparison: 'LessThanOrEqualToThreshold',
      value: { number: 1 },
      span: { datapointsToAlarm: 3, evaluationPeriods: 3, periodSeconds: 300 },
    },
    'requests count <= 1 for 3 x 5m',
  ],
  [
    'latency TM(10%:90%) < -0.0000001',
    {
      kind: 'threshold',
      metric: 'latency',
      statistic: 'TM(10%:90%)',
      comparison: 'LessThanThreshold',
      value: { number: -0.0000001 },
    },
    'latency TM(10%:90%) < -0.0000001',
  ],
  [
    'bytes > 10MB/s for 20s',
    {
      kind: 'threshold',
      metric: 'bytes',
      comparison: ABOVE,
      value: { number: 10, unit: 'MB/s' },
      span: { forSeconds: 20 },
    },
    'bytes > 10MB/s for 20s',
  ],
  [
    'cost change > 50% over 24h',
    { kind: 'change', metric: 'cost', comparison: ABOVE, value: { number: 50, unit: '%' }, overSeconds: 86_400 },
    'cost change > 50% over 1d',
  ],
  [
    'orders sum change < -10 for 2h over 1h',
    {
      kind: 'change',
      metric: 'orders',
      statistic: 'Sum',
      comparison: 'LessThanThreshold',
      value: { number: -10 },
      overSeconds: 3_600,
      span: { datapointsToAlarm: 2, evaluationPeriods: 2, periodSeconds: 3_600 },
    },
    'orders sum change < -10 over 1h for 2 x 1h',
  ],
  [
    'queueDepth anomaly above 2',
    { kind: 'anomaly', metric: 'queueDepth', side: 'above', deviations: 2 },
    'queueDepth anomaly above 2',
  ],
  [
    'queueDepth avg anomaly outside 2.5 for 3 x 5m',
    {
      kind: 'anomaly',
      metric: 'queueDepth',
      statistic: 'Average',
      side: 'outside',
      deviations: 2.5,
      span: { datapointsToAlarm: 3, evaluationPeriods: 3, periodSeconds: 300 },
    },
    'queueDepth avg anomaly outside 2.5 for 3 x 5m',
  ],
  [
    'slo Availability burn > 14.4',
    { kind: 'slo', slo: 'Availability', factor: 14.4, overSeconds: 3_600 },
    'slo Availability burn > 14.4 over 1h',
  ],
  // A metric may be called as a keyword is: what comes first is its name.
  [
    'sum sum > 1',
    { kind: 'threshold', metric: 'sum', statistic: 'Sum', comparison: ABOVE, value: { number: 1 } },
    'sum sum > 1',
  ],
])('reads %s', (text, condition, canonical) => {
  expect(parseCondition(text)).toEqual(condition);
  expect(printCondition(condition)).toBe(canonical);
  expect(parseCondition(canonical)).toEqual(condition);
});

const UNITS = 'units are %, ms, s, m, h, B, KB, MB, GB, /s, /min, B/s, B/min, KB/s, KB/min, MB/s, MB/min, GB/s, GB/min';
const WORDS = 'ehind the name may stand sum, avg, min, max, count, p99, change, anomaly or a comparison';

test.each<[string, number, string]>([
  ['', 1, 'the condition ends here; write the name of a metric'],
  ['> 80', 1, "'>' is not expected here; write the name of a metric"],
  [
    '__proto__ > 1',
    1,
    "'__proto__' is no name of a metric; write 1 to 64 letters, digits, ., _ and -, beginning with a letter or digit",
  ],
  ['cpu', 4, "the condition ends here; write a comparison, 'change' or 'anomaly': > >= < <="],
  ['cpu avrg > 80', 5, `'avrg' is no statistic; did you mean 'avg'? B${WORDS}`],
  ['cpu anomly above 2', 5, `'anomly' is no statistic; did you mean 'anomaly'? B${WORDS}`],
  ['cpu banana > 80', 5, `'banana' is no statistic; b${WORDS}`],
  ['cpu = 80', 5, "'=' is not expected here; write a comparison, 'change' or 'anomaly': > >= < <="],
  ['cpu >> 80', 6, "'>' is not expected here; write a number, such as 80%, 1.5s or 10"],
  ['cpu > many', 7, "'many' is not expected here; write a number, such as 80%, 1.5s or 10"],
  ['size > 1kb', 9, `'kb' is no unit; did you mean 'KB'? ${UNITS.replace('u', 'U')}`],
  ['size > 1parsec', 9, `'parsec' is no unit; ${UNITS}`],
  ['cpu > 1,000', 8, "',000' is not expected here; nothing may follow but one 'for'"],
  ['cpu > 1234567890123456', 7, 'the number 1234567890123456 is too long; write at most 15 digits and 10 decimals'],
  ['cpu > 0.12345678901', 7, 'the number 0.12345678901 is too long; write at most 15 digits and 10 decimals'],
  ['cpu > 80% for', 14, 'the condition ends here; write 3 of 5 x 1m, 3 x 1m or 5m'],
  ['cpu > 80% for 5 of 3 x 1m', 15, '5 of 3 datapoints is more than there are; write at most 3'],
  ['cpu > 80% for 0 x 1m', 15, '0 is no number of datapoints; write a whole number from 1 on'],
  ['cpu > 80% for 1.5 x 1m', 15, '1.5 is no number of datapoints; write a whole number from 1 on'],
  ['cpu > 80% for 3 of 5', 21, 'the condition ends here; write x and a period behind it: 3 of 5 x 1m'],
  ['cpu > 80% for 3', 16, 'the condition ends here; write a time such as 30s, 5m, 1h or 1d: its unit is missing'],
  ['cpu > 80% for 5min', 16, "'min' is no unit of time; did you mean 'm'? Units are s, m, h, d"],
  ['cpu > 80% for 5fortnights', 16, "'fortnights' is no unit of time; units are s, m, h, d"],
  ['cpu > 80% for 8d', 15, '8d is no time to look back; write whole seconds from 1s to 7d'],
  ['cpu > 80% for -1m', 15, '-1m is no time to look back; write whole seconds from 1s to 7d'],
  [
    'cpu > 80% for 3 x 45s',
    19,
    'CloudWatch has no period of 45s; it must be 10, 20 or 30 seconds, or whole minutes up to 7 days, got 45 s',
  ],
  [
    'cpu > 80% for 3 of 1441 x 1m',
    20,
    '1441 x 1m is longer than an alarm looks back; datapoints x period must be 24 h at most for a period of 1 min, got ' +
      '1441 x 1 min; use at most 1440 periods',
  ],
  [
    'cpu > 80% for 8 x 1d',
    15,
    '8 x 1d is longer than an alarm looks back; datapoints x period must be 168 h at most for a period of 24 h, got ' +
      '8 x 24 h; use at most 7 periods',
  ],
  ['cpu > 80% for 1m for 1m', 18, "'for' is not expected here; nothing may follow but one 'for'"],
  ['cost change 50%', 13, "'50%' is not expected here; write a comparison: > >= < <="],
  ['cost change > 50%', 18, "the condition ends here; write the time that the change is measured over: 'over 1d'"],
  ['cost change > 50% over 1d over 2d', 27, "'over' is not expected here; nothing may follow but one 'for'"],
  [
    'cost change > 50% over 1h for 3 x 1m',
    31,
    "datapoints of 1m do not fit a change over 1h; write a period of 1h: 'for 3 x 1h'",
  ],
  [
    'cost change > 50% over 1h for 90m',
    31,
    "90m is no multiple of the 1h that the change is measured over; write one, such as 'for 2h'",
  ],
  [
    'cost change > 50% over 7d',
    19,
    'a change over 7d in 1 datapoint reads one more, 14d in all; an alarm with such periods looks back 7d at most',
  ],
  [
    'depth anomaly 2',
    15,
    "'2' is not expected here; write 'above', 'below' or 'outside', and how many standard deviations: above 2",
  ],
  ['depth anomaly above 0', 21, 'no band is 0 standard deviations wide; write a number above 0 and at most 1000'],
  ['slo', 4, 'the condition ends here; write the name of an objective'],
  ['slo A burn >= 14', 12, "'>' is not expected here; a burn rate is judged by >"],
  ['slo A burns > 14', 7, "'burns' is not expected here; write how fast its budget burns: burn > 14.4 over 1h"],
  ['slo A burn > 0', 14, 'no budget burns 0 times as fast; write a number above 0'],
  ['slo A burn > 1 for 5m', 16, "'for' is not expected here; 'over' and a time may follow, such as over 1h"],
  [
    'slo A burn > 1 over 10m',
    21,
    'a burn rate has no window of 10m; its short window is a twelfth of it: write a multiple of 12m, such as 1h',
  ],
])('refuses %s at column %d', (text, column, message) => {
  const error = refusal(text);
  expect({ column: error.column, message: error.message }).toEqual({
    column,
    message: `Condition '${text}' is not valid at column ${column}: ${message}`,
  });
});

test('names are those that are known', () => {
  const known = { metrics: ['cpu', 'latency'], slos: [] };
  expect(parseCondition('cpu > 80', known)).toMatchObject({ metric: 'cpu' });
  expect(refusal('latncy > 1', known).message).toBe(
    "Condition 'latncy > 1' is not valid at column 1: there is no metric 'latncy'; did you mean 'latency'? There are " +
      'cpu, latency',
  );
  expect(refusal('slo A burn > 1', known).message).toMatch(/column 5: there is no objective 'A'; there are none$/);
  expect(refusal('constructor > 1', known).message).toMatch(/there is no metric 'constructor'/);
});

test('what is no text is refused as such', () => {
  for (const value of [undefined, null, 5, {}, ['cpu > 80']]) {
    expect(() => parseCondition(value as unknown as string)).toThrow(/column 1: it is no text but \w+; write one/);
  }
});

test('hostile text is refused at once, and shown as one harmless line', () => {
  const texts = [
    'cpu > \u0007\u202e80',
    'cpu\ud800 > 80',
    'cpu > 80 \u001b[31m',
    `cpu ${' '.repeat(80_000)}x`,
    'x'.repeat(80_000),
  ];
  for (const text of texts) {
    const { message } = refusal(text);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may get out
    expect(message).not.toMatch(/[\u0000-\u001f\u007f\u202e]|\p{Cs}/u);
    expect(message.length).toBeLessThan(500);
  }
  expect(refusal('x'.repeat(257)).column).toBe(257);
});

const span = fc
  .record({ seconds: fc.constantFrom(10, 30, 60, 300, 3_600), all: fc.integer({ min: 1, max: 100 }), part: fc.nat() })
  .chain(({ seconds, all, part }) =>
    fc.constantFrom<Span | undefined>(
      undefined,
      { forSeconds: seconds * all },
      { datapointsToAlarm: (part % all) + 1, evaluationPeriods: all, periodSeconds: seconds },
    ),
  );
const number = fc.oneof(
  fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
  fc.integer({ min: -99_999, max: 99_999 }).map((value) => Number((value / 1e8).toFixed(10))),
);
const metric = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/).filter((name) => name.toLowerCase() !== 'slo');
const statistic = fc.constantFrom(undefined, 'Average', 'Sum', 'SampleCount', 'p99.9', 'tm95', 'PR(:300)', 'IQM');
const quantity = fc.record({ number, unit: fc.constantFrom(undefined, ...ALL_UNITS) });
const comparison = fc.constantFrom(...(Object.keys(COMPARISONS) as Comparison[]));
const subject = { metric, statistic };

/** Absent, not undefined, is how a condition leaves things out. */
const condition = fc
  .oneof(
    fc.record({ kind: fc.constant('threshold'), ...subject, comparison, value: quantity, span }),
    fc.record({
      kind: fc.constant('anomaly'),
      ...subject,
      side: fc.constantFrom('above', 'below', 'outside'),
      // Rounded: the sum has dust that no text of ten decimals can say.
      deviations: number.map((value) => Number(((Math.abs(value) % 999) + 1).toFixed(10))),
      span,
    }),
    fc.record({
      kind: fc.constant('change'),
      ...subject,
      comparison,
      value: quantity,
      overSeconds: fc.constantFrom(60, 600, 3_600),
    }),
    fc.record({
      kind: fc.constant('slo'),
      slo: metric,
      factor: number.filter((value) => value > 0),
      overSeconds: fc.integer({ min: 1, max: 840 }).map((steps) => steps * 720),
    }),
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Condition);

test('parse(print(x)) is x', () => {
  fc.assert(
    fc.property(condition, (value) => {
      expect(parseCondition(printCondition(value))).toEqual(value);
    }),
    { numRuns: 2_000 },
  );
});

const piece = fc.constantFrom(
  ...['cpu', 'slo', 'burn', 'p99', 'avg', 'change', 'anomaly', 'above', '>', '<=', '80', '1.50', '%', 'ms', 'for'],
  ...['over', 'of', 'x', '5', '3', '1m', '1h', '60s', ' ', '', '-', '\u202e', '\ud800', '__proto__'],
);

test('any text either has one canonical form, or is refused with a column in it', () => {
  let read = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, spaced) => {
      const text = pieces.join(spaced ? ' ' : '');
      try {
        const canonical = printCondition(parseCondition(text));
        read += 1;
        expect(printCondition(parseCondition(canonical))).toBe(canonical);
      } catch (error) {
        if (!(error instanceof ConditionError)) throw error;
        expect(error.column).toBeGreaterThanOrEqual(1);
        expect(error.column).toBeLessThanOrEqual(text.length + 1);
      }
    }),
    { numRuns: 3_000, examples: [[['cpu', '>', '80'], true]] },
  );
  expect(read).toBeGreaterThan(0);
});

describe('spans on the period of the metric', () => {
  const cpu = { metric: 'cpu', periodSeconds: 300 };

  test('are one datapoint, M of N, or as many as fit into a time', () => {
    expect(countsFor('Here', undefined, cpu)).toEqual({
      datapointsToAlarm: 1,
      evaluationPeriods: 1,
      periodSeconds: 300,
    });
    const counts = { datapointsToAlarm: 2, evaluationPeriods: 3, periodSeconds: 60 };
    expect(countsFor('Here', counts, cpu)).toEqual(counts);
    expect(countsFor('Here', { forSeconds: 900 }, cpu)).toEqual({
      ...{ datapointsToAlarm: 3, evaluationPeriods: 3, periodSeconds: 300 },
    });
  });

  test('refuse a time that does not fit', () => {
    expect(() => countsFor('Here', { forSeconds: 420 }, cpu)).toThrow(
      "Here: 'for 7m' must be a multiple of the period of 'cpu', 5m; write the period, such as 'for 3 x 1m', or 'for 10m'",
    );
    expect(() => countsFor('Here', { forSeconds: 2 * 86_400 }, cpu)).toThrow(
      "Here: 'for 2d' is 576 datapoints of 'cpu', and datapoints x period must be 24 h at most for a period of 5 min, got " +
        '576 x 5 min; use at most 288 periods',
    );
  });
});

describe('units', () => {
  const metricOf = (more: Partial<MeasuredMetric>): MeasuredMetric => ({ name: 'load', periodSeconds: 300, ...more });
  const read = (text: string, more: Partial<MeasuredMetric>) => {
    const parsed = parseCondition(`load > ${text}`);
    return inMetricUnit('Here', parsed.kind === 'threshold' ? parsed.value : { number: Number.NaN }, metricOf(more));
  };

  test.each<[string, Partial<MeasuredMetric>, number]>([
    ['80', {}, 80],
    ['80%', { unit: 'Percent' }, 80],
    ['1.5s', { unit: 'Milliseconds' }, 1_500],
    ['300ms', { unit: 'Seconds' }, 0.3],
    ['1.1h', { unit: 'Milliseconds' }, 3_960_000],
    ['2m', { unit: 'Microseconds' }, 120_000_000],
    ['10MB', { unit: 'Bytes' }, 10_000_000],
    ['1.5GB', { unit: 'Megabytes' }, 1_500],
    ['1GB', { unit: 'Terabytes' }, 0.001],
    ['5/s', { unit: 'Count', statistic: 'Sum' }, 1_500],
    ['5/s', { statistic: 'Sum' }, 1_500],
    ['6/min', { unit: 'Milliseconds', statistic: 'SampleCount' }, 30],
    ['6/min', { unit: 'Count/Second', statistic: 'Average' }, 0.1],
    ['10MB/s', { unit: 'Bytes', statistic: 'Sum' }, 3_000_000_000],
    ['60MB/min', { unit: 'Kilobytes/Second', statistic: 'Average' }, 1_000],
    ['20%', { unit: 'Milliseconds', statistic: 'PR(:300)' }, 20],
  ])('%s of %j is %d', (text, more, expected) => {
    expect(read(text, more)).toBe(expected);
  });

  test('that the metric does not have are refused', () => {
    expect(() => read('80%', {})).toThrow(
      "Here: '80%' needs the unit that 'load' is counted in, which nothing says; pass it, such as units: { load: " +
        "'Percent' }, or write the number without a unit",
    );
    expect(() => read('1s', { unit: 'Percent', statistic: 'Average' })).toThrow(
      "Here: '1s' is not in the unit of Average of 'load', Percent; write the number in that unit, or without one",
    );
    expect(() => read('1s', { unit: 'Milliseconds', statistic: 'SampleCount' })).toThrow(
      /SampleCount of 'load', Count;/,
    );
    expect(() => read('5/s', { unit: 'Count', statistic: 'Average' })).toThrow(
      /'5\/s' is not in the unit of Average of 'load', Count, a rate is judged of a Sum, a SampleCount or what is/,
    );
    expect(() => read('5%', { unit: 'None' })).toThrow(/'5%' is not in the unit of 'load', None/);
    expect(() => read('5MB/s', { statistic: 'Sum' })).toThrow(/units: \{ load: 'Bytes' \}/);
  });
});

function refusal(text: string, known = {}): ConditionError {
  try {
    parseCondition(text, known);
  } catch (error) {
    if (error instanceof ConditionError) return error;
    throw error;
  }
  throw new Error(`'${text}' was not refused`);
}
