import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Channel, type IncidentResponse } from '../../../lib';
import { ensureBundles, newStack, resources } from '../template';
import { configOf, hubTemplate, newHub, permissions, show, templateWith } from './hub-template';

beforeAll(ensureBundles);

/** `<topic> <endpoint>` to the values of `responder` that it takes; `undefined`: everything. */
function subscriptions(template: Template): Record<string, unknown> {
  const found = Object.values(resources(template, 'AWS::SNS::Subscription'));
  return Object.fromEntries(
    found.map(({ TopicArn, Endpoint, FilterPolicy }) => [`${show(TopicArn)} ${Endpoint}`, FilterPolicy?.responder]),
  );
}

const CHANNEL = [{ exists: false }, 'oncall'];

test('without people nothing is filtered', () => {
  expect(subscriptions(hubTemplate())).toEqual({
    'Responders oncall@example.com': undefined,
    'Fallback oncall@example.com': undefined,
  });
});

test('a page for somebody reaches their own addresses only, a message of the channel those of the channel', () => {
  const template = templateWith((hub) => {
    hub.addPerson('alice', { email: 'alice@example.com', sms: '+4915112345678' });
    hub.addPerson('bob', { sms: '+12025550123' });
  });
  expect(subscriptions(template)).toEqual({
    'Responders oncall@example.com': CHANNEL,
    'Responders alice@example.com': ['alice'],
    'Responders +4915112345678': ['alice'],
    'Responders +12025550123': ['bob'],
    'Fallback oncall@example.com': undefined,
  });
  const made = Object.values(resources(template, 'AWS::SNS::Subscription'));
  expect(made.filter(({ Protocol }) => Protocol === 'sms').map(({ Endpoint }) => Endpoint)).toEqual([
    '+4915112345678',
    '+12025550123',
  ]);
});

test('an address that several share is subscribed once and takes what is for any of them', () => {
  const template = templateWith((hub) => {
    hub.addPerson('alice', { email: 'oncall@example.com', sms: '+12025550123' });
    hub.addPerson('bob', { sms: '+12025550123' });
  });
  expect(subscriptions(template)).toEqual({
    'Responders oncall@example.com': [...CHANNEL, 'alice'],
    'Responders +12025550123': ['alice', 'bob'],
    'Fallback oncall@example.com': undefined,
  });
  expect(Object.keys(resources(template, 'AWS::SNS::Subscription'))).toHaveLength(3);
});

test('subscriptions keep their logical ids when people come', () => {
  const before = Object.keys(resources(hubTemplate(), 'AWS::SNS::Subscription'));
  const after = Object.keys(resources(templateWith(addAlice), 'AWS::SNS::Subscription'));
  expect(after).toEqual(expect.arrayContaining(before));
});

test('of a hub without an e-mail channel get a topic that notify may publish to', () => {
  const stack = newStack('Hub');
  const channels = [
    Channel.topic('chat', Topic.fromTopicArn(stack, 'Chat', 'arn:aws:sns:eu-central-1:111122223333:chat')),
  ];
  const template = templateWith(addAlice, { channels });
  expect(subscriptions(template)).toEqual({ 'Responders alice@example.com': ['alice'] });
  expect(permissions(template, 'Notify')['sns:Publish']).toContain('Responders');
  expect(configOf(template).hub.channels.map(({ name }) => name)).toEqual(['chat']);
});

test('end in the configuration as the functions read it', () => {
  const template = templateWith((hub) => {
    addAlice(hub);
    hub.addPerson('bob', {
      sms: '+12025550123',
      timeZone: 'America/New_York',
      quietHours: { from: '22:00', to: '07:00', unless: 'high' },
    });
    hub.addPerson('eve', { sms: '+12025550124', quietHours: { from: '13:00', to: '14:00' } });
  });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sightline/sightline/person/alice' });
  const base = { schemaVersion: 1, kind: 'person', topicArn: 'Responders' };
  expect(configOf(template)).toMatchObject({
    people: [
      { ...base, name: 'alice', timeZone: 'UTC' },
      {
        ...base,
        name: 'bob',
        timeZone: 'America/New_York',
        quietHours: { from: '22:00', to: '07:00', unless: 'high' },
      },
      { ...base, name: 'eve', timeZone: 'UTC', quietHours: { from: '13:00', to: '14:00', unless: 'critical' } },
    ],
  });
});

test('are answered as somebody to tell', () => {
  expect(newHub().addPerson('alice', { email: 'alice@example.com' })).toEqual({ kind: 'person', name: 'alice' });
});

