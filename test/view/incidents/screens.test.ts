import fc from 'fast-check';
import type { Incident, TimelineEntry } from '../../../lib/core/incident/incident';
import { tellCommand } from '../../../lib/view/incidents/command';
import { tellIncident } from '../../../lib/view/incidents/detail';
import { tellIncidents } from '../../../lib/view/incidents/list';
import type { Paint } from '../../../lib/view/timeline';
import { anyCharacter } from '../../any-character';

const NOW = Date.parse('2026-01-15T09:00:00Z');
const MINUTE = 60_000;
const plainPaint: Paint = (_style, text) => text;
const tagPaint: Paint = (style, text) => `<${style}>${text}</>`;
const view = { paint: plainPaint, width: 80, nowMs: NOW };

function incident(changes: Partial<Incident> = {}): Incident {
  return {
    schemaVersion: 2,
    id: '01KF0AP90062QQ1768GY312YT0',
    groupKey: '["checkout","prod"]',
    status: 'triggered',
    severity: 'high',
    service: 'checkout',
    environment: 'prod',
    title: 'Orders fail',
    version: 1,
    generation: 1,
    paged: true,
    openedMs: NOW - 12 * MINUTE,
    beganMs: NOW - 12 * MINUTE,
    startedMs: NOW - 12 * MINUTE,
    plan: {
      policy: 'default',
      levels: [
        { name: 'on-call', afterMs: 0, targets: [] },
        { name: 'backup', afterMs: 15 * MINUTE, targets: [] },
      ],
      acksNeeded: 1,
      ackDueMs: NOW - MINUTE,
    },
    level: 0,
    urgent: true,
    flapping: false,
    told: [],
    acknowledgements: [],
    alarms: ['faults'],
    affected: [],
    ...changes,
  };
}

function entry(changes: Partial<TimelineEntry> = {}): TimelineEntry {
  const actor = { type: 'user', id: 'alice' } as const;
  return {
    schemaVersion: 2,
    incidentId: 'x',
    atMs: NOW,
    eventId: 'e',
    kind: 'noted',
    actor,
    text: 'a note',
    ...changes,
  };
}

const list = (incidents: readonly Incident[], more = {}) =>
  tellIncidents(incidents, { ...view, all: false, limit: 20, ...more });
const show = (changes: Partial<Incident> = {}, timeline: readonly TimelineEntry[] = []) =>
  tellIncident({ incident: incident(changes), timeline }, view);

describe('the list', () => {
  test('who works on one: whoever it is assigned to, else who took it, and how many more', () => {
    const acknowledgements = [
      { by: 'alice', atMs: NOW },
      { by: 'bob', atMs: NOW },
    ];
    const who = (changes: Partial<Incident>) =>
      list([incident(changes)])
        .split('\n')[1]
        ?.slice(66);
    expect(who({})).toBe('');
    expect(who({ acknowledgements })).toBe('alice +1');
    expect(who({ acknowledgements, assignee: 'Somebody with a long name' })).toBe('Somebody with…');
  });

  test('what is over says how long it lasted, in no colour', () => {
    const over = incident({ status: 'closed', resolvedMs: NOW - 2 * MINUTE });
    const text = list([over, incident({ severity: 'medium' })], { all: true, paint: tagPaint });
    expect(text).toContain('<dim>SEVERITY  STATUS         LASTED');
    expect(text).toContain('\nhigh      closed         10 min ');
    expect(text).toContain('\n<yellow>medium    triggered      12 min ');
    expect(text).toMatch(/\n\n1 open: 1 medium\. 1 over\.\n$/);
  });

  test('counts by severity, and says where there may be more', () => {
    const three = [incident({ severity: 'critical' }), incident(), incident()];
    expect(list(three)).toMatch(/\n\n3 open: 1 critical, 2 high\.\n$/);
    expect(list(three, { limit: 3 })).toMatch(/There may be more: 3 at most were asked for \(--limit\)\.\n$/);
    expect(list([], { all: true })).toBe('There is no incident.\n');
  });

  test('the first lines have 80 columns at most, whoever named it whatever', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (title, by) => {
        const lines = list([incident({ title, acknowledgements: [{ by, atMs: NOW }] })]).split('\n');
        expect(lines.slice(0, 2).every((line) => Array.from(line).length <= 80)).toBe(true);
        expect(lines.join('')).not.toMatch(/\p{Cc}|\p{Bidi_Control}|\p{Cs}/u);
      }),
    );
  });

  test('80 KB of a title are cut', () => {
    expect(list([incident({ title: 'x'.repeat(80_000) })]).length).toBeLessThan(600);
  });
});

