import type { CatalogAlarm } from './entry';
import { AT_LEAST, THREE_OF_FIVE_MINUTES, TICKET } from './parts';
import type { Properties } from './properties';

export interface DynamoDbTableFacts {
  /** Capacity units a second beyond which nothing scales; `undefined` where none is set or known. */
  readonly maxReads?: number;
  readonly maxWrites?: number;
}

export function dynamoDbFactsOf(properties: Properties): DynamoDbTableFacts {
  return { maxReads: maxReadsOf(properties), maxWrites: maxWritesOf(properties) };
}

export function nearMaximum(
  id: string,
  metric: string,
  what: string,
  limit: (facts: DynamoDbTableFacts) => number | undefined,
): CatalogAlarm<DynamoDbTableFacts> {
  return {
    id,
    metric,
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: {
      rule: (facts) => {
        const unitsPerSecond = limit(facts);
        return unitsPerSecond === undefined ? undefined : unitsPerSecond * 60 * 0.8;
      },
      text: `80 % of the most ${what} units a second that the table may use, over a minute`,
    },
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: `{resource} consumes {threshold} ${what} units a minute or more, 80 % of its maximum.`,
    reason:
      'The last fifth is the time to act: beyond the maximum, requests are throttled. Three minutes of five let bursts ' +
      'pass. An idle table publishes nothing: that is good.',
    runbook: [
      'Look which operation or caller has grown; stop it if it is a mistake, such as a scan.',
      'If the traffic is wanted, raise the maximum throughput of the table.',
    ],
  };
}

/** `OnDemandThroughput` is of Table, the settings are of GlobalTable. */
function maxReadsOf(properties: Properties): number | undefined {
  const replica = onlyReplicaOf(properties);
  if (!isOnDemand(properties)) {
    return replica?.number('ReadProvisionedThroughputSettings.ReadCapacityAutoScalingSettings.MaxCapacity');
  }
  return (
    properties.number('OnDemandThroughput.MaxReadRequestUnits') ??
    replica?.number('ReadOnDemandThroughputSettings.MaxReadRequestUnits') ??
    properties.number('ReadOnDemandThroughputSettings.MaxReadRequestUnits')
  );
}

function maxWritesOf(properties: Properties): number | undefined {
  if (!isOnDemand(properties)) {
    return properties.number('WriteProvisionedThroughputSettings.WriteCapacityAutoScalingSettings.MaxCapacity');
  }
  return (
    properties.number('OnDemandThroughput.MaxWriteRequestUnits') ??
    properties.number('WriteOnDemandThroughputSettings.MaxWriteRequestUnits')
  );
}

/** Replicas may read with limits of their own, and the one of this Region is not told apart from the others. */
function onlyReplicaOf(properties: Properties): Properties | undefined {
  const [replica, another] = properties.list('Replicas');
  return another ? undefined : replica;
}

function isOnDemand(properties: Properties): boolean {
  return properties.text('BillingMode') === 'PAY_PER_REQUEST';
}
