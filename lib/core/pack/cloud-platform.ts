import { ABOVE, AT_LEAST, BELOW, graph, metricsOf, PAGE, TICKET, window } from '../catalog/parts';
import type { Pack } from './pack';
import { HANDLER_MEANING, HANDLER_METRICS, packEntry, REQUESTS_WITHOUT_FAULT, shareOf, within } from './parts';

/** A platform team's own API, its forecasts of cost, and the room that is left in quotas and machines. */
export const CLOUD_PLATFORM: Pack = {
  id: 'cloud-platform',
  title: 'Cloud platform',
  purpose: 'For teams that run a platform for others: its API, what it costs, and the room that is left.',
  entry: packEntry('Cloud platform', {
    metrics: {
      ...HANDLER_METRICS,
      ...metricsOf('sightline', {
        forecastHits: ['CostForecastHits', 'Count'],
        freeTierUse: ['FreeTierUse', 'Percent'],
        quotaUse: ['QuotaUse', 'Percent'],
        cpu: ['CpuUse', 'Percent'],
        memory: ['MemoryUse', 'Percent'],
        deploymentDuration: ['DeploymentDuration', 'Seconds'],
        drift: ['DriftedResources', 'Count'],
      }),
    },
    graphs: [
      graph('Quotas and free tier', [
        ['quotaUse', 'Maximum', 'Quota in use'],
        ['freeTierUse', 'Maximum', 'Free tier in use'],
      ]),
      graph('Machines', [
        ['cpu', 'Average', 'CPU'],
        ['memory', 'Average', 'Memory'],
      ]),
      graph(
        'Deployments',
        [['deploymentDuration', 'p95', 'Duration p95']],
        [['drift', 'Maximum', 'Drifted resources']],
      ),
      graph('Cost forecasts', [['forecastHits', 'Average', 'Share that came true']]),
    ],
    alarms: [
      {
        id: 'FreeTierNearlyUsed',
        metric: 'freeTierUse',
        statistic: 'Maximum',
        comparison: ABOVE,
        threshold: 80,
        ...window(3_600, 1, 1),
        treatMissingData: 'notBreaching',
        ...TICKET,
        summary: '{resource} has used more than {threshold} of a free tier.',
        reason:
          'A fifth is left to decide in whether to pay. Emitted as rarely as usage is told, so one value is enough, and ' +
          'hours without one say nothing.',
        runbook: ['See in the billing console which free tier it is.', 'Lower the use, or plan what it will cost.'],
      },
      {
        id: 'QuotaNearlyUsed',
        metric: 'quotaUse',
        statistic: 'Maximum',
        comparison: ABOVE,
        threshold: 80,
        ...window(300, 3, 3),
        treatMissingData: 'notBreaching',
        ...TICKET,
        summary: '{resource} uses more than {threshold} of a service quota.',
        reason:
          'AWS takes hours to days to raise a quota: the last fifth is that time. A quarter of an hour leaves out bursts.',
        runbook: [
          'See in the log of the emitter which quota it is.',
          'Ask for more in Service Quotas; clean up what is unused.',
        ],
      },
      {
        id: 'CpuHigh',
        metric: 'cpu',
        statistic: 'Average',
        comparison: ABOVE,
        threshold: 85,
        ...window(300, 3, 3),
        treatMissingData: 'notBreaching',
        ...TICKET,
        summary: 'The machines of {resource} use more than {threshold} of their CPU.',
        reason: 'Queues grow fast beyond that. A quarter of an hour leaves out deploys and starts.',
        runbook: ['See whether one machine or all are busy.', 'Add capacity, then look for what changed.'],
      },
      {
        id: 'MemoryHigh',
        metric: 'memory',
        statistic: 'Average',
        comparison: ABOVE,
        threshold: 90,
        ...window(300, 3, 3),
        treatMissingData: 'notBreaching',
        ...PAGE,
        summary: 'The machines of {resource} use more than {threshold} of their memory.',
        reason:
          'What runs out of memory is killed, so this wakes people while there is time. A quarter of an hour leaves out peaks.',
        runbook: [
          'Restart or replace the fullest machine first.',
          'Compare with the last deploy: a leak begins with one.',
        ],
      },
      {
        id: 'DeploymentsSlow',
        metric: 'deploymentDuration',
        statistic: 'p95',
        comparison: ABOVE,
        threshold: 1_800,
        ...window(3_600, 1, 1),
        treatMissingData: 'notBreaching',
        ...TICKET,
        summary: 'Deployments of {resource} take longer than {threshold} (p95).',
        reason:
          'A fix takes as long as a deployment: half an hour is what an incident can bear. An hour gathers a few.',
        runbook: ['See in the pipeline which stage takes the time.'],
      },
      {
        id: 'Drift',
        metric: 'drift',
        statistic: 'Maximum',
        comparison: AT_LEAST,
        threshold: 1,
        ...window(3_600, 1, 1),
        treatMissingData: 'notBreaching',
        ...TICKET,
        summary: '{resource} has {threshold} or more resources that differ from their templates.',
        reason:
          'One is enough: the next deploy will undo or break what was done by hand. Detection runs rarely, so one value counts.',
        runbook: [
          'Open the drift report of the stack: what was changed, and by whom?',
          'Bring the change into the template.',
        ],
      },
      {
        id: 'ForecastsWrong',
        metric: 'forecastHits',
        statistic: 'Average',
        comparison: BELOW,
        threshold: 0.8,
        ...window(86_400, 1, 1),
        treatMissingData: 'notBreaching',
        ...TICKET,
        summary: 'Fewer than {threshold} of the cost forecasts of {resource} came true in a day.',
        reason: 'The objective tells of months; a day with a fifth wrong has a cause that can be found now.',
        runbook: ['See which account or service was off, and whether it began with a deploy or with a price.'],
      },
    ],
  }),
  meaning: {
    ...HANDLER_MEANING,
    forecastHits: '1 for each cost forecast that came true within your tolerance, else 0; when the real cost is known.',
    freeTierUse: 'Percent of a free tier that is used; emit the fullest, whenever usage is read.',
    quotaUse: 'Percent of a service quota that is used; emit the fullest, every five minutes.',
    cpu: 'Percent of CPU in use, one value a machine and minute.',
    memory: 'Percent of memory in use, one value a machine and minute.',
    deploymentDuration: 'Seconds from start to end of a deployment, when it ends.',
    drift: 'Resources that differ from their templates, whenever drift is detected.',
  },
  objectives: [
    {
      name: 'HandlerAvailability',
      description: '99.9 % of the invocations of all handlers succeed: requests, messages and schedules alike.',
      objective: '99.9',
      window: '30d',
      tier: 1,
      indicator: REQUESTS_WITHOUT_FAULT,
    },
    {
      name: 'HandlerLatency',
      description: '99 % of the invocations of all handlers take 100 ms at most.',
      objective: '99',
      window: '7d',
      tier: 2,
      indicator: within('latency', 100),
    },
    {
      name: 'CostForecast',
      description: '95 % of the cost forecasts come true.',
      objective: '95',
      window: '30d',
      tier: 3,
      indicator: shareOf('forecastHits', 'quality'),
      // Forecasts are compared once a day at most: nobody is woken, and silence is normal.
      skip: ['page_fast', 'page_slow'],
      noTelemetry: false,
    },
  ],
};
