import { timelineItem } from '../../lib/core/incident/item/timeline-item';
import type { OutboxItem } from '../../lib/core/incident/notification';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { type NotifyEvent, notify } from '../../lib/workflow/notify';
import type { IncidentStore } from '../../lib/workflow/ports';
import {
  alarmEvent,
  batchOf,
  CONFIG,
  createHub,
  FALLBACK,
  type Hub,
  type HubOptions,
  ONCALL,
  streamOf,
  T0,
} from './hub';

const TICK = { source: 'aws.events', 'detail-type': 'Scheduled Event' } as NotifyEvent;
const HEALTHY = { batchItemFailures: [] };

/** A hub that owes what these events bring about. */
async function owing(options: HubOptions = {}, ...events: Record<string, unknown>[]): Promise<Hub> {
  const hub = createHub(options);
  // Each is to page by itself, however many there are.
  const config = { ...CONFIG, hub: { ...CONFIG.hub, stormPerMinute: 0 } };
  await handleSignal({ ...hub.ports, store: hub.memory, config: { load: async () => config } })(
    batchOf(...(events.length > 0 ? events : [alarmEvent('ALARM', 0)])),
  );
  hub.said.metrics.length = 0;
  hub.said.logs.length = 0;
  return hub;
}

/** What the table's stream tells of the outbox as it is. */
function outboxStream(hub: Hub) {
  return streamOf(hub.memory.items().filter(({ sk }) => sk.startsWith('OUT#')));
}

function send(hub: Hub, event: NotifyEvent = outboxStream(hub)) {
  return notify(hub.ports)(event);
}

function onlyItem(hub: Hub): OutboxItem {
  expect(hub.outbox()).toHaveLength(1);
  return hub.outbox()[0] as OutboxItem;
}

/** The memory store, but one method does something first. */
function before<Name extends keyof IncidentStore>(name: Name, act: (...given: unknown[]) => void): HubOptions['store'] {
  return (memory) =>
    new Proxy<IncidentStore>(memory, {
      get: (target, asked) => {
        const method = Reflect.get(target, asked) as (...given: unknown[]) => unknown;
        if (asked !== name) return method.bind(target);
        return async (...given: unknown[]) => {
          act(...given);
          return method.apply(target, given);
        };
      },
    });
}

describe('a page', () => {
  test('is sent once to its channel, and the item remembers', async () => {
    const hub = await owing();
    const stream = outboxStream(hub);
    expect(await send(hub, stream)).toEqual(HEALTHY);
    expect(hub.said.sent).toMatchObject([{ topicArn: ONCALL, subject: '[HIGH] checkout prod: Orders fail.' }]);
    expect(onlyItem(hub)).toMatchObject({ status: 'sent', providerId: 'message-1', attempts: 1 });

    expect(await send(hub, stream)).toEqual(HEALTHY);
    expect(await send(hub, TICK)).toEqual(HEALTHY);
    hub.pass(3_600_000);
    expect(await send(hub, TICK)).toEqual(HEALTHY);
    expect(hub.said.sent).toHaveLength(1);
  });

  test("is measured from the beginning of the alarm's state", async () => {
    const hub = await owing();
    hub.pass(1_234);
    await send(hub);
    expect(hub.said.metrics).toEqual(['NotifyLatency=61234', 'PagesSent']);
  });

  test('that seems to come before its cause, by a clock that is off, took no time', async () => {
    const hub = await owing({}, alarmEvent('ALARM', 90_000));
    await send(hub);
    expect(hub.said.metrics).toEqual(['NotifyLatency=0', 'PagesSent']);
  });

  test('goes to every channel, and one that refuses does not hold up the others', async () => {
    const channels = ['oncall', 'team'].map((name) => ({
      kind: 'topic' as const,
      name,
      topicArn: `arn:aws:sns:eu-west-1:111122223333:${name}`,
    }));
    const config = { ...CONFIG, hub: { ...CONFIG.hub, channels } };
    const hub = createHub({ config: async () => config });
    await handleSignal(hub.ports)(batchOf(alarmEvent('ALARM', 0)));
    hub.refuse(ONCALL);
    expect(await send(hub)).toEqual(HEALTHY);
    expect(hub.said.sent.map(({ topicArn }) => topicArn.split(':').at(-1)).sort()).toEqual(['fallback', 'team']);
    expect(hub.outbox().map(({ channel, status }) => `${channel} ${status}`)).toEqual(['oncall dead', 'team sent']);
  });

  test('links to the dashboard of a service we know', async () => {
    const known = await owing();
    await send(known);
    expect(known.said.sent[0]?.body).toContain(
      'Dashboard: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout%20prod',
    );
    const unknown = await owing({}, alarmEvent('ALARM', 0, { service: 'refunds' }));
    await send(unknown);
    expect(unknown.said.sent[0]?.body).not.toContain('Dashboard');
  });
});

