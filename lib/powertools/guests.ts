/**
 * What the door asks of the user's Powertools instances, as shapes: the door imports nothing of Powertools, so it works
 * with whichever of the three a team has, and with both module formats of each.
 */

/** `Metrics` of `@aws-lambda-powertools/metrics`. */
export interface PowertoolsMetrics {
  addDimension(name: string, value: string): unknown;
  addDimensions(dimensions: Record<string, string>): unknown;
  addMetadata(key: string, value: string): unknown;
  addMetric(name: string, unit: string, value: number, resolution?: number): unknown;
  clearDefaultDimensions(): void;
  clearDimensions(): void;
  clearMetadata(): void;
  clearMetrics(): void;
  hasStoredMetrics(): boolean;
  publishStoredMetrics(): unknown;
  serializeMetrics(): object;
  setDefaultDimensions(dimensions: Record<string, string>): unknown;
  setTimestamp(timestamp: number | Date): unknown;
  singleMetric(): unknown;
}

/** `Tracer` of `@aws-lambda-powertools/tracer`. */
export interface PowertoolsTracer {
  addErrorAsMetadata(error: Error, remote?: boolean): void;
  addResponseAsMetadata(data?: unknown, methodName?: string): void;
  annotateColdStart(): void;
  getSegment(): unknown;
  isTracingEnabled(): boolean;
}

/** `Logger` of `@aws-lambda-powertools/logger`. */
export interface PowertoolsLogger {
  appendPersistentKeys(attributes: object): void;
  createChild(options?: object): unknown;
  critical(input: string, ...extra: Record<string, unknown>[]): void;
  error(input: string, ...extra: Record<string, unknown>[]): void;
  flushBuffer(): void;
  getPersistentLogAttributes(): object;
  warn(input: string, ...extra: Record<string, unknown>[]): void;
}

/** The user's own instances; each is made better in place, and only once. */
export interface PowertoolsInstances {
  /** @default - the handler's metrics are written, and the team's own are not looked after */
  readonly metrics?: PowertoolsMetrics;
  /** @default - no traces */
  readonly tracer?: PowertoolsTracer;
  /** @default - no log lines */
  readonly logger?: PowertoolsLogger;
}

const MARKS: Readonly<Record<keyof PowertoolsInstances, string>> = {
  metrics: 'addMetric',
  tracer: 'annotateColdStart',
  logger: 'createChild',
};

/** Throws where one of them is something else. */
export function checkInstances(instances: PowertoolsInstances): void {
  for (const name of Object.keys(MARKS) as (keyof PowertoolsInstances)[]) {
    const instance = instances[name] as Readonly<Record<string, unknown>> | undefined;
    if (instance === undefined || typeof instance?.[MARKS[name]] === 'function') continue;
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    throw new Error(
      `sightline/powertools: ${name} must be an instance of ${type} from @aws-lambda-powertools/${name}, ` +
        `got ${String(instance).slice(0, 40)}; pass what 'new ${type}()' gave you, or leave it out`,
    );
  }
}
