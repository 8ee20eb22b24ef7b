import type { MaintenanceEvent } from '../../lib/core/incident/maintenance-event';
import { maintenanceRequest, maintenanceText, wordMaintenance } from '../../lib/view/maintenance';

const BEGAN: MaintenanceEvent = {
  schemaVersion: 1,
  eventId: 'maintenance|db-upgrade|began|1',
  maintenance: 'db-upgrade',
  change: 'began',
  startMs: Date.parse('2026-12-01T21:00Z'),
  endMs: Date.parse('2026-12-01T23:00Z'),
  match: { service: ['checkout', 'payments'], environment: ['prod'], tags: { tier: ['1'] } },
  unless: 'critical',
};
const ENDED: MaintenanceEvent = {
  ...BEGAN,
  change: 'ended',
  endMs: Date.parse('2026-12-02T01:00Z'),
  held: {
    count: 3,
    firing: 1,
    alarms: [
      { alarm: 'checkout-faults', service: 'checkout', environment: 'prod', firing: true },
      { alarm: 'payments-faults', service: 'payments', environment: 'prod', firing: false },
      { alarm: 'payments-latency', service: '', environment: '', firing: false },
    ],
  },
};

test('the begin says until when, and what pages nobody', () => {
  expect(maintenanceText(BEGAN)).toBe(
    [
      "Maintenance 'db-upgrade' began, until 23:00 UTC",
      '',
      'Until then alarms of service checkout or payments, environment prod, tag tier 1 page nobody. What still fires at the end pages then.',
      'Incidents of severity critical or above page all the same.',
    ].join('\n'),
  );
  const { unless, ...everything } = { ...BEGAN, match: {}, endMs: Date.parse('2026-12-02T01:00Z') };
  expect(maintenanceText(everything)).toBe(
    [
      "Maintenance 'db-upgrade' began, until 2 December 2026, 01:00 UTC",
      '',
      'Until then alarms of everything page nobody. What still fires at the end pages then.',
    ].join('\n'),
  );
});

test('the end says what was held back and what still fires', () => {
  expect(maintenanceText(ENDED)).toBe(
    [
      "Maintenance 'db-upgrade' ended: 1 alarm still in ALARM",
      '',
      'It began at 1 December 2026, 21:00 UTC and lasted 4 h.',
      'It held back 3 alarms: 2 recovered, 1 still in ALARM, which count from now on.',
      'In ALARM: checkout-faults (checkout prod)',
      'Recovered: payments-faults (payments prod)',
      'Recovered: payments-latency (no service)',
    ].join('\n'),
  );
  const quiet = { ...ENDED, held: { count: 0, firing: 0, alarms: [] }, lastStartMs: Date.parse('2026-12-05T21:00Z') };
  expect(maintenanceText(quiet)).toBe(
    [
      "Maintenance 'db-upgrade' ended",
      '',
      'It began at 1 December 2026, 21:00 UTC and lasted 4 h.',
      'It held nothing back.',
      'No window of it begins after 5 December 2026, 21:00 UTC. If it is still needed, plan it anew.',
    ].join('\n'),
  );
});

test('many alarms are counted, and the first five named', () => {
  const alarms = Array.from({ length: 20 }, (_, index) => ({
    alarm: `alarm-${index}`,
    service: 's',
    environment: 'e',
    firing: true,
  }));
  const lines = maintenanceText({ ...ENDED, held: { count: 57, firing: 57, alarms } }).split('\n');
  expect(lines.filter((line) => line.startsWith('In ALARM: '))).toHaveLength(5);
  expect(lines.at(-1)).toBe('and 52 more');
});

test('hostile names steer nobody: one line each, in every channel, and an ASCII subject of at most 99 characters', () => {
  const evil = 'x\u202e\u0007\n<!channel> @here [a](https://evil.example)\ud800';
  const event: MaintenanceEvent = {
    ...ENDED,
    maintenance: evil.repeat(2_000),
    held: { count: 1, firing: 1, alarms: [{ alarm: evil, service: evil, environment: evil, firing: true }] },
  };
  const text = maintenanceText(event);
  for (const character of ['\u202e', '\u0007', '\ud800']) expect(text).not.toContain(character);
  expect(text.split('\n')).toHaveLength(5);
  expect(text.length).toBeLessThan(1_000);
  const { subject, attributes } = wordMaintenance('text', event);
  expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  expect(attributes).toEqual({ kind: 'maintenance', change: 'ended' });
  const slack = JSON.stringify(maintenanceRequest('slack', event));
  expect(slack).not.toContain('<!channel>');
  expect(slack).not.toContain('@here');
  const chat = JSON.parse(wordMaintenance('chat', event).body);
  expect(chat.content.description).not.toContain('](https://evil');
});

test('is said and opens nothing, wherever it goes', () => {
  for (const kind of ['slack', 'teams'] as const) {
    const { operation, body } = maintenanceRequest(kind, BEGAN);
    expect(operation).toBe('say');
    expect(JSON.stringify(body)).toContain("Maintenance 'db-upgrade' began, until 23:00 UTC");
  }
  expect(wordMaintenance('text', BEGAN)).toMatchObject({
    idempotencyKey: BEGAN.eventId,
    subject: "Maintenance 'db-upgrade' began, until 23:00 UTC",
    body: maintenanceText(BEGAN),
  });
});
