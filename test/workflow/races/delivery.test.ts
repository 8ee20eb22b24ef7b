import { alarmEvent } from '../hub';
import { crash, createNight, HEALTHY, MINUTE } from './night';
import { PEOPLE } from './team';

const PAGED = ['0:00 page to @alice', '0:00 page to pager'];
const TIMED_OUT = { status: 'failed', reason: 'no answer within 3 s' } as const;

describe('race 13: a crash after the write, before anything is sent', () => {
  test('of the writer: the queue brings the event again, which is known, and the page goes out once', async () => {
    const night = createNight();
    const event = alarmEvent('ALARM', 0);
    night.around('commit', { after: crash });
    expect(await night.handle(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
    expect(await night.handle(event)).toEqual(HEALTHY);
    await night.readStream();
    await night.act({ action: 'acknowledge' });
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...PAGED, '0:00 acknowledged to pager']);
    expect(night.hub.locks()).toMatchObject([{ count: 1 }]);
  });

  test('of the writer, for good: the timer of the next level is found by the sweep', async () => {
    const night = createNight();
    night.around('commit', { after: crash });
    await night.handle(alarmEvent('ALARM', 0));
    await night.readStream();
    await night.pass(5 * MINUTE);
    expect(night.messages).toEqual([...PAGED, '5:00 page to @bob']);
  });

  test('of the sender: the sweep of the next minute sends what it did not', async () => {
    const night = createNight();
    await night.handle(alarmEvent('ALARM', 0));
    night.loseStream();
    expect(night.messages).toEqual([]);
    await night.pass(4 * MINUTE);
    expect(night.messages).toEqual(['1:00 page to @alice', '1:00 page to pager']);
  });
});

test('race 14: a crash after the send, before the note of it, sends the same again under the same key', async () => {
  const night = createNight();
  await night.handle(alarmEvent('ALARM', 0));
  night.around('settle', { when: ({ channel }: { channel: string }) => channel === 'pager', before: crash });
  expect((await night.readStream()).batchItemFailures).toHaveLength(1);
  await night.pass(3 * MINUTE);
  await night.act({ action: 'acknowledge' });
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([...PAGED, '1:00 page to pager', '3:00 acknowledged to pager']);
  const [, first, second] = night.keys;
  expect(second).toBe(first);
  // The provider knows the incident by this key, and the words are the same: it is no second page.
  const [sent, repeated] = night.hub.said.requests;
  expect(repeated).toEqual(sent);
});

describe('race 15: a provider that takes the page after we stopped waiting', () => {
  test('is stood in for in time, and both hear of the end', async () => {
    const night = createNight();
    night.hub.answer('pager', TIMED_OUT, TIMED_OUT, TIMED_OUT);
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(MINUTE);
    await night.deliver(alarmEvent('OK', MINUTE));
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([
      '0:00 page to @alice',
      '0:00 page to pager, no answer within 3 s',
      '0:01 page to pager, no answer within 3 s',
      '0:03 page to pager, no answer within 3 s',
      '0:03 page to desk',
      '1:03 resolved to @alice',
      '1:03 resolved to pager',
      '1:03 resolved to desk',
    ]);
    // All of them of one incident of the provider's.
    expect(new Set(night.hub.said.requests.map(({ dedupKey }) => dedupKey)).size).toBe(1);
    expect(night.hub.said.requests.map(({ operation }) => operation)).toEqual([
      ...['open', 'open', 'open', 'open'],
      ...['resolve', 'resolve'],
    ]);
  });
});

// Messages are published one by one: what PublishBatch would answer for one of its entries comes as its own error.
test('a stand-in that does not hear of the end is counted: somebody must close there by hand', async () => {
  const night = createNight();
  const refused = { status: 'refused', reason: '401 Unauthorized' } as const;
  night.hub.answer('pager', refused);
  await night.deliver(alarmEvent('ALARM', 0));
  expect(night.messages).toContain('0:00 page to desk');
  await night.pass(2 * MINUTE);
  const { metrics } = night.hub.said;
  expect(metrics).not.toContain('NotificationDead');
  night.hub.answer('desk', refused);
  await night.deliver(alarmEvent('OK', 2 * MINUTE));
  await night.pass(60 * MINUTE);
  expect(night.messages.slice(-3)).toEqual([
    '2:00 resolved to @alice',
    '2:00 resolved to pager',
    '2:00 resolved to desk, 401 Unauthorized',
  ]);
  expect(metrics.filter((metric) => metric === 'NotificationDead')).toHaveLength(1);
  expect(night.logs).toContain('a stand-in was not told that it is resolved');
  // The message itself was taken: nothing is owed, and nobody is told twice.
  expect(night.hub.outbox().filter(({ status }) => status !== 'sent')).toEqual([]);
});

test('race 16: of a level, one topic that refuses is given up alone, and nobody else is told twice', async () => {
  const night = createNight();
  await night.handle(alarmEvent('ALARM', 0));
  night.hub.refuse(PEOPLE, 3);
  expect(await night.readStream()).toEqual(HEALTHY);
  await night.pass(4 * MINUTE);
  expect(night.messages).toEqual([
    '0:00 page to @alice, refused',
    '0:00 page to pager',
    '0:01 page to @alice, refused',
    '0:03 page to @alice, refused',
    '0:03 page to fallback',
  ]);
  expect(night.hub.said.metrics.filter((metric) => metric === 'NotificationDead')).toHaveLength(1);
});