describe('a channel that refuses', () => {
  test('once or twice gets the message after 1 and 2 seconds', async () => {
    const hub = await owing();
    hub.refuse(ONCALL, 2);
    expect(await send(hub)).toEqual(HEALTHY);
    expect(hub.said.slept).toEqual([1_000, 2_000]);
    expect(hub.said.sent).toMatchObject([{ topicArn: ONCALL }]);
    expect(onlyItem(hub)).toMatchObject({ status: 'sent', attempts: 1 });
    expect(hub.said.metrics).toEqual(['NotifyLatency=63000', 'PagesSent']);
  });

  test('three times is given up: the fallback topic gets the message, and a metric says so', async () => {
    const hub = await owing();
    hub.refuse(ONCALL, 3);
    expect(await send(hub)).toEqual(HEALTHY);
    expect(hub.said.sent).toMatchObject([
      {
        topicArn: FALLBACK,
        subject: 'Undelivered to oncall: [HIGH] checkout prod: Orders fail.',
        body: expect.stringMatching(
          /^Channel 'oncall' did not take this message: Error: AuthorizationError: not today\n\nHIGH: Orders fail\.\n/,
        ),
      },
    ]);
    expect(onlyItem(hub)).toMatchObject({ status: 'dead', lastError: 'Error: AuthorizationError: not today' });
    expect(hub.said.metrics).toEqual(['NotificationDead']);
    hub.pass(600_000);
    await send(hub, TICK);
    expect(hub.said.sent).toHaveLength(1);
  });

  test('with the fallback topic too leaves the message owed, and the sweeper tries again a minute later', async () => {
    const hub = await owing();
    hub.refuse(ONCALL);
    hub.refuse(FALLBACK, 1);
    expect(await send(hub)).toEqual(HEALTHY);
    expect(hub.said.sent).toEqual([]);
    const dueMs = T0 + 60_000 + 3_000 + 60_000;
    expect(onlyItem(hub)).toMatchObject({
      status: 'pending',
      dueMs,
      leaseUntilMs: 0,
      lastError: 'Error: AuthorizationError: not today; fallback: Error: AuthorizationError: not today',
    });
    hub.pass(59_999);
    await send(hub, TICK);
    expect(hub.said.sent).toEqual([]);
    hub.pass(1);
    hub.refuse(ONCALL, 0);
    await send(hub, TICK);
    expect(hub.said.sent).toMatchObject([{ topicArn: ONCALL }]);
    expect(onlyItem(hub)).toMatchObject({ status: 'sent', attempts: 2 });
    expect(hub.said.metrics).toEqual(['NotificationDead', 'NotifyLatency=123000', 'PagesSent']);
  });

  test('that is no longer configured is not tried: the fallback topic gets its message', async () => {
    const hub = await owing({ config: async () => ({ ...CONFIG, hub: { ...CONFIG.hub, channels: [] } }) });
    expect(await send(hub)).toEqual(HEALTHY);
    expect(hub.said.slept).toEqual([]);
    expect(hub.said.sent).toMatchObject([
      { topicArn: FALLBACK, subject: expect.stringContaining('Undelivered to oncall') },
    ]);
    expect(onlyItem(hub)).toMatchObject({ status: 'dead', lastError: "channel 'oncall' is no longer configured" });
  });
});

