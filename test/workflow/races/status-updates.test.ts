import type { ChannelConfig, SightlineConfig } from '../../../lib/core/config';
import { alarmEvent } from '../hub';
import { createNight, MINUTE, type Night } from './night';
import { NIGHT } from './team';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';
const support: ChannelConfig = {
  kind: 'slack',
  name: 'support',
  secretArn: `${SECRET}support`,
  audience: 'stakeholders',
};
/** High incidents: an update is due every 20 minutes. */
const CONFIG: SightlineConfig = {
  ...NIGHT,
  hub: { ...NIGHT.hub, channels: [...NIGHT.hub.channels, support] },
  policies: NIGHT.policies.map((policy) => ({ ...policy, updateMinutes: { high: 20 } })),
};
const update = { action: 'update', text: 'We roll back.', audience: 'stakeholders' } as const;

async function answered(): Promise<Night> {
  const night = createNight({ config: CONFIG });
  await night.deliver(alarmEvent('ALARM', 0));
  await night.pass(MINUTE);
  await night.act({ action: 'acknowledge' });
  return night;
}

const BEFORE = ['0:00 page to @alice', '0:00 page to pager', '0:00 notice to support', '1:00 acknowledged to pager'];
/** After the acknowledgement. */
const since = ({ messages }: Night) => {
  expect(messages.slice(0, 4).sort()).toEqual([...BEFORE].sort());
  return messages.slice(4);
};

describe('an update and the timer that asks for it, in the same tick', () => {
  test('the update is stored first: nobody is asked, and the beat begins anew', async () => {
    const night = await answered();
    await night.pass(19 * MINUTE - 1);
    night.around('commit', { before: () => night.act(update) });
    await night.pass(20 * MINUTE);
    expect(since(night)).toEqual(['20:00 update to @alice', '20:00 update to support']);
    await night.pass(2);
    expect(since(night).slice(2)).toEqual(['40:00 update-due to @alice']);
  });

  test('the timer is stored first: they are asked, and then told', async () => {
    const night = await answered();
    await night.pass(19 * MINUTE - 1);
    night.around('commit', { before: () => night.pass(1) });
    expect(await night.act(update)).toMatchObject({ result: 'done' });
    expect(since(night)).toEqual(['20:00 update-due to @alice', '20:00 update to @alice', '20:00 update to support']);
    await night.pass(20 * MINUTE);
    // The update was asked for a millisecond before the timer was due.
    expect(since(night).slice(3)).toEqual(['39:59 update-due to @alice']);
  });

  test('woken twice and swept at once, it asks once', async () => {
    const night = await answered();
    const timers = night.hub.timers().filter(({ kind }) => kind === 'update');
    expect(timers).toHaveLength(1);
    night.hub.pass(19 * MINUTE);
    await Promise.all([night.wake(...timers), night.wake(...timers), night.sweep()]);
    await night.readStream();
    expect(since(night)).toEqual(['20:00 update-due to @alice']);
  });
});

describe('an update and the resolve at once', () => {
  test('with the resolve in between: the update is refused, and told to nobody', async () => {
    const night = await answered();
    night.around('commit', { before: () => night.deliver(alarmEvent('OK', MINUTE)) });
    expect(await night.act(update)).toMatchObject({ result: 'refused', why: 'the incident is resolved already' });
    await night.pass(60 * MINUTE);
    expect(since(night).sort()).toEqual([
      '1:00 resolved to @alice',
      '1:00 resolved to pager',
      '1:00 resolved to support',
    ]);
    expect(night.hub.timers().filter(({ kind }) => kind !== 'postmortem')).toEqual([]);
  });

  test('with the update in between: it is told, then the end, and nobody is asked any more', async () => {
    const night = await answered();
    night.around('commit', { before: () => night.act(update) });
    await night.deliver(alarmEvent('OK', MINUTE));
    await night.pass(60 * MINUTE);
    expect(since(night).filter((line) => line.includes('update'))).toEqual([
      '1:00 update to @alice',
      '1:00 update to support',
    ]);
    expect(since(night).slice(2).sort()).toEqual([
      '1:00 resolved to @alice',
      '1:00 resolved to pager',
      '1:00 resolved to support',
    ]);
    expect(night.incident()).toMatchObject({ status: 'resolved', updates: { count: 1 } });
  });
});

test('a timer of an older generation asks for nothing', async () => {
  const night = await answered();
  const [old] = night.hub.timers().filter(({ kind }) => kind === 'update');
  await night.deliver(alarmEvent('OK', 11 * MINUTE));
  await night.deliver(alarmEvent('ALARM', 12 * MINUTE));
  expect(night.incident().generation).toBe(2);
  await night.act({ action: 'acknowledge' });
  // As if it had been left behind by the resolve.
  if (old) await night.hub.memory.commit({ members: [], timeline: [], outbox: [], timers: [old], doneTimers: [] });
  await night.pass(20 * MINUTE);
  const asked = night.messages.filter((line) => line.includes('update-due'));
  expect(asked).toEqual(['21:00 update-due to @alice, generation 2']);
  expect(night.hub.timers().filter(({ kind }) => kind === 'update')).toMatchObject([{ generation: 2, level: 2 }]);
});

describe('the response time passes', () => {
  test('in the tick of an acknowledgement that is stored first: nothing is counted', async () => {
    const night = createNight({ config: CONFIG });
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(30 * MINUTE - 1);
    night.around('commit', { before: () => night.act({ action: 'acknowledge' }, 'bob') });
    await night.pass(MINUTE);
    expect(night.hub.said.metrics).not.toContain('AcknowledgementOverdue');
    expect(night.hub.timers().map(({ kind }) => kind)).toEqual(['update']);
  });

  test('without one: it is counted once, and a line of the timeline', async () => {
    const night = createNight({ config: CONFIG });
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(40 * MINUTE);
    expect(night.hub.said.metrics.filter((name) => name === 'AcknowledgementOverdue')).toHaveLength(1);
    expect(await night.timeline()).toContain('Nobody acknowledged within the response time');
  });
});

test('stakeholders have neither a link to acknowledge by nor a word of the alarm', async () => {
  const config = { ...CONFIG, hub: { ...CONFIG.hub, respondUrl: 'https://respond.example.com/' } };
  const night = createNight({ config });
  await night.deliver(alarmEvent('ALARM', 0, { reason: 'Threshold crossed', description: 'ChargePayment fails.' }));
  await night.act(update);
  await night.deliver(alarmEvent('OK', MINUTE));
  const said = night.hub.said.requests.filter(({ channel }) => channel === 'support');
  expect(said.map(({ operation }) => operation)).toEqual(['say', 'say', 'say']);
  const words = JSON.stringify(said.map(({ body, inWords }) => [body, inWords]));
  expect(words).toContain('We roll back.');
  for (const internal of ['faults', 'Threshold', 'ChargePayment', 'arn:', '111122223333', 'https://', 'alice']) {
    expect(words).not.toContain(internal);
  }
});
