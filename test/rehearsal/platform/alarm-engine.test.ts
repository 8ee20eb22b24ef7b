/** The engine skips evaluations and remembers datapoints; it must come out as if every tick were evaluated afresh. */
import fc from 'fast-check';
import { evaluateAlarm, evaluationRange } from '../../../lib/core/alarm/evaluation';
import type { ThresholdSettings, TreatMissingData } from '../../../lib/core/alarm/threshold';
import { slidingGrid, wallClockGrid } from '../../../lib/core/alarm/window';
import type { AlarmState } from '../../../lib/core/incident/incident';
import { computeStatistic, observationsOf } from '../../../lib/core/signal/statistic';
import { rehearse } from '../../../lib/rehearsal/rehearsal';
import { alarm, closeWorlds, MINUTE_MS, openPlatform, START_MS } from '../support';

afterEach(closeWorlds);

const METRIC = { namespace: 'Shop', name: 'Failures', dimensions: {} };

/** A sample, and when it arrives: late ones belong to minutes that were evaluated before. */
interface Arrival {
  readonly minute: number;
  readonly value: number;
  readonly lateMinutes: number;
}

const arrivals: fc.Arbitrary<Arrival[]> = fc.array(
  fc.record({
    minute: fc.nat(150),
    value: fc.nat(10),
    lateMinutes: fc.oneof({ weight: 4, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat(20) }),
  }),
  { maxLength: 120 },
);

interface Given {
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly statistic: string;
  readonly treatMissingData: TreatMissingData;
  readonly timezone: string | undefined;
}

const settings: fc.Arbitrary<Given> = fc
  .record({
    period: fc.constantFrom(60, 120, 300, 3_600),
    evaluationPeriods: fc.integer({ min: 1, max: 5 }),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
    statistic: fc.constantFrom('Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p90', 'TM(10%:90%)'),
    treatMissingData: fc.constantFrom<TreatMissingData>('missing', 'ignore', 'breaching', 'notBreaching'),
    timezone: fc.constantFrom(undefined, undefined, 'Europe/Berlin', '+05:30'),
  })
  .map(({ share, ...rest }) => ({ ...rest, datapointsToAlarm: Math.max(1, Math.ceil(share * rest.evaluationPeriods)) }))
  .filter(({ period, timezone }) => timezone === undefined || period !== 120);

const MINUTES = 240;
const THRESHOLD = 4;

/** Every tick evaluated afresh over everything that has arrived by then. */
function bruteForce(given: Given, arriving: readonly Arrival[]): [number, AlarmState][] {
  const { period, evaluationPeriods, datapointsToAlarm, statistic, treatMissingData, timezone } = given;
  const grid = timezone ? wallClockGrid(period, timezone) : slidingGrid(period, evaluationPeriods);
  const judged: ThresholdSettings = {
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: THRESHOLD,
    periodSeconds: period,
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData,
  };
  const boundaries = new Float64Array(evaluationRange(evaluationPeriods) + 1);
  const changes: [number, AlarmState][] = [];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  for (let tick = 1; tick < MINUTES; tick += 1) {
    const there = arriving.filter(({ minute, lateMinutes }) => arrivalMinute(minute, lateMinutes) <= tick);
    grid.boundaries(START_MS + tick * MINUTE_MS, boundaries);
    const points = [...boundaries.slice(0, -1)].map((startMs, index) => {
      const values = there
        .filter(
          ({ minute }) =>
            startMs <= START_MS + minute * MINUTE_MS &&
            START_MS + minute * MINUTE_MS < (boundaries[index + 1] as number),
        )
        .map(({ value }) => value);
      return { startMs, value: values.length > 0 ? computeStatistic(statistic, observationsOf(values)) : undefined };
    });
    const next: AlarmState = evaluateAlarm(judged, points, state).state;
    if (next !== state) changes.push([tick, next]);
    state = next;
  }
  return changes;
}

/** -1: known from the start, as a recorded series is; else so many minutes after its own. */
function arrivalMinute(minute: number, lateMinutes: number): number {
  return lateMinutes < 0 ? 0 : minute + lateMinutes;
}

