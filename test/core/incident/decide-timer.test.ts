import fc from 'fast-check';
import { MAX_REMINDERS } from '../../../lib/core/incident/decide-timer';
import { readTimerRef, type TimerRef, timerName, writeTimerRef } from '../../../lib/core/incident/timer';
import { anyCharacter } from '../../any-character';
import { Group, latency, MINUTE, NOW, responsesWith, SETTINGS, signal, told, verdict } from './played';

const LEVELS = [
  { name: 'backup', afterMs: 5 * MINUTE, targets: ['person:bob'] },
  { name: 'lead', afterMs: 10 * MINUTE, targets: ['person:carol', 'channel:oncall'] },
];
const settings = { ...SETTINGS, responses: responsesWith(LEVELS) };
const opened = signal('ALARM', 0);
const group = () => new Group(settings).play(opened);

describe('escalating', () => {
  test('tells one level after the other, at times that count from the begin', () => {
    const { outbox, timeline, timers, state } = group()
      .play({ fires: 'escalate', atMs: NOW + 7 * MINUTE }, { fires: 'escalate' })
      .played();
    expect(told(outbox)).toEqual([
      'page 1 oncall',
      'page 1 team',
      'page level 1 1 @bob',
      'page level 2 1 @carol',
      'page level 2 1 oncall',
    ]);
    // The first was two minutes late, the second is not.
    expect(timeline.map(({ kind, atMs }) => [kind, atMs - NOW])).toEqual([
      ['opened', -3_600_000],
      ['escalated', 7 * MINUTE],
      ['escalated', 10 * MINUTE],
    ]);
    expect(timeline.at(-1)?.text).toBe('Nobody acknowledged: escalated to level 3, lead');
    expect(timers).toEqual([]);
    expect(state.incident).toMatchObject({ level: 2, told: ['oncall', 'team', '@bob', '@carol'] });
  });

  test('ends with the acknowledgement, and its timer does nothing but end', () => {
    const { decisions, outbox, timers } = group().play({ action: 'acknowledge' }, { fires: 'escalate' }).played();
    expect(verdict(decisions.at(-1))).toBe('done');
    expect(told(outbox)).toHaveLength(2);
    expect(timers).toEqual([]);
  });

  test('of a generation before does nothing to the one after it', () => {
    const { decisions, outbox, timers } = group()
      .play(signal('OK', 11 * MINUTE), signal('ALARM', 12 * MINUTE), { fires: 'escalate', generation: 1 })
      .played();
    expect(verdict(decisions.at(-1))).toBe('done');
    expect(told(outbox).filter((line) => line.includes('level'))).toEqual([]);
    expect(timers).toMatchObject([{ kind: 'escalate', generation: 2, level: 1 }]);
  });

  test('of an incident that was replaced by another does nothing to that', () => {
    const played = group()
      .play(signal('OK', MINUTE), signal('ALARM', 60 * MINUTE), { fires: 'escalate', generation: 1 })
      .played();
    expect(verdict(played.decisions.at(-1))).toBe('done');
    expect(told(played.outbox).at(-1)).toBe('page 1 team');
  });

  test('tells all who were told of the end', () => {
    const { outbox } = group().play({ fires: 'escalate' }, signal('OK', MINUTE)).played();
    expect(told(outbox).slice(-3)).toEqual(['resolved 1 oncall', 'resolved 1 team', 'resolved 1 @bob']);
  });

  test('of a ticket is done by notices', () => {
    const ticket = signal('ALARM', 0, { role: 'ticket', severity: 'medium' });
    const { outbox } = new Group(settings).play(ticket, { fires: 'escalate' }).played();
    expect(told(outbox).at(-1)).toBe('notice level 1 1 @bob');
  });

  test('begins anew with the page that follows a ticket', () => {
    const ticket = signal('ALARM', 0, { ...latency, role: 'ticket', severity: 'medium' });
    const { outbox, timers } = new Group(settings)
      .play(
        ticket,
        { fires: 'escalate', level: 1 },
        signal('ALARM', MINUTE),
        { fires: 'escalate', level: 2 },
        { fires: 'escalate', level: 1 },
      )
      .played();
    expect(told(outbox).slice(-3)).toEqual(['page 1 oncall', 'page 1 team', 'page level 1 1 @bob']);
    expect(timers).toMatchObject([{ level: 2, dueMs: NOW + 10 * MINUTE }]);
  });
});

test('reminders end', () => {
  const reminding = { ...SETTINGS, responses: responsesWith([], { remindAfterMs: MINUTE }) };
  const reminded = new Group(reminding).play(opened, { action: 'acknowledge' });
  for (let n = 0; n < MAX_REMINDERS; n += 1) reminded.play({ fires: 'remind' });
  expect(told(reminded.played().outbox).filter((line) => line.startsWith('reminder'))).toHaveLength(MAX_REMINDERS);
  expect(reminded.played().timers).toEqual([]);
});

describe('names of timers', () => {
  const anyRef: fc.Arbitrary<TimerRef> = fc.oneof(
    fc.record({ kind: fc.constant('held' as const), groupKey: fc.string(), member: fc.string({ unit: anyCharacter }) }),
    fc.record({
      kind: fc.constantFrom('escalate' as const, 'remind' as const, 'lasting' as const, 'postmortem' as const),
      incidentId: fc.string(),
      generation: fc.nat(),
      level: fc.nat(),
    }),
  );

  test('survive their way through a queue, and differ where the timers do', () => {
    fc.assert(
      fc.property(anyRef, anyRef, (one, other) => {
        const more = { ...one, dueMs: 5 };
        expect(readTimerRef(writeTimerRef(more))).toEqual(one);
        expect(timerName(one) === timerName(other)).toBe(writeTimerRef(one) === writeTimerRef(other));
      }),
    );
  });

  test.each([
    '',
    '{',
    'null',
    '7',
    '[]',
    '{"kind":"held"}',
    '{"kind":"escalate","incidentId":"i","generation":1.5,"level":1}',
    '{"kind":"__proto__"}',
  ])('a text that names none is none: %s', (text) => {
    expect(readTimerRef(text)).toBeUndefined();
  });
});
