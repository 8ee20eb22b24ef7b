import fc from 'fast-check';
import { newLock } from '../../../lib/core/incident/group';
import type { AlarmState, Watermark } from '../../../lib/core/incident/incident';
import { moreSevere, SEVERITIES, type Severity } from '../../../lib/core/incident/severity';
import { counted, peakOf, worstInAlarm } from '../../../lib/core/incident/severity-counts';
import { Group, type Happening, MINUTE, play, responsesWith, SETTINGS, signal, told } from './played';

const of = (severity: Severity, more: object = {}) => ({
  severity,
  member: `arn:${severity}`,
  alarmName: `${severity}-alarm`,
  ...more,
});
const ticket = of('medium', { role: 'ticket' });

/** A critical alarm and a high one. */
const BOTH = [signal('ALARM', 0, of('critical')), signal('ALARM', MINUTE, of('high'))];

describe('when the worst alarm of an incident clears', () => {
  test('the incident is as severe as what is left, and the timeline says so; nobody is told', () => {
    const before = play(...BOTH);
    const { state, timeline, outbox, timers } = play(...BOTH, signal('OK', 2 * MINUTE, of('critical')));
    expect(state.incident).toMatchObject({ status: 'triggered', severity: 'high', peak: 'critical', generation: 1 });
    expect(timeline.map(({ kind }) => kind)).toEqual(['opened', 'joined', 'cleared', 'severity']);
    expect(timeline.at(-1)).toMatchObject({
      text: 'Severity lowered from critical to high: none of its alarms in ALARM is critical any more',
      actor: { type: 'alarm', id: 'arn:critical' },
    });
    expect(outbox).toEqual(before.outbox);
    expect(timers).toEqual(before.timers);
    expect(state.incident?.plan.policy).toBe('critical');
  });

  test('it goes down step by step, to a ticket as well', () => {
    const { state, outbox } = play(
      ...BOTH,
      signal('ALARM', MINUTE, ticket),
      signal('OK', 2 * MINUTE, of('critical')),
      signal('OK', 3 * MINUTE, of('high')),
    );
    expect(state.incident).toMatchObject({ severity: 'medium', peak: 'critical', status: 'triggered' });
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
  });

  test('while another one as bad is in ALARM it stays', () => {
    const twin = signal('ALARM', MINUTE, of('critical', { member: 'arn:twin' }));
    const { state, timeline } = play(...BOTH, twin, signal('OK', 2 * MINUTE, of('critical')));
    expect(state.incident).toMatchObject({ severity: 'critical' });
    expect(timeline.map(({ kind }) => kind)).not.toContain('severity');
  });

  test('and comes back, it is raised again, and who was paged for it is not paged anew', () => {
    const { state, outbox, timeline } = play(
      ...BOTH,
      signal('OK', 2 * MINUTE, of('critical')),
      signal('ALARM', 3 * MINUTE, of('critical')),
      signal('OK', 4 * MINUTE, of('critical')),
      signal('ALARM', 5 * MINUTE, of('critical')),
    );
    expect(state.incident).toMatchObject({ severity: 'critical', generation: 1 });
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
    expect(timeline.at(-1)?.text).toMatch(/^critical-alarm joined; severity raised from high to critical: /);
  });

  test('people who said how severe it is are not contradicted', () => {
    const said = [...BOTH, { action: 'severity', severity: 'critical' } as const];
    expect(play(...said).decisions.at(-1)).toMatchObject({ why: 'already critical' });
    const raised = play(
      signal('ALARM', 0, of('high')),
      signal('ALARM', 0, ticket),
      { action: 'severity', severity: 'critical' },
      signal('OK', MINUTE, of('high')),
    );
    expect(raised.state.incident).toMatchObject({ severity: 'critical', severityFloor: 'critical' });
    const lowered = play(
      ...BOTH,
      signal('ALARM', MINUTE, ticket),
      { action: 'severity', severity: 'high' },
      signal('OK', 2 * MINUTE, of('critical')),
      signal('OK', 3 * MINUTE, of('high')),
    );
    expect(lowered.state.incident).toMatchObject({ severity: 'high', severityFloor: 'high', status: 'triggered' });
  });

  test('it still needs a post-mortem, for it was critical', () => {
    const { state, timers } = play(
      signal('ALARM', 0, of('critical')),
      signal('ALARM', MINUTE, ticket),
      signal('OK', 2 * MINUTE, of('critical')),
      signal('OK', 3 * MINUTE, ticket),
    );
    expect(state.incident).toMatchObject({ status: 'resolved', severity: 'medium', peak: 'critical' });
    expect(timers.map(({ kind }) => kind)).toContain('postmortem');
  });

  test('a flap of what was critical is the same again, whatever was left of it', () => {
    const { outbox } = play(
      ...BOTH,
      signal('OK', 2 * MINUTE, of('critical')),
      signal('OK', 3 * MINUTE, of('high')),
      signal('ALARM', 4 * MINUTE, of('critical')),
    );
    expect(told(outbox).filter((one) => one.startsWith('page'))).toEqual(['page 1 oncall', 'page 1 team']);
  });

  test('the next round begins without what the one before was', () => {
    const { state } = play(
      ...BOTH,
      { action: 'severity', severity: 'high' },
      signal('OK', 2 * MINUTE, of('critical')),
      signal('OK', 3 * MINUTE, of('high')),
      signal('ALARM', 4 * MINUTE, ticket),
    );
    expect(state.incident).toMatchObject({ generation: 2, severity: 'medium' });
    expect(state.incident?.peak).toBeUndefined();
    expect(state.incident?.severityFloor).toBeUndefined();
  });

  test('what an older version stored without its severity keeps it as it is', () => {
    const { state } = play(...BOTH);
    const { severities, ...lock } = state.lock;
    const old = { ...state, lock: { ...lock, severities: { high: 1 } } };
    expect(worstInAlarm(old.lock)).toBeUndefined();
    expect(worstInAlarm(state.lock)).toBe('critical');
    expect(worstInAlarm({ ...newLock('g'), alarming: 0 })).toBeUndefined();
  });
});

