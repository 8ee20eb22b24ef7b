import { createHash } from 'node:crypto';
import type { Incident, TimelineEntry } from '../../../lib/core/incident/incident';
import { incidentFromItem, incidentItem } from '../../../lib/core/incident/item/incident-item';
import { timelineFromItem, timelineItem } from '../../../lib/core/incident/item/timeline-item';
import { timerFromItem, timerItem } from '../../../lib/core/incident/item/timer-item';
import { readTimerRef, writeTimerRef } from '../../../lib/core/incident/timer';
import { entryOf, incidentOf } from '../../view/channel/contents';

const NOW = Date.UTC(2026, 0, 15, 8);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const stored = (incident: Incident) => incidentItem(incident, NOW, sha256);

test.each<[string, Partial<Incident>]>([
  ['nothing said', {}],
  ['asked only', { updates: { count: 0, asked: 2 } }],
  [
    'updates and others told',
    { informed: ['support'], updates: { count: 3, lastMs: NOW, asked: 1, progress: 'monitoring' } },
  ],
  ['told of earlier rounds', { toldBefore: ['oncall'], customersBefore: ['status'] }],
  ['an interval', { plan: { ...incidentOf().plan, updateEveryMs: 60_000, ackDueMs: NOW } }],
])('an incident is read as it was stored: %s', (_, changes) => {
  const incident = incidentOf(changes);
  expect(incidentFromItem(JSON.parse(JSON.stringify(stored(incident))))).toEqual(incident);
});

test('one that an earlier version stored has told nobody else', () => {
  const { informed, updates } = incidentFromItem(stored(incidentOf()));
  expect([informed, updates]).toEqual([undefined, undefined]);
});

test.each([
  [{ count: 'x', asked: 0 }, '\'count\' must be a number, got "x"'],
  [
    { count: 1, asked: 0, progress: 'done' },
    '\'progress\' must be one of investigating, identified, monitoring, got "done"',
  ],
])('what nobody wrote is an error that names it: %j', (updates, message) => {
  expect(() => incidentFromItem({ ...stored(incidentOf()), updates })).toThrow(message);
});

test('an entry keeps whom it was for', () => {
  const entry: TimelineEntry = { ...entryOf('updated', 1, 'We roll back.'), audience: 'customers' };
  expect(timelineFromItem(timelineItem(entry, sha256))).toEqual(entry);
  const plain = entryOf('updated', 1, 'We roll back.');
  expect(timelineItem(plain, sha256)).not.toHaveProperty('audience');
  expect(timelineFromItem(timelineItem(plain, sha256))).toEqual(plain);
});

test.each(['update', 'ack-due'] as const)('a timer of the kind %s survives the table and its wake-up', (kind) => {
  const ref = { kind, incidentId: 'i', generation: 2, level: 1 };
  const timer = { ...ref, schemaVersion: 2, dueMs: NOW };
  expect(timerFromItem(timerItem(timer, sha256))).toEqual(timer);
  expect(readTimerRef(writeTimerRef(ref))).toEqual(ref);
});
