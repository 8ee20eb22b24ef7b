import fc from 'fast-check';
import { type Datapoint, evaluateAlarm, evaluationRange } from '../../../lib/core/alarm/evaluation';
import {
  COMPARISONS,
  type Comparison,
  MISSING_DATA_MODES,
  type ThresholdSettings,
  type TreatMissingData,
} from '../../../lib/core/alarm/threshold';
import type { AlarmState } from '../../../lib/core/incident/incident';
import vectors from '../../vectors/alarm-missing-data.json';

const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
/** The period that the documented reasons name: 2 October 2019, 16:59 UTC. */
const NEWEST_MS = Date.UTC(2019, 9, 2, 16, 59);

function settingsOf(changes: Partial<ThresholdSettings> = {}): ThresholdSettings {
  return {
    comparison: 'GreaterThanThreshold',
    threshold: 50,
    periodSeconds: 60,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    treatMissingData: 'missing',
    ...changes,
  };
}

function pointsOf(values: readonly (number | undefined)[]): Datapoint[] {
  return values.map((value, index) => ({ startMs: NEWEST_MS - (values.length - 1 - index) * 60_000, value }));
}

/** `0 - X`: good, missing, breaching. */
function pointsOfCase(text: string): Datapoint[] {
  return pointsOf(text.split(' ').map((mark) => (mark === '-' ? undefined : mark === 'X' ? 99 : 1)));
}

test('the evaluation range is longer than the evaluation periods, as in the one published example', () => {
  expect(evaluationRange(3)).toBe(5);
  expect(evaluationRange(1)).toBe(3);
});

describe('missing data, as the tables of the documentation have it', () => {
  interface Case {
    readonly id: string;
    readonly points: string;
    readonly evaluationRange: number;
    readonly evaluationPeriods: number;
    readonly datapointsToAlarm: number;
    readonly treatMissingData: string;
    readonly expect: string | { readonly not: string };
  }
  const judge = (vector: Case, previous: AlarmState): AlarmState =>
    evaluateAlarm(
      settingsOf({
        evaluationPeriods: vector.evaluationPeriods,
        datapointsToAlarm: vector.datapointsToAlarm,
        treatMissingData: vector.treatMissingData as TreatMissingData,
      }),
      pointsOfCase(vector.points),
      previous,
    ).state;

  test('all of them are here', () => {
    expect(vectors.awsTables).toHaveLength(40);
    expect(new Set(vectors.awsTables.map(({ treatMissingData }) => treatMissingData))).toEqual(
      new Set(MISSING_DATA_MODES),
    );
    for (const vector of vectors.awsTables) {
      expect(vector.points.split(' ')).toHaveLength(vector.evaluationRange);
      expect(evaluationRange(vector.evaluationPeriods)).toBe(vector.evaluationRange);
    }
  });

  test.each(vectors.awsTables as Case[])(
    '$points, $datapointsToAlarm of $evaluationPeriods, $treatMissingData: $expect',
    (vector) => {
      for (const previous of STATES) {
        expect(judge(vector, previous)).toBe(vector.expect === 'RETAIN' ? previous : vector.expect);
      }
    },
  );

  test.each(vectors.awsText as Case[])(
    '$points, $datapointsToAlarm of $evaluationPeriods: no ALARM before its time',
    (vector) => {
      expect(vector.expect).toEqual({ not: 'ALARM' });
      for (const previous of ['OK', 'INSUFFICIENT_DATA'] as const) expect(judge(vector, previous)).not.toBe('ALARM');
    },
  );
});

test.each(vectors.timelines)('the timeline of $id: $expectNote', (timeline) => {
  const settings = settingsOf({
    comparison: timeline.comparison as Comparison,
    threshold: timeline.threshold,
    evaluationPeriods: timeline.evaluationPeriods,
    datapointsToAlarm: timeline.datapointsToAlarm,
  });
  const range = evaluationRange(timeline.evaluationPeriods);
  let state: AlarmState = 'INSUFFICIENT_DATA';
  const states = timeline.values.map((_, last) => {
    const seen = Array.from({ length: range }, (__, index) => timeline.values[last - range + 1 + index]);
    state = evaluateAlarm(settings, pointsOf(seen), state).state;
    return state;
  });
  const asserted = timeline.expectStateAfterEach.map((expected, index) => expected ?? states[index]);
  expect(states).toEqual(asserted);
});

