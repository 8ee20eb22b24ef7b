import type { ChannelConfig, MaintenanceWindowConfig, SightlineConfig } from '../../lib/core/config';
import { EVENT, SCHEMA_VERSION } from '../../lib/core/conventions';
import { type EscalateEvent, escalate } from '../../lib/workflow/escalate';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { type NotifyEvent, notify } from '../../lib/workflow/notify';
import { alarmEvent, batchOf, CONFIG, createHub, FALLBACK, ONCALL, T0 } from './hub';

const MINUTE = 60_000;
const TICK = { source: 'aws.events', 'detail-type': 'Scheduled Event' } as EscalateEvent;
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';
/** From T0, which is 09:00 in Berlin, for half an hour. */
const RELEASE: MaintenanceWindowConfig = {
  schemaVersion: SCHEMA_VERSION,
  kind: 'maintenance',
  name: 'release',
  match: { service: ['checkout'] },
  startsAt: '2026-01-15T09:00',
  timeZone: 'Europe/Berlin',
  minutes: 30,
};
const HUB: SightlineConfig = { ...CONFIG, maintenance: [RELEASE] };

function world(config: SightlineConfig = HUB, nowMs = T0) {
  const hub = createHub({ config: async () => config, nowMs });
  const [sweep, handle, send] = [escalate(hub.ports), handleSignal(hub.ports), notify(hub.ports)];
  let heard = 0;
  const events = () => hub.said.events.filter(({ detailType }) => detailType === EVENT.maintenance);
  return {
    hub,
    send,
    events,
    sweep: () => sweep(TICK),
    handle: (...bodies: Record<string, unknown>[]) => handle(batchOf(...bodies)),
    /** What the rule on the bus brings. */
    hear: async () => {
      for (const { detailType, detail } of events().slice(heard)) {
        heard += 1;
        await send({ source: EVENT.source, 'detail-type': detailType, detail } as unknown as NotifyEvent);
      }
    },
    subjects: () => hub.said.sent.map(({ subject, topicArn }) => `${topicArn.split(':').at(-1)}: ${subject}`),
  };
}

test('the channels are told of begin and end, once each, whatever sweep finds it', async () => {
  const { hub, sweep, handle, hear, subjects, events } = world();
  await sweep();
  await hear();
  await handle(alarmEvent('ALARM', 0), alarmEvent('ALARM', 0, { alarm: 'checkout-latency' }));
  for (let minute = 1; minute < 30; minute += 1) {
    hub.pass(MINUTE);
    if (minute === 20) await handle(alarmEvent('OK', 20 * MINUTE, { alarm: 'checkout-latency' }));
    await sweep();
    await hear();
  }
  expect(subjects()).toEqual(["oncall: Maintenance 'release' began, until 08:30 UTC"]);
  for (let minute = 30; minute < 45; minute += 1) {
    hub.pass(MINUTE);
    await sweep();
    await hear();
  }
  expect(subjects()).toEqual([
    "oncall: Maintenance 'release' began, until 08:30 UTC",
    "oncall: Maintenance 'release' ended: 1 alarm still in ALARM",
  ]);
  expect(events()).toHaveLength(2);
  expect(events()[1]?.detail).toMatchObject({
    change: 'ended',
    startMs: T0,
    endMs: T0 + 30 * MINUTE,
    held: {
      count: 2,
      firing: 1,
      alarms: [
        { alarm: 'checkout-faults', service: 'checkout', environment: 'prod', firing: true },
        { alarm: 'checkout-latency', service: 'checkout', environment: 'prod', firing: false },
      ],
    },
  });
  // The page itself is the outbox's, as ever.
  expect(hub.outbox().map(({ kind }) => kind)).toEqual(['page']);
});

test('a window that held nothing back, while mute rules did, says so', async () => {
  const { hub, sweep, hear, handle } = world();
  const muted = alarmEvent('ALARM', 0, { service: 'search', alarm: 'search-faults' });
  const detail = {
    ...(muted.detail as object),
    muteDetail: { mutedByArn: 'arn:mute', muteWindowEnd: '2026-01-15T09:30:00.000+0000' },
  };
  await handle({ ...muted, detail });
  hub.pass(30 * MINUTE);
  await sweep();
  await hear();
  expect(hub.said.sent.map(({ body }) => body)).toEqual([expect.stringContaining('It held nothing back.')]);
});

