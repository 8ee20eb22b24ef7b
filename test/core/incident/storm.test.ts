import type { Incident } from '../../../lib/core/incident/incident';
import {
  beginMemo,
  beginTopic,
  begunRecently,
  calmSignals,
  calmTopics,
  isCalm,
  recentTopics,
  type Storm,
  stormGroupKey,
  stormOf,
  stormSignal,
  tellStorm,
} from '../../../lib/core/incident/storm';
import { Group, type Happening, latency, MINUTE, NOW, play, SETTINGS, signal, T0, told } from './played';

const STORM: Storm = { id: 'storm-1', open: true, unanswered: true, told: ['oncall', 'team'], severity: 'high' };

function inStorm(storm: Partial<Storm>, ...happenings: readonly Happening[]) {
  return new Group({ ...SETTINGS, storm: { ...STORM, ...storm } }).play(...happenings).played();
}

describe('an incident that begins in a storm', () => {
  test('is told with it: it owes nothing, says so, and looks again after five minutes', () => {
    const { state, outbox, timeline, timers } = inStorm({}, signal('ALARM', 0));
    expect(outbox).toEqual([]);
    expect(state.incident).toMatchObject({
      paged: false,
      urgent: true,
      told: [],
      storm: { id: 'storm-1', over: false },
    });
    expect(timeline).toMatchObject([{ kind: 'opened', text: 'Opened in an alert storm by checkout-faults: because' }]);
    expect(timers).toMatchObject([{ kind: 'storm', level: 1, dueMs: NOW + 5 * MINUTE }]);
  });

  test.each<[string, Partial<Storm>, object]>([
    ['that is over', { open: false }, {}],
    ['that somebody was not told of', { told: ['oncall'] }, {}],
    ['that is less severe', {}, { severity: 'critical' }],
  ])('%s pages by itself', (_, storm, more) => {
    expect(told(inStorm(storm, signal('ALARM', 0, more)).outbox)).toEqual(['page 1 oncall', 'page 1 team']);
  });

  test('as a ticket tells of itself', () => {
    const { outbox } = inStorm({}, signal('ALARM', 0, { role: 'ticket' }));
    expect(told(outbox)).toEqual(['notice 1 oncall', 'notice 1 team']);
  });

  test('again, after it was resolved, is told with it as well', () => {
    const { state, outbox } = inStorm({}, signal('ALARM', 0), signal('OK', 11 * MINUTE), signal('ALARM', 12 * MINUTE));
    expect(outbox).toEqual([]);
    expect(state.incident).toMatchObject({ generation: 2, storm: { over: false } });
  });

  test('before it, and gets worse in it, pages anew by itself', () => {
    const settings = { ...SETTINGS, storm: undefined as Storm | undefined };
    const group = new Group(settings).play(signal('ALARM', 0));
    settings.storm = { ...STORM, severity: 'critical' };
    const { state, outbox } = group.play(signal('ALARM', 1, { ...latency, severity: 'critical' })).played();
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team', 'page 2 oncall', 'page 2 team']);
    expect(state.incident).toMatchObject({ generation: 2, paged: true });
    expect(state.incident?.storm).toBeUndefined();
  });
});

describe('when it is looked again', () => {
  const begun = [signal('ALARM', 0)];

  /** As the storm is then; it was open when the incident began. */
  function looked(storm: Partial<Storm> | undefined, ...happenings: readonly Happening[]) {
    const settings = { ...SETTINGS, storm: STORM as Storm | undefined };
    const group = new Group(settings);
    group.play(...begun);
    settings.storm = storm && { ...STORM, ...storm };
    return group.play(...happenings).played();
  }
  const look: Happening = { fires: 'storm' };

  test('while the storm goes on it stays with it', () => {
    const { outbox, timers } = looked({}, look);
    expect(outbox).toEqual([]);
    expect(timers).toMatchObject([{ kind: 'storm', level: 2, dueMs: NOW + 10 * MINUTE }]);
    expect(looked({ unanswered: false }, look).outbox).toEqual([]);
  });

  test('after ten minutes it pages all the same', () => {
    const { outbox, timers } = looked({}, look, look);
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
    expect(timers.map(({ kind }) => kind)).not.toContain('storm');
  });

  test('once the storm is over, those who were paged of it are paged of what lasts', () => {
    const { state, outbox, timeline } = looked({ open: false }, look);
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
    expect(state.incident).toMatchObject({
      paged: true,
      urgent: true,
      storm: { over: true },
      startedMs: NOW + 5 * MINUTE,
    });
    expect(timeline.at(-1)).toMatchObject({
      kind: 'escalated',
      text: 'The storm is over, and it lasts: people are told of it',
    });
  });

  test.each<[string, Partial<Storm> | undefined]>([
    ['somebody was not told of the storm', { open: false, told: ['oncall'] }],
    ['the storm is another one', { id: 'storm-2', open: true }],
    ['the storm is gone', undefined],
  ])('where %s, all are paged', (_, storm) => {
    expect(told(looked(storm, look).outbox)).toEqual(['page 1 oncall', 'page 1 team']);
  });

  test('where only tickets stayed, a notice is enough', () => {
    const ticket = signal('ALARM', 1, { ...latency, role: 'ticket' });
    const { outbox, state } = looked(undefined, ticket, signal('OK', 2), look);
    expect(told(outbox)).toEqual(['notice 1 oncall', 'notice 1 team']);
    expect(state.incident?.urgent).toBe(false);
  });

  test('of what somebody took, or is over, nobody hears', () => {
    expect(looked(undefined, { action: 'acknowledge' }, look).outbox).toEqual([]);
    expect(looked(undefined, signal('OK', 1), look).outbox).toEqual([]);
  });

  test('what paged by itself meanwhile is not told of again', () => {
    const worse = signal('ALARM', 1, { ...latency, severity: 'critical' });
    const { state, outbox } = looked({ open: false }, worse, look);
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
    expect(state.incident?.storm).toBeUndefined();
    const raised = looked({ open: false }, { action: 'severity', severity: 'critical' }, look);
    expect(told(raised.outbox)).toEqual(['page 1 oncall', 'page 1 team']);
  });

  test('what joins it pages nobody, unless it was taken and something new wakes people', () => {
    const other = signal('ALARM', 1, latency);
    expect(looked({}, other).outbox).toEqual([]);
    expect(looked({}, { action: 'acknowledge' }, other).outbox).toEqual([]);
    const anew = looked(
      {},
      signal('ALARM', 1, { ...latency, role: 'ticket' }),
      { action: 'acknowledge' },
      signal('OK', 2),
      {
        ...signal('ALARM', 3),
      },
    );
    expect(told(anew.outbox)).toEqual(['page 2 oncall', 'page 2 team']);
  });
});

