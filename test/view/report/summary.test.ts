import type { RehearsalReport, ReportNotification } from '../../../lib/view/report/model';
import { summarize } from '../../../lib/view/report/summary';
import { tellStory } from '../../../lib/view/timeline';
import { at, checkoutReport } from './fixture';

const PLAIN = { paint: (_style: string, text: string) => text, width: 120 };

const quiet: RehearsalReport = {
  ...checkoutReport,
  alarms: checkoutReport.alarms.map((alarm) => ({ ...alarm, states: alarm.states.slice(0, 2) })),
  incidents: [],
  notifications: [],
};

test('tells alarms, incident, page, resolve and silence in one sentence', () => {
  expect(summarize(checkoutReport)).toBe(
    '3 alarms fired, 1 incident, 1 page 4 min 10 s after the first failure, resolved after 23 min 2 s, nothing else was sent.',
  );
});

test('says that nothing happened where nothing did', () => {
  expect(summarize(quiet)).toBe('No alarm fired, no incident was opened, nothing was sent.');
});

test('says that an alarm stayed without incident and page', () => {
  expect(summarize({ ...checkoutReport, incidents: [], notifications: [] })).toBe(
    '3 alarms fired, no incident, nobody was paged, nothing was sent.',
  );
});

test('begins with the expectations that were not met', () => {
  const expectations = checkoutReport.expectations.map((entry) => ({ ...entry, passed: entry.line !== 18 }));
  expect(summarize({ ...checkoutReport, verdict: 'failed', expectations })).toMatch(
    /^1 of 5 expectations was not met\. 3 alarms fired, /,
  );
});

test('counts several pages and names what else was sent', () => {
  const extra = (minute: number, kind: ReportNotification['kind']) => ({ ...sent(), atMs: at(minute), kind });
  const notifications = [extra(15, 'page'), extra(12, 'page'), extra(16, 'notice'), extra(17, 'alarm-action')];
  expect(summarize({ ...checkoutReport, notifications })).toContain(
    '2 pages, the first 2 min after the first failure, resolved after 23 min 2 s, also sent: 1 notice and 1 direct alarm action.',
  );
});

test('says how many incidents were left open', () => {
  const [first] = checkoutReport.incidents;
  const open = { ...first, resolvedMs: undefined } as RehearsalReport['incidents'][number];
  expect(summarize({ ...checkoutReport, incidents: [open] })).toContain(
    '1 incident, 1 page 4 min 10 s after the first failure, not resolved at the end,',
  );
  expect(summarize({ ...checkoutReport, incidents: [...checkoutReport.incidents, open] })).toContain(
    '1 of them not resolved at the end',
  );
});

describe('without a scene that breaks something, the reaction counts', () => {
  const story = checkoutReport.story.map(({ breaks: _scene, ...entry }) => entry);
  const [incident] = checkoutReport.incidents as [RehearsalReport['incidents'][number]];
  const page = { ...sent(), atMs: at(14, 10) };

  test('from the alarm that led to the incident', () => {
    expect(summarize({ ...checkoutReport, story })).toContain('1 page 30 s after its alarm,');
  });

  test('from that of the incident of the page, whatever fired before', () => {
    const [first, ...rest] = checkoutReport.alarms as [RehearsalReport['alarms'][number]];
    const states = [{ atMs: at(1), state: 'ALARM', reason: '' }] as const;
    const ticket = { ...first, name: 'Ticket', label: 'Ticket', states };
    const earlier = { ...incident, openedMs: at(1, 1) };
    const report = { ...checkoutReport, story, alarms: [ticket, first, ...rest], incidents: [earlier, incident] };
    expect(summarize(report)).toContain('1 page 30 s after its alarm,');
    expect(summarize({ ...report, incidents: [earlier] })).toContain('1 page 13 min 10 s after its alarm,');
  });

  test('from the alarm that paged by itself', () => {
    const notifications = [{ ...page, kind: 'alarm-action', subject: 'ALARM: "Errors"' }] as const;
    expect(summarize({ ...checkoutReport, story, incidents: [], notifications })).toContain(
      '1 page 30 s after its alarm,',
    );
  });

  test('from the incident, where no alarm led to it', () => {
    expect(
      summarize({ ...checkoutReport, story, alarms: [], incidents: [{ ...incident, openedMs: at(14) }] }),
    ).toContain('1 page 10 s after its incident began,');
  });
});

test('a scene that breaks something after the first page is not what the page is for', () => {
  const late = { atMs: at(20), kind: 'scene', text: 'Mail fails', breaks: true } as const;
  expect(summarize({ ...checkoutReport, story: [late] })).toContain('1 page 30 s after its alarm,');
});

test('counts whole seconds between the clocks of the story', () => {
  const ms = (minute: number, second: number, rest: number) => at(minute, second) + rest;
  const [first] = checkoutReport.incidents;
  const incident = { ...first, openedMs: ms(14, 8, 900), resolvedMs: ms(37, 10, 100) } as NonNullable<typeof first>;
  const page = { ...sent(), atMs: ms(14, 10, 100) };
  const scene = { atMs: ms(10, 0, 600), kind: 'scene', text: 'Payments fail', breaks: true } as const;
  const report: RehearsalReport = { ...checkoutReport, story: [scene], incidents: [incident], notifications: [page] };
  expect(summarize(report)).toContain('1 page 4 min 10 s after the first failure, resolved after 23 min 2 s,');
  expect(
    tellStory({ ...report, startMs: scene.atMs, story: [{ ...scene, atMs: page.atMs, kind: 'page' }] }, PLAIN),
  ).toContain('  09:14:10  +4 min 10 s  ☎ ');
});

function sent(): ReportNotification {
  return { atMs: 0, channel: 'oncall', kind: 'page', recipients: [], subject: 'subject', body: 'body' };
}
