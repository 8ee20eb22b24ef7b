/** Ways in which what wakes people could be taken for what they know already. */
import type { ChannelConfig, MaintenanceConfig, SightlineConfig } from '../../../lib/core/config';
import { SCHEMA_VERSION } from '../../../lib/core/conventions';
import { alarmEvent, T0 } from '../hub';
import { LATENCY } from './events';
import { createNight, MINUTE, type Night } from './night';
import { NIGHT } from './team';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';
const ack = { action: 'acknowledge' } as const;

/** What is sent from here on. */
function from(night: Night): () => readonly string[] {
  const before = night.messages.length;
  return () => night.messages.slice(before);
}

describe('an incident whose severity was lowered', () => {
  const critical = (alarm: string) => ({ alarm, severity: 'critical' });

  async function lowered(): Promise<Night> {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0, { alarm: 'h1' }), alarmEvent('ALARM', 1, critical('c1')));
    await night.act(ack);
    await night.pass(5 * MINUTE);
    await night.deliver(alarmEvent('OK', 5 * MINUTE, critical('c1')));
    expect(night.incident()).toMatchObject({ severity: 'high', peak: 'critical', status: 'acknowledged' });
    return night;
  }

  test.each([6, 180])('another critical alarm pages anew, %d minutes on', async (minutes) => {
    const night = await lowered();
    await night.pass((minutes - 5) * MINUTE);
    const sent = from(night);
    await night.deliver(alarmEvent('ALARM', minutes * MINUTE, critical('c2')));
    const generation = night.incident().generation;
    expect(sent().filter((line) => line.includes(' page '))).toEqual([
      `${minutes}:00 page to @alice, generation ${generation}`,
      `${minutes}:00 page to pager, generation ${generation}`,
    ]);
    expect(night.incident()).toMatchObject({ severity: 'critical', status: 'triggered' });
  });

  test('the alarm that comes back pages nobody', async () => {
    const night = await lowered();
    const sent = from(night);
    await night.deliver(alarmEvent('ALARM', 6 * MINUTE, critical('c1')));
    expect(sent()).toEqual([]);
    expect(night.incident()).toMatchObject({ severity: 'critical', status: 'acknowledged' });
  });
});

test('a ticket that somebody took, raised by a person to what pages, pages and escalates', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 0, { severity: 'medium', role: 'ticket' }));
  await night.pass(10 * MINUTE);
  await night.act(ack);
  const sent = from(night);
  await night.act({ action: 'severity', severity: 'critical' });
  await night.pass(5 * MINUTE);
  expect(sent()).toEqual([
    '10:00 page to @alice, generation 2',
    // It was acknowledged there: by that alert it would wake nobody.
    '10:00 resolved to pager',
    '10:00 page to pager, generation 2',
    '15:00 page to @bob, generation 2',
  ]);
  expect(await night.act(ack)).toMatchObject({ result: 'done' });
  expect(night.incident().plan.ackDueMs).toBeGreaterThan(T0 + 10 * MINUTE);
});

test('the response time of a page that joins an old ticket begins with the page', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 0, { role: 'ticket' }));
  await night.act(ack);
  await night.pass(300 * MINUTE);
  await night.deliver(alarmEvent('ALARM', 300 * MINUTE, LATENCY));
  const { respondWithin } = NIGHT.policies[0] as (typeof NIGHT.policies)[number];
  const minutes = 'minutes' in respondWithin.high ? respondWithin.high.minutes : 0;
  expect(night.incident().plan.ackDueMs).toBe(T0 + (300 + minutes) * MINUTE);
  await night.pass((minutes + 1) * MINUTE);
  expect(night.hub.said.metrics.filter((name) => name === 'AcknowledgementOverdue')).toHaveLength(1);
});

describe('a maintenance window that a deploy', () => {
  const window: MaintenanceConfig = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'maintenance',
    name: 'release',
    match: { service: ['checkout'] },
    startsAt: '2026-01-15T09:00',
    timeZone: 'Europe/Berlin',
    minutes: 60,
  };

  test.each<[string, readonly MaintenanceConfig[], number]>([
    ['removes', [], 11],
    ['shortens to an earlier end', [{ ...window, minutes: 20 }], 20],
    ['moves away from the service', [{ ...window, match: { service: ['search'] } }], 11],
  ])('%s lets go of what it held', async (_, maintenance, minute) => {
    const live = { ...NIGHT, maintenance: [window] as readonly MaintenanceConfig[] };
    const night = createNight({ config: live });
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(10 * MINUTE);
    expect(night.messages).toEqual([]);
    live.maintenance = maintenance;
    await night.pass(14 * MINUTE);
    expect(night.messages.slice(0, 2)).toEqual([`${minute}:00 page to @alice`, `${minute}:00 page to pager`]);
    await night.act(ack);
    const sent = from(night);
    await night.pass(60 * MINUTE);
    expect(sent()).toEqual([]);
  });

  test('leaves alone goes on to hold', async () => {
    const night = createNight({ config: { ...NIGHT, maintenance: [window] } });
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(60 * MINUTE - 1);
    expect(night.messages).toEqual([]);
    expect(night.hub.timers()).toHaveLength(1);
  });

  test('an alarm that is let go long after another one resolved opens anew, and pages', async () => {
    const config: SightlineConfig = { ...NIGHT, maintenance: [{ ...window, unless: 'critical' }] };
    const night = createNight({ config });
    await night.deliver(alarmEvent('ALARM', 0), alarmEvent('ALARM', MINUTE, { ...LATENCY, severity: 'critical' }));
    await night.pass(2 * MINUTE);
    await night.deliver(alarmEvent('OK', 2 * MINUTE, { ...LATENCY, severity: 'critical' }));
    const sent = from(night);
    await night.pass(60 * MINUTE);
    expect(sent().slice(0, 2)).toEqual(['60:00 page to @alice', '60:00 page to pager']);
    expect(night.hub.incidents()).toHaveLength(2);
  });
});

