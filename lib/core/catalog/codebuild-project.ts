import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_MINUTES, graph, metricsOf, ONE_MINUTE, TICKET } from './parts';

export interface CodeBuildProjectFacts {
  /** `undefined` where it is not known, as for imported projects: no alarm on the time left. */
  readonly timeoutSeconds?: number;
}

/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/cloudwatch_metrics-codebuild.html */
export const CODEBUILD_PROJECT: CatalogEntry<CodeBuildProjectFacts> = {
  type: 'AWS::CodeBuild::Project',
  title: 'CodeBuild project',
  family: 'infrastructure',
  resource: {
    dimensions: { default: { ProjectName: 'Ref' } },
    imported: { marker: 'projectName', dimensions: { ProjectName: 'projectName' } },
    facts: (properties) => {
      const minutes = properties.number('TimeoutInMinutes', 60);
      return minutes === undefined ? {} : { timeoutSeconds: minutes * 60 };
    },
  },
  sample: { properties: { TimeoutInMinutes: 60 } },
  metrics: metricsOf('AWS/CodeBuild', {
    builds: ['Builds', 'Count'],
    failed: ['FailedBuilds', 'Count'],
    succeeded: ['SucceededBuilds', 'Count'],
    duration: ['Duration', 'Seconds'],
    queued: ['QueuedDuration', 'Seconds'],
  }),
  indicators: {
    events: 'builds',
    availability: { total: [{ metric: 'succeeded' }, { metric: 'failed' }], bad: [{ metric: 'failed' }] },
    latency: 'duration',
  },
  graphs: [
    graph('Builds', [
      ['builds', 'Sum', 'Started'],
      ['succeeded', 'Sum', 'Succeeded'],
      ['failed', 'Sum', 'Failed'],
    ]),
    graph('Duration', [
      ['duration', 'Average', 'Average'],
      ['duration', 'Maximum', 'Longest'],
      ['queued', 'Maximum', 'Longest queued'],
    ]),
  ],
  alarms: [
    {
      id: 'FailedBuilds',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} has a build that failed.',
      reason:
        'A build fails once and is not tried again, so the first counts. Published when builds end: without data none ' +
        'failed. Nobody is served worse by it, so nobody is woken.',
      runbook: ['Read the first failing phase of the build.', 'If the code did not change, look at what it downloads.'],
    },
    {
      id: 'DurationNearTimeout',
      metric: 'duration',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ timeoutSeconds }) => (timeoutSeconds === undefined ? undefined : timeoutSeconds * 0.8),
        text: "80 % of the project's timeout",
      },
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} has a build that took {threshold} or longer, 80 % of its timeout.',
      reason:
        'The last fifth is the margin before builds are cut off. Published when a build ends, so one is enough, and ' +
        'without data none has ended.',
      runbook: [
        'Compare the phases with those of a build of last month.',
        'Look at the cache; raise the timeout last.',
      ],
    },
  ],
};