test('one bad point alarms for as long as the evaluation range when silence counts as good', () => {
  const settings = settingsOf({ evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'notBreaching' });
  const minutes = ['- - -', '- - X', '- X -', 'X - -', '- - -'];
  let state: AlarmState = 'OK';
  const states = minutes.map((minute) => {
    state = evaluateAlarm(settings, pointsOfCase(minute), state).state;
    return state;
  });
  expect(states).toEqual(['OK', 'ALARM', 'ALARM', 'ALARM', 'OK']);
});

test.each<[string, TreatMissingData, number]>([
  ['- - - - X', 'missing', 3],
  ['- - - X -', 'missing', 3],
  ['- - - - X', 'ignore', 3],
  ['- - - X X', 'missing', 3],
])('where the documentation only says "not yet" (%s, %s), the state before stays', (text, treatMissingData, m) => {
  for (const previous of STATES) {
    expect(
      evaluateAlarm(settingsOf({ treatMissingData, datapointsToAlarm: m }), pointsOfCase(text), previous).state,
    ).toBe(previous);
  }
});

describe('for all alarms', () => {
  const shape = fc
    .record({
      comparison: fc.constantFrom(...(Object.keys(COMPARISONS) as Comparison[])),
      threshold: fc.integer({ min: -2, max: 2 }),
      evaluationPeriods: fc.integer({ min: 1, max: 6 }),
      mode: fc.constantFrom(...MISSING_DATA_MODES),
      previous: fc.constantFrom(...STATES),
    })
    .chain((alarm) =>
      fc.record({
        settings: fc.integer({ min: 1, max: alarm.evaluationPeriods }).map((datapointsToAlarm) =>
          settingsOf({
            comparison: alarm.comparison,
            threshold: alarm.threshold,
            evaluationPeriods: alarm.evaluationPeriods,
            datapointsToAlarm,
            treatMissingData: alarm.mode,
          }),
        ),
        previous: fc.constant(alarm.previous),
        values: fc.array(fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined }), {
          minLength: evaluationRange(alarm.evaluationPeriods),
          maxLength: evaluationRange(alarm.evaluationPeriods),
        }),
      }),
    );
  const breaches = ({ comparison, threshold }: ThresholdSettings, value: number | undefined): boolean =>
    value !== undefined && COMPARISONS[comparison].breaches(value, threshold);

  test('with N datapoints there, ALARM means exactly that M of the newest N breach', () => {
    fc.assert(
      fc.property(shape, ({ settings, previous, values }) => {
        const newest = values.filter((value) => value !== undefined).slice(-settings.evaluationPeriods);
        fc.pre(newest.length === settings.evaluationPeriods);
        const breaching = newest.filter((value) => breaches(settings, value)).length;
        const { state, judged } = evaluateAlarm(settings, pointsOf(values), previous);
        expect(state).toBe(breaching >= settings.datapointsToAlarm ? 'ALARM' : 'OK');
        expect(judged.map(({ value }) => value)).toEqual(newest);
      }),
    );
  });

  test('a breaching datapoint more never ends an alarm whose missing data is breaching', () => {
    fc.assert(
      fc.property(shape, fc.nat(), ({ settings, previous, values }, place) => {
        const breaching = { ...settings, treatMissingData: 'breaching' as const };
        const bad = [-9, 9].find((value) => breaches(breaching, value)) as number;
        const gap = place % values.length;
        fc.pre(values[gap] === undefined);
        fc.pre(evaluateAlarm(breaching, pointsOf(values), previous).state === 'ALARM');
        const filled = values.map((value, index) => (index === gap ? bad : value));
        expect(evaluateAlarm(breaching, pointsOf(filled), previous).state).toBe('ALARM');
        const slid = [...values.slice(1), bad];
        expect(evaluateAlarm(breaching, pointsOf(slid), previous).state).toBe('ALARM');
      }),
    );
  });

  test('missing data that is breaching alarms at least as often, and notBreaching at most as often, as missing', () => {
    fc.assert(
      fc.property(shape, ({ settings, values }) => {
        const alarms = (treatMissingData: TreatMissingData) =>
          evaluateAlarm({ ...settings, treatMissingData }, pointsOf(values), 'OK').state === 'ALARM';
        if (alarms('notBreaching')) expect(alarms('missing')).toBe(true);
        if (alarms('missing')) expect(alarms('breaching')).toBe(true);
      }),
    );
  });

  test('only missing and ignore look at the state before, and only they leave it', () => {
    fc.assert(
      fc.property(shape, ({ settings, values }) => {
        const states = STATES.map((previous) => evaluateAlarm(settings, pointsOf(values), previous).state);
        const decided = settings.treatMissingData === 'breaching' || settings.treatMissingData === 'notBreaching';
        if (decided) expect(new Set(states).size).toBe(1);
        else expect([1, 3]).toContain(new Set(states).size);
        if (new Set(states).size === 3) expect(states).toEqual(STATES);
        if (decided || values.some((value) => value !== undefined)) {
          expect(evaluateAlarm(settings, pointsOf(values), 'OK').state).not.toBe('INSUFFICIENT_DATA');
        }
      }),
    );
  });

  test('a reason names as many datapoints as it counts, never more than N', () => {
    fc.assert(
      fc.property(shape, ({ settings, previous, values }) => {
        const { reason, state } = evaluateAlarm(settings, pointsOf(values), previous);
        const said = /^Threshold Crossed: (\d+) out of the last (\d+) datapoints \[([^\]]*)\]/.exec(reason);
        if (!said) {
          expect(reason).toMatch(
            /^(Insufficient Data: \d+ datapoints? (was|were) unknown|Threshold Crossed: .* received for )/,
          );
          return;
        }
        expect(said[3]?.split(', ')).toHaveLength(Number(said[1]));
        expect(Number(said[1])).toBeGreaterThan(0);
        expect(Number(said[2])).toBeLessThanOrEqual(settings.evaluationPeriods);
        expect(reason.includes(' not ')).toBe(state !== 'ALARM');
      }),
    );
  });
});

