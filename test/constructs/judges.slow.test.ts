/** What beginners do wrong with the judges, and what they read then; and that the price of a judge is told. */
import { type App, Duration, type Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AnomalyDetection,
  ErrorTracking,
  HealthScores,
  IncidentResponse,
  LogRule,
  Observability,
  TraceAnalysis,
  WatchedSeries,
} from '../../lib';
import { estimateCost } from '../../lib/core/price/estimate';
import { readAssembly } from '../../lib/rehearsal/assembly';
import { ensureBundles, newStack } from './template';

beforeAll(ensureBundles);

const HUB = IncidentResponse.fromHubName('sightline');
const DISK = new Metric({
  ...{ namespace: 'Shop', metricName: 'DiskUsed', statistic: 'Maximum', period: Duration.minutes(5) },
});
const IDENTITY = { name: 'disk', service: 'checkout', environment: 'prod' };

/** As JavaScript: what the compiler would refuse is what it is about. */
// biome-ignore lint/suspicious/noExplicitAny: mistakes have no types
type Anything = any;

interface Given {
  readonly stack: Stack;
  readonly obs: Anything;
}

function given(): Given {
  const stack = newStack('Test');
  const obs = new Observability(stack, 'Obs', { service: 'checkout', environment: 'prod', incidents: HUB });
  return { stack, obs };
}

const appOf = (stack: Stack) => stack.node.root as App;
const series = (options: Anything, metric: Anything = DISK) => WatchedSeries.of(metric, { ...IDENTITY, ...options });
const warn = (warnBefore: Anything, metric?: Anything) => series({ warnBefore }, metric);

test.each<[string, (given: Given) => unknown, string]>([
  [
    'a time zone that is a city',
    ({ obs }) => obs.detectAnomalies({ timeZone: 'Berlin' }),
    "WatchedSeries 'requests': there is no time zone 'Berlin'",
  ],
  [
    'a threshold out of range',
    () => series({ threshold: 9 }),
    "WatchedSeries 'disk': 'threshold' must be 'standard', 'lowFalsePositives', 'lowFalseNegatives', or a number above 0 and at most 7, got 9",
  ],
  [
    'anomalies detected twice',
    ({ obs }) => {
      obs.detectAnomalies();
      obs.detectAnomalies();
    },
    "'detectAnomalies' of 'Test/Obs': it was called before; call it once, with all further series in 'also'",
  ],
  [
    'a metric in place of a series',
    ({ stack }) => new AnomalyDetection(stack, 'A', { watch: [DISK] as Anything }),
    "AnomalyDetection 'Test/A': it watches what 'WatchedSeries.of(metric, { ... })' makes, got an object (Metric)",
  ],
  [
    'one series in place of a list',
    ({ obs }) => obs.detectAnomalies({ also: series({}) }),
    "'also' must be a list of WatchedSeries, got an object (WatchedSeries)",
  ],
  ['no options at all', () => (WatchedSeries.of as Anything)(DISK), 'WatchedSeries.of: pass an object of options'],
  [
    'a warning on a sum',
    () => warn({ value: 9, within: Duration.days(4) }, DISK.with({ statistic: 'Sum' })),
    "WatchedSeries 'disk' warnBefore: it needs a level, such as Average, Maximum or p99, got 'Sum'",
  ],
  ['a warning without a value', () => warn({ within: Duration.days(4) }), "'value' must be a number, got undefined"],
  [
    'a warning of an hour',
    () => warn({ value: 9, within: Duration.hours(1) }),
    "'within' must be whole seconds from 6 h to 2160 h, got 1 hour",
  ],
  [
    'a direction that is none',
    () => warn({ value: 9, within: Duration.days(4), direction: 'up' }),
    "'direction' must be one of above, below; got 'up'",
  ],
  [
    'the name of a hub in place of the hub',
    ({ stack }) => new ErrorTracking(stack, 'E', { incidents: 'sightline' as Anything }),
    "ErrorTracking 'Test/E': 'incidents' must be an IncidentResponse, got 'sightline'; one that is deployed elsewhere is " +
      "IncidentResponse.fromHubName('its name')",
  ],
  [
    'names of log groups in place of log groups',
    ({ stack }) => new TraceAnalysis(stack, 'T', { logGroups: ['/aws/lambda/pay'] as Anything }),
    "TraceAnalysis 'Test/T': 'logGroups' must be a list of log groups such as [fn.logGroup], got '/aws/lambda/pay' in it; " +
      'LogGroup.fromLogGroupName makes one of a name',
  ],
  [
    'likewise for errors',
    ({ stack, obs }) => obs.trackErrors(new ErrorTracking(stack, 'E'), { logGroups: ['/aws/lambda/pay'] }),
    "'trackErrors' of 'Test/Obs': 'logGroups' must be a list of log groups such as [fn.logGroup], got '/aws/lambda/pay'",
  ],
  [
    'a log rule without options',
    ({ obs }) => obs.addLogRule('R', LogRule.count('x', { atLeast: 1, within: Duration.minutes(5) })),
    "Log rule 'R' in 'Test/Obs': 'logGroups' must be a list such as [fn.logGroup], got undefined",
  ],
  [
    'a log rule of no log groups',
    ({ obs }) =>
      obs.addLogRule('R', LogRule.count('x', { atLeast: 1, within: Duration.minutes(5) }), { logGroups: [] }),
    "'logGroups' must be a list such as [fn.logGroup], got an empty list",
  ],
  [
    'a ratio in percent',
    () => LogRule.ratio('x', { of: 'y', atLeast: 5, within: Duration.minutes(5) }),
    "LogRule.ratio: 'atLeast' must be a number above 0 and at most 1, got 5",
  ],
  [
    'names of services in place of Observability',
    ({ stack }) => new HealthScores(stack, 'H', { services: ['checkout'] as Anything }),
    "HealthScores 'Test/H': 'services' has 'checkout', which is no Observability",
  ],
  [
    'one dependency in place of a list',
    ({ stack, obs }) =>
      new HealthScores(stack, 'H', { services: [{ observability: obs, dependencies: 'db' as Anything }] }),
    "'dependencies' must be a list of names, as the handlers give them, got 'db'",
  ],
  [
    'a misspelt option of a scored service',
    ({ stack, obs }) =>
      new HealthScores(stack, 'H', { services: [{ observability: obs, dependancies: [] } as Anything] }),
    "there is no option 'dependancies'; did you mean 'dependencies'?",
  ],
  [
    'an option that is none',
    ({ stack }) => new AnomalyDetection(stack, 'A', { frequency: 5 } as Anything),
    "AnomalyDetection 'Test/A': there is no option 'frequency'. Options are name, watch,",
  ],
])('%s is told with what to do', (_, work, message) => {
  const place = given();
  expect(() => work(place)).toThrow(message);
});