test('the counts are those of the members in ALARM, whatever happens in whatever order', () => {
  const step = fc.record({
    member: fc.constantFrom('a', 'b', 'c'),
    state: fc.constantFrom<AlarmState>('ALARM', 'OK'),
    severity: fc.constantFrom(...SEVERITIES),
    role: fc.constantFrom('page', 'ticket'),
    atMs: fc.integer({ min: 0, max: 30 * MINUTE }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { state } = new Group(SETTINGS)
        .play(
          ...steps.map(({ atMs, state, role, ...changes }) =>
            signal(state, atMs, { ...changes, role: role as 'page' }),
          ),
        )
        .played();
      const inAlarm = [...state.members.values()].filter((member) => member.state === 'ALARM');
      const counts: Record<string, number> = {};
      for (const { severity = 'none' } of inAlarm) counts[severity] = (counts[severity] ?? 0) + 1;
      expect(state.lock.severities ?? {}).toEqual(counts);
      const worst = SEVERITIES.find((severity) => counts[severity] !== undefined);
      expect(worstInAlarm(state.lock)).toBe(worst);
      // An alarm whose own severity was changed while in ALARM counts with the next one that clears.
      if (state.lock.openId !== undefined && worst && state.incident) {
        expect(moreSevere(worst, state.incident.severity)).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});

test('a member that an older version stored is not counted off', () => {
  const old: Watermark = { ms: 1, state: 'ALARM', pages: true };
  expect(counted({ high: 1 }, old, undefined)).toEqual({ high: 1 });
  expect(counted(undefined, old, 'high')).toEqual({ high: 1 });
  expect(counted({ high: 1 }, { ...old, severity: 'high' }, 'low')).toEqual({ low: 1 });
  expect(counted({}, { ...old, state: 'OK', severity: 'high' }, undefined)).toEqual({});
});

test('the peak is never below what the incident is now', () => {
  expect(peakOf({ severity: 'high' })).toBe('high');
  expect(peakOf({ severity: 'high', peak: 'critical' })).toBe('critical');
  expect(peakOf({ severity: 'high', peak: 'low' })).toBe('high');
});

describe('the grouping window', () => {
  const HOUR = 60 * MINUTE;
  const settings = { ...SETTINGS, responses: responsesWith(), groupingWindowMs: 24 * HOUR };
  const other = of('high', { member: 'arn:other', alarmName: 'other' });
  const played = (...happenings: Happening[]) => new Group(settings).play(...happenings).played();
  const pages = (...happenings: Happening[]) =>
    told(played(...happenings).outbox).filter((one) => one.startsWith('page') && one.endsWith('oncall'));

  test('what joins up to its end pages nobody, what joins later pages anew', () => {
    const open = signal('ALARM', 0);
    expect(pages(open, signal('ALARM', 24 * HOUR, other))).toEqual(['page 1 oncall']);
    expect(pages(open, signal('ALARM', 24 * HOUR + 1, other))).toEqual(['page 1 oncall', 'page 2 oncall']);
    const { state } = played(open, { action: 'acknowledge' }, signal('ALARM', 24 * HOUR + 1, other));
    expect(state.incident).toMatchObject({ status: 'triggered', acknowledgements: [], generation: 2 });
    expect(state.lock.alarming).toBe(2);
  });

  test('the window begins anew with the round', () => {
    const more = { ...other, member: 'arn:more' };
    const late = signal('ALARM', 25 * HOUR, other);
    expect(pages(signal('ALARM', 0), late, signal('ALARM', 26 * HOUR, more))).toHaveLength(2);
    expect(pages(signal('ALARM', 0), late, signal('ALARM', 49 * HOUR + 1, more))).toHaveLength(3);
  });

  test('an alarm that was in ALARM all along is no news, one that came back is', () => {
    expect(pages(signal('ALARM', 0), signal('ALARM', 30 * HOUR))).toHaveLength(1);
    const both = [signal('ALARM', 0), signal('ALARM', 1, other)];
    const back = [signal('OK', 2, other), signal('ALARM', 30 * HOUR, other)];
    expect(pages(...both, ...back)).toHaveLength(2);
  });

  test('a ticket that joins pages nobody, however late', () => {
    expect(pages(signal('ALARM', 0), signal('ALARM', 30 * HOUR, ticket))).toHaveLength(1);
  });

  test('without one whatever joins belongs to it', () => {
    const { outbox } = play(signal('ALARM', 0), signal('ALARM', 999 * HOUR, other));
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
  });
});
