import { addCounts, keptCounts } from '../../core/error/counts';
import type { ErrorSample } from '../../core/error/log-event';
import { BATCHES_KEPT } from '../../core/error/table';
import type { ErrorTally } from '../../core/error/tally';
import type { ErrorRef, TrackedError, TrackedService } from '../../core/error/tracked-error';
import type { ServiceRef } from '../../core/incident/evidence';
import type { Counted, ErrorStore } from '../../workflow/ports/error-store';

/** Tracked errors in memory, for rehearsal and tests. Nothing expires. */
export class MemoryErrorStore implements ErrorStore {
  private readonly errors = new Map<string, TrackedError>();
  private readonly samples = new Map<string, ErrorSample>();
  private readonly services = new Map<string, TrackedService>();
  /** Numbers of batches, newest first: even ones and odd ones apart. */
  private readonly batches = new Map<string, [number[], number[]]>();

  async add(tally: ErrorTally): Promise<Counted> {
    const key = keyOf(tally);
    const stored = this.errors.get(key);
    if (!stored) return { outcome: 'unknown' };
    const seen = this.listOf(key, tally.batch);
    if (seen.includes(tally.batch)) return { outcome: 'duplicate', error: copy(stored) };
    seen.unshift(tally.batch);
    seen.splice(BATCHES_KEPT);
    const counts = addCounts(stored.counts, tally.counts);
    const error = { ...stored, count: stored.count + tally.count, lastMs: tally.lastMs, counts };
    this.errors.set(key, error);
    return { outcome: 'counted', error: copy(error) };
  }

  async create(error: TrackedError, batch: number): Promise<'committed' | 'conflict'> {
    const key = keyOf(error);
    if (this.errors.has(key)) return 'conflict';
    this.errors.set(key, copy(error));
    this.listOf(key, batch).push(batch);
    return 'committed';
  }

  async revise(error: TrackedError, nowMs: number): Promise<'committed' | 'conflict'> {
    const key = keyOf(error);
    const stored = this.errors.get(key);
    if (stored?.version !== error.version - 1) return 'conflict';
    const { count, lastMs } = stored;
    this.errors.set(key, copy({ ...error, count, lastMs, counts: keptCounts(stored.counts, nowMs) }));
    return 'committed';
  }

  async read(ref: ErrorRef): Promise<TrackedError | undefined> {
    return copy(this.errors.get(keyOf(ref)));
  }

  async list({ service, environment }: ServiceRef): Promise<TrackedError[]> {
    return [...this.errors.values()]
      .filter((error) => error.service === service && error.environment === environment)
      .map(copy);
  }

  async listRaised(limit: number): Promise<ErrorRef[]> {
    return [...this.errors.values()]
      .filter(({ raised, pending }) => Object.keys(raised).length > 0 || pending !== undefined)
      .slice(0, limit)
      .map(({ service, environment, fingerprint }) => ({ service, environment, fingerprint }));
  }

  async readSample(ref: ErrorRef): Promise<ErrorSample | undefined> {
    return copy(this.samples.get(keyOf(ref)));
  }

  async writeSample(ref: ErrorRef, sample: ErrorSample): Promise<void> {
    this.samples.set(keyOf(ref), copy(sample));
  }

  async readService(of: ServiceRef): Promise<TrackedService | undefined> {
    return copy(this.services.get(serviceKeyOf(of)));
  }

  async writeService(service: TrackedService): Promise<'committed' | 'conflict'> {
    const key = serviceKeyOf(service);
    if ((this.services.get(key)?.version ?? 0) !== service.version - 1) return 'conflict';
    this.services.set(key, copy(service));
    return 'committed';
  }

  private listOf(key: string, batch: number): number[] {
    const lists = this.batches.get(key) ?? [[], []];
    this.batches.set(key, lists);
    return lists[batch % 2] as number[];
  }
}

function keyOf({ service, environment, fingerprint }: ErrorRef): string {
  return `${service}/${environment}/${fingerprint}`;
}

function serviceKeyOf({ service, environment }: ServiceRef): string {
  return `${service}/${environment}`;
}

/** So that nobody outside holds what is stored. */
function copy<Value>(value: Value): Value {
  return structuredClone(value);
}
