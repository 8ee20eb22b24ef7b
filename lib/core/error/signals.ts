/** Signals about errors, in words. */
import type { AlarmRole, Severity } from '../incident/severity';
import type { JudgeSignal } from '../signal/signal-event';
import { rateOf } from './spike';
import { ERROR_SIGNALS, type ErrorSignalKind, type TrackedError } from './tracked-error';

export type { ErrorSignalKind };

/** What each kind of signal does in a hub. */
export type SignalSettings = Readonly<Record<ErrorSignalKind, AlarmRole>>;

/** Evidence for whoever looks at an incident: an error is no outage. */
export const DEFAULT_SETTINGS: SignalSettings = { 'first-seen': 'signal', regression: 'signal', spike: 'signal' };

const SEVERITY: Readonly<Record<ErrorSignalKind, Severity>> = {
  'first-seen': 'medium',
  regression: 'medium',
  spike: 'high',
};

const WHAT: Readonly<Record<ErrorSignalKind, string>> = {
  'first-seen': 'New error',
  regression: 'Error is back',
  spike: 'Error comes far more often',
};

export function errorSignal(
  error: TrackedError,
  kind: ErrorSignalKind,
  state: JudgeSignal['state'],
  atMs: number,
  settings: SignalSettings,
): JudgeSignal {
  const { service, environment, fingerprint, title } = error;
  return {
    judge: 'track-errors',
    member: `${service}/${environment}/${fingerprint}/${kind}`,
    name: `${WHAT[kind]}: ${title}`,
    state,
    timestampMs: atMs,
    reason: state === 'ALARM' ? reasonOf(error, kind, atMs) : 'It is over: resolved, ignored, or no longer so.',
    service,
    environment,
    // An error that stays may not keep later pages of the service quiet.
    ...(settings[kind] !== 'signal' && { group: `${service}/${environment}/error/${fingerprint}` }),
    severity: settings[kind] === 'ticket' ? 'medium' : SEVERITY[kind],
    role: settings[kind],
    summary: `${WHAT[kind]} of ${service}: ${title}`,
    runbook: `sightline errors show ${fingerprint} --service ${service} --environment ${environment}`,
  };
}

function reasonOf(error: TrackedError, kind: ErrorSignalKind, atMs: number): string {
  const { count, counts, firstMs, lastRelease, operations } = error;
  const where = operations.length > 0 ? ` in ${operations.slice(0, 3).join(', ')}` : '';
  const release = lastRelease === undefined ? '' : `, release ${lastRelease}`;
  if (kind === 'first-seen') return `Never seen before; ${count} so far${where}${release}.`;
  if (kind === 'regression') return `It was resolved and came again${where}${release}.`;
  const rate = rateOf(counts, firstMs, atMs);
  return `${rate?.now} in five minutes${where}, where ${Math.round(rate?.expected ?? 0)} are usual in a busy hour${release}.`;
}

/** `first-seen=ticket,spike=page`: as it stands in an environment variable. @throws naming what is wrong */
export function readSettings(text: string, roles: readonly AlarmRole[]): SignalSettings {
  const settings: Partial<Record<ErrorSignalKind, AlarmRole>> = {};
  for (const part of text.split(',').filter((each) => each !== '')) {
    const [name = '', value = ''] = part.split('=');
    const kind = ERROR_SIGNALS.find((each) => each === name);
    const role = roles.find((each) => each === value);
    if (!kind || !role) {
      throw new Error(`'${part}' must be one of ${ERROR_SIGNALS.join(', ')}, '=', and one of ${roles.join(', ')}`);
    }
    settings[kind] = role;
  }
  return { ...DEFAULT_SETTINGS, ...settings };
}

export function writeSettings(settings: SignalSettings): string {
  return ERROR_SIGNALS.map((kind) => `${kind}=${settings[kind]}`).join(',');
}
