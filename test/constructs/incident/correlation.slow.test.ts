import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  IncidentResponse,
  type MaintenanceCalendarOptions,
  Observability,
  type ObservabilityProps,
} from '../../../lib';
import { EVENT } from '../../../lib/core/conventions';
import { ensureBundles, newStack, resources } from '../template';
import { configOf, hubTemplate, newHub, permissions, templateWith } from './hub-template';

beforeAll(ensureBundles);

describe('maintenance in a change calendar', () => {
  const CHANGES: MaintenanceCalendarOptions = { calendar: 'Changes' };

  test('ends in the configuration as the functions read it', () => {
    const template = templateWith((hub) => {
      hub.addMaintenance('changes', CHANGES);
      hub.addMaintenance('freeze', {
        calendar: 'arn:aws:ssm:eu-west-1:111122223333:document/Freeze',
        while: 'CLOSED',
        mustEndWithin: Duration.days(15),
        match: { service: 'db' },
        unless: 'critical',
      });
    });
    const base = { schemaVersion: 1, kind: 'maintenance' };
    expect(configOf(template).problems).toBeUndefined();
    expect(configOf(template).maintenance).toEqual([
      { ...base, name: 'changes', match: {}, calendar: 'Changes', while: 'OPEN', mustEndWithinMinutes: 1_440 },
      {
        ...base,
        name: 'freeze',
        match: { service: ['db'] },
        unless: 'critical',
        calendar: 'arn:aws:ssm:eu-west-1:111122223333:document/Freeze',
        while: 'CLOSED',
        mustEndWithinMinutes: 21_600,
      },
    ]);
  });

  test.each<[object, string]>([
    [{ calendar: '' }, "'calendar' must be a text of 1 to 256 characters, got ''"],
    [{ while: 'BUSY' }, "'while' must be one of OPEN, CLOSED; got 'BUSY'"],
    [{ mustEndWithin: Duration.days(16) }, "'mustEndWithin' must be whole seconds from 1 min to 360 h, got 16 days"],
    [{ mustEndWithin: Duration.seconds(90) }, "'mustEndWithin' must be whole minutes"],
    [{ startsAt: '2026-12-01T22:00' }, "there is no option 'startsAt'"],
    [{ unless: 'urgent' }, "'unless' must be one of critical, high, medium, low; got 'urgent'"],
  ])('refuses %j', (changes, message) => {
    expect(() => newHub().addMaintenance('changes', { ...CHANGES, ...changes } as never)).toThrow(message);
  });
});

test('begin and end of maintenance go over the bus to the function that tells people', () => {
  const template = hubTemplate();
  const rules = Object.values(resources(template, 'AWS::Events::Rule'));
  const rule = rules.find(({ EventPattern }) => EventPattern?.['detail-type']?.includes(EVENT.maintenance));
  expect(rule).toMatchObject({
    EventPattern: { source: ['sightline'], 'detail-type': ['Sightline Maintenance'] },
    EventBusName: expect.anything(),
    Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } }],
  });
  expect(JSON.stringify(rule?.Targets)).toContain('NotificationsNotify');
  expect(permissions(template, 'EscalationsEscalate')['events:PutEvents']).toEqual(['Bus.Arn']);
});

test('whoever decides may look at what else is open, at members and at memos', () => {
  const template = hubTemplate();
  expect(permissions(template, 'SignalsHandleSignal')['dynamodb:Query']).toEqual(['Table.Arn', 'Table.Arn/index/gsi1']);
  expect(permissions(template, 'EscalationsEscalate')['dynamodb:Query']?.sort()).toEqual([
    'Table.Arn',
    'Table.Arn/index/gsi1',
    'Table.Arn/index/gsi3',
  ]);
});

describe('what belongs together', () => {
  test('is in the configuration where it is not the default', () => {
    expect(configOf(hubTemplate()).hub).not.toHaveProperty('stormPerMinute');
    expect(configOf(hubTemplate()).hub).not.toHaveProperty('groupingWindowSeconds');
    const storm = { incidentsPerMinute: 50 };
    expect(configOf(hubTemplate({ storm, groupingWindow: Duration.hours(8) })).hub).toMatchObject({
      stormPerMinute: 50,
      groupingWindowSeconds: 28_800,
    });
    expect(configOf(hubTemplate({ storm: false })).hub.stormPerMinute).toBe(0);
  });

  test.each<[object, string]>([
    [{ storm: { incidentsPerMinute: 0 } }, "'incidentsPerMinute' must be"],
    [{ storm: { incidentsPerMinute: 1.5 } }, "'incidentsPerMinute' must be"],
    [{ storm: { perMinute: 5 } }, "there is no option 'perMinute'"],
    [{ groupingWindow: Duration.minutes(9) }, "'groupingWindow' must be whole seconds from 10 min"],
  ])('refuses %j', (props, message) => {
    expect(() => newHub(props)).toThrow(message);
  });
});

describe('dependencies', () => {
  const stack = () => newStack('Shop');
  const observe = (scope: ReturnType<typeof stack>, props: Partial<ObservabilityProps> = {}) =>
    new Observability(scope, props.service ?? 'Checkout', {
      service: 'checkout',
      environment: 'prod',
      incidents: IncidentResponse.fromHubName('sightline'),
      ...props,
    });

  test('by name or by construct, each once, are told to the hub', () => {
    const shop = stack();
    const payments = observe(shop, { service: 'payments' });
    observe(shop, { dependsOn: [payments, 'payments', 'mail'] });
    const parameters = Object.values(resources(Template.fromStack(shop), 'AWS::SSM::Parameter'));
    const told = parameters
      .map(({ Value }) => JSON.parse(Value))
      .map(({ service, dependsOn }) => ({ service, dependsOn }));
    expect(told).toEqual([
      { service: 'payments', dependsOn: undefined },
      { service: 'checkout', dependsOn: ['payments', 'mail'] },
    ]);
  });

  test.each<[Partial<ObservabilityProps>, string]>([
    [{ dependsOn: ['checkout'] }, "'dependsOn' must name other services, got 'checkout' itself"],
    [{ dependsOn: ['no spaces'] }, "'dependsOn' must be 1 to 64 letters"],
    [{ dependsOn: 'payments' as never }, "'dependsOn' must be a list, got 'payments'"],
    [{ dependsOn: [undefined as never] }, "'dependsOn' must be 1 to 64 letters"],
    [{ dependsOn: ['payments'], incidents: undefined }, "'dependsOn' links incidents; pass 'incidents' as well"],
  ])('refuse %j', (props, message) => {
    expect(() => observe(stack(), props)).toThrow(message);
  });
});
