import type { CatalogEntry } from './entry';
import { graph, metricsOf } from './parts';

/**
 * The secrets of an account and Region: AWS publishes their number, once an hour, and nothing of a single secret, its
 * age or its rotation.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-cloudwatch.html
 */
export const SECRETS_MANAGER: CatalogEntry = {
  type: 'Sightline::SecretsManager',
  title: 'Secrets Manager',
  family: 'infrastructure',
  sample: {
    dimensions: { default: { Class: 'None', Resource: 'SecretCount', Service: 'Secrets Manager', Type: 'Resource' } },
  },
  metrics: metricsOf('AWS/SecretsManager', { secrets: ['ResourceCount', 'Count'] }),
  graphs: [graph('Secrets', [['secrets', 'Average', 'Secrets']])],
  alarms: [],
};
