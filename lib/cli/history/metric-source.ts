/** Where the history of one metric is read from: CloudWatch. */
import type * as MetricHistoryModule from '../../adapters/aws/metric-history';
import type { HistoryRequest, SeriesHistory } from '../../adapters/aws/metric-history';
import type * as ConnectModule from '../../adapters/aws/metric-history/connect';
import { explainAwsError } from '../backtest/aws-errors';
import { loadAdapter } from '../load-adapter';

export interface MetricSource {
  /** @param region that is wanted. @default - the SDK's own */
  read(request: HistoryRequest, region?: string): Promise<ReadonlyMap<string, SeriesHistory>>;
}

const PURPOSE = 'reading CloudWatch';

/** With region and credentials as every AWS tool finds them; needs cloudwatch:GetMetricData. */
export function awsMetricSource(): MetricSource {
  return {
    read: async (request, region) => {
      const { connectCloudWatch } = loadAdapter<typeof ConnectModule>('metric-history/connect', PURPOSE);
      const { readMetricHistory } = loadAdapter<typeof MetricHistoryModule>('metric-history', PURPOSE);
      try {
        const { client } = await connectCloudWatch(region);
        const { series } = await readMetricHistory(client, request);
        client.destroy();
        return series;
      } catch (error) {
        throw explainAwsError(error, region);
      }
    },
  };
}
