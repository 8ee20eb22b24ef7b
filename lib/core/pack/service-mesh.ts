import { ABOVE, AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET, window } from '../catalog/parts';
import type { Pack } from './pack';
import {
  HANDLER_MEANING,
  HANDLER_METRICS,
  packEntry,
  REQUESTS_WITHOUT_FAULT,
  shareOf,
  shareWithout,
  within,
} from './parts';

const QUIET = { treatMissingData: 'notBreaching' } as const;

/** One service among many that call each other: each has its own objectives, and its endpoints theirs. */
export const SERVICE_MESH: Pack = {
  id: 'service-mesh',
  title: 'Microservice mesh',
  purpose: 'For each service of a mesh: its endpoints, the events it handles, its circuit breakers and dependencies.',
  entry: packEntry('Microservice mesh', {
    metrics: {
      ...HANDLER_METRICS,
      ...metricsOf('sightline', {
        events: ['EventHandled', 'Count'],
        eventLatency: ['EventLatency', 'Milliseconds'],
        breakerOpen: ['CircuitBreakerOpen', 'Count'],
        dependencyHealth: ['DependencyHealth', 'Percent'],
        depth: ['PendingEvents', 'Count'],
        retries: ['CallRetries', 'Count'],
      }),
    },
    graphs: [
      graph('Events', [['events', 'Average', 'Share that was handled']], [['eventLatency', 'p95', 'Latency p95']]),
      graph(
        'Dependencies',
        [['dependencyHealth', 'Minimum', 'Health of the worst']],
        [['breakerOpen', 'Average', 'Share of open breakers']],
      ),
      graph('Pending events and retries', [['depth', 'Maximum', 'Pending events']], [['retries', 'Sum', 'Retries']]),
    ],
    alarms: [
      {
        id: 'ErrorRate',
        metric: 'faults',
        statistic: 'Average',
        comparison: ABOVE,
        threshold: 0.01,
        ...window(60, 10, 8),
        ...QUIET,
        ...TICKET,
        summary: '{resource} fails more than {threshold} of its requests.',
        reason:
          'Eight bad minutes of ten: one percent is small, so it has to last. The burn-rate alarms page; this one opens a ' +
          'ticket for what would otherwise be seen in the budget only.',
        runbook: [
          'See which operation and which dependency fail.',
          'Compare with the last deploys of this service and of those it calls.',
        ],
      },
      {
        id: 'EventsSlow',
        metric: 'eventLatency',
        statistic: 'p95',
        comparison: ABOVE,
        threshold: 5_000,
        ...window(300, 3, 3),
        ...QUIET,
        ...TICKET,
        summary: 'Events of {resource} take longer than {threshold} (p95).',
        reason:
          'From emitted to handled; five seconds are what people wait for. A quarter of an hour leaves out bursts.',
        runbook: ['See whether events wait (pending events grow) or take long to handle.'],
      },
      {
        id: 'DependencyUnhealthy',
        metric: 'dependencyHealth',
        statistic: 'Minimum',
        comparison: 'LessThanThreshold',
        threshold: 50,
        ...THREE_OF_FIVE_MINUTES,
        ...QUIET,
        ...TICKET,
        summary: 'A dependency of {resource} has a health below {threshold}.',
        reason:
          'Half of the calls fail or are slow. A ticket: whether users feel it, the objectives tell. Three minutes of five.',
        runbook: ['See which dependency it is, and whether its own team knows.'],
      },
      {
        id: 'BacklogGrows',
        metric: 'depth',
        statistic: 'Maximum',
        comparison: ABOVE,
        threshold: 1_000,
        ...window(300, 3, 3),
        ...QUIET,
        ...PAGE,
        summary: '{resource} has more than {threshold} events pending.',
        reason:
          'A thousand events for a quarter of an hour are not drained by waiting. Set it to what your consumers handle in ' +
          'five minutes.',
        runbook: [
          'See whether consumers fail, are throttled, or are too few.',
          'Look for one sender that sends more than it did.',
        ],
      },
      {
        id: 'RetriesHigh',
        metric: 'retries',
        statistic: 'Sum',
        comparison: AT_LEAST,
        threshold: 100,
        ...window(300, 3, 3),
        ...QUIET,
        ...TICKET,
        summary: '{resource} repeats {threshold} calls or more in five minutes.',
        reason: 'Retries hide a fault and add load to what is failing. A quarter of an hour leaves out a restart.',
        runbook: ['See which dependency is called again and again.', 'Check that retries back off and end.'],
      },
    ],
  }),
  meaning: {
    ...HANDLER_MEANING,
    events: '1 for each event that was handled, 0 for each that was not, after its repeats.',
    eventLatency: 'Milliseconds from the time an event was emitted until it was handled.',
    breakerOpen: '1 for each circuit breaker that is open, 0 for each that is closed, once a minute or at each call.',
    dependencyHealth: 'Percent of the calls of a dependency that were good, one value a dependency and minute.',
    depth: 'Events that wait, once a minute.',
    retries: 'Calls that were repeated.',
  },
  objectives: [
    {
      name: 'Availability',
      description: '99.9 % of the requests succeed.',
      objective: '99.9',
      window: '30d',
      tier: 1,
      indicator: REQUESTS_WITHOUT_FAULT,
    },
    {
      name: 'Latency',
      description: '99 % of the requests take 100 ms at most.',
      objective: '99',
      window: '30d',
      tier: 2,
      indicator: within('latency', 100),
      perOperation: true,
    },
    {
      name: 'EventProcessing',
      description: '99 % of the events are handled.',
      objective: '99',
      window: '30d',
      tier: 2,
      indicator: shareOf('events', 'quality'),
      noTelemetry: false,
    },
    {
      name: 'CircuitBreakers',
      description: 'Circuit breakers are closed 99.9 % of the time.',
      objective: '99.9',
      window: '30d',
      tier: 2,
      indicator: shareWithout('breakerOpen', 'availability'),
      noTelemetry: false,
    },
  ],
};