test('nobody is told until somebody could: each sweep tells the bus again, and each channel hears it once', async () => {
  const config: SightlineConfig = {
    ...HUB,
    hub: {
      ...HUB.hub,
      channels: [...HUB.hub.channels, { kind: 'slack', name: 'war-room', secretArn: `${SECRET}slack` }],
    },
  };
  const { hub, sweep, hear, subjects, events } = world(config);
  hub.refuse(FALLBACK, 1);
  hub.answer('war-room', { status: 'refused', reason: 'no such hook' });
  await sweep();
  await expect(hear()).rejects.toThrow('not today');
  expect(subjects()).toEqual(["oncall: Maintenance 'release' began, until 08:30 UTC"]);
  expect(hub.said.metrics).toContain('NotificationDead');
  hub.pass(MINUTE);
  await sweep();
  await hear();
  hub.pass(MINUTE);
  await sweep();
  expect(events()).toHaveLength(2);
  expect(subjects()).toHaveLength(1);
  expect(hub.said.requests.filter(({ channel }) => channel === 'war-room')).toHaveLength(2);
  expect(hub.said.requests.at(-1)).toMatchObject({
    operation: 'say',
    idempotencyKey: `maintenance|release|began|${T0}`,
  });
});

describe('a channel and its stand-in', () => {
  const MAIL = { kind: 'topic', name: 'oncall', topicArn: ONCALL } as const;
  const hubOf = (...channels: ChannelConfig[]): SightlineConfig => ({ ...HUB, hub: { ...HUB.hub, channels } });
  const CHAT = hubOf({ kind: 'slack', name: 'war-room', secretArn: `${SECRET}slack`, failover: 'oncall' }, MAIL);

  test('are told once each, also where the stand-in is one for a pager alone', async () => {
    const pager = { kind: 'pagerduty', name: 'pager', secretArn: `${SECRET}pager`, failover: 'oncall' } as const;
    for (const config of [CHAT, hubOf(pager, MAIL)]) {
      const { hub, sweep, hear, subjects } = world(config);
      await sweep();
      await hear();
      expect(subjects()).toEqual(["oncall: Maintenance 'release' began, until 08:30 UTC"]);
      expect(hub.said.requests.map(({ channel }) => channel)).toEqual(config === CHAT ? ['war-room'] : []);
    }
  });

  test('a channel that refuses is not told of to those who know', async () => {
    const { hub, sweep, hear, subjects } = world(CHAT);
    hub.answer('war-room', { status: 'refused', reason: 'no such hook' });
    await sweep();
    await hear();
    expect(subjects()).toEqual(["oncall: Maintenance 'release' began, until 08:30 UTC"]);
    expect(hub.said.metrics).not.toContain('NotificationDead');
  });

  test('where both refuse, the fallback topic hears it', async () => {
    const { hub, sweep, hear, subjects } = world(CHAT);
    hub.answer('war-room', { status: 'refused', reason: 'no such hook' });
    hub.refuse(ONCALL);
    await sweep();
    await hear();
    expect(subjects()).toEqual(["fallback: Undelivered to oncall: Maintenance 'release' began, until 08:30 UTC"]);
  });
});

test('pagers and webhooks are not told: they would open what nobody closes', async () => {
  const config: SightlineConfig = {
    ...HUB,
    hub: {
      ...HUB.hub,
      channels: (['pagerduty', 'opsgenie', 'jira', 'webhook'] as const).map((kind) => ({
        kind,
        name: kind,
        secretArn: SECRET + kind,
      })),
    },
  };
  const { hub, sweep, hear, events } = world(config);
  await sweep();
  await hear();
  hub.pass(MINUTE);
  await sweep();
  expect(events()).toHaveLength(1);
  expect(hub.said.requests).toEqual([]);
  expect(hub.said.sent).toEqual([]);
});

test('a bus that fails keeps no timer from firing, and is told by the next sweep', async () => {
  const hub = createHub({ config: async () => HUB, nowMs: T0 });
  let failures = 1;
  const bus = {
    publish: async (detailType: string, detail: Readonly<Record<string, unknown>>) => {
      failures -= 1;
      if (failures >= 0) throw new Error('ThrottlingException');
      await hub.ports.bus.publish(detailType, detail);
    },
  };
  const sweep = escalate({ ...hub.ports, bus });
  expect(await sweep(TICK)).toEqual({ batchItemFailures: [] });
  expect(hub.said.events).toEqual([]);
  await sweep(TICK);
  expect(hub.said.events).toHaveLength(1);
});

test('an event of the bus that is none fails its own invocation alone', async () => {
  const { send, hub } = world();
  const event = { source: EVENT.source, 'detail-type': EVENT.maintenance, detail: { change: 'began' } };
  await expect(send(event as unknown as NotifyEvent)).rejects.toThrow(
    "'schemaVersion' must be an integer, got nothing",
  );
  expect(hub.said.sent).toEqual([]);
});
