import fc from 'fast-check';
import { EVENT } from '../../lib/core/conventions';
import type { Incident } from '../../lib/core/incident/incident';
import { buildSignalEvent, type JudgeSignal } from '../../lib/core/signal/signal-event';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { alarmEvent, batchOf, createHub, type Hub, T0 } from './hub';

const HEALTHY = { batchItemFailures: [] };

/** The event of a judge's signal about the checkout service; `atMs` is counted from T0. */
function judged(state: 'ALARM' | 'OK', atMs: number, more: Partial<JudgeSignal> = {}): Record<string, unknown> {
  const signal: JudgeSignal = {
    judge: 'evaluate-slos',
    member: 'slo/checkout/prod/Availability/budget-exhausted',
    name: 'Availability budget-exhausted',
    state,
    timestampMs: T0 + atMs,
    reason: state === 'ALARM' ? '1,204 of 1,000 allowed events were bad' : 'a new month began',
    service: 'checkout',
    environment: 'prod',
    severity: 'high',
    role: 'page',
    summary: 'The error budget of Availability is gone.',
    ...more,
  };
  return { source: EVENT.source, 'detail-type': EVENT.signal, detail: buildSignalEvent(signal) };
}

function deliver(hub: Hub, ...bodies: readonly (string | Record<string, unknown>)[]) {
  return handleSignal(hub.ports)(batchOf(...bodies));
}

async function timelineOf(hub: Hub): Promise<string[]> {
  const [incident] = hub.incidents();
  return (await hub.memory.readTimeline((incident as Incident).id)).map(({ text }) => text);
}

test("a judge's ALARM opens an incident and owes a page, its OK resolves both", async () => {
  const hub = createHub();
  expect(await deliver(hub, judged('ALARM', 0))).toEqual(HEALTHY);
  expect(hub.incidents()).toMatchObject([
    {
      status: 'triggered',
      severity: 'high',
      service: 'checkout',
      environment: 'prod',
      title: 'The error budget of Availability is gone.',
      openedMs: T0,
      alarms: ['Availability budget-exhausted'],
    },
  ]);
  expect(await deliver(hub, judged('OK', 60_000))).toEqual(HEALTHY);
  expect(hub.incidents()).toMatchObject([{ status: 'resolved', resolvedMs: T0 + 60_000, autoResolved: true }]);
  expect(hub.outbox().map(({ kind }) => kind)).toEqual(['page', 'resolved']);
  expect(hub.said.metrics).toEqual([
    'SignalsRaised',
    'IncidentsOpened',
    'SignalsCleared',
    'IncidentsResolved',
    'TimeToResolve=60000',
  ]);
});

test('told again, a signal changes nothing', async () => {
  const hub = createHub();
  await deliver(hub, judged('ALARM', 0), judged('ALARM', 0));
  const stored = JSON.stringify(hub.memory.items());
  expect(await deliver(hub, judged('ALARM', 0))).toEqual(HEALTHY);
  expect(JSON.stringify(hub.memory.items())).toBe(stored);
  expect(hub.outbox()).toHaveLength(1);
});

test('an ALARM that its own OK overtook opens nothing', async () => {
  const hub = createHub();
  await deliver(hub, judged('OK', 60_000));
  await deliver(hub, judged('ALARM', 0));
  expect(hub.incidents()).toEqual([]);
  expect(hub.outbox()).toEqual([]);
});

test('in any order, and however often, the newest state is what stands', async () => {
  const states = [judged('ALARM', 0), judged('OK', 60_000), judged('ALARM', 900_000), judged('OK', 960_000)];
  const order = fc.shuffledSubarray([...states, ...states], { minLength: 8 });
  await fc.assert(
    fc.asyncProperty(order, async (events) => {
      const hub = createHub();
      for (const event of events) await deliver(hub, event);
      expect(hub.incidents().filter(({ status }) => status !== 'resolved')).toEqual([]);
      const pages = hub.outbox().filter(({ kind }) => kind === 'page');
      expect(pages.length).toBe(new Set(pages.map(({ incidentId, generation }) => `${incidentId}${generation}`)).size);
    }),
  );
});