describe('a look around that', () => {
  const config: SightlineConfig = {
    ...NIGHT,
    services: NIGHT.services.map((service) => ({ ...service, dependsOn: ['db'] })),
  };

  test('hangs keeps no page waiting', async () => {
    const night = createNight({ config });
    const { clock } = night.ports;
    clock.within = async (ms, work) => {
      void work;
      await clock.sleep(ms);
      return undefined;
    };
    night.around('listOpen', { before: () => new Promise(() => undefined) });
    await night.deliver(alarmEvent('ALARM', 0));
    expect(night.messages).toEqual(['0:01 page to @alice', '0:01 page to pager']);
    expect(night.logs).toContain('an incident is not linked to others');
  });

  test('fails is not asked again where storing takes several tries', async () => {
    const night = createNight({ config });
    let asked = 0;
    let conflicts = 0;
    night.hub.memory.listOpen = async () => {
      asked += 1;
      throw new Error('timeout');
    };
    const commit = night.hub.memory.commit.bind(night.hub.memory);
    night.hub.memory.commit = async (write) => {
      conflicts += 1;
      return conflicts <= 3 ? 'conflict' : commit(write);
    };
    await night.deliver(alarmEvent('ALARM', 0));
    expect(night.messages).toHaveLength(2);
    expect(asked).toBe(1);
  });
});

describe('what people say of an incident', () => {
  test('never goes to a pager, nor to one that stands in: the fallback topic has it', async () => {
    const chat: ChannelConfig = { kind: 'slack', name: 'chat', secretArn: `${SECRET}chat`, failover: 'pager' };
    const pager: ChannelConfig = { kind: 'opsgenie', name: 'pager', secretArn: `${SECRET}pager`, region: 'eu' };
    const night = createNight({ config: { ...NIGHT, policies: [], hub: { ...NIGHT.hub, channels: [chat, pager] } } });
    await night.deliver(alarmEvent('ALARM', 0, { severity: 'medium', role: 'ticket' }));
    night.hub.answer('chat', { status: 'refused', reason: 'channel_archived' });
    const sent = from(night);
    await night.act({ action: 'update', text: 'Slow but fine.' });
    expect(sent()).toEqual(['0:00 update to chat, channel_archived', '0:00 update to fallback']);
  });

  test('nobody is asked for it by a pager', async () => {
    const config: SightlineConfig = {
      ...NIGHT,
      policies: NIGHT.policies.map((policy) => ({ ...policy, updateMinutes: { high: 20 } })),
    };
    const night = createNight({ config });
    await night.deliver(alarmEvent('ALARM', 0));
    await night.act(ack, 'U123');
    await night.pass(30 * MINUTE);
    expect(night.messages.filter((line) => line.includes('update'))).toEqual([]);
  });
});

describe('customers who were told of an incident', () => {
  const status: ChannelConfig = { kind: 'webhook', name: 'status', secretArn: `${SECRET}s`, audience: 'customers' };
  const config: SightlineConfig = { ...NIGHT, hub: { ...NIGHT.hub, channels: [...NIGHT.hub.channels, status] } };

  async function told(resolvedAfter: number): Promise<Night> {
    const night = createNight({ config });
    await night.deliver(alarmEvent('ALARM', 0));
    await night.act({ action: 'update', text: 'We are on it.', audience: 'customers' });
    await night.pass(resolvedAfter * MINUTE);
    await night.deliver(alarmEvent('OK', resolvedAfter * MINUTE));
    return night;
  }

  const heard = ({ messages }: Night) =>
    messages.filter((line) => line.includes('status')).map((line) => line.replace(' to status', ''));

  test('hear nothing while it flaps, and hear of it once it stays', async () => {
    const night = await told(2);
    await night.deliver(alarmEvent('ALARM', 2 * MINUTE + 1));
    await night.deliver(alarmEvent('OK', 2 * MINUTE + 2));
    await night.deliver(alarmEvent('ALARM', 2 * MINUTE + 3));
    expect(heard(night)).toEqual(['0:00 update', '2:00 resolved']);
    await night.pass(6 * MINUTE);
    expect(heard(night).slice(2)).toEqual(['7:00 notice, generation 3']);
    await night.deliver(alarmEvent('OK', 8 * MINUTE));
    expect(heard(night).slice(3)).toEqual(['8:00 resolved, generation 3']);
  });

  test('hear that it came back', async () => {
    const night = await told(20);
    await night.pass(MINUTE);
    await night.deliver(alarmEvent('ALARM', 21 * MINUTE));
    expect(heard(night)).toEqual(['0:00 update', '20:00 resolved', '21:00 notice, generation 2']);
  });
});

test('an incident names fifty affected systems of a hundred characters at most', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 0));
  const systems = Array.from({ length: 50 }, (_, number) => `system ${number}`);
  expect(await night.act({ action: 'affected', systems: ['x'.repeat(101)] })).toMatchObject({
    result: 'refused',
    why: 'the name of an affected system has 101 characters; give at most 100',
  });
  expect(await night.act({ action: 'affected', systems })).toMatchObject({ result: 'done' });
  expect(await night.act({ action: 'affected', systems: ['system 1'] })).toMatchObject({ result: 'done' });
  expect(await night.act({ action: 'affected', systems: ['one more'] })).toMatchObject({
    result: 'refused',
    why:
      'an incident names at most 50 affected systems, and with these it would be 51; ' +
      'name a system that stands for several',
  });
  expect(night.incident().affected).toEqual(systems);
});
