/** What is known of services: since when they are tracked, and their releases. Hardly ever changes, so it is remembered. */

import type { ErrorTally } from '../../core/error/tally';
import { type TrackedService, withReleases } from '../../core/error/tracked-error';
import type { ServiceRef } from '../../core/incident/evidence';
import type { TrackErrorsPorts } from './run';

const MAX_TRIES = 5;
/** Other functions meet new releases, too. */
const REMEMBERED_MS = 5 * 60_000;
const MAX_REMEMBERED = 1_000;

export class ServiceBook {
  private readonly known = new Map<string, { readonly service: TrackedService; readonly readMs: number }>();

  constructor(private readonly ports: Pick<TrackErrorsPorts, 'store' | 'clock'>) {}

  /** The service, with the releases that this batch has seen. */
  async meet(of: ServiceRef, events: ErrorTally['events'], nowMs: number): Promise<TrackedService> {
    const key = `${of.service}/${of.environment}`;
    const remembered = this.known.get(key);
    const isFresh = remembered !== undefined && nowMs - remembered.readMs < REMEMBERED_MS;
    if (isFresh && !withReleases(remembered.service, of, events, nowMs)) return remembered.service;
    const service = await this.update(of, events, nowMs);
    if (this.known.size >= MAX_REMEMBERED) this.known.clear();
    this.known.set(key, { service, readMs: nowMs });
    return service;
  }

  private async update(of: ServiceRef, events: ErrorTally['events'], nowMs: number): Promise<TrackedService> {
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const stored = await this.ports.store.readService(of);
      const next = withReleases(stored, of, events, nowMs);
      if (!next) return stored as TrackedService;
      if ((await this.ports.store.writeService(next)) === 'committed') return next;
    }
    throw new Error(
      `the releases of ${of.service} in ${of.environment} were not stored: others wrote ${MAX_TRIES} times`,
    );
  }
}
