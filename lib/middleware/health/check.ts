import { attempt } from '../text';

/** What a check looks at. */
export type CheckKind = 'database' | 'cache' | 'service' | 'memory' | 'disk' | 'custom';

/** A question that platforms ask: is it alive, may it have traffic, has it started? */
export type CheckScope = 'live' | 'ready' | 'startup';

/** How a check counts, how long it may take, and how long its answer serves. */
export interface CheckOptions {
  /** What is checked, for whoever reads the report. @default 'custom' */
  readonly kind?: CheckKind;
  /** Part of this check in the score: 0.01 to 1,000, or 0: told but not counted. @default 1 */
  readonly weight?: number;
  /** The whole service is never healthier than this check. @default false */
  readonly critical?: boolean;
  /** A probe without an answer after this long is unhealthy; at most 60,000. @default 2_000 */
  readonly timeoutMs?: number;
  /** An answer serves this long, also a bad one, so that callers cannot flood what is probed. @default 5_000 */
  readonly cacheMs?: number;
  /**
   * The questions this check belongs to.
   *
   * @default - all three for `memory` and `disk`; else `ready` and `startup`: a restart does not heal what is outside
   */
  readonly scopes?: readonly CheckScope[];
}

/**
 * Looks at one thing. Healthy is whatever it answers, but not: `false`, an object with `ok: false` (a `Response` of
 * `fetch`), one of the words `degraded`, `unhealthy`, `unknown`, or `{ status, details }` with one of them. To throw is
 * unhealthy. The signal aborts when the time is over.
 */
export type Probe = (signal: AbortSignal) => unknown;

/** A check as `createHealth` takes it; made by `check`. */
export interface HealthCheck extends Required<CheckOptions> {
  readonly name: string;
  readonly probe: Probe;
}

const DEFAULTS = { kind: 'custom', weight: 1, critical: false, timeoutMs: 2_000, cacheMs: 5_000 } as const;
const KINDS: readonly unknown[] = ['database', 'cache', 'service', 'memory', 'disk', 'custom'];
const SCOPES: readonly CheckScope[] = ['live', 'ready', 'startup'];
const NAME = /^[!-~]([ -~]{0,98}[!-~])?$/;

/**
 * A check of your own:
 *
 * ```ts
 * check('orders db', () => pool.query('SELECT 1'), { kind: 'database', critical: true })
 * ```
 *
 * @param name 1 to 100 printable ASCII characters, unique in the service
 */
export function check(name: string, probe: Probe, options: CheckOptions = {}): HealthCheck {
  const given = { ...DEFAULTS, ...withoutUndefined(options) };
  const inside = given.kind === 'memory' || given.kind === 'disk';
  const made = { scopes: inside ? SCOPES : SCOPES.slice(1), ...given, name, probe };
  const { weight, timeoutMs, cacheMs, scopes } = made;
  const within = (value: unknown, from: number, to: number) => Number(value) >= from && Number(value) <= to;
  demand(name, typeof name === 'string' && NAME.test(name), 'name', name, '1 to 100 printable ASCII characters');
  demand(name, typeof probe === 'function', 'probe', probe, 'a function');
  demand(name, KINDS.includes(made.kind), 'kind', made.kind, KINDS.join(', '));
  demand(name, weight === 0 || within(weight, 0.01, 1_000), 'weight', weight, '0, or 0.01 to 1000');
  demand(name, typeof made.critical === 'boolean', 'critical', made.critical, 'true or false');
  demand(name, within(timeoutMs, 1, 60_000), 'timeoutMs', timeoutMs, '1 to 60000');
  demand(name, within(cacheMs, 0, 3_600_000), 'cacheMs', cacheMs, '0 to 3600000');
  const areScopes = Array.isArray(scopes) && scopes.every((scope) => SCOPES.includes(scope));
  demand(name, areScopes, 'scopes', scopes, `a list of ${SCOPES.join(', ')}`);
  const unknown = Object.keys(options).find((key) => key !== 'scopes' && !Object.hasOwn(DEFAULTS, key));
  demand(name, unknown === undefined, 'options', unknown, `${Object.keys(DEFAULTS).join(', ')}, scopes`);
  return made;
}

function withoutUndefined(options: CheckOptions): CheckOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

export function demand(name: unknown, fits: boolean, what: string, got: unknown, allowed: string): void {
  if (fits) return;
  const [place, shown] = [name, got].map((value) => (attempt(() => String(value)) ?? typeof value).slice(0, 60));
  throw new Error(`health check '${place}': ${what} must be ${allowed}; got ${shown}`);
}