describe('one incident', () => {
  test('what waits for somebody', () => {
    expect(show({ generation: 2, flapping: true })).toContain(`
Since         2026-01-15 08:48 UTC, for 12 min, round 2
Flapping      yes: it pages once it has lasted
Acknowledged  by nobody yet
Escalation    policy default, told level 1 of 2 (on-call), backup in 3 min; to
              be acknowledged by 2026-01-15 08:59 UTC, which is over
`);
  });

  test('a plan that asks for two people, without a policy', () => {
    const plan = { policy: '', levels: [{ name: '', afterMs: 0, targets: [] }], acksNeeded: 2 };
    const text = show({ plan, acknowledgements: [{ by: '\u202e', atMs: NOW }] });
    expect(text).toContain('Acknowledged  (no name) at 2026-01-15 09:00 UTC; 1 more needed\n');
    expect(text).toContain('Escalation    no policy, told level 1 of 1 ((no name))\n');
  });

  test('what resolved by itself names nobody', () => {
    const text = show({ status: 'resolved', resolvedMs: NOW, resolvedBy: { type: 'alarm', id: 'faults' } });
    expect(text).toContain('Since         2026-01-15 08:48 UTC, lasted 12 min\nResolved      2026-01-15 09:00 UTC\n');
    expect(text).not.toContain('Acknowledged');
  });

  test('a hundred alarms are counted', () => {
    const alarms = Array.from({ length: 100 }, (_, index) => `alarm-${index}`);
    expect(show({ alarms })).toMatch(/alarm-9, and 90\s+more\n/);
  });

  test('times of a timeline over several days have their dates', () => {
    const text = show({}, [entry({ atMs: NOW - 2 * 1_440 * MINUTE, kind: 'opened' }), entry({ text: 'by alice' })]);
    expect(text).toContain(
      'Timeline, UTC\n  2026-01-13 09:00  opened        alice: a note\n  2026-01-15 09:00  noted         by alice\n',
    );
  });

  test('long notes are wrapped behind the same column, and many are cut at the begin', () => {
    const text = show({}, [entry({ text: 'word '.repeat(30) })]);
    expect(text).toMatch(/\n {2}09:00:00 {2}noted {9}alice: word word[ word]+\n {26}word word/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const many = show(
      {},
      Array.from({ length: 250 }, (_, index) => entry({ text: `note ${index}` })),
    );
    expect(many).toContain('  (50 older ones not shown; --json has all)\n  09:00:00  noted         alice: note 50\n');
    expect(show()).toContain('Nothing is in its timeline yet.');
  });

  test('who deployed is no person', () => {
    expect(show({}, [entry({ kind: 'deployed', text: 'Deploy of Shop succeeded' })])).toContain(
      '  deployed      Deploy of Shop succeeded\n',
    );
  });
});

describe('what became of a command', () => {
  test.each([
    [{ result: 'done' as const, acksNeeded: 1 }, 'Acknowledged: Orders fail'],
    [{ result: 'done' as const, acksNeeded: 2 }, 'Acknowledged, 1 more needed: Orders fail'],
    [{ result: 'used' as const, acksNeeded: 1 }, 'Acknowledged: Orders fail'],
    [
      { result: 'nothing' as const, acksNeeded: 1, why: 'already\u001b acknowledged' },
      'Nothing to do, already acknowledged: Orders fail',
    ],
    [{ result: 'nothing' as const, acksNeeded: 1 }, 'Nothing to do, it is so already: Orders fail'],
  ])('%j', ({ acksNeeded, ...outcome }, line) => {
    const acknowledgements = [{ by: 'alice', atMs: NOW }];
    const after = incident({ acknowledgements, plan: { ...incident().plan, acksNeeded } });
    expect(tellCommand('acknowledge', { ...outcome, incident: after }, plainPaint)).toBe(
      `${line}\n  high, triggered  checkout prod  01KF0AP90062QQ1768GY312YT0\n`,
    );
  });
});
