import { type Identity, readIdentity } from './identity';
import type { SecretFilter } from './log/secrets';
import type { Dimensions } from './metric/labels';
import type { Definition } from './metric/series-buffer';
import type { LogLevel } from './settings';
import type { OperationTemplate } from './template';
import { attempt } from './text';
import type { LoggedError } from './thrown';

/** What lasts as long as a wrapped handler: its settings, what it made once, and what it has told once. */
export interface Runtime {
  readonly settings: RuntimeSettings;
  /** Dimensions, or what is wrong with them, by the text that they were made of. */
  readonly dimensions: Map<string, Dimensions | string>;
  /** Metrics, by all that defines them. */
  readonly definitions: Map<string, Definition | string>;
  /** Metrics by their names: mostly one has one kind and one unit. */
  readonly usual: Map<string, Definition>;
  /** The values that each label has had, with the dimensions of a point that has this label alone. */
  readonly labels: Map<string, Map<string, Dimensions | undefined>>;
  /** Left out where nobody reads it: a description brings categories and fingerprints into the bundle. */
  readonly describeError?: (runtime: Runtime, thrown: unknown) => LoggedError;
  /** Warnings that were told. */
  readonly told: Set<string>;
  /** How often each error came in the last minute that it came in. */
  readonly storms: Map<string, { minute: number; count: number }>;
  readonly templates: Map<string, OperationTemplate>;
  /** Sends a document to the X-Ray daemon. */
  sendDocument?: (document: string) => void;
}

/** Settings that some forms of the middleware leave out. */
export interface RuntimeSettings extends Identity {
  readonly release?: string | undefined;
  readonly logLevel?: LogLevel;
  readonly logSampleRate?: number;
  readonly logHeldLines?: boolean;
  readonly redact?: SecretFilter | undefined;
  /** `host:port` of the X-Ray daemon; `undefined` where traces are off, go elsewhere, or there is no daemon. */
  readonly traceDaemon?: string | undefined;
}

export function createRuntime(settings: RuntimeSettings, describeError?: Runtime['describeError']): Runtime {
  return {
    settings,
    describeError,
    dimensions: new Map(),
    definitions: new Map(),
    usual: new Map(),
    labels: new Map(),
    told: new Set(),
    storms: new Map(),
    templates: new Map(),
  };
}

let own: Runtime | undefined;

/** For code outside of any wrapped handler: who it is stands in the environment variables, read at the first use. */
export function ownRuntime(): Runtime {
  own ??= createRuntime(readIdentity({}, process.env));
  return own;
}

/** What does not fit under a bound gets this dimension value. */
export const OVERFLOW = 'other';
const MAX_WARNINGS = 100;
const MAX_CACHED = 2_000;

/** Tells of trouble with telemetry in one log line; the same trouble, also with another value, is told once. */
export function warn({ settings, told }: Runtime, message: string): void {
  const { service, environment, logs } = settings;
  const trouble = message.split(', got ', 1)[0] as string;
  if (!logs || told.has(trouble) || told.size >= MAX_WARNINGS) return;
  told.add(trouble);
  const timestamp = new Date().toISOString();
  write(`${JSON.stringify({ level: 'WARN', message: `Sightline: ${message}`, timestamp, service, environment })}\n`);
}

/** Standard output is where Lambda takes logs and metrics from. Trouble with it is nobody's trouble. */
export function write(lines: string): void {
  if (lines) attempt(() => process.stdout.write(lines));
}

/** What `make` answers for a key, remembered. */
export function remembered<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (cache.size < MAX_CACHED) cache.set(key, made);
  return made;
}
