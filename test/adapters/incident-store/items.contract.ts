import { createHash } from 'node:crypto';
import type { IncidentWrite } from '../../../lib/core/incident/draft';
import { newLock } from '../../../lib/core/incident/group';
import { lockItem } from '../../../lib/core/incident/item/lock-item';
import { INCIDENT_SCHEMA_VERSION } from '../../../lib/core/incident/schema-version';
import { RETENTION_DAYS } from '../../../lib/core/incident/table';
import { DAY_MS, entryOf, heldOf, incidentOf, lockOf, memberOf, outboxOf, T0, timerOf, writeOf } from '../samples';
import { type CreateStore, readLock, type StoreUnderTest } from './store-under-test';

/** Names in keys, the end of items, and items of other versions. */
export function itemsContract(create: CreateStore): void {
  const opening = writeOf({
    lock: lockOf(),
    incident: incidentOf(),
    members: [memberOf()],
    timeline: [entryOf()],
    outbox: [outboxOf(), outboxOf({ channel: 'chat', kind: 'notice' })],
    timers: [timerOf()],
  });

  describe('keys', () => {
    test.each([
      ['separators', 'a#b|c%d~e/f'],
      ['unicode', 'Zahlung-支付-🛒-e\u0301-\u202e'],
      ['1,000 characters', 'k'.repeat(1_000)],
      ['1,000 wide characters with separators', '支#|🛒x'.repeat(200)],
      ['an empty name', ''],
      ['names of object internals', 'constructor'],
    ])('hold %s', async (_, name) => {
      const { store } = await create();
      const lock = lockOf({ groupKey: name, openId: name });
      const members = [memberOf({ groupKey: name, member: name }), memberOf({ groupKey: name, member: `${name}!` })];
      const once = { id: name, untilMs: T0 };
      const timers = [timerOf({ incidentId: name }), heldOf({ groupKey: name, member: name })];
      const incident = incidentOf({ id: name, groupKey: name, service: name, title: name });
      const timeline = [
        entryOf({ incidentId: name, eventId: name }),
        entryOf({ incidentId: name, eventId: `${name}2` }),
      ];
      const outbox = [
        outboxOf({ incidentId: name, channel: name }),
        outboxOf({ incidentId: name, channel: `${name}2` }),
      ];
      const write = writeOf({ lock, incident, members, timeline, outbox, timers, once });
      expect(await store.commit(write)).toBe('committed');
      expect(await store.readGroup(name, [`${name}!`, name, name])).toEqual(group(write));
      expect(await store.isUsed(name)).toBe(true);
      for (const timer of timers) expect(await store.readTimer(timer)).toEqual(timer);
      expect(await store.readIncident(name)).toEqual(incident);
      expect(await store.readTimeline(name)).toEqual(expect.arrayContaining(timeline));
      expect(await store.listByService(name, 2)).toEqual([incident]);
      expect(await store.listOpen()).toEqual([incident]);
      expect(await store.listDue(T0, 5)).toEqual(expect.arrayContaining(outbox));
      expect(await store.lease(outbox[0] ?? outboxOf(), T0, T0 + 1)).toMatchObject({ channel: name, attempts: 1 });
    });
  });
  describe('time to live', () => {
    const resolvedMs = T0 + 1_000;
    const resolved = writeOf({
      lock: lockOf({ openId: undefined, alarming: 0, resolvedMs }),
      incident: incidentOf({ status: 'resolved', resolvedMs }),
      members: [memberOf({ state: 'OK' })],
      timeline: [entryOf()],
    });

    test('hides an expired incident, lock and member that are still stored, and lets new ones take their place', async () => {
      const { store, setNow, items } = await create();
      await store.commit(resolved);
      setNow(resolvedMs + RETENTION_DAYS * DAY_MS - 2_000);
      expect(await store.readGroup('checkout|prod', [memberOf().member])).toMatchObject(group(resolved));
      setNow(resolvedMs + RETENTION_DAYS * DAY_MS);
      expect(await items()).toHaveLength(4);
      expect(await store.readGroup('checkout|prod', [memberOf().member])).toEqual({
        lock: newLock('checkout|prod'),
        incident: undefined,
        members: new Map(),
      });
      expect(await store.readIncident('i-1')).toBeUndefined();
      expect(await store.listByService('checkout', 10)).toEqual([]);
      const again = { ...opening, timeline: [entryOf({ atMs: T0 + 60 * DAY_MS })] };
      expect(await store.commit(again)).toBe('committed');
      expect(await store.readGroup('checkout|prod', [memberOf().member])).toEqual(group(again));
    });

    test('keeps the lock of a resolved incident whose alarms are still in ALARM, with them', async () => {
      const { store, setNow } = await create();
      const forced = { ...resolved, lock: lockOf({ openId: undefined, resolvedMs }), members: [memberOf()] };
      await store.commit(forced);
      setNow(T0 + 399 * DAY_MS);
      expect(await store.readGroup('checkout|prod', [memberOf().member])).toEqual({
        ...group(forced),
        incident: undefined,
      });
    });

    test('never expires what is open', async () => {
      const { store, setNow } = await create();
      await store.commit(opening);
      setNow(T0 + 399 * DAY_MS);
      expect(await store.readGroup('checkout|prod', [memberOf().member])).toEqual(group(opening));
      expect(await store.readTimer(timerOf())).toEqual(timerOf());
      expect(await store.listOpen()).toEqual([opening.incident]);
      expect(await store.readTimeline('i-1')).toEqual(opening.timeline);
      expect(await store.listDue(T0, 10)).toHaveLength(2);
    });
  });
  describe('items of other versions', () => {
    const rewrite = async (under: StoreUnderTest, changes: Record<string, unknown>) => {
      await under.store.commit(opening);
      await under.store.writeBreaker('oncall', { failures: 1, openUntilMs: 0 });
      for (const item of await under.items()) await under.plant({ ...item, ...changes });
    };

    test('are refused where their schemaVersion is newer', async () => {
      const under = await create();
      await rewrite(under, { schemaVersion: INCIDENT_SCHEMA_VERSION + 1 });
      const { store } = under;
      const refusal = `has schemaVersion ${INCIDENT_SCHEMA_VERSION + 1}, this code reads up to ${INCIDENT_SCHEMA_VERSION}`;
      await expect(readLock(store)).rejects.toThrow(refusal);
      await expect(store.readIncident('i-1')).rejects.toThrow(refusal);
      await expect(store.readTimeline('i-1')).rejects.toThrow(refusal);
      await expect(store.listOpen()).rejects.toThrow(refusal);
      await expect(store.listByService('checkout', 1)).rejects.toThrow(refusal);
      // What is due is read for many incidents at once: one that cannot be read keeps none of the others waiting.
      expect(await store.listDue(T0, 1)).toEqual([]);
      expect(await store.listDueTimers(T0, 1)).toEqual([]);
      await expect(store.readTimer(timerOf())).rejects.toThrow(refusal);
      await expect(store.readBreaker('oncall')).rejects.toThrow(refusal);
      // The lock of a group is older than its members where an update is under way.
      await under.plant(lockItem(lockOf({ openId: undefined, lastId: undefined }), T0, sha256));
      await expect(store.readGroup('checkout|prod', [memberOf().member])).rejects.toThrow(refusal);
    });

    test('are read without the attributes this version does not know, which writes leave in place', async () => {
      const under = await create();
      await rewrite(under, { mood: 'new', crew: ['x'] });
      expect(await under.store.readGroup('checkout|prod', [memberOf().member])).toEqual(group(opening));
      expect(await under.store.readIncident('i-1')).toEqual(opening.incident);
      await under.store.lease(outboxOf(), T0, T0 + 1);
      expect((await under.items()).every(({ mood }) => mood === 'new')).toBe(true);
    });
  });
}

/** What is read of a write that was stored into an empty table. */
function group({ lock, incident, members }: IncidentWrite) {
  return { lock, incident, members: new Map(members.map((member) => [member.member, member])) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
