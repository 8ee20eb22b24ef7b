import { attempt } from '../../middleware/text';
import type { PowertoolsMetrics } from '../guests';
import { scoped } from '../invocation-scope';
import { warnOnce } from '../warn-once';
import type { Dimensions } from './dimension-sets';

/** What one invocation gave since its last publication: Powertools forgets it at an automatic flush. */
export interface Given {
  /** From `addDimension`. */
  main: Dimensions;
  /** From `addDimensions`, each a set of its own. */
  sets: readonly Dimensions[];
  metadata: ReadonlyMap<string, string>;
  timestamp: number | Date | undefined;
  /** Of all stored metrics, and perhaps some more. */
  readonly names: Set<string>;
  /** Whether the invocation published something already that nobody asked for in so many words. */
  published: boolean;
  /** Whether the invocation was flushed at its timeout, and may still record something. */
  ranOn: boolean;
}

/** A `Metrics` instance under guard, and what there is to know about it. */
export interface Guarded {
  readonly metrics: PowertoolsMetrics;
  /** Its methods as they were. */
  readonly original: PowertoolsMetrics;
  given(): Given;
  warn(message: string): void;
  defaults: Dimensions;
  // Both are true within one synchronous call only, so invocations at once do not see each other's.
  /** What is published now is not the end: the invocation goes on with its dimensions. */
  midway: boolean;
  /** The same metrics are published once more, on other dimensions. */
  keeping: boolean;
}

export function underGuard(metrics: PowertoolsMetrics): Guarded {
  const original = bindMethods(metrics);
  return {
    metrics,
    original,
    given: scoped<Given>(() => ({
      main: {},
      sets: [],
      metadata: new Map(),
      timestamp: undefined,
      names: new Set(),
      published: false,
      ranOn: false,
    })),
    warn: warnOnce(),
    defaults: attempt(() => defaultDimensions(original)) ?? {},
    midway: false,
    keeping: false,
  };
}

export function inTheMiddle<T>(guarded: Guarded, work: () => T): T {
  guarded.midway = true;
  try {
    return work();
  } finally {
    guarded.midway = false;
  }
}

/** An EMF document of Powertools. */
export interface EmfDocument {
  readonly [member: string]: unknown;
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly {
        readonly Name: string;
        readonly Unit: string;
        readonly StorageResolution?: number;
      }[];
    }[];
  };
}

const METHODS = [
  'addDimension',
  'addDimensions',
  'addMetadata',
  'addMetric',
  'clearDefaultDimensions',
  'clearDimensions',
  'clearMetadata',
  'clearMetrics',
  'hasStoredMetrics',
  'publishStoredMetrics',
  'serializeMetrics',
  'setDefaultDimensions',
  'setTimestamp',
  'singleMetric',
] as const;

function bindMethods(metrics: PowertoolsMetrics): PowertoolsMetrics {
  return Object.fromEntries(METHODS.map((name) => [name, metrics[name].bind(metrics)])) as unknown as PowertoolsMetrics;
}

/** They were given to the constructor, and only a document tells them: that of a single metric has nothing else. */
function defaultDimensions(original: PowertoolsMetrics): Dimensions {
  const document = (original.singleMetric() as PowertoolsMetrics).serializeMetrics() as EmfDocument;
  const names = document._aws.CloudWatchMetrics[0]?.Dimensions[0] ?? [];
  return Object.fromEntries(names.map((name) => [name, String(document[name])]));
}
