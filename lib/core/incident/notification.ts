/** What people are owed: the outbox of an incident. */

/**
 * What is sent: `page` wakes people, `notice` informs, `reminder` asks whoever acknowledged how it goes, `acknowledged`
 * tells that somebody took it, `update` is what somebody says of it, `update-due` asks for that, `resolved` ends any of
 * them.
 */
export const NOTIFICATION_KINDS = [
  'page',
  'notice',
  'reminder',
  'acknowledged',
  'update',
  'update-due',
  'resolved',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** False: a pager has no way to only say it, and one more event may page again. */
export function isForPagers(kind: NotificationKind): boolean {
  return kind !== 'update' && kind !== 'update-due';
}

/** One message owed to one channel. Its key is the idempotency key towards the provider. */
export interface OutboxItem {
  readonly schemaVersion: number;
  readonly incidentId: string;
  readonly generation: number;
  readonly kind: NotificationKind;
  readonly level: number;
  readonly channel: string;
  readonly status: 'pending' | 'sent' | 'dead';
  readonly attempts: number;
  /** Not to be sent before this time; also the key of the due-work index. Epoch ms. */
  readonly dueMs: number;
  /** A sender holds the item until then. Epoch ms; 0 when free. */
  readonly leaseUntilMs: number;
  /** When the state that caused it began, for `NotifyLatency`. Epoch ms. */
  readonly causedMs: number;
  readonly providerId?: string;
  /** The channel that took it in place of its own, which was dead. */
  readonly via?: string;
  readonly lastError?: string;
}

/** What names an outbox item. */
export type OutboxRef = Pick<OutboxItem, 'incidentId' | 'generation' | 'kind' | 'level' | 'channel'>;

/** `<incident id>/<generation>/<kind>/<level>/<channel>`: sent with the message so that a repeat can be recognised. */
export function outboxKey(item: OutboxRef): string {
  return [item.incidentId, item.generation, item.kind, item.level, item.channel].join('/');
}
