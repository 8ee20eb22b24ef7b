/** How fast `handle-signal` and `notify` are on a real table, in real time. */
import type { Hub } from './hub';

const BATCH = 10;
const WORKERS = 4;
const SERVICES = 20;

/** `burst`: the signals of a batch are of one service. `mixed`: each of another. */
export type Shape = 'burst' | 'mixed';

/** Signals of twenty services in batches of ten, by four workers at once; each alarm fires and recovers. */
export async function signalsPerSecond(hub: Hub, signals: number, shape: Shape): Promise<number> {
  const serviceOf = (index: number) => (shape === 'burst' ? Math.floor(index / BATCH) : index) % SERVICES;
  const bodies: string[] = [];
  for (const value of ['ALARM', 'OK'] as const) {
    for (let index = 0; index < signals / 2; index += 1) {
      bodies.push(hub.alarm(`${shape}-${serviceOf(index)}`, `${shape}-${index}`, value));
    }
    hub.pass(1_000);
  }
  const started = process.hrtime.bigint();
  const worker = async () => {
    for (let batch = bodies.splice(0, BATCH); batch.length > 0; batch = bodies.splice(0, BATCH)) {
      await hub.signal(...batch);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return Math.round(signals / (Number(process.hrtime.bigint() - started) / 1e9));
}
