/** From an alarm to the draft of its post-mortem, over the table's stream and the hub's bus, as the templates wire them. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AlarmCondition, Channel, IncidentResponse, type IncidentResponseProps, Observability } from '../../lib';
import { type IncidentEvent, readIncidentEvent } from '../../lib/core/incident/incident-event';
import { rehearse } from '../../lib/rehearsal';
import { LATENCY } from '../../lib/rehearsal/platform/latency';
import { assemblyOf } from '../../lib/rehearsal/source';
import { Templates } from '../../lib/rehearsal/templates';
import { ensureBundles, newStack } from '../constructs/template';
import { closeWorlds, MINUTE_MS, openPlatform, START_MS } from './support';

jest.setTimeout(60_000);
beforeAll(ensureBundles);
afterEach(closeWorlds);

/** A shop with one alarm, a hub, and somebody who listens to the hub's bus. */
function shop(props: Partial<IncidentResponseProps> = {}) {
  const stack = newStack('Shop');
  const incidents = new IncidentResponse(stack, 'Incidents', {
    channels: [Channel.email('oncall@example.com')],
    ...props,
  });
  const observability = new Observability(stack, 'Observability', { service: 'shop', environment: 'prod', incidents });
  const metric = new Metric({
    namespace: 'Shop',
    metricName: 'Failures',
    statistic: 'Sum',
    period: Duration.minutes(1),
  });
  const condition = { comparison: 'GreaterThanThreshold', threshold: 5, evaluationPeriods: 1 } as const;
  observability.addAlarm('Failures', AlarmCondition.threshold({ metric, ...condition }), {
    severity: 'high',
    summary: 'Orders fail.',
  });
  new Rule(stack, 'Listen', {
    eventBus: incidents.bus,
    eventPattern: { source: ['sightline'], detailType: ['Sightline Incident'] },
    targets: [new SqsQueue(new Queue(stack, 'Heard'))],
  });
  return stack;
}

/** The same night, watched from inside the platform. */
function open(props: Partial<IncidentResponseProps> = {}) {
  const { world, platform } = openPlatform(new Templates(assemblyOf(shop(props))));
  platform.start(START_MS);
  const [store] = platform.hub.incidentStores();
  if (!store) throw new Error('there must be a store');
  const heard: IncidentEvent[] = [];
  return {
    world,
    platform,
    store,
    /** Orders fail in these minutes. */
    fail: (...minutes: readonly number[]) => {
      for (const minute of minutes) {
        const atMs = START_MS + minute * MINUTE_MS;
        world.metrics.put({ namespace: 'Shop', name: 'Failures', dimensions: {} }, 9, atMs);
      }
    },
    runUntil: (minute: number) => world.clock.runUntil(START_MS + minute * MINUTE_MS),
    incident: async () => (await store.listByService('shop', 1))[0],
    heard: () => {
      const messages = platform.queues.find('Heard').receive(100);
      heard.push(...messages.map(({ body }) => readIncidentEvent(JSON.parse(body).detail)));
      return heard;
    },
  };
}

const rounded = (ms: number) => Math.floor((ms - START_MS) / MINUTE_MS);

