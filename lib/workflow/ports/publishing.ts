/** Publishing custom metrics. */
import type { Datum } from '../../core/signal/aggregate/datum';

/** What became of a PutMetricData request; it is stored as a whole or not at all. */
export type PutOutcome =
  | { readonly status: 'stored' }
  /** Throttled, or CloudWatch failed. After `mayBeStored` the answer was lost, and trying again may store it twice. */
  | { readonly status: 'unavailable'; readonly reason: string; readonly mayBeStored: boolean }
  /** Something in the data is not allowed. */
  | { readonly status: 'rejected'; readonly reason: string }
  /** Trying again would not help, and the data are not to blame: no permission, no credentials. */
  | { readonly status: 'denied'; readonly reason: string };

/** PutMetricData. Never throws: a failure is an outcome. */
export interface MetricDataPort {
  put(namespace: string, data: readonly Datum[]): Promise<PutOutcome>;
}

/** The queue between publishers and `publish-metrics`. */
export interface PublishQueuePort {
  /** The text in a message's body. Throws where the body is none of ours. */
  unpack(body: string): Promise<string>;
  /** The body that carries a text. */
  pack(text: string): Promise<string>;
  /** Throws when the queue did not take it. */
  send(body: string): Promise<void>;
}
