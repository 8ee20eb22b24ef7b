import type { Datum } from '../../core/signal/aggregate/datum';
import { packRequests } from '../../core/signal/aggregate/pack';
import type { Clock, LogPort, MetricDataPort, PutOutcome } from '../ports';

export interface Delivery {
  readonly namespace: string;
  /** No try begins later. */
  readonly deadlineMs: number;
  /** What becomes of a datum that CloudWatch refuses; answers whether it is taken care of. */
  readonly setAside: (datum: Datum, reason: string) => Promise<boolean>;
}

interface Ports {
  readonly metricData: MetricDataPort;
  readonly clock: Clock;
  readonly log: LogPort;
  readonly random?: () => number;
}

/** With full jitter 10 s of waiting on average, if the deadline allows. */
const MAX_TRIES = 8;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Sends what fits into one request, or more if it does not fit; answers what is neither stored nor set aside. */
export async function deliver(ports: Ports, delivery: Delivery, data: readonly Datum[]): Promise<Datum[]> {
  const unsent: Datum[] = [];
  for (const request of packRequests(data)) unsent.push(...(await deliverRequest(ports, delivery, request)));
  return unsent;
}

async function deliverRequest(ports: Ports, delivery: Delivery, data: readonly Datum[]): Promise<readonly Datum[]> {
  const outcome = await putUntil(ports, delivery, data);
  if (outcome.status === 'stored') return [];
  const { namespace } = delivery;
  ports.log.warn('PutMetricData failed', { namespace, data: data.length, ...outcome });
  if (outcome.status !== 'rejected') return data;
  const [first] = data;
  if (first && data.length === 1) return (await delivery.setAside(first, outcome.reason)) ? [] : data;
  // CloudWatch rejects a request as a whole: halves find the datum that is to blame in few steps.
  const half = data.length >> 1;
  const left = await deliverRequest(ports, delivery, data.slice(0, half));
  const right = await deliverRequest(ports, delivery, data.slice(half));
  return [...left, ...right];
}

async function putUntil(
  { metricData, clock, random = Math.random }: Ports,
  { namespace, deadlineMs }: Delivery,
  data: readonly Datum[],
): Promise<PutOutcome> {
  let outcome: PutOutcome = { status: 'unavailable', reason: 'no time was left to try', mayBeStored: false };
  for (let tries = 1; tries <= MAX_TRIES && clock.now() < deadlineMs; tries += 1) {
    outcome = await metricData.put(namespace, data);
    if (outcome.status !== 'unavailable' || tries === MAX_TRIES) return outcome;
    // Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    await clock.sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)) * random());
  }
  return outcome;
}
