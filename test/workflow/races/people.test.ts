import { alarmEvent } from '../hub';
import { createWorld, pressOf } from '../respond-world';
import { LATENCY } from './events';
import { createNight, MINUTE } from './night';
import { NIGHT } from './team';

const PAGED = ['0:00 page to @alice', '0:00 page to pager'];

function resolvedAt(time: string, ...others: readonly string[]): string[] {
  return ['@alice', ...others, 'pager'].map((who) => `${time} resolved to ${who}`);
}

describe('race 8: an acknowledgement in the tick of the timer', () => {
  test('that is stored first leaves everybody else asleep', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(5 * MINUTE - 1);
    // The timer has read what is stored, and is about to write.
    night.around('commit', { before: () => night.act({ action: 'acknowledge' }) });
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...PAGED, '5:00 acknowledged to pager']);
    expect(night.incident()).toMatchObject({ status: 'acknowledged', level: 0 });
  });

  test('that is stored second finds the next one told, and ends it there', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(5 * MINUTE - 1);
    night.around('commit', { before: () => night.pass(1) });
    expect(await night.act({ action: 'acknowledge' })).toMatchObject({ result: 'done' });
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...PAGED, '5:00 page to @bob', '5:00 acknowledged to pager']);
    expect(night.incident()).toMatchObject({ status: 'acknowledged', level: 1 });
  });
});

describe('race 9: an acknowledgement and the resolve at once end resolved', () => {
  test('with the resolve in between: the acknowledgement changes nothing', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(MINUTE);
    night.around('commit', { before: () => night.deliver(alarmEvent('OK', MINUTE)) });
    expect(await night.act({ action: 'acknowledge' })).toMatchObject({ result: 'nothing', why: 'already resolved' });
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...PAGED, ...resolvedAt('1:00')]);
    expect(night.incident()).toMatchObject({ status: 'resolved', acknowledgements: [] });
  });

  test('with the acknowledgement in between: it counts, and the resolve comes after it', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(MINUTE);
    night.around('commit', { before: () => night.act({ action: 'acknowledge' }) });
    await night.deliver(alarmEvent('OK', MINUTE));
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...PAGED, '1:00 acknowledged to pager', ...resolvedAt('1:00')]);
    expect(night.incident()).toMatchObject({ status: 'resolved', acknowledgements: [{ by: 'alice' }] });
  });
});

test('race 12: a timer that its wake-up, the same again and the sweep fire at once tells one person once', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 0));
  const [timer] = night.hub.timers();
  night.hub.pass(5 * MINUTE);
  if (!timer) throw new Error('no timer was set');
  await Promise.all([night.wake(timer), night.wake(timer), night.sweep(), night.sweep()]);
  await night.readStream();
  expect(night.messages).toEqual([...PAGED, '5:00 page to @bob']);
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([...PAGED, '5:00 page to @bob', '10:00 page to @carol']);
});

describe('race 24: a severity that is raised while the next level waits', () => {
  const worse = { ...LATENCY, severity: 'critical' };

  test('pages anew and climbs by the new plan, and the level that waited is not told twice', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(7 * MINUTE);
    await night.deliver(alarmEvent('ALARM', 7 * MINUTE, worse));
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([
      ...PAGED,
      '5:00 page to @bob',
      '7:00 page to @alice, generation 2',
      '7:00 resolved to pager',
      '7:00 page to pager, generation 2',
      '12:00 page to @bob, generation 2',
      '17:00 page to @carol, generation 2',
      '22:00 page to @dan, generation 2',
      '37:00 page to @erin, generation 2',
    ]);
    expect(night.hub.incidents()).toMatchObject([{ severity: 'critical', generation: 2 }]);
  });

  test('from a ticket to a page begins the escalation anew: the level that waited does not come early', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0, { role: 'ticket' }));
    await night.pass(7 * MINUTE);
    await night.deliver(alarmEvent('ALARM', 7 * MINUTE, LATENCY));
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([
      '0:00 notice to @alice',
      '0:00 notice to pager',
      '5:00 notice to @bob',
      '7:00 page to @alice',
      '7:00 page to pager',
      '12:00 page to @bob',
      '17:00 page to @carol',
    ]);
  });

  test('tells the end to all who were paged, those of before as well', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(7 * MINUTE);
    await night.deliver(alarmEvent('ALARM', 7 * MINUTE, worse));
    await night.pass(MINUTE);
    await night.deliver(alarmEvent('OK', 8 * MINUTE), alarmEvent('OK', 8 * MINUTE, worse));
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([
      ...PAGED,
      '5:00 page to @bob',
      '7:00 page to @alice, generation 2',
      '7:00 resolved to pager',
      '7:00 page to pager, generation 2',
      '8:00 resolved to @alice, generation 2',
      '8:00 resolved to @bob, generation 2',
      '8:00 resolved to pager, generation 2',
    ]);
  });
});

describe('race 28: the link of an acknowledgement', () => {
  /** A night one minute on, which is what the door's clock says, with the page of its links in front. */
  async function atTheDoor(...events: readonly Record<string, unknown>[]) {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0), ...events);
    await night.pass(MINUTE);
    return { night, door: createWorld({ config: NIGHT, store: () => night.ports.store }) };
  }

  test('acts once, however often it is used', async () => {
    const { night, door } = await atTheDoor();
    const path = door.link();
    const press = pressOf(path, await door.request({ path }));
    await Promise.all([door.request(press), door.request(press)]);
    expect((await door.request(press)).body).toContain('This link was used already; nothing more was changed.');
    await night.readStream();
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...PAGED, '1:00 acknowledged to pager']);
    expect(night.incident().acknowledgements).toMatchObject([{ by: 'alice' }]);
  });

  test('does nothing after the resolve, nor to the generation after it', async () => {
    const { night, door } = await atTheDoor();
    const path = door.link();
    const press = pressOf(path, await door.request({ path }));
    await night.deliver(alarmEvent('OK', MINUTE));
    expect((await door.request(press)).body).toContain('It was over already; nothing was changed.');
    await night.deliver(alarmEvent('ALARM', MINUTE + 1));
    expect((await door.request(press)).statusCode).toBe(410);
    await night.readStream();
    expect(night.incident()).toMatchObject({ status: 'triggered', generation: 2, acknowledgements: [] });
    expect(night.messages).toEqual([
      ...PAGED,
      ...resolvedAt('1:00'),
      '1:00 notice to @alice, generation 2',
      '1:00 notice to pager, generation 2',
    ]);
  });

  test('of one incident does nothing to another', async () => {
    const { night, door } = await atTheDoor(alarmEvent('ALARM', 0, { service: 'search' }));
    await door.press(door.link());
    await night.readStream();
    await night.pass(4 * MINUTE);
    const both = PAGED.flatMap((page) => [page, page]);
    expect(night.messages).toEqual([...both, '1:00 acknowledged to pager', '5:00 page to @bob']);
    const statuses = night.hub.incidents().map(({ service, status }) => `${service} ${status}`);
    expect(statuses.sort()).toEqual(['checkout acknowledged', 'search triggered']);
  });
});
