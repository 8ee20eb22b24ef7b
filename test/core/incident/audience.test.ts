import { type ChannelConfig, checkConfig, type HubConfig } from '../../../lib/core/config';
import { responsesOf } from '../../../lib/core/incident/responses';
import { SEVERITIES } from '../../../lib/core/incident/severity';
import { configOf, factsOf, routeOfName } from './hub-config';
import { Group, latency, MINUTE, NOW, responsesWith, signal, told, WINDOW_MS } from './played';

const SETTINGS = {
  responses: responsesWith([], { others: { stakeholders: ['support'], customers: ['page'] } }),
  reopenWindowMs: WINDOW_MS,
};
const group = () => new Group(SETTINGS);
const medium = { severity: 'medium', role: 'ticket' } as const;

describe('stakeholders are told', () => {
  const support = (...lines: readonly string[]) => lines.filter((line) => line.endsWith('support'));

  test('of a severe incident when it opens, and of its end', () => {
    const { outbox, state } = group().play(signal('ALARM', 0), signal('OK', MINUTE)).played();
    expect(support(...told(outbox))).toEqual(['notice 1 support', 'resolved 1 support']);
    expect(state.incident).toMatchObject({ told: ['oncall', 'team'], informed: ['support'] });
  });

  test('neither of lesser ones, nor of their end', () => {
    const { outbox } = group()
      .play(signal('ALARM', 0, medium), signal('OK', MINUTE, medium))
      .played();
    expect(support(...told(outbox))).toEqual([]);
  });

  test('once it becomes severe: by a person, or by another alarm', () => {
    const raised = { action: 'severity', severity: 'critical' } as const;
    const byHand = group()
      .play(signal('ALARM', 0, medium), raised, { ...raised, severity: 'high' })
      .played();
    expect(support(...told(byHand.outbox))).toEqual(['notice 1 support']);
    const byAlarm = group()
      .play(signal('ALARM', 0, medium), signal('ALARM', MINUTE, { ...latency, role: 'ticket' }))
      .played();
    expect(support(...told(byAlarm.outbox))).toEqual(['notice 1 support']);
  });

  test('when it comes back, and of flapping once', () => {
    const again = (n: number) => [signal('OK', (2 * n + 1) * MINUTE), signal('ALARM', (2 * n + 2) * MINUTE)];
    const { outbox } = group()
      .play(signal('ALARM', 0), ...again(0), ...again(1), ...again(2))
      .played();
    expect(support(...told(outbox))).toEqual([
      'notice 1 support',
      'resolved 1 support',
      'notice 2 support',
      'resolved 2 support',
    ]);
    const late = group()
      .play(signal('ALARM', 0), signal('OK', 11 * MINUTE), signal('ALARM', 12 * MINUTE), signal('OK', 13 * MINUTE))
      .played();
    expect(support(...told(late.outbox)).slice(2)).toEqual(['notice 2 support', 'resolved 2 support']);
  });

  test('not again by each page of an incident that goes on', () => {
    const ticket = { ...latency, ...medium };
    const { outbox, state } = group()
      .play(
        signal('ALARM', 0),
        signal('ALARM', 1, ticket),
        signal('OK', 12 * MINUTE),
        signal('ALARM', 13 * MINUTE),
        signal('OK', 14 * MINUTE),
        signal('OK', 14 * MINUTE, ticket),
      )
      .played();
    expect(state.incident?.generation).toBe(2);
    expect(support(...told(outbox))).toEqual(['notice 1 support', 'resolved 2 support']);
  });

  test('and customers of nothing by itself', () => {
    const { outbox } = group().play(signal('ALARM', 0), signal('OK', MINUTE)).played();
    expect(told(outbox).filter((line) => line.endsWith('page'))).toEqual([]);
  });
});

