import { POSTMORTEM_DUE_MS } from '../../lib/core/incident/postmortem';
import { writeTimerRef } from '../../lib/core/incident/timer';
import { escalate } from '../../lib/workflow/escalate';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { notify } from '../../lib/workflow/notify';
import { alarmEvent, batchOf, createHub, type Hub } from './hub';

const TICK = { source: 'aws.events' } as never;
const MINUTE = 60_000;

async function resolvedHub(): Promise<Hub> {
  const hub = createHub();
  const handle = handleSignal(hub.ports);
  await handle(batchOf(alarmEvent('ALARM', 0)));
  await handle(batchOf(alarmEvent('OK', 20 * MINUTE)));
  await notify(hub.ports)(TICK);
  hub.said.sent.length = 0;
  hub.said.metrics.length = 0;
  return hub;
}

test('the sweep asks for a post-mortem 48 hours after the resolve, counts it, and notify sends it', async () => {
  const hub = await resolvedHub();
  const [timer] = hub.timers();
  expect(timer).toMatchObject({ kind: 'postmortem', level: 1 });
  hub.pass(POSTMORTEM_DUE_MS + 20 * MINUTE - MINUTE - 1);
  await escalate(hub.ports)(TICK);
  expect(hub.said.metrics).toEqual([]);
  hub.pass(1);
  await escalate(hub.ports)(TICK);
  expect(hub.said.metrics).toEqual(['PostmortemOverdue']);
  expect(hub.timers()).toMatchObject([{ kind: 'postmortem', level: 2 }]);
  await notify(hub.ports)(TICK);
  expect(hub.said.sent.map(({ subject }) => subject)).toEqual(['[Post-mortem due, HIGH] checkout prod: Orders fail.']);
});

test('the incident that came after it in its group does not silence it', async () => {
  const hub = await resolvedHub();
  const [timer] = hub.timers();
  if (!timer) throw new Error('there must be a timer');
  hub.pass(POSTMORTEM_DUE_MS + 20 * MINUTE);
  await handleSignal(hub.ports)(batchOf(alarmEvent('ALARM', 40 * 60 * MINUTE)));
  const wake = { Records: [{ messageId: '1', body: writeTimerRef(timer) }] } as never;
  expect(await escalate(hub.ports)(wake)).toEqual({ batchItemFailures: [] });
  const asked = hub.outbox().filter(({ kind }) => kind === 'reminder');
  expect(asked).toMatchObject([{ level: 1001, channel: 'oncall', generation: 1 }]);
  const [older, newer] = hub.incidents();
  expect([older?.status, newer?.status]).toEqual(['resolved', 'triggered']);
  expect(asked[0]?.incidentId).toBe(older?.id);
  // Told twice is done once.
  await escalate(hub.ports)(wake);
  expect(hub.outbox().filter(({ kind }) => kind === 'reminder')).toHaveLength(1);
});

test('a late reminder is no escalation that is overdue', async () => {
  const hub = await resolvedHub();
  hub.pass(POSTMORTEM_DUE_MS + 60 * MINUTE);
  await escalate(hub.ports)(TICK);
  expect(hub.said.metrics).toEqual(['PostmortemOverdue']);
});
