/** A hub with a pager, watched over a few hours: what its heartbeats and reports do in a rehearsal. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AlarmCondition, Channel, IncidentResponse, Observability } from '../../lib';
import { type Rehearsal, type RehearsalReport, rehearse } from '../../lib/rehearsal';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { ensureBundles, newStack } from '../constructs/template';

jest.setTimeout(60_000);

let rehearsal: Rehearsal;
beforeAll(() => {
  ensureBundles();
  rehearsal = rehearse(hub());
});

function hub() {
  const stack = newStack('Shop');
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-AbCdEf';
  const routingKey = Secret.fromSecretCompleteArn(stack, 'Key', arn);
  const incidents = new IncidentResponse(stack, 'Incidents', {
    channels: [Channel.email('oncall@example.com'), Channel.pagerDuty('pager', { routingKey })],
    reports: { timeZone: 'Europe/Berlin', dailyAt: '09:00', weeklyOn: 'tue' },
  });
  const shop = new Observability(stack, 'Observability', { service: 'shop', environment: 'prod', incidents });
  const metric = new Metric({
    ...{ namespace: 'Shop', metricName: 'Failures', statistic: 'Sum', period: Duration.minutes(1) },
  });
  const condition = AlarmCondition.threshold({
    ...{ metric, comparison: 'GreaterThanThreshold', threshold: 5, evaluationPeriods: 1 },
  });
  shop.addAlarm('Failures', condition, { severity: 'high', summary: 'Orders fail.' });
  return stack;
}

async function play(text: string): Promise<RehearsalReport> {
  return rehearsal.playScenario(parseScenario(text, 'oversight.scenario'));
}

const heartbeats = ({ alarms }: RehearsalReport) => alarms.find(({ name }) => name.includes('pager-PagerHeartbeat'));
const statesOf = (report: RehearsalReport) => heartbeats(report)?.states.map(({ state }) => state);
const remarks = ({ story }: RehearsalReport) =>
  story.filter(({ kind, detail }) => kind === 'remark' && (detail === 'oncall' || detail === 'pager'));

const QUIET = 'series Shop/Failures 0x60\nstart 2026-01-05T22:00:00Z\n';

test('heartbeats are metrics and no messages: nobody hears of a pager that takes them, from the start on', async () => {
  const report = await play(`scenario A quiet evening\n${QUIET}end 2h\n`);
  expect(statesOf(report)).toEqual(['INSUFFICIENT_DATA', 'OK']);
  expect(report.notifications).toEqual([]);
  expect(remarks(report)).toEqual([]);
  expect(report.notRehearsed).toEqual([]);
});

test('a pager that is down for half an hour is an alarm after three heartbeats, on the fallback topic', async () => {
  const report = await play(
    `scenario The pager is down and nobody needs it\n${QUIET}at 30m fail pager\nat 1h recover pager\nend 2h\n`,
  );
  const states = heartbeats(report)?.states ?? [];
  expect(states.map(({ state }) => state)).toEqual(['INSUFFICIENT_DATA', 'OK', 'ALARM', 'OK']);
  const [failed, mended] = states.slice(2).map(({ atMs }) => (atMs - report.startMs) / 60_000);
  expect(failed).toBeGreaterThan(40);
  expect(failed).toBeLessThan(46);
  expect(mended).toBeGreaterThan(60);
  expect(mended).toBeLessThan(75);
  expect(heartbeats(report)?.actionsRun?.map(({ state, target }) => [state, target])).toEqual([
    ['ALARM', expect.stringContaining('Fallback')],
  ]);
  // Nothing was sent to a person, and no breaker was opened: a page finds its pager as it left it.
  expect(report.incidents).toEqual([]);
});

test('the daily summary and the weekly digest come by the wall clock, as remarks, and prove the escalations', async () => {
  const night = `scenario A night with one incident\nstart 2026-01-05T18:00:00Z\nseries Shop/Failures 0x60 9x10 0x60\nend 15h\n`;
  const report = await play(night);
  expect(report).toHavePaged('oncall', { times: 1 });
  expect(remarks(report).map(({ atMs, text }) => `${new Date(atMs).toISOString().slice(0, 16)} ${text}`)).toEqual([
    '2026-01-06T08:00 Daily summary, 5 January 2026 (Europe/Berlin)',
    '2026-01-06T08:00 Weekly digest, 30 December 2025 to 5 January 2026 (Europe/Berlin)',
  ]);
  const unproven = report.alarms.find(({ name }) => name.includes('EscalationsUnproven'));
  expect(unproven?.states.map(({ state }) => state)).not.toContain('ALARM');
  expect(unproven?.states.length).toBeGreaterThan(0);
  // Messages of incidents only.
  expect(new Set(report.notifications.map(({ kind }) => kind))).toEqual(new Set(['page', 'resolved']));
});

test('the dashboard of the hub is drawn with its numbers', async () => {
  const report = await play(`scenario A quiet evening\n${QUIET}end 2h\n`);
  const names = report.dashboards.map(({ name }) => name);
  expect(names).toContain('Sightline-sightline-incidents');
  expect(JSON.stringify(report.notRehearsed)).not.toContain('incidents');
});
