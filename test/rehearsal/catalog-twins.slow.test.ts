/**
 * Every default alarm of every catalog entry, made by `Observability.monitor` from the entry's own sample, is driven to
 * ALARM and back, and stays OK where it should. The data come from the alarm: a value that breaches and one that just
 * does not.
 */
import { CfnResource } from 'aws-cdk-lib';
import { IncidentResponse, Observability, Target } from '../../lib';
import { CATALOG } from '../../lib/core/catalog/catalog';
import type { CatalogEntry } from '../../lib/core/catalog/entry';
import { rehearse } from '../../lib/rehearsal/rehearsal';
import { assemblyOf } from '../../lib/rehearsal/source';
import { type Story, story } from '../../lib/rehearsal/story';
import { type Series, series } from '../../lib/rehearsal/story/series';
import { Templates } from '../../lib/rehearsal/templates';
import { newStack, type Properties } from '../constructs/template';

jest.setTimeout(120_000);

const twins = alarmsOfSamples();

test('the samples of all entries have all their alarms', () => {
  const expected = CATALOG.flatMap((entry) => entry.alarms.map(({ id }) => `${entry.title}: ${id}`));
  expect([...twins.keys()].sort()).toEqual(expected.sort());
});

test.each([...twins])('%s fires in the stated time, not for less, and ends when it is over', async (_, alarm) => {
  const { Period, EvaluationPeriods: of, DatapointsToAlarm: datapoints } = alarm;
  const { good, bad } = datapointsAround(alarm);
  const at = (periods: number) => `${periods * Period + EVALUATION_LAG_SECONDS}s`;
  const tooShort = datapoints - 1;
  const fires = 4 * of + tooShort;
  const over = fires + of + 3;
  const start = series().every(`${Period}s`);
  const data = [
    ...[good(2 * of), bad(tooShort), good(2 * of)],
    // Long enough to be looked at while it lasts, also where one datapoint is enough.
    ...[bad(of + 3), good(3 * of)],
  ].reduce((sofar, add) => add(sofar), start);
  const told = story('Trouble, too short at first')
    .series(metricOf(alarm), data)
    .end(at(over + 3 * of))
    .expect.state('Twin', 'OK', { at: at(2 * of - 1) })
    .expect.state('Twin', 'OK', { at: at(2 * of + tooShort) })
    .expect.state('Twin', 'OK', { at: `${(fires + tooShort) * Period}s` })
    .expect.state('Twin', 'ALARM', { at: at(fires + datapoints) })
    .expect.state('Twin', 'OK', { at: `${(over + 3 * of) * Period}s` });
  const { expectations } = await playAlone(alarm, told);
  expect(expectations.filter(({ passed }) => !passed)).toEqual([]);
});

/** A period is judged at the first full minute after its end, and the next one changes the state. */
const EVALUATION_LAG_SECONDS = 120;

test.each([...twins])('%s does what its missing-data choice says when the data stop', async (_, alarm) => {
  const { Period, EvaluationPeriods: of, TreatMissingData } = alarm;
  const { good, bad } = datapointsAround(alarm);
  const begun = good(2 * of)(series().every(`${Period}s`));
  const end = (7 * of + 6) * Period;
  const data = bad(of + 3)(begun);
  const told = story('Silence')
    .series(metricOf(alarm), data)
    .end(`${end + 60}s`)
    .expect.state('Twin', 'ALARM', { at: `${3 * of * Period + EVALUATION_LAG_SECONDS}s` })
    .expect.state('Twin', AFTER_SILENCE[TreatMissingData as keyof typeof AFTER_SILENCE], { at: `${end}s` });
  const { expectations } = await playAlone(alarm, told);
  expect(expectations.filter(({ passed }) => !passed)).toEqual([]);
});

const forSilence = [...twins].filter(([, { TreatMissingData }]) => TreatMissingData === 'breaching');

