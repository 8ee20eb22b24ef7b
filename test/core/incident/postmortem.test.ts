import {
  isPostmortemReminder,
  MAX_POSTMORTEM_REMINDERS,
  POSTMORTEM_AGAIN_MS,
  POSTMORTEM_DUE_MS,
} from '../../../lib/core/incident/postmortem';
import { Group, type Happening, MINUTE, NOW, play, responsesWith, SETTINGS, signal, T0, told, verdict } from './played';

const opened = signal('ALARM', 0);
const over = signal('OK', 20 * MINUTE);
const asks = { fires: 'postmortem' } as const;
const reminders = (...happenings: readonly Happening[]) =>
  told(play(...happenings).outbox).filter((line) => line.startsWith('reminder'));

test('is due 48 hours after the resolve, by alarms and by hand', () => {
  expect(POSTMORTEM_DUE_MS).toBe(172_800_000);
  expect(play(opened, over).timers).toMatchObject([
    { kind: 'postmortem', generation: 1, level: 1, dueMs: T0 + 20 * MINUTE + POSTMORTEM_DUE_MS },
  ]);
  expect(play(opened, { action: 'resolve', force: true, atMs: NOW }).timers).toMatchObject([
    { kind: 'postmortem', generation: 1, level: 1, dueMs: NOW + POSTMORTEM_DUE_MS },
  ]);
});

test('is not needed for tickets', () => {
  const ticket = { role: 'ticket', severity: 'medium' } as const;
  expect(play(signal('ALARM', 0, ticket), signal('OK', MINUTE, ticket)).timers).toEqual([]);
});

test('is asked for five times, a day apart, and then no more', () => {
  const group = new Group().play(opened, over);
  for (let n = 0; n < MAX_POSTMORTEM_REMINDERS; n += 1) group.play(asks);
  const { outbox, timers, decisions, state } = group.played();
  const asked = outbox.filter(isPostmortemReminder);
  expect(told(asked)).toEqual(
    [1001, 1002, 1003, 1004, 1005].flatMap((level) => [
      `reminder level ${level} 1 oncall`,
      `reminder level ${level} 1 team`,
    ]),
  );
  const first = T0 + 20 * MINUTE + POSTMORTEM_DUE_MS;
  expect([...new Set(asked.map(({ dueMs }) => dueMs))]).toEqual(
    [0, 1, 2, 3, 4].map((n) => first + n * POSTMORTEM_AGAIN_MS),
  );
  expect(decisions.slice(2).map(verdict)).toEqual(Array(5).fill('overdue'));
  expect(timers).toEqual([]);
  expect(state.incident?.status).toBe('resolved');
});

test('is asked of the assignee, else of whoever acknowledged, else of those who were told', () => {
  const taken = { action: 'acknowledge', by: 'bob' } as const;
  expect(reminders(opened, over, asks)).toEqual(['reminder level 1001 1 oncall', 'reminder level 1001 1 team']);
  expect(reminders(opened, taken, over, asks)).toEqual(['reminder level 1001 1 @bob']);
  expect(reminders(opened, taken, { action: 'assign', to: 'carol' }, over, asks)).toEqual([
    'reminder level 1001 1 @carol',
  ]);
});

test.each<[string, readonly Happening[]]>([
  ['a root cause that was given at the resolve', [{ action: 'resolve', force: true, rootCause: 'a bad index' }]],
  ['the close', [over, { action: 'close' }]],
])('%s ends it', (_, happenings) => {
  const { outbox, timers, decisions } = play(opened, ...happenings, asks);
  expect(told(outbox).filter((line) => line.startsWith('reminder'))).toEqual([]);
  expect(verdict(decisions.at(-1))).toBe('done');
  expect(timers).toEqual([]);
});

test('a root cause of blanks is none', () => {
  expect(reminders(opened, { action: 'resolve', force: true, rootCause: ' \n' }, asks)).toHaveLength(2);
});

test('a reopen makes it moot, and the next resolve asks anew', () => {
  const again = [opened, over, signal('ALARM', 22 * MINUTE)];
  expect(play(...again).timers.filter(({ kind }) => kind === 'postmortem')).toEqual([]);
  const { timers, outbox } = play(...again, signal('OK', 40 * MINUTE), asks);
  expect(timers).toMatchObject([{ kind: 'postmortem', generation: 2, level: 2 }]);
  expect(told(outbox).slice(-2)).toEqual(['reminder level 1001 2 oncall', 'reminder level 1001 2 team']);
});

test('reminders of whoever acknowledged are others', () => {
  const reminding = { ...SETTINGS, responses: responsesWith([], { remindAfterMs: MINUTE }) };
  const { outbox } = new Group(reminding)
    .play(opened, { action: 'acknowledge' }, { fires: 'remind' }, over, asks)
    .played();
  const asked = outbox.filter(({ kind }) => kind === 'reminder');
  expect(asked.map(({ level }) => level)).toEqual([1, 1001]);
  expect(asked.map(isPostmortemReminder)).toEqual([false, true]);
  expect(isPostmortemReminder({ kind: 'page', level: 1001 })).toBe(false);
});
