import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { incidentFromItem, incidentItem } from '../../../lib/core/incident/item/incident-item';
import { lockFromItem, lockItem } from '../../../lib/core/incident/item/lock-item';
import { outboxFromItem, outboxItem } from '../../../lib/core/incident/item/outbox-item';
import { timelineFromItem, timelineItem } from '../../../lib/core/incident/item/timeline-item';
import { outboxKey } from '../../../lib/core/incident/notification';
import { INCIDENT_SCHEMA_VERSION } from '../../../lib/core/incident/schema-version';
import {
  INCIDENT_TABLE,
  incidentKey,
  isLive,
  lockKey,
  outboxItemKey,
  readOutboxRef,
  timeKey,
} from '../../../lib/core/incident/table';
import { entryOf, incidentOf, lockOf, outboxOf, T0 } from '../../adapters/samples';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const anyName = () =>
  fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: 'grapheme', maxLength: 600 }), fc.constant('a#%~|'));

describe('keys', () => {
  test('are those of the storage design', () => {
    expect(lockItem(lockOf(), T0, sha256)).toMatchObject({
      pk: `DK#${sha256('checkout|prod')}`,
      sk: 'LOCK',
      ver: 1,
      openId: 'i-1',
      gen: 1,
      alarming: 1,
      newestTs: T0,
    });
    expect(incidentItem(incidentOf(), T0, sha256)).toMatchObject({
      pk: 'INC#i-1',
      sk: 'META',
      gsi1pk: expect.stringMatching(/^OPEN#[0-7]$/),
      gsi1sk: `2#${T0}#i-1`,
      gsi2pk: 'SVC#checkout',
      gsi2sk: String(T0),
    });
    expect(timelineItem(entryOf(), sha256)).toMatchObject({ pk: 'INC#i-1', sk: `TL#${T0}#opened` });
    expect(outboxItem(outboxOf(), sha256)).toMatchObject({
      pk: 'INC#i-1',
      sk: 'OUT#1#page#1#oncall',
      gsi3pk: expect.stringMatching(/^DUE#[0-7]$/),
      gsi3sk: String(T0),
    });
  });

  test('of two outbox items differ whenever their idempotency keys do, and fit DynamoDB whatever their names', () => {
    const names = fc.record({ incidentId: anyName(), channel: anyName() });
    fc.assert(
      fc.property(names, names, (a, b) => {
        const [first, second] = [outboxOf(a), outboxOf(b)];
        const [left, right] = [outboxItemKey(first, sha256), outboxItemKey(second, sha256)];
        const same = a.incidentId === b.incidentId && a.channel === b.channel;
        expect(left.pk === right.pk && left.sk === right.sk).toBe(same);
        if (same) expect(outboxKey(first)).toBe(outboxKey(second));
        expect(Buffer.byteLength(left.pk)).toBeLessThanOrEqual(2_048);
        expect(Buffer.byteLength(left.sk)).toBeLessThanOrEqual(1_024);
      }),
    );
  });

  test('of outbox items name the item they belong to', () => {
    fc.assert(
      fc.property(anyName(), anyName(), fc.nat(99), fc.nat(9), (incidentId, channel, generation, level) => {
        const { pk, sk } = outboxItemKey(outboxOf({ incidentId, channel, generation, level }), sha256);
        const ref = readOutboxRef(pk, sk);
        expect(ref).toMatchObject({ generation, level, kind: 'page' });
        if (ref) expect(outboxItemKey(ref, sha256)).toEqual({ pk, sk });
        if (incidentId.length < 80 && channel.length < 80) expect(ref).toMatchObject({ incidentId, channel });
      }),
    );
  });

  test('with half a surrogate pair are hashed: an engine may store it as another character', () => {
    const { sk } = outboxItemKey(outboxOf({ channel: 'a\ud800b' }), sha256);
    expect(sk).toBe(`OUT#1#page#1#~${sha256('a\ud800b')}`);
    expect(outboxItemKey(outboxOf({ channel: 'a\u{1f6d2}b' }), sha256).sk).toBe('OUT#1#page#1#a\u{1f6d2}b');
  });

  test.each([
    ['INC#i-1', 'META'],
    ['INC#i-1', 'TL#1800000000000#opened'],
    ['DK#00', 'LOCK'],
    ['DK#00', 'OUT#1#page#1#oncall'],
    ['INC#i-1', 'OUT#1#page#1'],
    ['INC#i-1', 'OUT#1#shout#1#oncall'],
    ['INC#i-1', 'OUT#one#page#1#oncall'],
    ['INC#i-1', 'OUT#1#page#1#on#call'],
    ['', ''],
  ])("'%s' / '%s' name no outbox item", (pk, sk) => {
    expect(readOutboxRef(pk, sk)).toBeUndefined();
  });

  test('keep times in order as texts', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999_999_999), fc.nat(9_999_999_999_999), (a, b) => {
        expect(timeKey(a) < timeKey(b)).toBe(a < b);
      }),
    );
  });

  test.each([-1, 1.5, Number.NaN, 10_000_000_000_000])('refuse %d as a time', (ms) => {
    expect(() => timeKey(ms)).toThrow(`must be whole milliseconds from 0 to 9999999999999, got ${ms}`);
  });

  test('hash the group key, so that it may have any length', () => {
    expect(lockKey('x'.repeat(100_000), sha256).pk).toHaveLength(3 + 64);
  });

  test('are named by the table definition on every item', () => {
    const items = [incidentItem(incidentOf(), T0, sha256), outboxItem(outboxOf(), sha256)];
    for (const { partitionKey, sortKey } of [INCIDENT_TABLE, ...INCIDENT_TABLE.indexes]) {
      expect(items.some((item) => item[partitionKey] !== undefined && item[sortKey] !== undefined)).toBe(true);
    }
  });
});

