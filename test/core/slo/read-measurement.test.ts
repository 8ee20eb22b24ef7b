import { buildSignalEvent, readSignalEvent } from '../../../lib/core/signal/signal-event';
import type { SloState } from '../../../lib/core/slo/measurement';
import { readMeasurement, readSloState } from '../../../lib/core/slo/read-measurement';

const PENDING = {
  judge: 'evaluate-slos',
  member: 'slo/a/b/c/burning-fast',
  name: 'a-b-c-burning-fast',
  state: 'ALARM',
  timestampMs: 5,
  reason: 'much',
  service: 'a',
  environment: 'b',
  severity: 'medium',
  role: 'ticket',
  summary: 'It burns.',
} as const;

const STATE: SloState = {
  schemaVersion: 1,
  slo: 'a/b/c',
  version: 3,
  lastAtMs: 5,
  raised: { 'burning-fast': 5 },
  slicesUntilMs: 5,
  silenceSinceMs: 2,
  slices: { sliceSeconds: 60, verdicts: 'ggb-?' },
  dataSinceMs: 1,
  toldAtMs: 5,
  pending: [PENDING, { ...PENDING, state: 'OK', group: 'slo/c', runbook: 'Look.' }],
  members: ['a/b/c'],
};

test('a state comes back as it was stored, and what is pending in it can be read by a hub', () => {
  const read = readSloState('It', { ...JSON.parse(JSON.stringify(STATE)), mood: 'new' });
  expect(read).toEqual(STATE);
  for (const signal of read.pending ?? []) {
    expect(readSignalEvent({ detail: buildSignalEvent(signal) })).toMatchObject({
      state: signal.state,
      timestampMs: 5,
    });
  }
});

test('a state of before has nothing of what was not known then', () => {
  const { pending, members, slices, dataSinceMs, toldAtMs, slicesUntilMs, silenceSinceMs, ...old } = STATE;
  expect(readSloState('It', old)).toEqual(old);
});

test.each([
  [{ pending: PENDING }, "'pending' must be a list"],
  [{ pending: [{ ...PENDING, state: 'INSUFFICIENT_DATA' }] }, "'pending[0].state' must be one of ALARM, OK"],
  [{ pending: [{ ...PENDING, role: '__proto__' }] }, "'pending[0].role' must be one of"],
  [{ pending: [{ ...PENDING, timestampMs: 0.5 }] }, "'pending[0].timestampMs' must be epoch milliseconds"],
  [{ slices: { sliceSeconds: 60 } }, "'slices.verdicts' must be a text that is not empty"],
  [{ members: [1] }, "'members' must be a list of texts"],
  [{ dataSinceMs: 'x' }, "'dataSinceMs' must be a finite number"],
])('a state with %j is refused', (changes, message) => {
  expect(() => readSloState('It', { ...STATE, ...changes })).toThrow(message);
});

test.each([0, -1, 1.5, '3'])('a version of %j is refused, and told what it must be', (version) => {
  expect(() => readSloState('It', { ...STATE, version })).toThrow("'version' must be an integer of at least 1");
});

const NUMBERS = ['atMs', 'total', 'bad', 'budgetEvents', 'budgetRemaining', 'budgetRemainingEvents'];
const measured = {
  ...Object.fromEntries([...NUMBERS, 'budgetRemainingMinutes', 'violations24h'].map((name) => [name, 1])),
  ...{ schemaVersion: 1, slo: 'a/b/c', status: 'compliant', burnRates: {}, firing: [] },
};

test.each([
  { sli: 0.999 },
  { hoursToExhaustion: 12.5 },
  { usedOfProjected: 0.25 },
  { burnRates: { '5m': 1, '30m': 2, '1h': 3, '2h': 4, '6h': 5, '1d': 6, '3d': 7 } },
])('a measurement with %j comes back as it was stored', (known) => {
  expect(readMeasurement('It', { ...measured, ...known })).toEqual({ ...measured, ...known });
});

test('the last hour of a measurement is read, and refused where it is no count', () => {
  expect(readMeasurement('It', { ...measured, lastHour: { total: 3, bad: 1 } }).lastHour).toEqual({ total: 3, bad: 1 });
  expect(readMeasurement('It', measured)).not.toHaveProperty('lastHour');
  expect(() => readMeasurement('It', { ...measured, lastHour: { total: 3 } })).toThrow("'lastHour.bad' must be");
});
