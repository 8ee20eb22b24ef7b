import type { JudgeSignal } from '../../../lib/core/signal/signal-event';
import { readStoredSignal } from '../../../lib/core/signal/stored-signal';
import { Fields } from '../../../lib/core/slo/read-definition/fields';

/** Every field: one that is added must be stored, too. */
const WHOLE: Required<JudgeSignal> = {
  judge: 'detect-anomalies',
  member: 'anomaly/checkout/prod/disk/ahead',
  name: 'checkout prod disk ahead',
  state: 'ALARM',
  timestampMs: 1_780_000_000_000,
  reason: 'disk comes to 100 in about 3 days',
  service: 'checkout',
  environment: 'prod',
  group: 'ahead/disk',
  severity: 'medium',
  role: 'ticket',
  summary: 'disk of checkout will be at 100 within 7 days.',
  runbook: 'https://wiki.example.com/disk',
};

const read = (value: unknown) => readStoredSignal(Fields.of('a signal', value), 'detect-anomalies');

test('a stored signal comes back whole', () => {
  expect(read(JSON.parse(JSON.stringify(WHOLE)))).toEqual(WHOLE);
});

test('what it may leave out stays out', () => {
  const { group: _, runbook: __, ...least } = WHOLE;
  expect(read(least)).toStrictEqual(least);
});

test.each([
  [{ judge: 'evaluate-slos' }, "'judge' must be one of detect-anomalies"],
  [{ timestampMs: -1 }, "'timestampMs' must be epoch milliseconds, got -1"],
  [{ group: '' }, "'group' must be a text that is not empty"],
])('%j is refused', (change, why) => {
  expect(() => read({ ...WHOLE, ...change })).toThrow(why);
});
