import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE, TICKET } from './parts';

/**
 * CodePipeline pipeline of type V2: those of type V1, the default, publish no metrics.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/metrics-dimensions.html
 */
export const CODEPIPELINE_PIPELINE: CatalogEntry<object> = {
  type: 'AWS::CodePipeline::Pipeline',
  title: 'CodePipeline pipeline',
  family: 'infrastructure',
  resource: {
    when: (properties) => properties.text('PipelineType') === 'V2',
    dimensions: { default: { PipelineName: 'Ref' } },
  },
  sample: { properties: { PipelineType: 'V2' } },
  metrics: metricsOf('AWS/CodePipeline', {
    failed: ['FailedPipelineExecutions', 'Count'],
    duration: ['PipelineDuration', 'Seconds'],
  }),
  graphs: [
    graph('Failed executions', [['failed', 'Sum', 'Failed']]),
    graph('Duration', [
      ['duration', 'Average', 'Average'],
      ['duration', 'Maximum', 'Longest'],
    ]),
  ],
  alarms: [
    {
      id: 'FailedExecutions',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} has an execution that failed.',
      reason:
        'What was to be released is not, until somebody acts, so the first counts; a retry that fails counts again. ' +
        'Published when executions end: without data none failed.',
      runbook: [
        'Open the failed action and read its error.',
        'If it stopped halfway through a deployment, look what is live now before you retry.',
      ],
    },
  ],
};
