import type { MemoryMetricStore } from '../adapters/memory/metric-store';
import type { Recorder } from './recorder';
import type { Templates } from './templates';
import type { VirtualClock } from './virtual-clock';

/** What every part of the simulated platform shares. */
export interface World {
  readonly templates: Templates;
  readonly clock: VirtualClock;
  readonly metrics: MemoryMetricStore;
  readonly recorder: Recorder;
  /** What the templates hold and this rehearsal does not play, by construct path. */
  readonly notRehearsed: Map<string, string>;
  /** Something failed in the simulation itself, not in the service: ends the rehearsal with this error. */
  readonly fail: (error: unknown) => void;
}
