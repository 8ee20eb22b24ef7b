import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES } from './parts';
import type { Properties } from './properties';

/**
 * The URLs of a Lambda function, of all its aliases together.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html
 */
export const LAMBDA_URL: CatalogEntry<object> = {
  type: 'AWS::Lambda::Url',
  title: 'Lambda function URL',
  family: 'api',
  resource: {
    when: isByArn,
    dimensions: { default: { FunctionName: { of: 'Property TargetFunctionArn', split: ':', at: 6 } } },
  },
  sample: { properties: { TargetFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:charge' } },
  metrics: metricsOf('AWS/Lambda', {
    requests: ['UrlRequestCount', 'Count'],
    clientErrors: ['Url4xxCount', 'Count'],
    faults: ['Url5xxCount', 'Count'],
    latency: ['UrlRequestLatency', 'Milliseconds'],
  }),
  indicators: {
    events: 'requests',
    availability: { total: [{ metric: 'requests' }], bad: [{ metric: 'faults' }] },
    latency: 'latency',
  },
  graphs: [
    graph('Requests', [['requests', 'Sum', 'Requests']]),
    graph('Errors', [
      ['faults', 'Sum', '5XX'],
      ['clientErrors', 'Sum', '4XX'],
    ]),
    graph('Latency', [
      ['latency', 'Average', 'Average'],
      ['latency', 'Maximum', 'Maximum'],
    ]),
  ],
  alarms: [
    {
      id: 'Faults',
      metric: 'faults',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} answers {threshold} requests a minute or more with a 5XX status.',
      reason:
        'Sees what the Errors of a function do not: 5XX answers that its code returns, and answers that Lambda cannot ' +
        'read. AWS publishes no ratio, so five a minute in three minutes of five are the guard for little traffic.',
      runbook: [
        'Read the newest ERROR lines of the log of the function.',
        'If it has none, look at the status and the shape of what it returns.',
      ],
    },
  ],
};

/** CloudFormation takes a plain name as well, in whose place a split finds nothing. */
function isByArn(properties: Properties): boolean {
  const target = properties.text('TargetFunctionArn');
  if (target !== undefined) return target.split(':').length > 6;
  return properties.has('TargetFunctionArn.Fn::GetAtt') || properties.has('TargetFunctionArn.Fn::Join');
}
