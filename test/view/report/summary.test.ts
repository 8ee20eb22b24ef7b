import type { ReportIncident as Incident, RehearsalReport, ReportNotification } from '../../../lib/view/report/model';
import { renderReport } from '../../../lib/view/report/page';
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
  const [incident] = checkoutReport.incidents as [Incident];
  const page = { ...sent(), atMs: at(14, 10), body: `Incident id: ${incident.id}` };
  const reportOf = (...incidents: Incident[]) => ({ ...checkoutReport, story, incidents, notifications: [page] });
  const opened = (minute: number, alarm: string, kind = 'opened') => ({
    atMs: at(minute),
    kind,
    text: `${kind === 'opened' ? 'Opened' : 'Reopened'} by checkout-prod-${alarm}: 3 of 5`,
  });
  const joined = (minute: number, alarm: string) => ({
    atMs: at(minute),
    kind: 'joined',
    text: `checkout-prod-${alarm} joined; severity raised from medium to high: 3 of 5`,
  });
  const since = (...timeline: Incident['timeline']) =>
    /1 page (.* (?:its alarm|incident began)),/.exec(summarize(reportOf({ ...incident, timeline })))?.[1];

  test('from the alarm that opened the incident and wakes people', () => {
    expect(since(opened(13, 'ChargePaymentErrors'))).toBe('1 min 10 s after its alarm');
  });

  test('from the alarm that made it page, where a ticket opened the incident hours before', () => {
    expect(since(opened(1, 'OrdersDLQDepth'), joined(14, 'OrdersAPIFaults'))).toBe('10 s after its alarm');
  });

  test('from the first that wakes people: a page that is late does not become faster by those that join', () => {
    expect(since(opened(1, 'OrdersDLQDepth'), joined(12, 'ChargePaymentErrors'), joined(14, 'OrdersAPIFaults'))).toBe(
      '2 min 10 s after its alarm',
    );
  });

  test('from the reopening, not from what was resolved before it', () => {
    expect(since(opened(1, 'ChargePaymentErrors'), opened(13, 'OrdersDLQDepth', 'reopened'))).toBe(
      '1 min 10 s after its alarm',
    );
  });

  test('from the ticket that opened it, where no alarm that wakes people was in it before the page', () => {
    expect(since(opened(9, 'OrdersDLQDepth'), joined(15, 'OrdersAPIFaults'))).toBe('5 min 10 s after its alarm');
  });

  test('from that of the incident of the page, whatever was opened between them', () => {
    const own = { ...incident, timeline: [opened(9, 'ChargePaymentErrors')] };
    const other = { ...incident, id: 'inc-other', openedMs: at(14), timeline: [opened(14, 'OrdersAPIFaults')] };
    expect(summarize(reportOf(own, other))).toContain('1 page 5 min 10 s after its alarm,');
  });

  test('from the alarm that paged by itself, whatever incident is open', () => {
    const notifications = [{ ...sent(), atMs: at(14, 10), kind: 'alarm-action', subject: 'ALARM: "Errors"' }] as const;
    const report = { ...reportOf(), notifications };
    expect(summarize(report)).toContain('1 page 30 s after its alarm,');
    expect(summarize({ ...report, incidents: [{ ...incident, openedMs: at(2) }] })).toContain(
      '1 page 30 s after its alarm,',
    );
    const named = [{ ...notifications[0], subject: 'ALARM: "checkout-prod-ChargePaymentErrors"' }];
    expect(summarize({ ...report, notifications: named })).toContain('1 page 1 min after its alarm,');
  });

  test('from the incident, where no alarm led to it', () => {
    const text = 'Opened by checkout-prod-Orders-budget-exhausted: the error budget is used up';
    expect(since({ atMs: at(14), kind: 'opened', text })).toBe('10 s after its incident began');
  });

  test('and the first alarm, where it came before and nobody was paged for it, shows its own time', () => {
    const late = { ...incident, timeline: [opened(1, 'OrdersDLQDepth'), joined(14, 'OrdersAPIFaults')] };
    const html = renderReport(reportOf(late), { script: '', style: '' });
    expect(/<dt>First alarm<.*?<\/div>/.exec(html)?.[0]).toContain(
      '<dd>09:13:10</dd><dd class="note">before 09:14:00, the alarm Orders API Faults</dd>',
    );
    expect(/<dt>First page<.*?<\/div>/.exec(html)?.[0]).toContain('<dd>10 s</dd>');
  });
});

test('a scene that breaks something after the first page is not what the page is for', () => {
  const late = { atMs: at(20), kind: 'scene', text: 'Mail fails', breaks: true } as const;
  expect(summarize({ ...checkoutReport, story: [late] })).toContain('1 page 2 s after its alarm,');
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
