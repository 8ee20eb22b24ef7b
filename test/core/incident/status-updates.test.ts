import fc from 'fast-check';
import type { IncidentStatus } from '../../../lib/core/incident/incident';
import { MAX_UPDATE_REMINDERS, nextUpdateMs, updateOf } from '../../../lib/core/incident/status-updates';
import {
  Group,
  latency,
  MINUTE,
  NOW,
  type Played,
  responsesWith,
  signal,
  T0,
  told,
  verdict,
  WINDOW_MS,
} from './played';

const HALF_HOURLY = {
  responses: responsesWith([], {
    updateEveryMs: { critical: 30 * MINUTE, high: 60 * MINUTE },
    others: { stakeholders: ['support'], customers: ['page'] },
  }),
  reopenWindowMs: WINDOW_MS,
};
const group = () => new Group(HALF_HOURLY);
const timersOf = ({ timers }: Played) =>
  timers.flatMap((timer) =>
    timer.kind === 'update' ? [`${timer.generation}/${timer.level} in ${(timer.dueMs - NOW) / MINUTE} min`] : [],
  );
const acknowledge = { action: 'acknowledge' } as const;
const update = { action: 'update', text: 'We roll back.' } as const;
const inMinutes = (minutes: number) => NOW + minutes * MINUTE;

describe('when an update is due', () => {
  const plan = { policy: '', levels: [], acksNeeded: 1, updateEveryMs: 30 * MINUTE };
  const incident = (lastMs?: number, status: IncidentStatus = 'acknowledged') => ({
    status,
    plan,
    startedMs: T0,
    ...(lastMs === undefined ? {} : { updates: { count: 1, asked: 0, lastMs } }),
  });

  test.each([
    ['at the begin', undefined, 0, 30],
    ['just before', undefined, 30 - 1 / MINUTE, 30],
    ['at the time itself the next one', undefined, 30, 60],
    ['late', undefined, 95, 120],
    ['after an update', 10, 11, 40],
    ['long after an update', 10, 100, 130],
    ['by a clock that is behind', undefined, -50, 30],
  ])('%s', (_, last, now, due) => {
    const at = (minutes: number) => T0 + Math.round(minutes * MINUTE);
    expect(nextUpdateMs(incident(last === undefined ? undefined : at(last)), at(now))).toBe(at(due));
  });

  test('is never in the past, and never further away than the interval', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.nat(10 ** 9), fc.nat(10 ** 9), (every, since, later) => {
        const started = T0 + since;
        const nowMs = started + later;
        const due = nextUpdateMs(
          { ...incident(), startedMs: started, plan: { ...plan, updateEveryMs: every } },
          nowMs,
        ) as number;
        expect(due).toBeGreaterThan(nowMs);
        expect(due - nowMs).toBeLessThanOrEqual(every);
        expect((due - started) % every).toBe(0);
      }),
    );
  });

  test('is not said of what is over, nor without an interval', () => {
    expect(nextUpdateMs(incident(undefined, 'resolved'), T0)).toBeUndefined();
    expect(nextUpdateMs(incident(undefined, 'closed'), T0)).toBeUndefined();
    expect(nextUpdateMs({ ...incident(), plan: { ...plan, updateEveryMs: undefined } }, T0)).toBeUndefined();
  });
});