describe('reasons, as CloudWatch words them', () => {
  const reasonOf = (
    settings: Partial<ThresholdSettings>,
    values: readonly (number | undefined)[],
    previous: AlarmState = 'OK',
  ) => evaluateAlarm(settingsOf(settings), pointsOf(values), previous).reason;
  const oneOfOne = { evaluationPeriods: 1, datapointsToAlarm: 1 };
  const none = undefined;

  test('into ALARM and back, as in the documentation', () => {
    expect(reasonOf(oneOfOne, [none, none, 99.50160229693434])).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [99.50160229693434 (02/10/19 16:59:00)] was greater than the ' +
        'threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).',
    );
    expect(reasonOf(oneOfOne, [none, none, 0.0666851903306472], 'ALARM')).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [0.0666851903306472 (02/10/19 16:59:00)] was not greater ' +
        'than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).',
    );
  });

  test('the first evaluation speaks of the transition from OK too, as in the documentation', () => {
    expect(reasonOf({ ...oneOfOne, threshold: 10_000 }, [none, none, 45_628], 'INSUFFICIENT_DATA')).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [45628.0 (02/10/19 16:59:00)] was greater than the threshold ' +
        '(10000.0) (minimum 1 datapoint for OK -> ALARM transition).',
    );
  });

  test('only the datapoints that speak for the state are listed, newest first', () => {
    expect(reasonOf({ datapointsToAlarm: 2 }, [none, none, 60, 1, 70])).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [70.0 (02/10/19 16:59:00), 60.0 (02/10/19 16:57:00)] were ' +
        'greater than the threshold (50.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    expect(reasonOf({}, [none, none, 60, 2, 1], 'ALARM')).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [1.0 (02/10/19 16:59:00), 2.0 (02/10/19 16:58:00)] were not ' +
        'greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).',
    );
  });

  test.each<[Comparison, number, string]>([
    ['GreaterThanThreshold', 51, 'was greater than the threshold (50.0)'],
    ['GreaterThanOrEqualToThreshold', 50, 'was greater than or equal to the threshold (50.0)'],
    ['LessThanThreshold', 49, 'was less than the threshold (50.0)'],
    ['LessThanOrEqualToThreshold', 50, 'was less than or equal to the threshold (50.0)'],
  ])('%s', (comparison, value, words) => {
    expect(reasonOf({ ...oneOfOne, comparison }, [none, none, value])).toContain(`] ${words} (minimum 1`);
  });

  test('what stood in for missing data is said, and counts among the last N', () => {
    expect(reasonOf({ datapointsToAlarm: 1, treatMissingData: 'notBreaching' }, [none, none, none, none, 613])).toBe(
      'Threshold Crossed: 1 out of the last 3 datapoints [613.0 (02/10/19 16:59:00)] was greater than the threshold ' +
        '(50.0) and 2 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).',
    );
    expect(reasonOf({ treatMissingData: 'breaching' }, [none, none, none, 60, 613])).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [613.0 (02/10/19 16:59:00), 60.0 (02/10/19 16:58:00)] were ' +
        'greater than the threshold (50.0) and 1 missing datapoint was treated as [Breaching] ' +
        '(minimum 3 datapoints for OK -> ALARM transition).',
    );
  });

  test('a state that missing datapoints alone brought about does not cite the others as its cause', () => {
    expect(reasonOf({ datapointsToAlarm: 2, treatMissingData: 'breaching' }, [none, none, none, none, 1])).toBe(
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
    );
    expect(reasonOf({ datapointsToAlarm: 2, treatMissingData: 'notBreaching' }, [none, none, none, none, 60])).toBe(
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [NonBreaching].',
    );
  });

  test.each<[TreatMissingData, number, string]>([
    ['missing', 1, 'Insufficient Data: 1 datapoint was unknown.'],
    ['missing', 3, 'Insufficient Data: 3 datapoints were unknown.'],
    ['ignore', 2, 'Insufficient Data: 2 datapoints were unknown.'],
    [
      'breaching',
      1,
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].',
    ],
    [
      'notBreaching',
      3,
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [NonBreaching].',
    ],
  ])('no data at all, %s, %i periods', (treatMissingData, periods, reason) => {
    const settings = { evaluationPeriods: periods, datapointsToAlarm: periods, treatMissingData };
    expect(reasonOf(settings, Array(periods + 2).fill(none))).toBe(reason);
  });

  test('numbers are printed as doubles', () => {
    const thresholdOf = (threshold: number) =>
      /the threshold \(([^)]*)\)/.exec(reasonOf({ ...oneOfOne, threshold }, [none, none, threshold + 1]))?.[1];
    expect([0, 1, -3, 0.05, 0.001, 1234567, 9_999_999].map(thresholdOf)).toEqual([
      '0.0',
      '1.0',
      '-3.0',
      '0.05',
      '0.001',
      '1234567.0',
      '9999999.0',
    ]);
    expect([1e7, 860_604_416, 1e9, -2e7, 0.0005].map(thresholdOf)).toEqual([
      '1.0E7',
      '8.60604416E8',
      '1.0E9',
      '-2.0E7',
      '5.0E-4',
    ]);
  });
});

