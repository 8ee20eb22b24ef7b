import {
  CloudWatchClient,
  type MetricDatum,
  PutMetricDataCommand,
  type StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import type { Datum } from '../../core/signal/aggregate/datum';
import type { MetricDataPort, PutOutcome } from '../../workflow/ports';
import { clientOptions } from './client-options';

export interface PutMetricDataOptions {
  /**
   * One attempt: an SDK that tries again by itself does not tell that the first try may have been stored.
   * @default - a client with `clientOptions()` and one attempt
   */
  readonly client?: CloudWatchClient;
}

/**
 * PutMetricData through the SDK, which sends JSON and compresses what is larger than 10 KB. CBOR is not an option:
 * with compression the SDK announces the uncompressed length, and the request hangs (client-cloudwatch 3.1162).
 */
export class PutMetricData implements MetricDataPort {
  private readonly client: CloudWatchClient;

  constructor(options: PutMetricDataOptions = {}) {
    this.client = options.client ?? new CloudWatchClient(clientOptions({ maxAttempts: 1 }));
  }

  async put(namespace: string, data: readonly Datum[]): Promise<PutOutcome> {
    try {
      await this.client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: data.map(toMetricDatum) }));
      return { status: 'stored' };
    } catch (error) {
      return outcomeOf(error as Failure);
    }
  }
}

export function toMetricDatum({ name, dimensions, unit, resolution, timestampMs, ...observed }: Datum): MetricDatum {
  const { values, counts, set } = observed;
  return {
    MetricName: name,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    Timestamp: new Date(timestampMs),
    Unit: unit as StandardUnit,
    StorageResolution: resolution,
    ...(set
      ? { StatisticValues: { SampleCount: set[0], Sum: set[1], Minimum: set[2], Maximum: set[3] } }
      : { Values: values as number[], Counts: counts as number[] }),
  };
}

interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const THROTTLED = /^(Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|RequestThrottled|SlowDown)/;
const REJECTED = /^(InvalidParameter|MissingParameter|MissingRequiredParameter|Validation|Serialization|InvalidFormat)/;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html */
function outcomeOf({ name = 'Error', message = '', $metadata }: Failure): PutOutcome {
  const status = $metadata?.httpStatusCode;
  const reason = `${name}: ${message}`;
  if (status === 429 || THROTTLED.test(name)) return { status: 'unavailable', reason, mayBeStored: false };
  if (status === 413 || (status === 400 && REJECTED.test(name))) return { status: 'rejected', reason };
  // Without an answer, or with one that says only that something broke, nobody knows.
  if (status === undefined ? !LOCAL.test(name) : status >= 500) {
    return { status: 'unavailable', reason, mayBeStored: true };
  }
  return { status: 'denied', reason };
}

/** Failures before anything is sent. */
const LOCAL = /^(CredentialsProviderError|TokenProviderError)/;