describe('customers who were told of the end', () => {
  const ticket = { severity: 'high', role: 'ticket' } as const;
  const update = { action: 'update', audience: 'customers', text: 'Orders are late.' } as const;
  const comesBack = (more: object) => [
    signal('ALARM', 0, more),
    update,
    signal('OK', 5 * MINUTE, more),
    signal('ALARM', 6 * MINUTE, more),
  ];
  const ofPage = (outbox: Parameters<typeof told>[0]) => told(outbox).filter((line) => line.endsWith(' page'));

  test.each([
    ['a page', {}],
    ['a ticket', ticket],
  ])('hear that %s came back once it stays, and of its end', (_, more) => {
    const back = group().play(...comesBack(more));
    expect(ofPage(back.played().outbox)).toEqual(['update level 1 1 page', 'resolved 1 page']);
    back.play({ fires: 'lasting' }, signal('OK', 20 * MINUTE, more));
    expect(ofPage(back.played().outbox).slice(2)).toEqual(['notice 2 page', 'resolved 2 page']);
  });

  test('hear nothing of one that goes again', () => {
    const { outbox } = group()
      .play(...comesBack(ticket), signal('OK', 7 * MINUTE, ticket))
      .played();
    expect(ofPage(outbox).slice(2)).toEqual([]);
  });
});

test('the response time of a ticket that comes back runs once it stays', () => {
  const settings = { ...SETTINGS, responses: responsesWith([], { ackDueMs: NOW + 30 * MINUTE }) };
  const back = new Group(settings).play(
    signal('ALARM', 0, medium),
    signal('OK', MINUTE, medium),
    signal('ALARM', 2 * MINUTE, medium),
  );
  const kinds = () => back.played().timers.map(({ kind }) => kind);
  expect(kinds()).toEqual(['lasting']);
  back.play({ fires: 'lasting' });
  expect(kinds()).toEqual(['ack-due']);
});

const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x';
const channel = (name: string, more: Partial<ChannelConfig> = {}): ChannelConfig =>
  ({ kind: 'slack', name, secretArn, ...more }) as ChannelConfig;
const hubOf = (...channels: readonly ChannelConfig[]): HubConfig => ({ ...configOf().hub, channels });

describe('a hub', () => {
  const execs = channel('execs', { audience: 'stakeholders', from: 'critical' });
  const support = channel('support', { audience: 'stakeholders' });
  const page = channel('page', { audience: 'customers' });
  const first = ['channel:execs', 'channel:page'];

  test('pages neither stakeholders nor customers, not even where they are named', () => {
    const responses = responsesOf(configOf({ hub: hubOf(channel('team'), execs, support, page) }));
    expect(responses.planFor(factsOf(), 0).levels[0]?.targets).toEqual(['channel:team']);
    expect(responses.recipients([], 'critical', 0)).toEqual(['team']);
    expect(responses.recipients(first, 'critical', 0)).toEqual(['team']);
  });

  test('that has none but those pages the fallback', () => {
    const responses = responsesOf(configOf({ hub: hubOf(execs) }));
    const [level] = responses.planFor(factsOf(), 0).levels;
    expect(responses.recipients(level?.targets ?? [], 'critical', 0)).toEqual(['fallback']);
    expect(responses.recipients(['channel:execs'], 'critical', 0)).toEqual(['fallback']);
  });

  test('tells stakeholders from the severity of their channel on, and all of them what is for all', () => {
    const responses = responsesOf(configOf({ hub: hubOf(channel('team'), execs, support, page) }));
    expect(SEVERITIES.map((severity) => responses.audience('stakeholders', severity))).toEqual([
      ['execs', 'support'],
      ['support'],
      [],
      [],
    ]);
    expect(responses.audience('stakeholders')).toEqual(['execs', 'support']);
    expect(responses.audience('customers')).toEqual(['page']);
  });

  test('is refused at synth where somebody would be paged, or stood in for, who must not', () => {
    const check = (hub: HubConfig, parts = {}) => checkConfig(configOf({ hub, ...parts }));
    expect(check(hubOf(channel('team'), execs, support, page))).toEqual([]);
    expect(check(hubOf(execs))).toEqual([
      "the hub 'sightline' has no channel for responders, so that nobody would be paged; add one",
    ]);
    expect(check(hubOf(channel('team', { failover: 'execs' }), execs))).toEqual([
      "channel 'team' is for responders and fails over to 'execs', which is for stakeholders; choose a channel of the " +
        "same audience, or leave 'failover' out",
    ]);
    expect(check(hubOf(channel('team'), page), { routes: [routeOfName('all', { targets: first.slice(1) })] })).toEqual([
      "route 'all' tells the channel 'page', which is for customers: they are not paged",
    ]);
  });
});