test('what happens is told on the bus, evidence is kept at the begin, and a draft is there after the end', async () => {
  const night = open();
  const { world, platform, store } = night;
  night.fail(5, 6, 7, 8);
  world.recorder.telemetry.addTraceDocument({
    atMs: START_MS + 5 * MINUTE_MS,
    text: `{"format":"json","version":1}\n${JSON.stringify({
      trace_id: '1-abc',
      name: 'POST /orders',
      start_time: START_MS / 1_000 + 300,
      fault: true,
      annotations: { service: 'shop', environment: 'prod', fingerprint: '0123456789abcdef' },
      cause: { exceptions: [{ type: 'PaymentError', message: 'declined' }] },
    })}`,
  });
  world.clock.at(START_MS + 2 * MINUTE_MS, () => {
    platform.bus.put('default', {
      id: 'deploy-1',
      source: 'aws.cloudformation',
      'detail-type': 'CloudFormation Stack Status Change',
      time: new Date(START_MS + 2 * MINUTE_MS).toISOString(),
      detail: {
        'stack-id': 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Shop/1',
        'status-details': { status: 'UPDATE_COMPLETE' },
      },
    });
  });
  await night.runUntil(8);
  const { id = '', openedMs = 0 } = (await night.incident()) ?? {};
  expect((await store.readEvidence(id))?.snapshots).toEqual([
    {
      generation: 1,
      collectedMs: expect.any(Number),
      alarms: [expect.stringContaining('Failures')],
      deploys: [
        {
          ...{ service: 'shop', environment: 'prod', outcome: 'succeeded' },
          ...{ release: 'deploy-1', atMs: START_MS + 2 * MINUTE_MS },
        },
      ],
      openIncidents: [],
      traces: { found: [{ id: '1-abc', url: '', what: 'PaymentError: declined, in POST /orders' }] },
      errors: {
        found: [{ fingerprint: '0123456789abcdef', what: 'PaymentError: declined, in POST /orders', count: 1 }],
      },
    },
  ]);
  expect(await store.readPostmortem(id)).toBeUndefined();
  // In virtual time as well: it waits for the table.
  const acknowledged = platform.hub.command({ action: 'acknowledge' }, 'alice');
  await night.runUntil(20);
  await acknowledged;

  const heard = night.heard().filter(({ change }) => change !== 'deployed');
  expect(heard.map(({ change, incidentId }) => [change, incidentId])).toEqual([
    ['opened', id],
    ['evidence', id],
    ['acknowledged', id],
    ['cleared', id],
    ['resolved', id],
  ]);
  const draft = await store.readPostmortem(id);
  expect(draft).toMatchObject({ version: 1, generation: 1 });
  expect(rounded(draft?.writtenMs ?? 0)).toBe(rounded((await night.incident())?.resolvedMs ?? 0));
  const text = draft?.text ?? '';
  expect(openedMs).toBe(START_MS + 6 * MINUTE_MS + 10_000);
  expect(text).toContain('| Began | 2026-01-05 09:06:10 UTC |');
  expect(text).toContain('| Time to acknowledge | 1 min 50 s |');
  expect(text).toContain('| Time to resolve | 6 min |');
  expect(text).toContain('| Pages | 1 page |');
  expect(text).toMatch(/\| 2026-01-05 09:02:00 \| Deploy [^|]*succeeded[^|]* \|\n\n## Evidence/);
  expect(text).toContain('| PaymentError: declined, in POST /orders | 0123456789abcdef | 1 |');
  expect(text).toMatch(/\| 2026-01-05 09:0\d:\d\d \| Acknowledged by alice \| alice \|/);
  expect(world.failures).toEqual([]);
});

test('pages do not wait for the journal: they are sent before the bus knows of anything', async () => {
  const withJournal = open();
  withJournal.fail(5, 6);
  await withJournal.runUntil(20);
  const [page] = withJournal.world.recorder.notifications.filter(({ kind }) => kind === 'page');
  const { openedMs = 0 } = (await withJournal.incident()) ?? {};
  const { eventBridge, queueSend, queuePoll, coldStart, tableOperation, streamPoll, topicDelivery } = LATENCY;
  const parts = [eventBridge, queueSend, queuePoll, coldStart, streamPoll, coldStart, topicDelivery];
  const most = parts.reduce((sum, { ms }) => sum + ms, 0) + 30 * tableOperation.ms;
  expect((page?.atMs ?? 0) - openedMs).toBeLessThanOrEqual(most);

  closeWorlds();
  const broken = open();
  broken.fail(5, 6);
  broken.platform.functions.crash(
    broken.platform.functions.find('Shop/Incidents/Journal/PublishIncidents/Function'),
    1,
  );
  await broken.runUntil(20);
  const pages = (world: typeof broken.world) =>
    world.recorder.notifications.map(({ kind, channel, atMs }) => [kind, channel, atMs]);
  // And nobody has to find out by chance: what was not told waits where an alarm watches.
  const byAlarm = ([kind]: readonly unknown[]) => kind === 'alarm-action';
  expect(pages(broken.world).filter((told) => !byAlarm(told))).toEqual(pages(withJournal.world));
  expect(pages(broken.world).filter(byAlarm)).toHaveLength(1);
  expect(await broken.store.readPostmortem((await broken.incident())?.id ?? '')).toBeUndefined();
  // The stream tries for an hour.
  const deadLetters = broken.platform.queues.find('Shop/Incidents/Journal/DeadLetters');
  expect(deadLetters.receive(100)).toEqual([]);
  await broken.runUntil(80);
  expect(deadLetters.receive(100).length).toBeGreaterThan(0);
});

test('an incident that comes back keeps the evidence of its first begin, and is drafted anew', async () => {
  const night = open({ reopenWindow: Duration.minutes(10) });
  night.fail(5, 6, 12, 13);
  await night.runUntil(11);
  const { id = '' } = (await night.incident()) ?? {};
  expect(await night.store.readPostmortem(id)).toMatchObject({ version: 1, generation: 1 });
  await night.runUntil(30);
  expect(night.heard().map(({ change, generation }) => `${change} ${generation}`)).toEqual([
    'opened 1',
    'evidence 1',
    'cleared 1',
    'resolved 1',
    'reopened 2',
    'evidence 2',
    'cleared 2',
    'resolved 2',
  ]);
  expect((await night.store.readEvidence(id))?.snapshots.map(({ generation }) => generation)).toEqual([1, 2]);
  expect(await night.store.readPostmortem(id)).toMatchObject({ version: 2, generation: 2 });
});

test('a hub without post-mortems tells its bus, and keeps and drafts nothing', async () => {
  const night = open({ postmortems: false });
  night.fail(5, 6);
  await night.runUntil(20);
  const { id = '' } = (await night.incident()) ?? {};
  expect(night.heard().map(({ change }) => change)).toEqual(['opened', 'cleared', 'resolved']);
  expect(await night.store.readEvidence(id)).toBeUndefined();
  expect(await night.store.readPostmortem(id)).toBeUndefined();
});

test('a night of a scenario has nothing that is not rehearsed', async () => {
  const night = await rehearse(shop()).playText(`scenario Orders fail and somebody mends them
start    2026-01-13T08:00:00Z
series   Shop/Failures 0x10 9x10 0x15
at 2m    deploy Shop
at 15m   acknowledge by alice
end      35m
expect incidents 1
expect page oncall 1
expect resolved oncall 1
`);
  expect(night.notRehearsed).toEqual([]);
  expect(night.expectations.filter(({ passed }) => !passed)).toEqual([]);
});
