import { fnv1a } from '../../core/fnv';
import { sloKey } from '../../core/slo/definition';
import type { SloDefinitions } from '../ports';

/** Which of the objectives a run is about. */
export interface Shard {
  readonly shard: number;
  readonly shards: number;
}

const ALL: Shard = { shard: 0, shards: 1 };

/**
 * Reads the event of a schedule's target; one that names no shards, as EventBridge's own, is about all objectives.
 * @throws where it names a shard that there is not: others would be evaluated twice, or none
 */
export function readShard(event: unknown): Shard {
  if (typeof event !== 'object' || event === null || !('shards' in event || 'shard' in event)) return ALL;
  const { shard, shards } = event as Readonly<Record<keyof Shard, unknown>>;
  if (Number.isInteger(shard) && Number.isInteger(shards) && 0 <= Number(shard) && Number(shard) < Number(shards)) {
    return { shard: Number(shard), shards: Number(shards) };
  }
  throw new Error(
    `'shard' must be an integer from 0 and below 'shards', got ${String(shard)} of ${String(shards)}; write ` +
      '{"shard":0,"shards":1} as the input of a schedule with one target',
  );
}

/** Each objective, and each document that cannot be read, is in exactly one shard, and stays in it. */
export function ofShard({ slos, composites, problems }: SloDefinitions, { shard, shards }: Shard): SloDefinitions {
  const isOurs = (key: string) => (fnv1a(key) >>> 0) % shards === shard;
  return {
    slos: slos.filter((slo) => isOurs(sloKey(slo))),
    composites: composites.filter((composite) => isOurs(sloKey(composite))),
    problems: problems.filter(({ name }) => isOurs(name)),
  };
}