describe('an update', () => {
  test('is told to everybody who was told of the incident, each once, and is a line of the timeline', () => {
    const { outbox, timeline, state } = group().play(signal('ALARM', 0), update).played();
    expect(told(outbox)).toEqual([
      'page 1 oncall',
      'page 1 team',
      'notice 1 support',
      'update level 1 1 oncall',
      'update level 1 1 team',
    ]);
    expect(timeline.at(-1)).toMatchObject({
      kind: 'updated',
      actor: { type: 'user', id: 'alice' },
      text: 'We roll back.',
      atMs: NOW,
    });
    expect(timeline.at(-1)).not.toHaveProperty('audience');
    expect(state.incident).toMatchObject({ status: 'triggered', updates: { count: 1, lastMs: NOW, asked: 0 } });
  });

  test('for an audience is told to it as well, and its channels hear of the end', () => {
    const { outbox, timeline } = group()
      .play(signal('ALARM', 0), { ...update, audience: 'customers' }, signal('OK', MINUTE))
      .played();
    expect(told(outbox).slice(3)).toEqual([
      'update level 1 1 oncall',
      'update level 1 1 team',
      'update level 1 1 page',
      'resolved 1 oncall',
      'resolved 1 team',
      'resolved 1 support',
      'resolved 1 page',
    ]);
    expect(timeline.find(({ kind }) => kind === 'updated')).toMatchObject({ audience: 'customers' });
  });

  test('for an audience that has no channel is refused', () => {
    const { decisions } = new Group({ ...HALF_HOURLY, responses: responsesWith() })
      .play(signal('ALARM', 0), { ...update, audience: 'customers' })
      .played();
    expect(verdict(decisions[1])).toBe('the hub has no channel for customers; give one of its channels that audience');
  });

  test('of what is over is refused, by a person or by itself', () => {
    const { decisions } = group()
      .play(signal('ALARM', 0), signal('OK', MINUTE), update, { action: 'close' }, update)
      .played();
    expect([decisions[2], decisions[4]].map(verdict)).toEqual([
      'the incident is resolved already',
      'the incident is closed',
    ]);
  });

  test('each has words of its own, whatever its command is called', () => {
    const { timeline } = group()
      .play(
        signal('ALARM', 0),
        { ...update, text: 'first', id: 'updated|1|2|' },
        { ...update, text: 'second' },
        ...Array.from({ length: 9 }, (_, index) => ({ ...update, text: `more ${index}` })),
      )
      .played();
    const text = (level: number, generation = 1) => updateOf(timeline, { generation, level })?.text;
    expect([1, 2, 3, 11].map((level) => text(level))).toEqual(['first', 'second', 'more 0', 'more 8']);
    expect([text(0), text(12), text(1, 2)]).toEqual([undefined, undefined, undefined]);
  });

  test('says where the work is, until another one says otherwise or it begins anew', () => {
    const one = group().play(signal('ALARM', 0), { ...update, progress: 'identified' }, update);
    expect(one.played().state.incident?.updates?.progress).toBe('identified');
    one.play(signal('OK', MINUTE), signal('ALARM', 2 * MINUTE));
    expect(one.played().state.incident?.updates).toBeUndefined();
  });

  test('by whoever took the incident shows that they are at work', () => {
    const { state } = group().play(signal('ALARM', 0), acknowledge, update).played();
    expect(state.incident?.status).toBe('investigating');
  });
});

