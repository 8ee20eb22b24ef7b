import { type App, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import {
  AlarmCondition,
  AnomalyDetection,
  Channel,
  ErrorTracking,
  IncidentResponse,
  Observability,
  type ObservabilityProps,
  Sli,
  Slo,
  TraceAnalysis,
} from '../../lib';
import { ensureBundles, newApp, newFunction, newStack } from './template';

const IRELAND = { env: { account: '111111111111', region: 'eu-west-1' } };
const FRANKFURT = { env: { account: '111111111111', region: 'eu-central-1' } };

const KINDS: readonly (readonly [string, (scope: Construct, name?: string) => unknown, string])[] = [
  [
    'IncidentResponses',
    (scope, hub) =>
      new IncidentResponse(scope, 'It', { channels: [Channel.email('oncall@example.com')], ...(hub && { hub }) }),
    "two IncidentResponses have the name 'sightline' in one account and Region, 'A/It' and 'B/It'; pass one to all " +
      "services as 'incidents', or give one of them another 'hub'",
  ],
  [
    'Observabilities of one service',
    (scope, service = 'checkout') =>
      new Observability(scope, 'It', { service, environment: 'prod', incidents: IncidentResponse.fromHubName('hub') }),
    "two Observabilities of one service and environment have the name 'checkout/prod' in one account and Region, 'A/It' " +
      "and 'B/It'; a stack has one of a service, and so have all that join a hub: monitor everything with it",
  ],
];

beforeAll(ensureBundles);

describe.each(KINDS)('two %s', (_, make, message) => {
  const both = (one: StackProps, two: StackProps, name?: string) => {
    const app = newApp();
    make(new Stack(app, 'A', one));
    make(new Stack(app, 'B', two), name);
    return () => app.synth();
  };

  test('are refused at synth, once and with both paths', () => {
    expect(messageOf(both({}, {})).split(message)).toHaveLength(2);
    expect(both(IRELAND, IRELAND)).toThrow(message);
  });

  test('are two where Region or name is another', () => {
    expect(both(IRELAND, FRANKFURT)).not.toThrow();
    expect(both({}, {}, 'other')).not.toThrow();
  });

  test('are two in stages whose place is not known, since stages are deployed apart', () => {
    expect(inStages({})).not.toThrow();
    expect(inStages({ env: { region: 'eu-west-1' } })).not.toThrow();
  });

  test('are refused in stages of one account and Region', () => {
    expect(inStages(IRELAND)).toThrow(message.replaceAll("'A/", "'Dev/Shop/").replaceAll("'B/", "'Prod/Shop/"));
  });

  test('are told that an env would tell them apart only where it is not there', () => {
    const hint = "where they go to different places, give the stack of each its 'env'";
    expect(both({}, {})).toThrow(hint);
    expect(messageOf(both(IRELAND, IRELAND))).not.toContain(hint);
  });

  function inStages(props: StackProps) {
    const app: App = newApp();
    for (const id of ['Dev', 'Prod']) make(new Stack(new Stage(app, id), 'Shop', props));
    return () => app.synth();
  }
});

describe('two Observabilities of one service without a hub', () => {
  const props = { service: 'checkout', environment: 'prod' };

  test('are refused in one stack', () => {
    const stack = newStack('A');
    for (const id of ['One', 'Two']) new Observability(stack, id, props);
    expect(() => Template.fromStack(stack)).toThrow("'A/One' and 'A/Two'; a stack has one of a service");
  });

  test('are fine in two stacks, each of which watches its own', () => {
    const app = newApp();
    for (const id of ['A', 'B']) new Observability(new Stack(app, id), 'It', props);
    expect(() => app.synth()).not.toThrow();
  });
});

const OBJECTIVE = { objective: '99.9', window: '30d' };
const BAND = AlarmCondition.anomalyBand({
  metric: new Metric({ namespace: 'Shop', metricName: 'Orders' }),
  detector: { timezone: 'Europe/Berlin' },
});

describe('in two stages without an env', () => {
  const inStages = (make: (stack: Stack, stage: string) => unknown) => {
    const app = newApp();
    for (const id of ['Dev', 'Prod']) make(new Stack(new Stage(app, id), 'Shop'), id);
    return () => app.synth();
  };
  const observe = (stack: Stack, props: Partial<ObservabilityProps> = {}) =>
    new Observability(stack, 'Obs', { service: 'checkout', environment: 'prod', ...props });

  test.each<[string, (stack: Stack) => unknown]>([
    ['error trackings', (stack) => new ErrorTracking(stack, 'It')],
    ['trace analyses', (stack) => new TraceAnalysis(stack, 'It')],
    ['anomaly detections', (stack) => new AnomalyDetection(stack, 'It')],
    ['objectives', (stack) => observe(stack).slo('Availability', Slo.availability(Sli.handlers(), OBJECTIVE))],
    [
      'alarm names',
      (stack) =>
        observe(stack, { alarmNames: ({ resource, alarm }) => `${resource} ${alarm}` }).monitor(
          newFunction(stack, 'Fn'),
        ),
    ],
    ['anomaly bands', (stack) => observe(stack).addAlarm('Odd', BAND, { severity: 'low', summary: 'Odd.' })],
  ])('%s may be the same, as hubs may', (_, make) => {
    expect(inStages(make)).not.toThrow();
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
