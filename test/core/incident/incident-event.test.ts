import { incidentEvent, readIncidentEvent } from '../../../lib/core/incident/incident-event';
import { UnreadableEvent } from '../../../lib/core/signal/fields';

const GIVEN = {
  schemaVersion: 1,
  incidentId: 'inc-1',
  eventId: 'opened|a',
  change: 'opened',
  actor: { type: 'alarm', id: 'arn' },
  text: 'Faults',
  atMs: 5,
  generation: 1,
  status: 'triggered',
  severity: 'high',
  service: 'checkout',
  environment: 'prod',
  title: 'Faults of checkout',
  openedMs: 4,
} as const;

test('an event is read as it was made', () => {
  const incident = { ...GIVEN, id: 'inc-1', team: 'payments' } as unknown as Parameters<typeof incidentEvent>[0];
  const made = incidentEvent(incident, {
    schemaVersion: 2,
    incidentId: 'inc-1',
    eventId: 'opened|a',
    kind: 'opened',
    actor: { type: 'alarm', id: 'arn' },
    text: 'Faults',
    atMs: 5,
  });
  expect(made).toEqual({ ...GIVEN, team: 'payments' });
  expect(readIncidentEvent(JSON.parse(JSON.stringify(made)))).toEqual(made);
});

test('a kind of change that a later version adds is kept, unknown fields are not', () => {
  expect(readIncidentEvent({ ...GIVEN, change: 'sung', more: 1 })).toEqual({ ...GIVEN, change: 'sung' });
});

test('an incident of adopted alarms may have no environment', () => {
  expect(readIncidentEvent({ ...GIVEN, environment: '' })).toEqual({ ...GIVEN, environment: '' });
});

test.each([
  ['environment', undefined],
  ['incidentId', ''],
  ['incidentId', 'x'.repeat(1_601)],
  ['status', 'new'],
  ['severity', 'SEV1'],
  ['actor', { type: 'robot', id: 'x' }],
  ['actor', undefined],
  ['generation', 1.5],
  ['atMs', '5'],
  ['service', 7],
])('%s %j is refused by name', (name, value) => {
  const read = () => readIncidentEvent({ ...GIVEN, [name]: value });
  expect(read).toThrow(UnreadableEvent);
  expect(read).toThrow(name);
});

test('what is no object is refused', () => {
  expect(() => readIncidentEvent('x')).toThrow("'detail' must be an object");
});
