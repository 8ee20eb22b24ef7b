import type { AlarmState } from '../../../lib/core/incident/incident';
import { randomNumbers } from '../../../lib/core/random';
import { alarmEvent } from '../hub';
import { changed, LATENCY, recorded } from './events';
import { createNight, HEALTHY, MINUTE, type Night } from './night';

const PAGED = ['0:00 page to @alice', '0:00 page to pager'];
const SEED = 7;

type Event = Record<string, unknown>;

function resolvedAt(time: string): string[] {
  return [`${time} resolved to @alice`, `${time} resolved to pager`];
}

/** Without their times: the pauses between tries take some. */
function untimed(messages: readonly string[]): string[] {
  return messages.map((message) => message.replace(/^\S+ /, ''));
}

function inBatches<T>(events: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(events.length / size) }, (_, n) => events.slice(n * size, (n + 1) * size));
}

/** So many workers take batches of ten off a queue, which brings again what failed. */
async function drain(night: Night, events: readonly Event[], workers: number): Promise<void> {
  const queue = inBatches(events, 10);
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { batchItemFailures } = await night.handle(...next);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      if (failed.size > 0) queue.push(next.filter((_, n) => failed.has(`m-${n}`)));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

/** How often the store was asked to write, and how often it said that somebody came in between. */
function watchWrites(night: Night) {
  const seen = { writes: 0, conflicts: 0 };
  const commit = night.hub.memory.commit.bind(night.hub.memory);
  night.hub.memory.commit = async (write) => {
    const result = await commit(write);
    seen.writes += 1;
    if (result === 'conflict') seen.conflicts += 1;
    return result;
  };
  return seen;
}

test('race 19: two OKs of two members at once are one resolve, told once', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 0), alarmEvent('ALARM', 0, LATENCY));
  await night.pass(MINUTE);
  const oks = [alarmEvent('OK', MINUTE), alarmEvent('OK', MINUTE, LATENCY)];
  expect(await Promise.all(oks.map((ok) => night.handle(ok)))).toEqual([HEALTHY, HEALTHY]);
  await night.readStream();
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([...PAGED, ...resolvedAt('1:00')]);
  expect(night.hub.locks()).toMatchObject([{ alarming: 0, count: 2 }]);
});

test('race 27: 500 updates of one key at once, some of them twice, lose no count and page once', async () => {
  const night = createNight();
  const random = randomNumbers(SEED);
  const all = (state: AlarmState, atMs: number) => {
    const events = Array.from({ length: 500 }, (_, n) => alarmEvent(state, atMs, { alarm: `checkout-${n}` }));
    const twice = events.flatMap((event) => (random() < 0.2 ? [event, event] : [event]));
    return twice
      .map((event) => ({ event, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ event }) => event);
  };
  await drain(night, all('ALARM', 0), 10);
  await night.readStream();
  expect(night.hub.locks()).toMatchObject([{ count: 500, alarming: 500 }]);
  await night.pass(MINUTE);
  await drain(night, all('OK', MINUTE), 10);
  await night.readStream();
  await night.pass(60 * MINUTE);
  expect(night.hub.locks()).toMatchObject([{ count: 500, alarming: 0 }]);
  expect(untimed(night.messages)).toEqual(untimed([...PAGED, ...resolvedAt('1:00')]));
});

test('race 29: a thousand contributors do not grow the lock, page once and end once', async () => {
  const night = createNight({ nowMs: Date.parse('2025-12-01T13:42:05Z') });
  const contributor = (n: number, value: AlarmState) => {
    const timestamp = `2025-12-01T13:4${value === 'OK' ? 3 : 2}:04.919+0000`;
    const event = recorded('10-contributor-ALARM.json');
    return changed(event, {
      alarmContributor: { id: `contributor-${n}`, attributes: {} },
      state: { value, timestamp },
    });
  };
  const all = (value: AlarmState) => Array.from({ length: 1_000 }, (_, n) => contributor(n, value));
  for (const batch of inBatches(all('ALARM'), 10)) expect(await night.deliver(...batch)).toEqual(HEALTHY);
  expect(night.hub.locks()).toMatchObject([{ alarming: 1_000 }]);
  const sizes = night.hub.memory.items().map((item) => Buffer.byteLength(JSON.stringify(item)));
  expect(Math.max(...sizes)).toBeLessThan(4_096);
  await night.pass(MINUTE);
  const [last, ...others] = all('OK');
  for (const batch of inBatches(others, 10)) await night.deliver(...batch);
  expect(night.messages).toEqual(PAGED);
  await night.deliver(last as Event);
  await night.pass(60 * MINUTE);
  expect(night.messages).toEqual([...PAGED, ...resolvedAt('1:00')]);
});

describe('race 30: a storm of retries', () => {
  test('ends after ten tries with growing pauses: the queue has the record again, and nobody was told', async () => {
    const night = createNight();
    const { commit } = night.hub.memory;
    let writes = 0;
    night.hub.memory.commit = async () => {
      writes += 1;
      return 'conflict';
    };
    expect(await night.deliver(alarmEvent('ALARM', 0))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
    expect(writes).toBe(10);
    expect(night.hub.said.slept).toEqual([10, 20, 40, 80, 160, 320, 640, 640, 640, 640]);
    expect(night.messages).toEqual([]);
    night.hub.memory.commit = commit;
    await night.deliver(alarmEvent('ALARM', 0));
    await night.act({ action: 'acknowledge' });
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual(['0:03 page to @alice', '0:03 page to pager', '0:03 acknowledged to pager']);
  });

  test('of fifty workers at one key costs each of them a bounded number of writes, and all are counted', async () => {
    const night = createNight();
    const seen = watchWrites(night);
    const events = Array.from({ length: 50 }, (_, n) => alarmEvent('ALARM', n, { alarm: `checkout-${n}` }));
    let [left, rounds] = [events, 0];
    for (; left.length > 0; rounds += 1) {
      const answers = await Promise.all(left.map((event) => night.handle(event)));
      expect(seen.writes).toBeLessThanOrEqual(left.length * 10);
      seen.writes = 0;
      left = left.filter((_, n) => answers[n]?.batchItemFailures.length !== 0);
    }
    expect(rounds).toBeLessThanOrEqual(6);
    expect(seen.conflicts).toBeGreaterThan(0);
    await night.readStream();
    expect(night.hub.locks()).toMatchObject([{ count: 50, alarming: 50 }]);
    expect(untimed(night.messages)).toEqual(untimed(PAGED));
  });
});
