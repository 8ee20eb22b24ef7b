import { alarmEvent } from '../hub';
import { createNight, MINUTE, type Night } from './night';

const PAGED = ['0:00 page to @alice', '0:00 page to pager'];
const SECOND = 1_000;

/** What comes of a page that nobody answers. */
const CLIMBED = [...PAGED, '5:00 page to @bob', '10:00 page to @carol'];

describe('race 6: an alarm that comes back', () => {
  /** It is in ALARM for 12 minutes, which is too long to be flapping, and comes back so long after its OK. */
  async function backAfter(ms: number): Promise<Night> {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(12 * MINUTE);
    await night.deliver(alarmEvent('OK', 12 * MINUTE));
    await night.pass(ms);
    await night.deliver(alarmEvent('ALARM', 12 * MINUTE + ms));
    await night.act({ action: 'acknowledge' });
    await night.pass(60 * MINUTE);
    return night;
  }

  const ended = [
    ...CLIMBED,
    '12:00 resolved to @alice',
    '12:00 resolved to @bob',
    '12:00 resolved to @carol',
    '12:00 resolved to pager',
  ];

  test.each([
    ['inside the window', 299_999, '16:59'],
    ['exactly at its end', 300_000, '17:00'],
  ])('%s reopens the incident, as its second generation', async (_, ms, time) => {
    const night = await backAfter(ms);
    expect(night.messages).toEqual([
      ...ended,
      `${time} page to @alice, generation 2`,
      `${time} page to pager, generation 2`,
      `${time} acknowledged to pager, generation 2`,
    ]);
    expect(night.hub.incidents()).toMatchObject([{ generation: 2, status: 'acknowledged' }]);
  });

  test('after it opens another incident', async () => {
    const night = await backAfter(300_001);
    expect(night.messages).toEqual([
      ...ended,
      '17:00 page to @alice',
      '17:00 page to pager',
      '17:00 acknowledged to pager',
    ]);
    expect(night.hub.incidents()).toMatchObject([
      { generation: 1, status: 'resolved' },
      { generation: 1, status: 'acknowledged' },
    ]);
    expect(new Set(night.keys).size).toBe(night.keys.length);
  });
});

describe('race 7: an alarm that comes and goes ten times', () => {
  async function flap(): Promise<Night> {
    const night = createNight();
    for (let round = 0; round < 10; round += 1) {
      await night.deliver(alarmEvent('ALARM', 2 * round * MINUTE));
      await night.pass(MINUTE);
      await night.deliver(alarmEvent('OK', (2 * round + 1) * MINUTE));
      await night.pass(MINUTE);
    }
    return night;
  }

  const told = [
    ...PAGED,
    '1:00 resolved to @alice',
    '1:00 resolved to pager',
    '2:00 notice to @alice, generation 2',
    '2:00 notice to pager, generation 2',
    '3:00 resolved to @alice, generation 2',
    '3:00 resolved to pager, generation 2',
  ];

  test('pages once and says once that it is flapping', async () => {
    const night = await flap();
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual(told);
    expect(night.incident()).toMatchObject({ generation: 10, status: 'resolved' });
  });

  test('and then stays pages again, once it has stayed for five minutes', async () => {
    const night = await flap();
    await night.deliver(alarmEvent('ALARM', 20 * MINUTE));
    await night.pass(6 * MINUTE);
    await night.act({ action: 'acknowledge' });
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([
      ...told,
      '25:00 page to @alice, generation 11',
      '25:00 page to pager, generation 11',
      '26:00 acknowledged to pager, generation 11',
    ]);
  });
});

test('race 10: resolved by hand while a member is in ALARM: its OK says nothing more, its next ALARM reopens', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 0));
  await night.pass(4 * MINUTE);
  expect(await night.act({ action: 'resolve' })).toMatchObject({
    result: 'refused',
    why: expect.stringContaining('1 of its alarms is still in ALARM'),
  });
  expect(night.messages).toEqual(PAGED);
  expect(await night.act({ action: 'resolve', force: true })).toMatchObject({ result: 'done' });
  await night.pass(MINUTE);
  await night.deliver(alarmEvent('OK', 5 * MINUTE));
  const told = [...PAGED, '4:00 resolved to @alice', '4:00 resolved to pager'];
  expect(night.messages).toEqual(told);
  await night.pass(MINUTE);
  await night.deliver(alarmEvent('ALARM', 6 * MINUTE));
  await night.pass(MINUTE);
  await night.deliver(alarmEvent('OK', 7 * MINUTE));
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([
    ...told,
    '6:00 notice to @alice, generation 2',
    '6:00 notice to pager, generation 2',
    '7:00 resolved to @alice, generation 2',
    '7:00 resolved to pager, generation 2',
  ]);
});

test('race 11: a timer of generation 1 that fires after the reopening escalates nothing', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 0));
  const first = night.hub.timers();
  expect(first).toMatchObject([
    { kind: 'ack-due', generation: 1, level: 0 },
    { kind: 'escalate', generation: 1, level: 1 },
  ]);
  await night.pass(MINUTE);
  await night.deliver(alarmEvent('OK', MINUTE));
  await night.pass(30 * SECOND);
  await night.deliver(alarmEvent('ALARM', 90 * SECOND));
  const told = [
    ...PAGED,
    '1:00 resolved to @alice',
    '1:00 resolved to pager',
    '1:30 notice to @alice, generation 2',
    '1:30 notice to pager, generation 2',
  ];
  await night.pass(4 * MINUTE);
  await night.wake(...first);
  expect(night.messages).toEqual(told);
  // It stayed: now the second generation pages, and climbs by its own times.
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([
    ...told,
    '6:30 page to @alice, generation 2',
    '6:30 page to pager, generation 2',
    '11:30 page to @bob, generation 2',
    '16:30 page to @carol, generation 2',
  ]);
});
