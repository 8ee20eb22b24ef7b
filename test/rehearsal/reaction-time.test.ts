/** What a page's time counts from where no scene breaks anything, as the hub itself tells of its incidents. */
import { App, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmCondition, type IIncidentResponse, Observability } from '../../lib';
import { rehearse } from '../../lib/rehearsal';
import { registerMatchers } from '../../lib/rehearsal/jest';
import type { RehearsalReport } from '../../lib/view/report/model';
import { renderReport } from '../../lib/view/report/page';
import { summarize } from '../../lib/view/report/summary';
import { newHub } from '../constructs/incident/hub-template';
import { ensureBundles } from '../constructs/template';

/** A few failed orders are a ticket, many wake people. */
function watchOrders(app: App, incidents: IIncidentResponse, service: string): void {
  const observability = new Observability(new Stack(app, service), 'Observability', {
    service,
    environment: 'prod',
    incidents,
  });
  const metric = new Metric({ namespace: service, metricName: 'FailedOrders', statistic: 'Sum' });
  const failed = (threshold: number) =>
    AlarmCondition.threshold({
      metric,
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold,
      evaluationPeriods: 1,
    });
  observability.addAlarm('Some', failed(1), { severity: 'medium', role: 'ticket', summary: 'Some orders fail.' });
  observability.addAlarm('Many', failed(50), { severity: 'high', role: 'page', summary: 'Many orders fail.' });
}

let night: RehearsalReport;
beforeAll(async () => {
  ensureBundles();
  registerMatchers();
  const app = new App({ analyticsReporting: false });
  const hub = newHub({}, new Stack(app, 'Hub'));
  for (const service of ['shop', 'depot']) watchOrders(app, hub, service);
  // A ticket of the depot opens an incident between the shop's ticket and its page.
  night = await rehearse(app).playText(
    [
      'scenario A slow burn, then an outage',
      'series shop/FailedOrders 0x10 2x60 90x5',
      'series depot/FailedOrders 0x69 2x6',
      'end 75m',
    ].join('\n'),
  );
});

test('it is the alarm that made the incident page, not the ticket that opened it an hour before', () => {
  expect(night.incidents.map(({ service }) => service)).toEqual(['shop', 'depot']);
  expect(summarize(night)).toMatch(/^3 alarms fired, 2 incidents, 1 page 1 s after its alarm,/);
});

test('the figures of the page and the matchers count from the same moment', () => {
  const page = renderReport(night, { script: '', style: '' });
  const figures = [...page.matchAll(/<dt>([^<]+)<\/dt><dd>([^<]+)<\/dd><dd class="note">([^<]+)</g)];
  expect(figures.map(([, name, value, note]) => [name, value, note])).toEqual(
    expect.arrayContaining([
      ['First alarm', '09:11:10', 'before 10:11:10, the alarm own-Many'],
      ['First page', '1 s', 'at 10:11:11, 1 page in all'],
    ]),
  );
  expect(night).toHavePaged('oncall', { within: '2s' });
});