test.each<[string, object | undefined, string]>([
  ['alice', {}, "addPerson 'alice': pass 'email' or 'sms' or both, got neither"],
  ['alice', undefined, "addPerson 'alice': pass an object of options, got undefined"],
  ['alice', { mail: 'a@b.c' }, "there is no option 'mail'; did you mean 'email'?"],
  ['alice', { email: 'alice' }, 'addPerson \'alice\' got "alice"; pass an address'],
  ['alice', { sms: '0151 12345678' }, "'sms' must be '+', country code and number without spaces"],
  ['alice', { sms: '+1', timeZone: 'UTC' }, "got '+1'"],
  ['alice', { sms: 4915112345678 }, "'sms' must be '+', country code"],
  ['alice', { email: 'a@b.c', timeZone: 'Europe/Berln' }, "did you mean 'Europe/Berlin'?"],
  ['alice', { email: 'a@b.c', quietHours: { from: '22:00', to: '22:00' } }, 'a range does not end where it begins'],
  [
    'alice',
    { email: 'a@b.c', quietHours: { from: '25:00', to: '07:00' } },
    "'25:00' is not a time of day; write one from 00:00 to 23:59, such as 09:00",
  ],
  ['alice', { email: 'a@b.c', quietHours: { from: '24:00', to: '07:00' } }, "'24:00' is not a time of day"],
  ['alice', { email: 'a@b.c', quietHours: { from: '22:00' } }, "'to' must be a text, got undefined"],
  ['alice', { email: 'a@b.c', quietHours: { from: '22:00', to: '07:00', unless: 'sev9' } }, "'unless' must be one of"],
  ['oncall', { email: 'a@b.c' }, "'oncall' is the name of the e-mail channel; choose another"],
  ['__proto__', { email: 'a@b.c' }, "'name of the person' must be 1 to 64 letters"],
  ['a\u202eb', { email: 'a@b.c' }, "'name of the person' must be 1 to 64 letters"],
])('refuses %s %j', (name, options, message) => {
  expect(() => newHub().addPerson(name, options as never)).toThrow(message);
});

test('refuses two of one name', () => {
  const hub = newHub();
  addAlice(hub);
  expect(() => addAlice(hub)).toThrow("The hub 'sightline' has two of kind person named 'alice'");
});

test('refuses more addresses than a topic has filters', () => {
  const hub = newHub();
  for (let index = 0; index < 199; index += 1) hub.addPerson(`p${index}`, { email: `p${index}@example.com` });
  expect(() => hub.addPerson('last', { email: 'last@example.com' })).toThrow('may be 200 at most');
});

test('a hub with people only warns that nobody hears of its own failure', () => {
  const stack = newStack('Hub');
  const chat = Channel.topic('chat', Topic.fromTopicArn(stack, 'Chat', 'arn:aws:sns:eu-central-1:111122223333:chat'));
  addAlice(newHub({ channels: [chat] }, stack));
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('sightline:fallbackWithoutSubscribers'));
});

describe('people whom nothing tells', () => {
  function warned(add: (hub: IncidentResponse) => void): string[] {
    const stack = newStack('Hub');
    const hub = newHub({}, stack);
    for (const name of ['alice', 'bob']) hub.addPerson(name, { email: `${name}@example.com` });
    add(hub);
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('sightline:nobodyIsTold'));
    return found.map(({ entry }) => String(entry.data).replace(/ \[ack:.*/, ''));
  }
  const ALICE = { kind: 'person', name: 'alice' } as const;
  const rota = (hub: IncidentResponse) =>
    hub.addSchedule('rota', { timeZone: 'UTC', layers: [{ people: ['bob'], startsAt: '2026-01-05T09:00' }] });

  test('are warned of once, by name', () => {
    expect(warned(() => undefined)).toEqual([
      'No escalation and no route tells alice, bob, by name or by a schedule; name them in ' +
        "addEscalation('default', ...), or take them out",
    ]);
  });

  test('are those that no schedule in use has either', () => {
    expect(warned(rota)[0]).toContain('tells alice, bob, by name');
    expect(warned((hub) => hub.addEscalation('default', { onCall: rota(hub) }))[0]).toContain('tells alice, by name');
    expect(warned((hub) => hub.addEscalation('default', { onCall: rota(hub), lead: ALICE }))).toEqual([]);
  });

  test('may be told by a route alone', () => {
    expect(
      warned((hub) => {
        hub.addRoute('all', { match: {}, targets: [ALICE, { kind: 'person', name: 'bob' }] });
      }),
    ).toEqual([]);
  });
});

function addAlice(hub: IncidentResponse): void {
  hub.addPerson('alice', { email: 'alice@example.com' });
}
