import type { CatalogEntry } from './entry';
import { graph, metricsOf } from './parts';

/**
 * ECR repository, drawn only: pulls are all that CloudWatch has of it. What an image scan finds is an EventBridge event
 * (`ECR Image Scan`, or `Inspector2 Finding` with enhanced scanning) and no metric.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-repository-metrics.html
 */
export const ECR_REPOSITORY: CatalogEntry<object> = {
  type: 'AWS::ECR::Repository',
  title: 'ECR repository',
  family: 'compute',
  resource: {
    dimensions: { default: { RepositoryName: 'Ref' } },
    imported: { marker: 'repositoryUri', dimensions: { RepositoryName: 'repositoryName' } },
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/ECR', { pulls: ['RepositoryPullCount', 'Count'] }),
  graphs: [graph('Pulls', [['pulls', 'Sum', 'Pulls']])],
  alarms: [],
};
