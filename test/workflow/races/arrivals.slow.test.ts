import type { AlarmState } from '../../../lib/core/incident/incident';
import { alarmEvent } from '../hub';
import { changed, LATENCY, lambdaAction, recorded, snsMessage } from './events';
import { crash, createNight, HEALTHY, MINUTE } from './night';

const PAGED = ['0:00 page to @alice', '0:00 page to pager'];

function resolvedAt(time: string): string[] {
  return [`${time} resolved to @alice`, `${time} resolved to pager`];
}

test('race 1: the same event twice at once pages once, and its OK twice at once resolves once', async () => {
  const night = createNight();
  const twice = async (state: AlarmState, atMs: number) => {
    const event = alarmEvent(state, atMs);
    expect(await Promise.all([night.handle(event), night.handle(event)])).toEqual([HEALTHY, HEALTHY]);
    await night.readStream();
  };
  await twice('ALARM', 0);
  await night.pass(MINUTE);
  await twice('OK', MINUTE);
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([...PAGED, ...resolvedAt('1:00')]);
  expect(night.hub.locks()).toMatchObject([{ count: 1, alarming: 0 }]);
});

test('race 2: one transition over EventBridge, SNS and a Lambda action is one transition', async () => {
  const night = createNight();
  const thrice = async (state: AlarmState, atMs: number) => {
    const transports = [alarmEvent(state, atMs), snsMessage(state, atMs), lambdaAction(state, atMs)];
    await Promise.all(transports.map((event) => night.handle(event)));
    await night.readStream();
  };
  await thrice('ALARM', 0);
  await night.pass(MINUTE);
  await thrice('OK', MINUTE);
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([...PAGED, ...resolvedAt('1:00')]);
  expect(night.hub.locks()).toMatchObject([{ count: 1, alarming: 0 }]);
  expect(night.hub.said.deadLetters).toEqual([]);
});

test('race 3: two alarms of one key in the same millisecond are one incident and one page', async () => {
  const night = createNight();
  await Promise.all([night.handle(alarmEvent('ALARM', 0)), night.handle(alarmEvent('ALARM', 0, LATENCY))]);
  await night.readStream();
  await night.pass(MINUTE);
  expect(night.hub.incidents()).toMatchObject([
    { alarms: expect.arrayContaining(['checkout-faults', 'checkout-latency']) },
  ]);
  await night.deliver(alarmEvent('OK', MINUTE), alarmEvent('OK', MINUTE, LATENCY));
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([...PAGED, ...resolvedAt('1:00')]);
});

test('race 4: an OK that overtakes its ALARM leaves nothing to page for', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('OK', MINUTE));
  await night.deliver(alarmEvent('ALARM', 0));
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([]);
  expect(night.hub.incidents()).toEqual([]);
});

test('race 5: an ALARM from before the OK reopens nothing', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 0));
  await night.pass(MINUTE);
  await night.deliver(alarmEvent('OK', MINUTE));
  await night.deliver(alarmEvent('ALARM', MINUTE - 1));
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([...PAGED, ...resolvedAt('1:00')]);
  expect(night.incident()).toMatchObject({ status: 'resolved', generation: 1 });
});

test('race 17: in a batch of ten Lambda gets back the one record that failed, and the unreadable one is set aside', async () => {
  const night = createNight();
  const healthy = Array.from({ length: 8 }, (_, n) => alarmEvent('ALARM', n, { alarm: `checkout-${n}` }));
  const failing = alarmEvent('ALARM', 9, { service: 'refunds', role: 'ticket', severity: 'low' });
  const batch = [...healthy.slice(0, 2), '{"source": "aws.cloud', failing, ...healthy.slice(2)];
  expect(batch).toHaveLength(10);
  night.around('readGroup', { when: (groupKey: string) => groupKey.includes('refunds'), before: crash });
  expect(await night.deliver(...batch)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-3' }] });
  expect(night.hub.said.deadLetters).toEqual([{ body: '{"source": "aws.cloud', reason: expect.any(String) }]);
  expect(night.messages).toEqual(PAGED);
  // The queue brings it again, alone.
  await night.deliver(failing);
  expect(night.messages).toEqual([...PAGED, '0:00 notice to @alice', '0:00 notice to pager']);
});

describe('race 18: a replay of the dead letters, hours later,', () => {
  test('is dropped by the watermark, and the log says why', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(MINUTE);
    await night.deliver(alarmEvent('OK', MINUTE));
    await night.pass(300 * MINUTE);
    const told = [...PAGED, ...resolvedAt('1:00')];
    expect(night.messages).toEqual(told);
    night.logs.length = 0;
    expect(await night.deliver(alarmEvent('ALARM', 0), alarmEvent('ALARM', MINUTE / 2))).toEqual(HEALTHY);
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual(told);
    expect(night.logs).toEqual(['signal changed nothing: stale', 'signal changed nothing: stale']);
  });

  test('while the incident is open is a line of its timeline', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', MINUTE));
    await night.act({ action: 'acknowledge' });
    await night.pass(300 * MINUTE);
    await night.deliver(alarmEvent('OK', 0));
    expect(night.messages).toEqual([...PAGED, '0:00 acknowledged to pager']);
    expect(await night.timeline()).toContain('A late OK of checkout-faults arrived and changed nothing');
    expect(night.incident().status).toBe('acknowledged');
  });
});

test('race 25: where CloudWatch is ahead of our clock, no time is negative and everybody is told once', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 90_000));
  await night.act({ action: 'acknowledge' });
  await night.deliver(alarmEvent('OK', 95_000));
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([...PAGED, '0:00 acknowledged to pager', ...resolvedAt('0:00')]);
  expect(night.hub.said.metrics.filter((metric) => metric.includes('='))).toEqual([
    'NotifyLatency=0',
    'NotifyLatency=0',
    'TimeToAcknowledge=0',
    'NotifyLatency=0',
    'TimeToResolve=5000',
    'NotifyLatency=0',
    'NotifyLatency=0',
  ]);
});

test('race 26: a contributor and its alarm in the same millisecond are one incident, which ends with the last', async () => {
  const night = createNight({ nowMs: Date.parse('2025-12-01T13:42:05Z') });
  const alarm = recorded('12-alarm-of-contributors-ALARM.json');
  await Promise.all([night.handle(recorded('10-contributor-ALARM.json')), night.handle(alarm)]);
  await night.readStream();
  expect(night.hub.locks()).toMatchObject([{ count: 2, alarming: 2 }]);
  await night.pass(MINUTE);
  await night.deliver(recorded('11-contributor-OK.json'));
  await night.pass(MINUTE);
  expect(night.messages).toEqual(PAGED);
  await night.deliver(changed(alarm, { state: { value: 'OK', timestamp: '2025-12-01T13:51:04.902+0000' } }));
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([...PAGED, ...resolvedAt('2:00')]);
  expect(night.hub.incidents()).toHaveLength(1);
});