describe('people are asked for an update', () => {
  test('not before somebody answers, and then on the beat of the begin', () => {
    const one = group().play(signal('ALARM', 0));
    expect(timersOf(one.played())).toEqual([]);
    one.play({ ...acknowledge, atMs: inMinutes(70) });
    expect(timersOf(one.played())).toEqual(['1/1 in 120 min']);
    expect(told(group().play(signal('ALARM', 0), acknowledge, { fires: 'update' }).played().outbox).at(-1)).toBe(
      'update-due level 1 1 @alice',
    );
  });

  test('when somebody is assigned, too, and they are the ones', () => {
    const one = group().play(signal('ALARM', 0), { action: 'assign', to: 'bob' });
    expect(timersOf(one.played())).toEqual(['1/1 in 60 min']);
    expect(told(one.play({ fires: 'update' }).played().outbox).at(-1)).toBe('update-due level 1 1 @bob');
  });

  test('later after each update: the timer moves with it', () => {
    const one = group().play(signal('ALARM', 0), acknowledge, { ...update, atMs: inMinutes(50) });
    expect(timersOf(one.played())).toEqual(['1/1 in 110 min']);
  });

  test('ten times and no more, each by a message of its own', () => {
    const one = group().play(signal('ALARM', 0), acknowledge);
    for (let count = 1; count <= MAX_UPDATE_REMINDERS; count += 1) one.play({ fires: 'update' });
    const asked = told(one.played().outbox).filter((line) => line.startsWith('update-due'));
    expect(asked).toEqual(Array.from({ length: 10 }, (_, index) => `update-due level ${index + 1} 1 @alice`));
    expect(timersOf(one.played())).toEqual([]);
  });

  test('not of what is over, and again from the beginning when it came back', () => {
    const one = group().play(signal('ALARM', 0), acknowledge, { fires: 'update' }, signal('OK', MINUTE));
    expect(timersOf(one.played())).toEqual([]);
    one.play(signal('ALARM', 2 * MINUTE, latency), { action: 'severity', severity: 'critical' });
    expect(timersOf(one.played())).toEqual([]);
    one.play(acknowledge);
    expect(timersOf(one.played())).toEqual(['2/1 in 30 min']);
  });

  test('as often as the severity says', () => {
    const one = group().play(signal('ALARM', 0), { ...acknowledge, atMs: inMinutes(10) });
    one.play({ action: 'severity', severity: 'critical', atMs: inMinutes(35) });
    expect(timersOf(one.played())).toEqual(['1/1 in 60 min']);
    one.play({ action: 'severity', severity: 'medium', atMs: inMinutes(36) });
    expect(timersOf(one.played())).toEqual([]);
    one.play({ action: 'severity', severity: 'high', atMs: inMinutes(200) });
    expect(timersOf(one.played())).toEqual(['1/1 in 240 min']);
  });

  test('no more once a page found the ticket that somebody took', () => {
    const tickets = {
      ...HALF_HOURLY,
      responses: responsesWith([], { updateEveryMs: { high: MINUTE, medium: MINUTE } }),
    };
    const one = new Group(tickets).play(signal('ALARM', 0, { role: 'ticket', severity: 'medium' }), acknowledge);
    expect(timersOf(one.played())).toEqual(['1/1 in 1 min']);
    one.play(signal('ALARM', MINUTE, { ...latency, severity: 'medium' }), signal('ALARM', MINUTE, { member: 'arn:3' }));
    expect(one.played().state.incident?.status).toBe('triggered');
    expect(timersOf(one.played())).toEqual([]);
  });
});

describe('the response time', () => {
  const due = { ...HALF_HOURLY, responses: responsesWith([], { ackDueMs: inMinutes(15), acksNeeded: 2 }) };
  const ackDue = ({ timers }: Played) => timers.filter(({ kind }) => kind === 'ack-due').map(({ dueMs }) => dueMs);

  test('is told when it passes with too few acknowledgements', () => {
    const { decisions, timeline, timers, outbox } = new Group(due)
      .play(signal('ALARM', 0), acknowledge, { fires: 'ack-due' })
      .played();
    expect(verdict(decisions[2])).toBe('unanswered');
    expect(timeline.at(-1)).toMatchObject({
      kind: 'noted',
      actor: { type: 'timer', id: 'ack-due' },
      atMs: inMinutes(15),
      text: 'Only 1 of the 2 people it needs acknowledged within the response time',
    });
    expect(timers).toEqual([]);
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
  });

  test('stops with the last acknowledgement that is needed, with an assignee, and with the end', () => {
    const open = () => new Group(due).play(signal('ALARM', 0));
    expect(ackDue(open().played())).toEqual([inMinutes(15)]);
    expect(ackDue(open().play(acknowledge).played())).toEqual([inMinutes(15)]);
    expect(
      ackDue(
        open()
          .play(acknowledge, { ...acknowledge, by: 'bob' })
          .played(),
      ),
    ).toEqual([]);
    expect(ackDue(open().play({ action: 'assign', to: 'bob' }).played())).toEqual([]);
    expect(ackDue(open().play(signal('OK', MINUTE)).played())).toEqual([]);
  });

  test('that passed before the escalation began is not told again', () => {
    const past = { ...HALF_HOURLY, responses: responsesWith([], { ackDueMs: NOW - 1 }) };
    expect(new Group(past).play(signal('ALARM', 0)).played().timers).toEqual([]);
  });
});
