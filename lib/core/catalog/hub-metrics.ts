import type { CatalogAlarm, CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE } from './parts';

/**
 * The metrics by which an incident hub tells of its own trouble, on their way through its logs. They are published only
 * when something is wrong: dropped, they look like a hub that is well.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html
 */
export const HUB_METRICS: CatalogEntry<object> = {
  type: 'Sightline::HubMetrics',
  title: 'Metrics of an incident hub',
  family: 'service',
  sample: {
    dimensions: {
      escalateLog: { LogGroupName: '/aws/lambda/escalate' },
      notifyLog: { LogGroupName: '/aws/lambda/notify' },
      reportLog: { LogGroupName: '/aws/lambda/report-incidents' },
    },
    facts: {},
  },
  metrics: metricsOf('AWS/Logs', {
    escalateInvalid: ['EMFValidationErrors', 'None', 'escalateLog'],
    escalateUnreadable: ['EMFParsingErrors', 'None', 'escalateLog'],
    notifyInvalid: ['EMFValidationErrors', 'None', 'notifyLog'],
    notifyUnreadable: ['EMFParsingErrors', 'None', 'notifyLog'],
    reportInvalid: ['EMFValidationErrors', 'None', 'reportLog'],
    reportUnreadable: ['EMFParsingErrors', 'None', 'reportLog'],
  }),
  graphs: [
    graph('Dropped metrics', [
      ['escalateInvalid', 'Sum', 'escalate, invalid'],
      ['escalateUnreadable', 'Sum', 'escalate, unreadable'],
      ['notifyInvalid', 'Sum', 'notify, invalid'],
      ['notifyUnreadable', 'Sum', 'notify, unreadable'],
      ['reportInvalid', 'Sum', 'report-incidents, invalid'],
      ['reportUnreadable', 'Sum', 'report-incidents, unreadable'],
    ]),
  ],
  alarms: [
    ...dropped('Escalate', 'escalate', 'EscalationOverdue'),
    ...dropped('Notify', 'notify', 'NotificationDead and PagerHeartbeat'),
    ...dropped('Report', 'report', 'EscalationsUnproven'),
  ],
};

function dropped(name: string, key: string, metrics: string): CatalogAlarm[] {
  const alarm = (id: string, metric: string, how: string): CatalogAlarm => ({
    ...{ id, metric, statistic: 'Sum', comparison: AT_LEAST, threshold: 1 },
    ...ONE_MINUTE,
    ...{ treatMissingData: 'notBreaching', severity: 'high', role: 'signal' },
    summary: `CloudWatch drops metrics of {resource} that it finds ${how}: look at ${metrics} no more.`,
    reason: 'A dropped metric looks like a hub that is well. Published only when there are some: missing data is none.',
    runbook: [
      'Find the log line with "_aws" that it could not take, and the release that wrote it.',
      'Until then look at the incidents themselves: was everybody told?',
    ],
  });
  return [
    alarm(`${name}MetricsInvalid`, `${key}Invalid`, 'invalid'),
    alarm(`${name}MetricsUnreadable`, `${key}Unreadable`, 'unreadable'),
  ];
}
