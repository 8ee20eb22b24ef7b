/**
 * `publish-metrics`: takes what publishers aggregated out of the queue and puts it into CloudWatch, in few large requests.
 *
 * PutMetricData is not idempotent, and SQS delivers at least once. So that nothing is lost and little is stored twice:
 * - A request is made of whole messages. Where it fails, these messages go back to the queue, and no others.
 * - What is left of a request that was stored in part (a rejected one is split) goes into the queue as a new message, and
 *   the old ones are done.
 * - A message that this execution environment has stored is not stored again when the queue delivers it twice.
 *
 * Stored twice can be: a request whose answer was lost or was a 5xx; the requests that an invocation had made when it was
 * killed, one batch at most; a message that the queue delivers to two environments; and the stored part of a request
 * that was split, if the queue does not take its rest.
 */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { DROPPED_POINTS } from '../core/conventions';
import { type Datum, datumProblem, mergeData, pointsOf } from '../core/signal/aggregate/datum';
import { packMessage } from '../core/signal/aggregate/publish-message';
import { isNamespace } from '../core/signal/aggregate/series';
import { sha256Base64 } from '../view/report/sha256';
import type { Clock, DeadLetterPort, LogPort, MetricDataPort, MetricPort, PublishQueuePort } from './ports';
import { deliver } from './publish-metrics/deliver';
import { type Letter, readLetters } from './publish-metrics/letters';
import { planShipments, type Shipment } from './publish-metrics/plan';

export interface PublishMetricsPorts {
  readonly queue: PublishQueuePort;
  readonly metricData: MetricDataPort;
  readonly deadLetters: DeadLetterPort;
  readonly metrics: MetricPort;
  readonly clock: Clock;
  readonly log: LogPort;
  /** Between 0 and 1, for the jitter of retries. @default Math.random */
  readonly random?: () => number;
  /**
   * No try begins later than this after the start of the batch, so that the function ends by itself.
   * @default 25000
   */
  readonly budgetMs?: number;
}

const BUDGET_MS = 25_000;
/** Messages remembered as stored: at full speed, the last minutes. */
const REMEMBERED = 10_000;

/** Publishes a batch of the queue; only the records whose data are still to be stored are delivered again. */
export function publishMetrics(ports: PublishMetricsPorts): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const stored = new Set<string>();
  return async (event) => {
    const deadlineMs = ports.clock.now() + (ports.budgetMs ?? BUDGET_MS);
    const { letters, failed: unread } = await readLetters(ports, event.Records);
    const failed = [...unread];
    const shipments = planShipments(letters.filter(({ id }) => !stored.has(id)));
    await Promise.all(
      shipments.map(async (shipment) => {
        const done = await ship(ports, shipment, deadlineMs);
        if (done) remember(stored, shipment.letters);
        else failed.push(...shipment.letters.flatMap(({ recordIds }) => recordIds));
      }),
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** Whether its messages are done: everything is stored, set aside, or back in the queue as a new message. */
async function ship(ports: PublishMetricsPorts, shipment: Shipment, deadlineMs: number): Promise<boolean> {
  const { namespace, letters } = shipment;
  const setAside = (datum: Datum, reason: string) => putAside(ports, namespace, [datum], reason);
  try {
    const unsound = await setUnsoundAside(ports, shipment);
    // Only then is the same minute of the same series one datum: an unsound one must not take others with it.
    const sound = mergeData(letters.flatMap(({ data }) => data.filter((datum) => !unsound.has(datum))));
    const unsent = await deliver(ports, { namespace, deadlineMs, setAside }, sound);
    if (unsent.length === 0) return true;
    return (unsound.size > 0 || unsent.length < sound.length) && (await putBack(ports, shipment, unsent));
  } catch (error) {
    ports.log.error('metrics not published, the queue will deliver them again', { namespace, error: String(error) });
    return false;
  }
}

/** Data that CloudWatch would refuse: too old by now, or never allowed. Throws where they cannot be set aside. */
async function setUnsoundAside(ports: PublishMetricsPorts, { namespace, letters }: Shipment): Promise<Set<Datum>> {
  const nowMs = ports.clock.now();
  const problems = new Map<string, Datum[]>();
  for (const datum of letters.flatMap(({ data }) => data)) {
    const problem = isNamespace(namespace) ? datumProblem(datum, nowMs) : 'invalid-namespace';
    if (!problem) continue;
    const alike = problems.get(problem);
    if (alike) alike.push(datum);
    else problems.set(problem, [datum]);
  }
  for (const [problem, unsound] of problems) {
    if (!(await putAside(ports, namespace, unsound, problem))) throw new Error(`${problem}, and no dead letter taken`);
  }
  return new Set([...problems.values()].flat());
}

/** As a message like any other, so that it can be redriven. */
async function putAside(
  ports: PublishMetricsPorts,
  namespace: string,
  data: readonly Datum[],
  reason: string,
): Promise<boolean> {
  const id = `dead-${ports.clock.now()}-${String((ports.random ?? Math.random)()).slice(2)}`;
  const points = data.reduce((sum, datum) => sum + pointsOf(datum), 0);
  try {
    const messages = await packMessage({ id, namespace, data }, (text) => ports.queue.pack(text));
    for (const { body } of messages) await ports.deadLetters.send(body, reason);
  } catch (error) {
    ports.log.error('the dead-letter queue took no data', { namespace, points, reason, error: String(error) });
    return false;
  }
  ports.metrics.count(DROPPED_POINTS, points);
  ports.log.error('data set aside in the dead-letter queue', { namespace, points, reason, first: data[0]?.name });
  return true;
}

/**
 * What is left of a shipment becomes a new message: the old ones would store the rest a second time. The same rest of
 * the same messages has the same id, as it may be sent again where the queue's answer was lost; no other rest has it.
 */
async function putBack(ports: PublishMetricsPorts, { namespace, letters }: Shipment, data: Datum[]): Promise<boolean> {
  const id = `rest-${sha256Base64(JSON.stringify([namespace, letters.map((letter) => letter.id), data]))}`;
  const messages = await packMessage({ id, namespace, data }, (text) => ports.queue.pack(text));
  for (const { body } of messages) await ports.queue.send(body);
  ports.log.warn('the rest of a request is back in the queue', { namespace, data: data.length, id });
  return true;
}

function remember(stored: Set<string>, letters: readonly Letter[]): void {
  for (const { id } of letters) stored.add(id);
  for (const oldest of stored) {
    if (stored.size <= REMEMBERED) return;
    stored.delete(oldest);
  }
}
