import type { ErrorSample } from '../../core/error/log-event';
import type { ErrorTally } from '../../core/error/tally';
import type { ErrorRef, TrackedError, TrackedService } from '../../core/error/tracked-error';
import type { ServiceRef } from '../../core/incident/evidence';

/** What became of a batch's count. */
export type Counted =
  /** `duplicate`: it was counted before. The error as it is stored then. */
  | { readonly outcome: 'counted' | 'duplicate'; readonly error: TrackedError }
  /** Nothing is stored of the error. */
  | { readonly outcome: 'unknown' };

/** Errors of services, by fingerprint. Whoever counts never waits for whoever judges, nor the other way round. */
export interface ErrorStore {
  /** Adds what a batch counted, in one write; a batch that is among the last ten of its half (`core/error/table.ts`) counts once. */
  add(tally: ErrorTally): Promise<Counted>;
  /** Stores an error that is not there, with the batch it was seen in. `conflict`: it is there by now. */
  create(error: TrackedError, batch: number): Promise<'committed' | 'conflict'>;
  /**
   * Stores what was judged, if the stored version is `error.version - 1`. What is counted stays as it is stored, but for
   * minutes, hours and days of `error.counts` that are no longer kept.
   */
  revise(error: TrackedError, nowMs: number): Promise<'committed' | 'conflict'>;
  /** Read consistently. */
  read(ref: ErrorRef): Promise<TrackedError | undefined>;
  /** All of a service, in any order. What cannot be read is left out. */
  list(of: ServiceRef): Promise<TrackedError[]>;
  /** Those that have signals raised or to be told, at most `limit`; one that has by now may be missing. */
  listRaised(limit: number): Promise<ErrorRef[]>;
  readSample(ref: ErrorRef): Promise<ErrorSample | undefined>;
  /** Takes the place of the one before. */
  writeSample(ref: ErrorRef, sample: ErrorSample): Promise<void>;
  /** Read consistently. */
  readService(of: ServiceRef): Promise<TrackedService | undefined>;
  /** Stored if the stored version is `service.version - 1` (none counts as 0). */
  writeService(service: TrackedService): Promise<'committed' | 'conflict'>;
}

/** Unpacks what CloudWatch Logs sends. */
export interface LogPayloadPort {
  /**
   * Base64 of gzip as text.
   * @throws PayloadRefused where trying again would not help
   */
  unpack(data: string): Promise<string>;
}

/** No gzip, or one of more than is read. */
export class PayloadRefused extends Error {
  override readonly name = 'PayloadRefused';
}
