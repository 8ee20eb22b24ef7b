/** Locks and members as items of the incident table, and back. */
import type { Lock, Member, Watermark } from '../incident';
import { SEVERITIES } from '../severity';
import { expiry, lockKey, memberKey, RETENTION_DAYS, type Sha256, type TableItem } from '../table';
import { compact, reader } from './reader';

export function lockItem(lock: Lock, nowMs: number, sha256: Sha256): TableItem {
  const { pk, sk } = lockKey(lock.groupKey, sha256);
  return compact({
    pk,
    sk,
    schemaVersion: lock.schemaVersion,
    groupKey: lock.groupKey,
    ver: lock.version,
    openId: lock.openId,
    lastId: lock.lastId,
    gen: lock.generation,
    resolvedTs: lock.resolvedMs,
    alarming: lock.alarming,
    paging: lock.paging,
    sevs: lock.severities && { ...lock.severities },
    newestTs: lock.newestMs,
    members:
      lock.inlineMembers &&
      Object.fromEntries(
        Object.entries(lock.inlineMembers).map(([member, { ms, state }]) => [member, { ts: ms, val: state }]),
      ),
    count: lock.count,
    flapCount: lock.flapCount,
    // A member in ALARM must find the count that it is part of.
    ttl: lock.openId === undefined && lock.alarming === 0 ? expiry(nowMs, RETENTION_DAYS) : undefined,
  });
}

/** Version 1 kept the members in the lock: they are counted, and stay there until each has an item of its own. */
export function lockFromItem(item: TableItem): Lock {
  const read = reader(item);
  const inline = Object.entries(read.map('members')).map(([member, value]): [string, Watermark] => {
    const seen = reader({ ...item, ...(value as Record<string, unknown>) });
    const state = seen.oneOf('val', ['OK', 'ALARM'] as const);
    // It did not say which of them wake people: it is taken for one, so that nobody is paged anew while it lasts.
    return [member, { ms: seen.number('ts'), state, ...(state === 'ALARM' && { pages: true }) }];
  });
  const inAlarm = inline.filter(([, { state }]) => state === 'ALARM').length;
  const schemaVersion = read.schemaVersion();
  const first = schemaVersion === 1;
  return {
    schemaVersion,
    groupKey: read.text('groupKey'),
    version: read.number('ver'),
    openId: read.optionalText('openId'),
    lastId: read.optionalText('lastId'),
    generation: read.number('gen', 0),
    resolvedMs: read.number('resolvedTs', 0),
    alarming: first ? inAlarm : read.number('alarming', 0),
    paging: first ? inAlarm : read.number('paging', 0),
    newestMs: first ? Math.max(0, ...inline.map(([, { ms }]) => ms)) : read.number('newestTs', 0),
    ...(item.sevs === undefined ? {} : { severities: severitiesFrom(item) }),
    count: read.number('count', 0),
    flapCount: read.number('flapCount', 0),
    ...(inline.length > 0 && { inlineMembers: Object.fromEntries(inline) }),
  };
}

export function memberItem(member: Member, nowMs: number, sha256: Sha256): TableItem {
  const { pk, sk } = memberKey(member.groupKey, member.member, sha256);
  return compact({
    pk,
    sk,
    schemaVersion: member.schemaVersion,
    groupKey: member.groupKey,
    member: member.member,
    ts: member.ms,
    val: member.state,
    tied: member.tied,
    pages: member.pages,
    sev: member.severity,
    ttl: member.state === 'OK' ? expiry(nowMs, RETENTION_DAYS) : undefined,
  });
}

export function memberFromItem(item: TableItem): Member {
  const read = reader(item);
  return {
    schemaVersion: read.schemaVersion(),
    groupKey: read.text('groupKey'),
    member: read.text('member'),
    ms: read.number('ts'),
    state: read.oneOf('val', ['OK', 'ALARM'] as const),
    ...(item.tied === true && { tied: true }),
    ...(item.pages === true && { pages: true }),
    ...(item.sev === undefined ? {} : { severity: read.oneOf('sev', SEVERITIES) }),
  };
}

function severitiesFrom(item: TableItem): Lock['severities'] {
  const read = reader({ ...reader(item).map('sevs'), pk: item.pk, sk: item.sk });
  const counts = SEVERITIES.map((severity) => [severity, read.number(severity, 0)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
