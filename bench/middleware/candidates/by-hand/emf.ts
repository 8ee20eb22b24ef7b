import { NAMESPACE, SERVICE } from './order';

/** Two metrics on one dimension set in the embedded metric format, as one would write it by hand. */
export function writeMetrics(): void {
  const document = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['service', 'tenant']],
          Metrics: [
            { Name: 'OrdersPlaced', Unit: 'Count' },
            { Name: 'OrderValue', Unit: 'None' },
          ],
        },
      ],
    },
    service: SERVICE,
    tenant: 'acme',
    OrdersPlaced: 1,
    OrderValue: 42.5,
  };
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
