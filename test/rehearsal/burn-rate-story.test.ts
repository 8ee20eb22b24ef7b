/** How a story with an objective reads: the windows of its rules in one line, and charts that agree with the states. */
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Observability, Sli, Slo } from '../../lib';
import { rehearse } from '../../lib/rehearsal/rehearsal';
import type { RehearsalReport } from '../../lib/view/report/model';
import { renderReport } from '../../lib/view/report/page';
import { summarize } from '../../lib/view/report/summary';
import { tellStory } from '../../lib/view/timeline';
import { newStack } from '../constructs/template';

const MINUTE_MS = 60_000;

function orders(metricName: string): Metric {
  return new Metric({ namespace: 'Shop', metricName, statistic: 'Sum' });
}

let report: RehearsalReport;
beforeAll(async () => {
  const observability = new Observability(newStack(), 'Obs', { service: 'shop', environment: 'prod', slos: false });
  const sli = Sli.events({ total: orders('Orders'), bad: orders('Refused') });
  observability.slo('Orders', Slo.quality(sli, { objective: '99.9', noTelemetry: false }));
  report = await rehearse(observability).playText(
    ['scenario Refused', 'series Shop/Orders 100x60', 'series Shop/Refused 0x10 100x10 0x40', 'end 60m'].join('\n'),
  );
});

test('alarms of windows are known by their objective, the page and the ticket are not windows', () => {
  const windows = report.alarms.filter(({ windowOf }) => windowOf !== undefined);
  expect(windows.map(({ windowOf }) => windowOf)).toEqual(Array(8).fill('Orders'));
  expect(report.alarms.filter((alarm) => !windows.includes(alarm)).map(({ label }) => label)).toEqual([
    'Orders-Page',
    'Orders-Ticket',
  ]);
});

test('the story tells the windows of an objective in one line, and counts the alarms that tell people', () => {
  const told = tellStory(report, { paint: (_style, text) => text, width: 200 });
  expect(told).toContain('7 window alarms of Orders in ALARM\n');
  expect(told).toMatch(/page_fast_long, page_fast_short, page_slow_long/);
  expect(told).toContain('1 window alarm of Orders OK again');
  expect(told).not.toMatch(/Orders-page_fast_long {2}OK/);
  expect(summarize(report)).toMatch(/^2 alarms fired/);
});

test('a composite changes by the child that made its rule true, not by another one of the same minute', () => {
  const ticket = report.alarms.find(({ label }) => label === 'Orders-Ticket');
  const fired = ticket?.states.find(({ state }) => state === 'ALARM');
  expect(fired?.reason).toMatch(/Orders-ticket_fast_(long|short)/);
});

test('the page folds the windows, and shows the page and the ticket first', () => {
  const page = renderReport(report, { script: '', style: '' });
  const [shown = '', folded = ''] = page.split('7 window alarms of burn-rate rules, which tell nobody');
  expect(shown).toContain('<p class="lane-name">Orders-Page');
  expect(shown).not.toContain('<p class="lane-name">Orders-page_fast_long');
  expect(folded).toContain('<p class="lane-name">Orders-page_fast_long');
  expect(folded).toContain('7 window alarms of Orders in ALARM');
  expect(page).toContain('of 2 rehearsed');
});

test('the chart of every window agrees with its states', () => {
  for (const { label, chart, states, threshold, windowOf } of report.alarms) {
    // Windows of three days are judged once an hour, which is after the end of this story.
    if (windowOf === undefined || label.endsWith('ticket_slow_long')) continue;
    const points = chart?.points ?? [];
    expect(points.length).toBeGreaterThan(50);
    for (const [atMs, value] of points) {
      const state = states.findLast((entry) => entry.atMs < atMs + MINUTE_MS)?.state;
      expect([label, atMs, (value ?? 0) > threshold]).toEqual([label, atMs, state === 'ALARM']);
    }
  }
});

test('the chart of a month shows the worst of an hour that slides', async () => {
  const { alarms } = await rehearse().playText(
    [
      'scenario A month',
      'alarm Hour Shop/Refused Sum > 5 in 1 of 1 x 1h missing notBreaching',
      'series Shop/Refused every 1m 0x20000 9 0x100',
      'end 30d',
    ].join('\n'),
  );
  const points = alarms[0]?.chart?.points ?? [];
  expect(points.length).toBeLessThanOrEqual(720);
  expect(Math.max(...points.map(([, value]) => value ?? 0))).toBe(9);
});
