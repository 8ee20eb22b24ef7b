/**
 * `detect-anomalies`: one function in three roles. A schedule makes it the planner, which hands the watched series to
 * workers, 500 at most in a message. A message makes it a worker, which reads what is new of its series, judges it, and
 * raises and clears signals. An event of a deploy is noted for the workers.
 *
 * What a detector has learned is a function of the datapoints: workers keep it in memory and write a checkpoint every few
 * hours; whoever has lost it reads the datapoints since the checkpoint again. What people were told is stored each time,
 * before they are told, so that a tick that is repeated tells nobody twice.
 */
import type { SQSBatchResponse } from 'aws-lambda';
import { readJob } from '../core/anomaly/watch/job';
import { EVENT } from '../core/conventions';
import { readDeploy } from '../core/incident/deploys';
import { judge } from './detect-anomalies/judge';
import { PageMemory } from './detect-anomalies/page-memory';
import { type PlannedTick, plan } from './detect-anomalies/plan';
import type { DetectAnomaliesPorts } from './detect-anomalies/run';

export type { PlannedTick } from './detect-anomalies/plan';
export type { DetectAnomaliesPorts } from './detect-anomalies/run';

interface Record {
  readonly messageId: string;
  readonly body: string;
}

/** @returns a handler of SQS batches, of `Sightline Deploy` events, and of anything else, such as a schedule's event, as a tick */
export function detectAnomalies(
  ports: DetectAnomaliesPorts,
): (event: unknown) => Promise<PlannedTick | SQSBatchResponse | undefined> {
  const memory = new PageMemory(ports);
  return async (event) => {
    const { Records, detail, ...more } = (event ?? {}) as { Records?: readonly Record[]; detail?: unknown };
    if (Array.isArray(Records)) return judgeAll(ports, memory, Records);
    if ((more as { 'detail-type'?: unknown })['detail-type'] !== EVENT.deploy) return plan(ports);
    const { service, environment, atMs } = readDeploy(detail);
    await ports.store.noteDeploy({ service, environment, atMs });
    return undefined;
  };
}

/** One after the other: they share what is in memory. A message that fails is delivered again, and no others. */
async function judgeAll(
  ports: DetectAnomaliesPorts,
  memory: PageMemory,
  records: readonly Record[],
): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of records) {
    try {
      await judge(ports, memory, readJob(body));
    } catch (error) {
      ports.log.error('series not judged, the queue will deliver them again', { messageId, error: String(error) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
