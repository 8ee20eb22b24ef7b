import type { Duration } from 'aws-cdk-lib';
import { ALARM_ROLES, type AlarmRole, pages, SEVERITIES, type Severity } from '../../core/incident/severity';
import { checkKeys, checkOneOf, checkText, type Keys, shown } from '../check';
import type { AlarmAction } from './action';
import { AlarmWindow } from './window';

/** What every alarm says of itself, whatever it watches. */
export interface AlarmIdentityOptions {
  readonly severity: Severity;
  /** One sentence: what it means when the alarm fires. */
  readonly summary: string;
  /** `page` and `ticket` open incidents, `signal` is evidence. @default - `page` for critical and high, else `ticket` */
  readonly role?: AlarmRole;
  /** Why this threshold and window. @default - the condition in words */
  readonly reason?: string;
  /** A link, or what to look at first. @default - that of the service, if there is one */
  readonly runbook?: string;
  /** Who is told, in place of those for the severity. At most five for each state. @default - those for the severity */
  readonly actions?: readonly AlarmAction[];
}

/** Options of an alarm with a condition. */
export interface AlarmOptions extends AlarmIdentityOptions {
  /**
   * The alarm stays in INSUFFICIENT_DATA after its creation until its window is full, so long at most: 1 minute to 2
   * days. Not for PromQL.
   * @default - it is evaluated at once; an alarm on metrics that treats missing data as breaching waits as long as its
   * window is
   */
  readonly warmUp?: Duration;
  /** On what the periods lie. Not for logs and PromQL. @default AlarmWindow.sliding() */
  readonly window?: AlarmWindow;
}

/** ARNs that are told of a state. */
export interface ActionArns {
  readonly alarm: readonly string[];
  readonly ok: readonly string[];
}

/** What an alarm takes from where it is made. */
export interface AlarmContext {
  readonly service: string;
  readonly environment: string;
  /** Whom alarms of a severity tell. */
  actionsFor(severity: Severity): ActionArns;
  /** The name of the alarm with this id. */
  nameOf(id: string): string;
  /** For the description. @default - none */
  readonly links?: { readonly dashboard?: string; readonly runbook?: string };
}

export const IDENTITY_KEYS: Keys<AlarmIdentityOptions> = {
  severity: true,
  summary: true,
  role: true,
  reason: true,
  runbook: true,
  actions: true,
};

const MAX_TEXT = 10_000;

/** Checks what all alarms share; keys are checked by the caller, who knows them all. */
export function checkIdentity(where: string, options: AlarmIdentityOptions): void {
  checkOneOf(where, 'severity', options.severity, SEVERITIES);
  checkText(where, 'summary', options.summary, MAX_TEXT);
  for (const name of ['reason', 'runbook'] as const) {
    if (options[name] !== undefined) checkText(where, name, options[name], MAX_TEXT);
  }
  if (options.role !== undefined) checkOneOf(where, 'role', options.role, ALARM_ROLES);
  if (options.actions !== undefined && !Array.isArray(options.actions)) {
    throw new Error(
      `${where}: 'actions' must be a list such as [AlarmAction.topic(topic)], got ${shown(options.actions)}`,
    );
  }
}

export function checkOptions(where: string, options: AlarmOptions): void {
  checkKeys(where, options, { ...IDENTITY_KEYS, warmUp: true, window: true });
  checkIdentity(where, options);
  if (options.window === undefined || options.window instanceof AlarmWindow) return;
  throw new Error(`${where}: 'window' must be made by AlarmWindow, got ${shown(options.window)}`);
}

export function roleOf({ role, severity }: Pick<AlarmIdentityOptions, 'role' | 'severity'>): AlarmRole {
  return role ?? (pages(severity) ? 'page' : 'ticket');
}
