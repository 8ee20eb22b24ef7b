import { type App, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { Channel, IncidentResponse, Observability } from '../../lib';
import { ensureBundles, newApp, newStack } from './template';

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

  test('are two in stages, which are deployed apart', () => {
    const app: App = newApp();
    for (const id of ['Dev', 'Prod']) make(new Stack(new Stage(app, id), 'Shop', IRELAND));
    expect(() => app.synth()).not.toThrow();
  });
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

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