test.each<[string, (stack: Stack, obs: Observability, id: string) => unknown]>([
  ['AnomalyDetections', (stack, _obs, id) => new AnomalyDetection(stack, id)],
  ['ErrorTrackings', (stack, _obs, id) => new ErrorTracking(stack, id)],
  ['TraceAnalyses', (stack, _obs, id) => new TraceAnalysis(stack, id)],
  ['HealthScores', (stack, obs, id) => new HealthScores(stack, id, { services: [obs] })],
])('two %s of one name are refused before they meet in the account', (kind, make) => {
  const { stack, obs } = given();
  make(stack, obs, 'One');
  make(stack, obs, 'Two');
  expect(() => appOf(stack).synth()).toThrow(
    new RegExp(`two ${kind} have the name 'sightline' in one account and Region, 'Test/One' and 'Test/Two'`),
  );
});

test('a warning is a ticket that looks above unless it is told otherwise', () => {
  expect(warn({ value: 100, within: Duration.days(4) }).definition.ahead).toEqual({
    ...{ threshold: 100, direction: 'above', withinSeconds: 345_600, role: 'ticket', severity: 'medium' },
  });
  const page = { value: 0, within: Duration.hours(6), direction: 'below', role: 'page' } as const;
  expect(warn(page).definition.ahead).toEqual({
    ...{ threshold: 0, direction: 'below', withinSeconds: 21_600, role: 'page', severity: 'high' },
  });
});

test('what the judges of an app read and publish is priced', () => {
  const { stack, obs } = given();
  const also = [series({ publishScore: true, warnBefore: { value: 100, within: Duration.days(4) } })];
  obs.detectAnomalies({ also });
  new TraceAnalysis(stack, 'Traces', { incidents: HUB });
  new HealthScores(stack, 'Health', { services: [obs] });
  const { stacks } = readAssembly(appOf(stack).synth().directory);
  const found = estimateCost(
    stacks.flatMap(({ stackName, resources }) => resources.map((resource) => ({ ...resource, stackName }))),
  );
  const quantity = (name: string) => found.lines.find(({ what }) => what === name)?.quantity;
  expect(quantity('reading of watched series')).toBe(4 * 8_760);
  expect(quantity('forecasts of watched series')).toBe(730);
  expect(quantity('metrics AnomalyScore')).toBe(1);
  expect(quantity('worker runs of detect-anomalies')).toBe(8_760);
  expect(quantity('queue polling of detect-anomalies')).toBe(657_000);
  expect(quantity('traces read by analyze-traces')).toBe(220 * 8_760);
  expect(quantity('metrics ServiceHealth')).toBe(1);
  expect(found.notPriced.map(({ what }) => what)).toContain('table of analyze-traces');
});
