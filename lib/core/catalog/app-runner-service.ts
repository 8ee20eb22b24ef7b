import type { CatalogEntry } from './entry';
import { graph, metricsOf } from './parts';

/**
 * App Runner service, drawn only: AWS names its metrics, but not their dimensions, and an alarm on a wrong set is silent
 * for ever.
 * @see https://docs.aws.amazon.com/apprunner/latest/dg/monitor-cw.html
 */
export const APP_RUNNER_SERVICE: CatalogEntry<object> = {
  type: 'AWS::AppRunner::Service',
  title: 'App Runner service',
  family: 'compute',
  resource: {
    // The ARN is `.../name/id`; the name itself may be left to CloudFormation.
    dimensions: {
      default: { ServiceName: { of: 'GetAtt ServiceArn', split: '/', at: 1 }, ServiceID: 'GetAtt ServiceId' },
    },
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/AppRunner', {
    requests: ['Requests', 'Count'],
    serverErrors: ['5xxStatusResponses', 'Count'],
    clientErrors: ['4xxStatusResponses', 'Count'],
    latency: ['RequestLatency', 'Milliseconds'],
    instances: ['ActiveInstances', 'Count'],
    concurrency: ['Concurrency', 'Count'],
    cpu: ['CPUUtilization', 'Percent'],
    memory: ['MemoryUtilization', 'Percent'],
  }),
  graphs: [
    graph('Requests', [
      ['requests', 'Sum', 'Requests'],
      ['clientErrors', 'Sum', 'Client errors'],
      ['serverErrors', 'Sum', 'Server errors'],
    ]),
    graph('Latency', [
      ['latency', 'p50', 'p50'],
      ['latency', 'p99', 'p99'],
    ]),
    graph('Instances', [
      ['instances', 'Maximum', 'Active'],
      ['concurrency', 'Maximum', 'Concurrent requests'],
    ]),
    graph('CPU and memory', [
      ['cpu', 'Average', 'CPU'],
      ['memory', 'Average', 'Memory'],
    ]),
  ],
  alarms: [],
};