describe('items', () => {
  test('read back as they were written, whatever their texts', () => {
    fc.assert(
      fc.property(anyName(), anyName(), fc.nat(9_999_999_999_999), (name, other, ms) => {
        const lock = lockOf({ groupKey: name, openId: other, inlineMembers: { [other]: { ms, state: 'OK' } } });
        const incident = incidentOf({ id: name, service: other, openedMs: ms, alarms: [name, other] });
        const entry = entryOf({ incidentId: name, eventId: other, atMs: ms, text: other });
        const owed = outboxOf({ incidentId: name, channel: other, dueMs: ms, lastError: name });
        expect(lockFromItem(lockItem(lock, T0, sha256))).toEqual(lock);
        expect(incidentFromItem(incidentItem(incident, T0, sha256))).toEqual(incident);
        expect(timelineFromItem(timelineItem(entry, sha256))).toEqual(entry);
        expect(outboxFromItem(outboxItem(owed, sha256))).toEqual(owed);
      }),
    );
  });

  test('have no attribute without a value', () => {
    const items = [lockItem(lockOf({ openId: undefined }), T0, sha256), incidentItem(incidentOf(), T0, sha256)];
    for (const item of items) expect(Object.values(item)).not.toContain(undefined);
  });

  test('expire 30 days after the resolve, to the second', () => {
    const item = incidentItem(incidentOf({ status: 'resolved', resolvedMs: T0 }), T0 + 5, sha256);
    const end = T0 + 30 * 86_400_000;
    expect(isLive(item, end - 1)).toBe(true);
    expect(isLive(item, end)).toBe(false);
  });

  test("take 'new' for triggered and SEV1 for critical", () => {
    const item = { ...incidentItem(incidentOf(), T0, sha256), status: 'new', sev: 'SEV1' };
    expect(incidentFromItem(item)).toMatchObject({ status: 'triggered', severity: 'critical' });
  });

  test('that lack what later versions added read with its default', () => {
    const { paged, alarms, ...old } = incidentItem(incidentOf(), T0, sha256);
    expect(incidentFromItem(old)).toMatchObject({ paged: false, alarms: [] });
    const { flapCount, resolvedTs, ...oldLock } = lockItem(lockOf(), T0, sha256);
    expect(lockFromItem(oldLock)).toMatchObject({ flapCount: 0, resolvedMs: 0 });
  });

  test('that are broken are refused by key and attribute', () => {
    const incident = incidentItem(incidentOf(), T0, sha256);
    const place = "Item 'INC#i-1' / 'META' of the incident table: ";
    expect(() => incidentFromItem({ ...incident, v: '1' })).toThrow(`${place}'v' must be a number, got "1"`);
    expect(() => incidentFromItem({ ...incident, sev: 'loud' })).toThrow(`${place}'sev' must be one of critical, high`);
    expect(() => incidentFromItem({ ...incident, title: undefined })).toThrow(`${place}'title' must be a text`);
    expect(() => lockFromItem({ ...lockItem(lockOf(), T0, sha256), members: [] })).toThrow("'members' must be a map");
    expect(() => incidentFromItem({ ...incident, schemaVersion: INCIDENT_SCHEMA_VERSION + 1 })).toThrow(
      "Item 'INC#i-1' / 'META' of the incident table has schemaVersion 3, this code reads up to 2; deploy",
    );
  });

  test('of incidents lie under their id', () => {
    expect(incidentItem(incidentOf({ id: 'x#y' }), T0, sha256)).toMatchObject(incidentKey('x#y', sha256));
  });
});
