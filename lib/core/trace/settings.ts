/** What a construct tells `analyze-traces` by environment variables. */
import { TRACE_ENV } from '../conventions';
import { ALARM_ROLES, type AlarmRole } from '../incident/severity';

export interface TraceSettings {
  readonly maxTraces: number;
  readonly role: AlarmRole;
  /** Milliseconds, by service and environment: `checkout/prod`. */
  readonly targetsMs: ReadonlyMap<string, number>;
  readonly logGroups: readonly string[];
}

export function writeTraceSettings({ maxTraces, role, targetsMs, logGroups }: TraceSettings): Record<string, string> {
  return {
    [TRACE_ENV.maxTraces]: String(maxTraces),
    [TRACE_ENV.role]: role,
    ...(targetsMs.size > 0 && { [TRACE_ENV.targets]: JSON.stringify(Object.fromEntries(targetsMs)) }),
    ...(logGroups.length > 0 && { [TRACE_ENV.logGroups]: JSON.stringify(logGroups) }),
  };
}

/** @throws naming the variable that is wrong */
export function readTraceSettings(variables: Readonly<Record<string, string | undefined>>): TraceSettings {
  const maxTraces = Number(variables[TRACE_ENV.maxTraces]);
  if (!(Number.isInteger(maxTraces) && maxTraces > 0)) refuse(TRACE_ENV.maxTraces, 'a whole number above 0', variables);
  const role = ALARM_ROLES.find((one) => one === variables[TRACE_ENV.role]);
  if (!role) return refuse(TRACE_ENV.role, `one of ${ALARM_ROLES.join(', ')}`, variables);
  const targets = Object.entries(jsonOf(TRACE_ENV.targets, '{}', variables) as Record<string, unknown>);
  const logGroups = jsonOf(TRACE_ENV.logGroups, '[]', variables);
  if (!Array.isArray(logGroups)) refuse(TRACE_ENV.logGroups, 'a JSON list of names', variables);
  return {
    maxTraces,
    role,
    targetsMs: new Map(targets.map(([service, ms]) => [service, Number(ms)])),
    logGroups: (logGroups as unknown[]).map(String),
  };
}

function jsonOf(name: string, fallback: string, variables: Readonly<Record<string, string | undefined>>): unknown {
  try {
    return JSON.parse(variables[name] ?? fallback);
  } catch {
    return refuse(name, 'JSON', variables);
  }
}

function refuse(name: string, allowed: string, variables: Readonly<Record<string, string | undefined>>): never {
  throw new Error(
    `the environment variable ${name} must be ${allowed}, got '${variables[name]}'; deploy the stack again`,
  );
}
