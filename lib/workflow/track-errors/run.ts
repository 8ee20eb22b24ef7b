import type { SignalSettings } from '../../core/error/signals';
import type { BusPort, Clock, LogPort, MetricPort } from '../ports';
import type { ErrorStore, LogPayloadPort } from '../ports/error-store';
import type { NewKinds } from './new-kinds';
import type { ServiceBook } from './services';

export interface TrackErrorsPorts {
  readonly store: ErrorStore;
  readonly payloads: LogPayloadPort;
  readonly bus: BusPort;
  readonly metrics: MetricPort;
  readonly clock: Clock;
  readonly log: LogPort;
  /** What each kind of signal does. */
  readonly settings: SignalSettings;
}

/** For whoever invokes it by hand. */
export interface TrackedErrors {
  /** Log events of the batch. */
  readonly events: number;
  /** Those that are errors, unreadable ones included. */
  readonly errors: number;
  /** The batch was none that can be read. */
  readonly refused?: true;
  /** Errors whose signals changed, on a schedule's event. */
  readonly cleared?: number;
}

export interface Run {
  readonly ports: TrackErrorsPorts;
  readonly services: ServiceBook;
  readonly kinds: NewKinds;
  readonly nowMs: number;
}