test.each([
  [{ comparison: '>' }, "'comparison' must be one of GreaterThanThreshold, "],
  [
    { treatMissingData: 'notbreaching' },
    "'treatMissingData' must be one of missing, ignore, breaching, notBreaching; got 'notbreaching'",
  ],
  [{ threshold: Number.NaN }, "'threshold' must be a number, got NaN"],
  [{ evaluationPeriods: '3' }, "'evaluationPeriods' must be a whole number from 1 on, got 3"],
  [
    { datapointsToAlarm: 5 },
    "'datapointsToAlarm' must be a whole number from 1 to evaluationPeriods (3), got 5; lower it",
  ],
])('a setting that CloudWatch does not have is refused: %j', (wrong, message) => {
  const settings = {
    comparison: 'GreaterThanThreshold',
    threshold: 1,
    periodSeconds: 60,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: 'missing',
    ...wrong,
  };
  expect(() => evaluateAlarm(settings as never, [], 'OK')).toThrow(message);
});

test('a state before that is none is refused', () => {
  expect(() =>
    evaluateAlarm(
      {
        comparison: 'LessThanThreshold',
        threshold: 1,
        periodSeconds: 60,
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        treatMissingData: 'missing',
      },
      [],
      'FINE' as never,
    ),
  ).toThrow("'previous' must be one of OK, ALARM, INSUFFICIENT_DATA; got 'FINE'");
});
