/** What channels are for, beside telling of incidents. */
import type { ChannelConfig, ProviderKind } from '../config/types';

type Duty = Pick<ChannelConfig, 'kind' | 'audience'>;

const READ: ReadonlySet<string> = new Set<ProviderKind | 'topic'>(['topic', 'slack', 'slack-app', 'teams', 'webhook']);
const PROBED: ReadonlySet<string> = new Set<ProviderKind>(['pagerduty', 'opsgenie', 'jira', 'webhook']);

/**
 * Channels that can be told of a daily summary or a weekly digest: a pager would wake people for it, and names of alarms
 * and how often somebody was woken are for responders alone.
 */
export function canTakeReports(channel: Duty): boolean {
  return READ.has(channel.kind) && isForResponders(channel);
}

/** Those that are without being asked for by name: people read them. A machine expects what it knows. */
export function takesReports(channel: Duty): boolean {
  return canTakeReports(channel) && channel.kind !== 'webhook';
}

/** Channels that wake people, or machines that do. */
export function canTakeHeartbeats({ kind }: Duty): boolean {
  return PROBED.has(kind);
}

/** Those that get them without being asked for by name. */
export function takesHeartbeats(channel: Duty): boolean {
  return canTakeHeartbeats(channel) && isForResponders(channel);
}

function isForResponders({ audience = 'responders' }: Duty): boolean {
  return audience === 'responders';
}
