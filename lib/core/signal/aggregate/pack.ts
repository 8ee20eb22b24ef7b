import { type Datum, datumBytes } from './datum';

/**
 * Of one PutMetricData request. CloudWatch allows 1 MB and does not say whether before or after compression, so ours
 * stay below it uncompressed, with some room.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export const REQUEST_LIMIT = { data: 1_000, bytes: 900_000 } as const;

/** Data of one namespace, in order, in as few requests as its limits allow. */
export function packRequests(data: readonly Datum[]): Datum[][] {
  const requests: Datum[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const datum of data) {
    const more = datumBytes(datum);
    const request = requests.at(-1);
    if (request && request.length < REQUEST_LIMIT.data && bytes + more <= REQUEST_LIMIT.bytes) {
      request.push(datum);
      bytes += more;
    } else {
      requests.push([datum]);
      bytes = more;
    }
  }
  return requests;
}