async function engine(given: Given, arriving: readonly Arrival[]): Promise<[number, AlarmState][]> {
  const { period, evaluationPeriods, datapointsToAlarm, statistic, treatMissingData, timezone } = given;
  const simple = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'].includes(statistic);
  const { world, platform } = openPlatform({
    Watched: alarm({
      Period: period,
      EvaluationPeriods: evaluationPeriods,
      DatapointsToAlarm: datapointsToAlarm,
      Threshold: THRESHOLD,
      TreatMissingData: treatMissingData,
      ...(simple ? { Statistic: statistic } : { Statistic: undefined, ExtendedStatistic: statistic }),
      ...(timezone && { EvaluationWindow: { WallClockWindow: { Timezone: timezone } } }),
    }),
  });
  for (const { minute, value, lateMinutes } of arriving) {
    const put = () => world.metrics.put(METRIC, value, START_MS + minute * MINUTE_MS);
    const atMs = START_MS + arrivalMinute(minute, lateMinutes) * MINUTE_MS;
    if (lateMinutes < 0) put();
    else world.clock.at(atMs, put);
  }
  platform.start(START_MS);
  await world.clock.runUntil(START_MS + MINUTES * MINUTE_MS);
  closeWorlds();
  const states = world.recorder.alarmStates.get('Shop-Watched') ?? [];
  return states.slice(1).map(({ atMs, state }) => [(atMs - START_MS - 10_000) / MINUTE_MS, state]);
}

test('skipping and remembering change nothing, whatever the settings and however late the data', async () => {
  await fc.assert(
    fc.asyncProperty(settings, arrivals, async (given, arriving) => {
      expect(await engine(given, arriving)).toEqual(bruteForce(given, arriving));
    }),
    { numRuns: 150 },
  );
});

test('a month of a silent alarm costs one evaluation', async () => {
  const { world, platform } = openPlatform({ Watched: alarm() });
  platform.start(START_MS);
  await world.clock.runUntil(START_MS + 30 * 24 * 60 * MINUTE_MS);
  expect(world.recorder.counts.get('alarm evaluations')).toBe(1);
});

test('children that change places in one minute do not make a composite flicker', async () => {
  const report = await rehearse().playText(
    [
      'scenario Handover',
      'alarm a App/A Sum > 5 in 1 of 1 x 1m missing notBreaching',
      'alarm b App/B Sum > 5 in 1 of 1 x 1m missing notBreaching',
      'composite any "ALARM(a) OR ALARM(b)" notify oncall',
      'series App/A 0x5 9x5 0x10',
      'series App/B 0x10 9x5 0x5',
      'expect transitions a OK 1m ALARM 6m OK 11m',
      'expect transitions b OK 1m ALARM 11m OK 16m',
      'expect transitions any OK 1m ALARM 6m OK 16m',
      'expect action oncall 3',
    ].join('\n'),
  );
  expect(report.expectations.filter(({ passed }) => !passed)).toEqual([]);
});

test.each([
  ['composite c "ALARM(b)"', "scenario:3: alarm: it depends on the alarm 'b', which is not among those rehearsed"],
  ['mute m "cron(0 0 * * *)" for PT8H erorrs', "scenario:3: there is no alarm 'erorrs'; did you mean 'errors'?"],
])('a name that no alarm has is an error with its line: %s', async (definition, message) => {
  const alarmLine = 'alarm errors App/Errors Sum > 5 in 1 of 1 x 1m';
  const text = ['scenario Misspelt', alarmLine, definition, 'series App/Errors 0x5'].join('\n');
  await expect(rehearse().playText(text)).rejects.toThrow(message);
});

describe('a composite with a suppressor that never fires', () => {
  const common = [
    'alarm slow App/Latency Sum > 500 in 1 of 1 x 1m missing notBreaching',
    'alarm deploying App/Deploy Maximum >= 1 in 1 of 1 x 1m missing notBreaching',
    'series App/Latency 1x20 900x40 1x10',
  ];
  const sentWith = async (composite: string, mute: string) => {
    const report = await rehearse().playText(['scenario Idle', ...common, composite, mute].join('\n'));
    return report.notifications.map(({ subject, atMs }) => [subject, (atMs - START_MS) / 1_000] as const);
  };

  test.each([
    '# no mute',
    'mute night "cron(0 9 * * *)" for PT30M page',
    'mute night "cron(1 9 * * *)" for PT30M page',
    'mute night "cron(3 9 * * *)" for PT30M page',
    'mute night "cron(0 9 * * *)" for PT3H page',
    'mute night "cron(50 9 * * *)" for PT30M page',
  ])('sends what it would send without, a wait later: %s', async (mute) => {
    const plain = await sentWith('composite page "ALARM(slow)" notify oncall', mute);
    const waiting = await sentWith(
      'composite page "ALARM(slow)" suppressor deploying wait 1m extension 2m notify oncall',
      mute,
    );
    expect(waiting.map(([subject]) => subject)).toEqual(plain.map(([subject]) => subject));
    for (const [index, [, seconds]] of waiting.entries()) {
      const late = Math.round(seconds - (plain[index]?.[1] as number));
      expect([0, 60]).toContain(late);
    }
  });
});