describe('two senders', () => {
  test('at once send one message', async () => {
    const hub = await owing();
    await Promise.all([send(hub), send(hub), send(hub, TICK)]);
    expect(hub.said.sent).toHaveLength(1);
  });

  test('one of whom holds the item: the other leaves it alone until the lease is over', async () => {
    const hub = await owing();
    const now = hub.ports.clock.now();
    await hub.memory.lease(onlyItem(hub), now, now + 60_000);
    expect(await send(hub)).toEqual(HEALTHY);
    hub.pass(59_999);
    await send(hub, TICK);
    expect(hub.said.sent).toEqual([]);
    hub.pass(1);
    await send(hub, TICK);
    expect(hub.said.sent).toHaveLength(1);
    expect(onlyItem(hub)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  test('one of whom died after sending: the message goes out again under the same key', async () => {
    let dying = true;
    const hub = await owing({
      store: before('settle', () => {
        if (dying) throw new Error('out of memory');
      }),
    });
    expect(await send(hub)).toEqual({ batchItemFailures: [{ itemIdentifier: 's-0' }] });
    dying = false;
    hub.pass(59_999);
    await send(hub, TICK);
    expect(hub.said.sent).toHaveLength(1);
    hub.pass(1);
    await send(hub, TICK);
    const [first, second, ...more] = hub.said.sent.map(({ idempotencyKey }) => idempotencyKey);
    expect(more).toEqual([]);
    expect(second).toBe(first);
    expect(first).toBe(`${onlyItem(hub).incidentId}/1/page/0/oncall`);
  });
});

describe('the stream', () => {
  const failing = (which: string) =>
    before('readTimeline', (id) => {
      if (id === which) throw new Error('ProvisionedThroughputExceeded');
    });
  const three = ['checkout', 'refunds', 'search'].map((service) => alarmEvent('ALARM', 0, { service }));

  test('gets back the sequence number of exactly the record that failed', async () => {
    const ids = (await owing({}, ...three)).outbox().map(({ incidentId }) => incidentId);
    for (const [index, id] of ids.entries()) {
      const hub = await owing({ store: failing(id) }, ...three);
      expect(await send(hub)).toEqual({ batchItemFailures: [{ itemIdentifier: `s-${index}` }] });
      expect(hub.said.sent).toHaveLength(2);
      expect(hub.said.logs).toContain('notification not sent, the stream will deliver it again');
    }
  });

  test('tells of locks, incidents and timelines too, which send nothing', async () => {
    const hub = await owing();
    const others = hub.memory.items().filter(({ sk }) => !sk.startsWith('OUT#'));
    expect(others.length).toBeGreaterThanOrEqual(3);
    expect(await send(hub, streamOf([...others, { pk: 'INC#x', sk: 'OUT#not a key' }]))).toEqual(HEALTHY);
    expect(await send(hub, { Records: [{}, { dynamodb: {} }] })).toEqual(HEALTHY);
    expect(hub.said.sent).toEqual([]);
  });

  test('may be late: an item that is gone or done is no failure', async () => {
    const hub = await owing();
    expect(await send(hub, streamOf([{ pk: 'INC#gone', sk: 'OUT#1#page#0#oncall' }]))).toEqual(HEALTHY);
    expect(hub.said).toMatchObject({ sent: [], logs: [] });
  });

  test('without configuration all of it comes again', async () => {
    const hub = await owing({ config: () => Promise.reject(new Error('no parameter')) });
    await expect(send(hub)).rejects.toThrow('no parameter');
    expect(onlyItem(hub)).toMatchObject({ status: 'pending', attempts: 0 });
  });

  test('an item whose incident is gone from the table ends', async () => {
    const lonely = await owing();
    for (const item of lonely.memory.items().filter(({ sk }) => sk === 'META'))
      lonely.memory.plant({ ...item, ttl: 1 });
    expect(await send(lonely)).toEqual(HEALTHY);
    expect(onlyItem(lonely)).toMatchObject({ status: 'dead', lastError: 'its incident is gone' });
    expect(lonely.said.sent).toEqual([]);
  });
});

describe('the sweeper', () => {
  const services = (count: number) =>
    Array.from({ length: count }, (_, n) => alarmEvent('ALARM', n, { service: `service-${n}` }));

  test('sends everything that is due', async () => {
    const hub = await owing({}, ...services(5));
    expect(await send(hub, TICK)).toEqual(HEALTHY);
    expect(hub.said.sent).toHaveLength(5);
    expect(hub.outbox().every(({ status }) => status === 'sent')).toBe(true);
  });

  test('takes a hundred at a time', async () => {
    const hub = await owing({}, ...services(130));
    await send(hub, TICK);
    expect(hub.said.sent).toHaveLength(100);
    await send(hub, TICK);
    expect(hub.said.sent).toHaveLength(130);
  });

  test('fails loudly where one failed, after it sent the others', async () => {
    const [, second] = (await owing({}, ...services(3))).outbox();
    const store = before('readIncident', (id) => {
      if (id === second?.incidentId) throw new Error('ProvisionedThroughputExceeded');
    });
    const hub = await owing({ store }, ...services(3));
    await expect(send(hub, TICK)).rejects.toThrow(
      '1 of 3 due notifications failed: Error: ProvisionedThroughputExceeded',
    );
    expect(hub.said.sent).toHaveLength(2);
  });

  test('finds nothing to do in an empty table', async () => {
    const hub = createHub();
    expect(await send(hub, TICK)).toEqual(HEALTHY);
    expect(hub.said).toMatchObject({ sent: [], metrics: [], logs: [] });
  });
});

describe('what it says', () => {
  test('one round of an incident, in three messages for people', async () => {
    const hub = createHub();
    const play = async (event: Record<string, unknown>) => {
      await handleSignal(hub.ports)(batchOf(event));
      await send(hub);
    };
    await play(alarmEvent('ALARM', 0, { role: 'ticket', severity: 'medium' }));
    await play(alarmEvent('ALARM', 10_000, { alarm: 'checkout-latency', severity: 'critical' }));
    await play(alarmEvent('OK', 20_000));
    await play(alarmEvent('OK', 30_000, { alarm: 'checkout-latency' }));
    expect(hub.said.sent.map(({ subject, attributes }) => `${attributes.kind}: ${subject}`)).toEqual([
      'notice: [MEDIUM] checkout prod: Orders fail.',
      'page: [CRITICAL] checkout prod: Orders fail.',
      'resolved: [Resolved] checkout prod: Orders fail.',
    ]);
  });

  test('a subject that SNS takes, whatever the alarm says', async () => {
    const description = `${'Bestellungen f\u00e4llen aus \ud83d\udd25\u202e\r\nBcc: x '.repeat(20)}`;
    const hub = await owing({}, alarmEvent('ALARM', 0, { description, service: 'caf\u00e9\n' }));
    await send(hub);
    hub.refuse(ONCALL);
    await handleSignal(hub.ports)(batchOf(alarmEvent('OK', 1, { description, service: 'caf\u00e9\n' })));
    await send(hub);
    expect(hub.said.sent).toHaveLength(2);
    for (const { subject } of hub.said.sent) expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
  });

  test('the timeline is read to its end, however long it is', async () => {
    const hub = await owing();
    const [incident] = hub.incidents();
    for (let n = 0; n < 300; n += 1) {
      const entry = { incidentId: incident?.id ?? '', atMs: T0 + n, eventId: `n-${n}`, kind: 'noted' as const };
      const actor = { type: 'user' as const, id: 'sam' };
      hub.memory.plant(timelineItem({ schemaVersion: 1, ...entry, actor, text: `note ${n}` }, (text) => text));
    }
    await send(hub);
    expect(hub.said.sent[0]?.body).toContain('note 299');
    expect(hub.said.sent[0]?.body).not.toContain('note 200');
  });
});
