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
import { series } from '../../lib/rehearsal/story/series';
import { Templates } from '../../lib/rehearsal/templates';
import { newStack, type Properties } from '../constructs/template';

jest.setTimeout(120_000);

/** Alarms that constructs of their own make, each with its own tests. */
const MADE_ELSEWHERE = new Set(['Sightline::Service', 'Sightline::HealthChecks', 'Sightline::IncidentResponse']);
const ENTRIES = CATALOG.filter(({ type }) => !MADE_ELSEWHERE.has(type));

const twins = alarmsOfSamples();

test('the samples of all entries have all their alarms', () => {
  const expected = ENTRIES.flatMap((entry) => entry.alarms.map(({ id }) => `${entry.title}: ${id}`));
  expect([...twins.keys()].sort()).toEqual(expected.sort());
});

test.each([...twins])('%s fires in the stated time, not for less, and ends when it is over', async (_, alarm) => {
  const { Period, EvaluationPeriods: of, DatapointsToAlarm: datapoints } = alarm;
  const { good, bad } = valuesAround(alarm);
  const at = (periods: number, seconds = 0) => `${periods * Period + seconds}s`;
  const quiet = 4 * of + datapoints - 1;
  const data = series()
    .every(`${Period}s`)
    .repeat(good, 2 * of)
    .values(...Array.from({ length: datapoints - 1 }, () => bad))
    .repeat(good, 2 * of)
    .repeat(bad, of)
    .repeat(good, 3 * of);
  const told = story('Trouble, too short at first')
    .series(metricOf(alarm), data)
    .end(at(quiet + 4 * of, EVALUATION_LAG_SECONDS))
    .expect.state('Twin', 'OK', { at: at(2 * of) })
    .expect.state('Twin', 'OK', { at: at(quiet + datapoints - 1) })
    .expect.alarm('Twin', { by: at(quiet + datapoints, EVALUATION_LAG_SECONDS) })
    .expect.state('Twin', 'OK', { at: at(quiet + 4 * of) });
  const { expectations } = await playAlone(alarm, told);
  expect(expectations.filter(({ passed }) => !passed)).toEqual([]);
});

/** A period is judged at the first full minute after its end, and the next one changes the state. */
const EVALUATION_LAG_SECONDS = 120;

test.each([...twins])('%s does what its missing-data choice says when the data stop', async (_, alarm) => {
  const { Period, EvaluationPeriods: of, TreatMissingData } = alarm;
  const { bad } = valuesAround(alarm);
  const end = (4 * of + 6) * Period;
  const data = series().every(`${Period}s`).repeat(bad, of);
  const told = story('Silence')
    .series(metricOf(alarm), data)
    .end(`${end + 60}s`)
    .expect.alarm('Twin')
    .expect.state('Twin', AFTER_SILENCE[TreatMissingData as keyof typeof AFTER_SILENCE], { at: `${end}s` });
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

/** A value that breaches and one that just does not. Each period has one datapoint, which every statistic answers. */
function valuesAround({ Threshold, ComparisonOperator }: Properties): { good: number; bad: number } {
  const step = Math.max(Math.abs(Threshold) * 0.01, 0.01);
  const [beyond, short] = ComparisonOperator.startsWith('Greater') ? [step, -step] : [-step, step];
  const inclusive = ComparisonOperator.includes('OrEqual');
  return inclusive ? { bad: Threshold, good: Threshold + short } : { bad: Threshold + beyond, good: Threshold };
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
  ENTRIES.forEach((entry, index) => {
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