describe('a series that nothing reads', () => {
  const play = (...lines: readonly string[]) => rehearse().playText(['scenario Typo', ...lines].join('\n'));
  const ERRORS = 'alarm errors App/Errors Sum > 5 in 1 of 1 x 1m';

  test.each(['App/Erors', 'App/Errros', 'App/errors'])('is an error where its name is misspelt: %s', async (metric) => {
    await expect(play(ERRORS, `series ${metric} 9x5`)).rejects.toThrow(
      `scenario:3: nothing reads ${metric}: no alarm, no anomaly detection, no objective; did you mean App/Errors?`,
    );
  });

  test.each([
    ['of another dimension', 'series App/Errors:Stage=prod 9x5', 'App/Errors{Stage=prod}'],
    ['of another name', 'series App/Orders 9x5', 'App/Orders'],
    ['of another namespace', 'series Shop/Erors 9x5', 'Shop/Erors'],
  ])('is warned of %s', async (_, line, named) => {
    const report = await play(ERRORS, line);
    expect(report.story.filter(({ kind }) => kind === 'warning').map(({ text }) => text)).toEqual([
      expect.stringContaining(`No alarm, anomaly detection or objective reads ${named}`),
    ]);
  });

  test.each([
    ['AWS/ApiGateway/5XXError', 'AWS/ApiGateway/4XXError'],
    ['Shop/Errors5', 'Shop/Errors6'],
    ['AWS/Cognito/SignInThrottles', 'AWS/Cognito/SignUpThrottles'],
  ])('is no misspelt %s where it is %s', async (read, given) => {
    const report = await play(`alarm errors ${read} Sum > 5 in 1 of 1 x 1m`, `series ${given} 9x5`);
    expect(report.story.map(({ text }) => text)).toContainEqual(expect.stringContaining(`objective reads ${given}`));
  });

  const document = (name: string, value: object) => ({
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: name, Value: JSON.stringify(value) },
  });
  const MEMORY = { namespace: 'Shop', name: 'Memory', dimensions: {} };

  test.each([
    ['an anomaly detection', document('/sightline-anomalies/shop/a/0', { series: [{ name: 'm', metric: MEMORY }] })],
    ['an objective', document('/sightline-slos/shop/x', { indicator: { queries: [{ id: 'total', metric: MEMORY }] } })],
  ])('by an alarm is read by %s', async (_, Parameter) => {
    const Unknown = { Type: 'AWS::SSM::Parameter', Properties: { Name: { 'Fn::ImportValue': 'x' } } };
    const rehearsal = rehearse({ Resources: { Parameter, Unknown } });
    const report = await rehearsal.playText(['scenario Leak', ERRORS, 'series Shop/Memory 9x5'].join('\n'));
    expect(report.story.filter(({ kind }) => kind === 'warning')).toEqual([]);
    const typo = ['scenario Leak', ERRORS, 'series Shop/Memroy 9x5'].join('\n');
    await expect(rehearsal.playText(typo)).rejects.toThrow('did you mean Shop/Memory?');
  });

  test('is no misspelt one where a dashboard draws it', async () => {
    const body = { widgets: [{ type: 'metric', properties: { metrics: [['Shop', 'Orderz']] } }] };
    const Board = { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: JSON.stringify(body) } };
    const report = await rehearse({ Resources: { Board } }).playText(
      'scenario Drawn\nalarm orders Shop/Orders Sum > 5 in 1 of 1 x 1m\nseries Shop/Orderz 9x5',
    );
    expect(report.story.filter(({ kind }) => kind === 'warning')).toHaveLength(1);
  });
});

test('a wall-clock day of 25 hours does not keep an alarm in its state', async () => {
  const report = await rehearse().playText(
    [
      'scenario Fall back',
      'start 2026-10-24T22:00:00Z',
      'end 12d',
      'alarm daily App/E Sum > 0 in 1 of 1 x 1d wall-clock Europe/Berlin',
      'series App/E from 2m 5',
      'expect transitions daily ALARM 1d1h INSUFFICIENT_DATA 4d1h',
    ].join('\n'),
  );
  expect(report.expectations.filter(({ passed }) => !passed)).toEqual([]);
});

test('a state at the very end is refused: that evaluation is not played', async () => {
  const lines = ['scenario End', 'end 5m', 'alarm a App/E Sum > 3 in 1 of 1 x 1m', 'series App/E 0x4 9'];
  await expect(rehearse().playText([...lines, 'expect state a OK at 5m'].join('\n'))).rejects.toThrow(
    'scenario:5: this reaches beyond the end of the story (5 min)',
  );
});
