import { parseSchedule } from '../signal/schedule-expression';
import type { CatalogEntry } from './entry';
import { AT_LEAST, BELOW, graph, metricsOf, PAGE, TICKET, window } from './parts';

export interface SyntheticsCanaryFacts {
  /** Whether each period of the alarms has a run. No alarms where it is not known. */
  readonly runsEachPeriod?: boolean;
  /** Of one run; `undefined` where it is not known: no alarm on slow runs. */
  readonly timeoutMs?: number;
}

const PERIOD_SECONDS = 300;

/**
 * A canary that runs more rarely than every five minutes, by `cron`, or on a schedule that is not known, has no alarms: most
 * periods would be empty, and too few of the rest would follow each other for them to fire. `HeartbeatCanary` sets the
 * period of its alarms by its own interval.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_metrics.html
 */
export const SYNTHETICS_CANARY: CatalogEntry<SyntheticsCanaryFacts> = {
  type: 'AWS::Synthetics::Canary',
  title: 'Synthetics canary',
  family: 'service',
  resource: {
    dimensions: { default: { CanaryName: 'Ref' } },
    imported: { marker: 'canaryId', dimensions: { CanaryName: 'canaryName' } },
    facts: (properties) => {
      const seconds = properties.number('RunConfig.TimeoutInSeconds');
      return {
        ...(seconds !== undefined && { timeoutMs: seconds * 1000 }),
        runsEachPeriod: runsWithin(PERIOD_SECONDS, properties.text('Schedule.Expression')),
      };
    },
  },
  sample: {
    properties: { Schedule: { Expression: 'rate(5 minutes)' }, RunConfig: { TimeoutInSeconds: 30 } },
  },
  metrics: metricsOf('CloudWatchSynthetics', {
    success: ['SuccessPercent', 'Percent'],
    duration: ['Duration', 'Milliseconds'],
    failed: ['Failed', 'Count'],
  }),
  // Each run is 0 or 100 %. `Failed` counts only runs that could not be carried out.
  indicators: {
    events: 'runs',
    availability: {
      total: [{ metric: 'success', statistic: 'SampleCount' }],
      good: [{ metric: 'success', each: 100 }],
    },
    latency: 'duration',
  },
  graphs: [
    graph('Successful runs', [['success', 'Average', 'Success']], [['failed', 'Sum', 'Failed']]),
    graph('Duration of runs', [
      ['duration', 'Average', 'Average'],
      ['duration', 'p90', 'p90'],
    ]),
  ],
  alarms: [
    {
      id: 'Unreachable',
      metric: 'success',
      statistic: 'Average',
      comparison: BELOW,
      threshold: {
        rule: ({ runsEachPeriod }) => (runsEachPeriod ? 50 : undefined),
        text: '50 %, where it runs at a rate of every five minutes or more often',
      },
      ...window(PERIOD_SECONDS, 3, 2),
      treatMissingData: 'ignore',
      ...PAGE,
      summary: 'Most runs of the canary {resource} fail: what it watches does not answer as it should.',
      reason:
        'A run is 0 or 100 %, so below half means that most runs of a period failed. Two bad periods of three leave out ' +
        'a lost packet and a deploy. While no canary runs the state stays: silence is no recovery.',
      runbook: [
        'Open the newest failed run in the console: its log says which answer came, or none.',
        'Ask the endpoint yourself: if it answers, look at DNS, certificate and firewall between.',
        'Look at the alarms of the service behind it.',
      ],
    },
    {
      id: 'Slow',
      metric: 'duration',
      statistic: 'p90',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ runsEachPeriod, timeoutMs }) =>
          runsEachPeriod && timeoutMs !== undefined ? timeoutMs * 0.8 : undefined,
        text: '80 % of the timeout of a run, where it runs at a rate of every five minutes or more often',
      },
      ...window(PERIOD_SECONDS, 3, 3),
      treatMissingData: 'ignore',
      ...TICKET,
      summary: 'Runs of the canary {resource} take {threshold} or longer (p90).',
      reason:
        'The last fifth is the margin before runs are cut off and count as failed. Three slow periods in a row let a ' +
        'cold start of the canary pass. Slow still works, so nobody is woken; while no canary runs the state stays.',
      runbook: [
        "Compare with the latency of the service's own metrics: if that is normal, the network or the canary is slow.",
        'Open a slow trace of the same minutes.',
      ],
    },
  ],
};

/** `rate(0 minutes)`, which runs once, is no rate, and neither is what only the deployment knows. */
function runsWithin(seconds: number, expression = ''): boolean {
  try {
    const { kind, next } = parseSchedule(expression);
    return kind === 'rate' && (next(0) ?? Number.POSITIVE_INFINITY) <= seconds * 1000;
  } catch {
    return false;
  }
}