test('a ticket is a notice to the channel', async () => {
  const hub = createHub();
  await deliver(hub, judged('ALARM', 0, { role: 'ticket', severity: 'medium' }));
  expect(hub.incidents()).toMatchObject([{ severity: 'medium', status: 'triggered' }]);
  expect(hub.outbox().map(({ kind }) => kind)).toEqual(['notice']);
});

test('the role signal opens nothing, and is evidence of what is open', async () => {
  const evidence = judged('ALARM', 60_000, { role: 'signal', member: 'slo/x/burning-fast', name: 'burning-fast' });
  const quiet = createHub();
  expect(await deliver(quiet, evidence)).toEqual(HEALTHY);
  expect(quiet.memory.items()).toEqual([]);
  const hub = createHub();
  await deliver(hub, alarmEvent('ALARM', 0), evidence, evidence);
  expect(await timelineOf(hub)).toEqual([
    'Opened by checkout-faults: because',
    'burning-fast is ALARM: 1,204 of 1,000 allowed events were bad',
  ]);
  expect(hub.outbox()).toHaveLength(1);
});

test('judges and alarms of a service share its incident, and all have to clear', async () => {
  const hub = createHub();
  await deliver(hub, alarmEvent('ALARM', 0), judged('ALARM', 60_000));
  expect(hub.incidents()).toMatchObject([{ alarms: ['checkout-faults', 'Availability budget-exhausted'] }]);
  await deliver(hub, alarmEvent('OK', 120_000));
  expect(hub.incidents()).toMatchObject([{ status: 'triggered' }]);
  await deliver(hub, judged('OK', 180_000));
  expect(hub.incidents()).toMatchObject([{ status: 'resolved', resolvedMs: T0 + 180_000 }]);
  expect(hub.outbox().map(({ kind }) => kind)).toEqual(['page', 'resolved']);
});

test('a signal with a group has an incident of its own, and an outage meanwhile pages', async () => {
  const hub = createHub();
  await deliver(hub, judged('ALARM', 0, { group: 'slo/Availability' }), alarmEvent('ALARM', 60_000));
  expect(hub.incidents().map(({ status, alarms }) => [status, ...alarms])).toEqual([
    ['triggered', 'Availability budget-exhausted'],
    ['triggered', 'checkout-faults'],
  ]);
  expect(hub.outbox().map(({ kind }) => kind)).toEqual(['page', 'page']);
  await deliver(hub, alarmEvent('OK', 120_000));
  expect(hub.incidents().map(({ status }) => status)).toEqual(['triggered', 'resolved']);
  await deliver(hub, judged('OK', 180_000, { group: 'slo/Availability' }));
  expect(hub.incidents().map(({ status }) => status)).toEqual(['resolved', 'resolved']);
});

test('a signal that nobody can read goes to the dead letters, its neighbours are handled', async () => {
  const hub = createHub();
  const broken = {
    ...judged('ALARM', 0),
    detail: { schemaVersion: 1, judge: 'evaluate-slos', member: 'm', name: 'n' },
  };
  const newer = { ...judged('ALARM', 0), detail: { ...(judged('ALARM', 0).detail as object), schemaVersion: 99 } };
  expect(await deliver(hub, broken, judged('ALARM', 0), newer)).toEqual(HEALTHY);
  expect(hub.incidents()).toMatchObject([{ status: 'triggered' }]);
  expect(hub.said.deadLetters).toEqual([
    { body: JSON.stringify(broken), reason: "'detail.state' must be ALARM or OK, got nothing" },
    {
      body: JSON.stringify(newer),
      reason: "'detail.schemaVersion' must be a version that this hub knows (up to 1), got 99",
    },
  ]);
});

test.each([
  ['of another source', { source: 'someone.else' }, "events of the type 'someone.else / Sightline Signal'"],
  ['a deploy of our own', { 'detail-type': 'Sightline Deploy' }, "events of the type 'sightline / Sightline Deploy'"],
])('an event %s is no signal', async (_what, other, reason) => {
  const hub = createHub();
  expect(await deliver(hub, { ...judged('ALARM', 0), ...other })).toEqual(HEALTHY);
  expect(hub.incidents()).toEqual([]);
  expect(hub.said.deadLetters[0]?.reason).toContain(reason);
});