describe('the storm itself', () => {
  const incident = play(signal('ALARM', 0)).state.incident as Incident;
  const open = play(stormSignal('sightline', 'high', ['a', 'b'], T0));

  test('is an incident of the hub, which speaks for nobody while it pages nobody', () => {
    expect(open.state.lock.groupKey).not.toBe(stormGroupKey('sightline'));
    expect(stormGroupKey('sightline')).toBe('["sightline","sightline","storm"]');
    expect(stormOf(open.state)).toEqual({
      id: open.state.incident?.id,
      open: true,
      unanswered: true,
      told: ['oncall', 'team'],
      severity: 'high',
    });
    const taken = { ...(open.state.incident as Incident), status: 'acknowledged', toldBefore: ['team'] } as const;
    expect(stormOf({ ...open.state, incident: taken })).toMatchObject({
      open: true,
      unanswered: false,
      told: ['oncall'],
    });
    expect(stormOf({ lock: open.state.lock, members: new Map() })).toBeUndefined();
    const flapping = { ...(open.state.incident as Incident), paged: false, flapping: true };
    expect(stormOf({ ...open.state, incident: flapping })).toBeUndefined();
    const over = play(
      stormSignal('sightline', 'high', ['a'], T0),
      ...calmSignals('sightline', ['sightline:storm:high'], T0 + 1),
    );
    expect(stormOf(over.state)).toMatchObject({ open: false });
    expect(over.state.incident?.status).toBe('resolved');
  });

  test('says how many began, and where', () => {
    const begun = Array.from({ length: 25 }, (_, index) => `s${index % 12}`);
    expect(stormSignal('sightline', 'critical', begun, T0)).toMatchObject({
      service: 'sightline',
      environment: 'sightline',
      group: 'storm',
      severity: 'critical',
      role: 'page',
      summary: 'Alert storm: 25 incidents began within a minute; further ones page with it',
      reason: '25 incidents within a minute, of s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 2 more',
    });
  });

  test('is told to each channel once', () => {
    const decision = tellStorm(open.state, ['oncall', '@zoe'], SETTINGS.responses, NOW);
    if (decision.action !== 'write') throw new Error('it tells nobody');
    expect(told(decision.outbox)).toEqual(['page 1 @zoe']);
    expect(decision.next.incident?.told).toEqual(['oncall', 'team', '@zoe']);
    expect(tellStorm(decision.next, ['@zoe', 'team'], SETTINGS.responses, NOW)).toMatchObject({ action: 'ignore' });
    const over = { ...open.state, incident: { ...(open.state.incident as Incident), status: 'resolved' as const } };
    expect(tellStorm(over, ['@zoe'], SETTINGS.responses, NOW)).toMatchObject({ action: 'ignore' });
  });

  test('counts what began within a minute, each once, over the turn of the minute', () => {
    const memo = (groupKey: string, atMs: number) => {
      return { ...beginMemo({ ...incident, groupKey }, atMs), storedMs: atMs };
    };
    // Of two signals that both could open it, one does.
    expect(memo('a', T0).name).toBe(beginMemo({ ...incident, groupKey: 'a', id: 'i-9' }, T0 + MINUTE).name);
    expect(recentTopics(T0 + 1)).toEqual([beginTopic(T0 - 1), beginTopic(T0)]);
    const memos = [memo('a', T0 - MINUTE), memo('b', T0 - MINUTE + 1), memo('c', T0), memo('c', T0 - 5)];
    expect(begunRecently(memos, T0)).toEqual(['checkout', 'checkout']);
  });

  test('ends after ten minutes at the earliest, when five minutes in a row were calm', () => {
    expect(calmTopics({ beganMs: T0 }, T0 + 10 * MINUTE - 1)).toEqual([]);
    expect(calmTopics({ beganMs: T0 }, T0 + 10 * MINUTE)).toEqual(
      [9, 8, 7, 6, 5].map((minute) => beginTopic(T0 + minute * MINUTE)),
    );
    expect(isCalm([], 20)).toBe(false);
    expect(isCalm([10, 0, 10, 3, 1], 20)).toBe(true);
    expect(isCalm([10, 0, 11, 3, 1], 20)).toBe(false);
    expect(isCalm([0, 0, 0, 0, 0], 1)).toBe(true);
    expect(isCalm([1, 0, 0, 0, 0], 1)).toBe(false);
  });
});
