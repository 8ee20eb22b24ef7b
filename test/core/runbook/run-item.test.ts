import { createHash } from 'node:crypto';
import { runbooksFor } from '../../../lib/core/runbook/matching';
import { approvalLevel, isApprovalNotice, type Run } from '../../../lib/core/runbook/run';
import { cooldownItem, runFromItem, runItem } from '../../../lib/core/runbook/run-item';
import { runbookOf, SSM } from '../../workflow/run-runbook-world';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const T0 = Date.UTC(2026, 0, 15, 8);

const RUN: Run = {
  schemaVersion: 2,
  incidentId: 'i-1',
  generation: 1,
  runbook: 'restart',
  version: 1,
  state: 'proposed',
  automation: { ...SSM, parameters: { ['__proto__' as string]: ['x'], deep: { a: [1, null] } } },
  proposedMs: T0,
  approved: false,
};

test('a run is stored and read as it is, with and without what it may not have', () => {
  expect(runFromItem(runItem(RUN, sha256))).toEqual(RUN);
  const whole: Run = {
    ...RUN,
    approved: true,
    ...{ requestId: 'requested|x', startedMs: T0 + 1, executionId: 'e', verifyUntilMs: T0 + 2, why: 'so' },
  };
  expect(runFromItem(runItem(whole, sha256))).toEqual(whole);
  expect(runItem(RUN, sha256)).toMatchObject({ pk: 'INC#i-1', sk: 'RUN#1#restart', schemaVersion: 2 });
  expect(Number(runItem(RUN, sha256).ttl)).toBeGreaterThan(T0 / 1000 + 399 * 86_400);
  expect(cooldownItem({ runbook: 'a', service: 's', environment: 'e', untilMs: 1_500 }, sha256)).toMatchObject({
    schemaVersion: 2,
    ttl: 2,
  });
});

test('an item of a newer version, an unknown state or another kind of automation is refused by name', () => {
  const item = runItem(RUN, sha256);
  expect(() => runFromItem({ ...item, schemaVersion: 99 })).toThrow('schemaVersion 99');
  expect(() => runFromItem({ ...item, state: 'paused' })).toThrow("'state' must be one of proposed, starting");
  expect(() => runFromItem({ ...item, automation: '{"kind":"shell"}' })).toThrow(
    "'automation' must be of one of the kinds",
  );
});

test('runbooks are chosen by alarms and facts, those that name alarms first', () => {
  const facts = {
    service: 'checkout',
    environment: 'prod',
    severity: 'high',
    urgent: true,
    alarms: [] as string[],
  } as const;
  const runbooks = [
    runbookOf('any'),
    runbookOf('pages', undefined, { match: { role: ['page'] } }),
    runbookOf('tickets', undefined, { match: { role: ['ticket'] } }),
    runbookOf('id', undefined, { alarms: ['FaultRate'] }),
    runbookOf('glob', undefined, { alarms: ['shop-*-Faults'] }),
  ];
  const names = (alarms: string[]) => runbooksFor({ runbooks }, { ...facts, alarms }).map(({ name }) => name);
  expect(names([])).toEqual(['any', 'pages']);
  expect(names(['checkout-prod-Charge-FaultRate-0a1b2c3d'])).toEqual(['id', 'any', 'pages']);
  expect(names(['checkout-prod-Charge-FaultRate'])).toEqual(['any', 'pages']);
  expect(names(['checkout-prod-Charge-MyFaultRate-0a1b2c3d'])).toEqual(['any', 'pages']);
  expect(names(['shop-x-Faults', 'FaultRate'])).toEqual(['id', 'glob', 'any', 'pages']);
  expect(runbooksFor({}, { ...facts, alarms: [] })).toEqual([]);
});

test('notices that ask for an approval have levels of their own, one for each runbook', () => {
  const levels = ['restart', 'failover', 'clear-cache', '__proto__', ''].map(approvalLevel);
  expect(new Set(levels).size).toBe(levels.length);
  // What a key of the stream may say: nine digits.
  for (const level of levels) expect(String(level)).toMatch(/^\d{7,9}$/);
  expect(levels.every((level) => isApprovalNotice({ kind: 'notice', level }))).toBe(true);
  expect(isApprovalNotice({ kind: 'notice', level: 4 })).toBe(false);
  expect(isApprovalNotice({ kind: 'reminder', level: approvalLevel('restart') })).toBe(false);
});