test.each(forSilence)('%s does not fire at the first deploy before its window is full', async (_, alarm) => {
  const { Period, EvaluationPeriods: of } = alarm;
  const told = story('A first deploy')
    .series(
      'Elsewhere/Other',
      series()
        .every(`${Period}s`)
        .repeat(1, 2 * of),
    )
    .end(`${2 * of * Period}s`)
    .expect.state('Twin', 'INSUFFICIENT_DATA', { at: `${of * Period - 1}s` })
    .expect.state('Twin', 'ALARM', { at: `${of * Period + EVALUATION_LAG_SECONDS}s` });
  const { expectations } = await playAlone(alarm, told);
  expect(expectations.filter(({ passed }) => !passed)).toEqual([]);
});

const AFTER_SILENCE = {
  notBreaching: 'OK',
  ignore: 'ALARM',
  breaching: 'ALARM',
  missing: 'INSUFFICIENT_DATA',
} as const;

function playAlone(alarm: Properties, told: Story) {
  const Properties = { ...alarm, AlarmName: 'Twin', AlarmActions: [], OKActions: [] };
  return rehearse({ Resources: { Twin: { Type: 'AWS::CloudWatch::Alarm', Properties } } }).play(told);
}

type AddDatapoints = (count: number) => (data: Series) => Series;

/**
 * Datapoints that breach and ones that just do not: one each period, which every statistic answers, but for the number
 * of samples, which breaches without any.
 */
function datapointsAround(alarm: Properties): { good: AddDatapoints; bad: AddDatapoints } {
  const { Statistic, Threshold, ComparisonOperator } = alarm;
  const repeat = (value: number) => (count: number) => (data: Series) =>
    count === 0 ? data : data.repeat(value, count);
  if (Statistic === 'SampleCount') {
    expect({ Threshold, ComparisonOperator }).toEqual({ Threshold: 1, ComparisonOperator: 'LessThanThreshold' });
    return { good: repeat(1), bad: (count) => (data) => (count === 0 ? data : data.gap(count)) };
  }
  const step = Math.max(Math.abs(Threshold) * 0.01, 0.01);
  const [beyond, short] = ComparisonOperator.startsWith('Greater') ? [step, -step] : [-step, step];
  const inclusive = ComparisonOperator.includes('OrEqual');
  const [bad, good] = inclusive ? [Threshold, Threshold + short] : [Threshold + beyond, Threshold];
  return { good: repeat(good), bad: repeat(bad) };
}

function metricOf({ Namespace, MetricName, Dimensions = [] }: Properties): string {
  const dimensions = Dimensions.map(({ Name, Value }: Properties) => `${Name}=${Value}`).join(',');
  return `${Namespace}/${MetricName}${dimensions === '' ? '' : `:${dimensions}`}`;
}

/** `<entry>: <alarm>` to the properties of the alarm, as a deploy of the sample would have them. */
function alarmsOfSamples(): Map<string, Properties> {
  const stack = newStack('Catalog', { env: { account: '123456789012', region: 'us-east-1' } });
  const observability = new Observability(stack, 'Observability', {
    service: 'catalog',
    environment: 'test',
    incidents: IncidentResponse.fromHubName('sightline'),
  });
  const titles = new Map<string, CatalogEntry>();
  const add = (path: string, entry: CatalogEntry) => titles.set(path, entry);
  CATALOG.forEach((entry, index) => {
    const { dimensions = {}, facts, properties = {} } = entry.sample;
    if (entry.resource) {
      const sample = new CfnResource(stack, `Sample${index}`, { type: entry.type, properties });
      observability.monitor(sample);
      add(sample.node.path, entry);
    } else {
      observability.monitor(Target.of(entry, { label: 'Sample', dimensions, facts }));
      add(`Targets/${entry.title}/Sample`, entry);
    }
  });
  const made = new Map(observability.createdAlarms().map((alarm) => [alarm.name, alarm]));
  // Samples have what the alarms need and not all that CloudFormation demands, which CDK tells on the console.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const templates = new Templates(assemblyOf(stack));
  jest.restoreAllMocks();
  return new Map(
    templates.ofType('AWS::CloudWatch::Alarm').flatMap(({ name, properties }) => {
      const { id = '', resource = '' } = made.get(name) ?? {};
      const entry = titles.get(resource);
      // Entries of one type see each other's samples; each alarm is told as that of its own entry.
      const own = entry?.alarms.some((alarm) => alarm.id === id);
      return own ? [[`${entry?.title}: ${id}`, { ...properties }] as const] : [];
    }),
  );
}
