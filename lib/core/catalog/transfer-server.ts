import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE, TICKET } from './parts';

export interface TransferServerFacts {
  readonly hasWorkflow: boolean;
}

/** @see https://docs.aws.amazon.com/transfer/latest/userguide/monitoring-cloudwatch.html */
export const TRANSFER_SERVER: CatalogEntry<TransferServerFacts> = {
  type: 'AWS::Transfer::Server',
  title: 'Transfer Family server',
  family: 'infrastructure',
  resource: {
    dimensions: { default: { ServerId: 'GetAtt ServerId' } },
    facts: (properties) => ({ hasWorkflow: properties.list('WorkflowDetails.OnUpload').length > 0 }),
  },
  sample: { properties: { WorkflowDetails: { OnUpload: [{ WorkflowId: 'w-1', ExecutionRole: 'role' }] } } },
  metrics: metricsOf('AWS/Transfer', {
    filesIn: ['FilesIn', 'Count'],
    filesOut: ['FilesOut', 'Count'],
    bytesIn: ['BytesIn', 'Bytes'],
    bytesOut: ['BytesOut', 'Bytes'],
    workflowsFailed: ['OnUploadExecutionsFailed', 'Count'],
    workflowsSucceeded: ['OnUploadExecutionsSuccess', 'Count'],
  }),
  graphs: [
    graph(
      'Files',
      [
        ['filesIn', 'Sum', 'In'],
        ['filesOut', 'Sum', 'Out'],
      ],
      [
        ['bytesIn', 'Sum', 'Bytes in'],
        ['bytesOut', 'Sum', 'Bytes out'],
      ],
    ),
    graph('Workflows after upload', [
      ['workflowsSucceeded', 'Sum', 'Succeeded'],
      ['workflowsFailed', 'Sum', 'Failed'],
    ]),
  ],
  alarms: [
    {
      id: 'FailedWorkflows',
      metric: 'workflowsFailed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ hasWorkflow }) => (hasWorkflow ? 1 : undefined),
        text: '1, where uploads start a workflow',
      },
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} has an uploaded file whose workflow failed.',
      reason:
        'The file has arrived and nothing came of it, until somebody acts, so the first counts. The file is not lost: ' +
        'nobody is woken. Published only when it happens: missing data is good data.',
      runbook: [
        'Read the log of the workflow for the file and the step.',
        'Mend the cause and process the file again.',
      ],
    },
  ],
};
