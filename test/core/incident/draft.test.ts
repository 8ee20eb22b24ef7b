import fc from 'fast-check';
import { Draft, MOST_BESIDE_OUTBOX, MOST_OWED } from '../../../lib/core/incident/draft';
import { type GroupState, newLock, type Written, written } from '../../../lib/core/incident/group';
import type { Incident } from '../../../lib/core/incident/incident';
import type { OutboxItem } from '../../../lib/core/incident/notification';
import { MAX_TRANSACTION_ITEMS, transactionOf } from '../../../lib/core/incident/table-write';
import { GROUP, Group, type Happening, latency, MINUTE, NOW, responsesWith, SETTINGS, signal } from './played';

const LEVELS = [{ name: 'backup', afterMs: 5 * MINUTE, targets: ['person:bob'] }];
const BUSY = {
  ...SETTINGS,
  responses: responsesWith(LEVELS, {
    remindAfterMs: MINUTE,
    ackDueMs: NOW + 30 * MINUTE,
    updateEveryMs: { critical: 30 * MINUTE, high: 60 * MINUTE, medium: 60 * MINUTE },
    others: { stakeholders: ['support'], customers: ['page'] },
    deaf: [],
  }),
};

const happening = (): fc.Arbitrary<Happening> => {
  const alarms = fc.record({
    state: fc.constantFrom('ALARM' as const, 'OK' as const),
    minute: fc.integer({ min: 0, max: 40 }),
    more: fc.constantFrom(
      {},
      latency,
      { severity: 'medium', role: 'ticket' } as const,
      { severity: 'critical' } as const,
    ),
  });
  const commands = fc.constantFrom<Happening>(
    { action: 'acknowledge' },
    { action: 'assign', to: 'bob' },
    { action: 'severity', severity: 'critical' },
    { action: 'severity', severity: 'low' },
    { action: 'resolve', force: true },
    { action: 'update', audience: 'customers', text: 'We look.' },
    { action: 'close' },
  );
  return fc.oneof(
    alarms.map(({ state, minute, more }) => signal(state, minute * MINUTE, more)),
    commands,
  );
};

test('whatever is decided, it writes so few items beside what it owes', () => {
  let most = 0;
  fc.assert(
    fc.property(fc.array(happening(), { minLength: 1, maxLength: 12 }), (story) => {
      const { decisions } = new Group(BUSY).play(signal('ALARM', 0), ...story).played();
      for (const decision of decisions) if (decision.action === 'write') most = Math.max(most, besideOutbox(decision));
      expect(most).toBeLessThanOrEqual(MOST_BESIDE_OUTBOX);
    }),
    { numRuns: 300, seed: 1 },
  );
  // It is not far off either: what holds many would be refused for nothing.
  expect(most).toBeGreaterThanOrEqual(MOST_BESIDE_OUTBOX - 2);
});

/** Lock, incident and member count whether they changed or not. */
function besideOutbox({ timeline, timers, doneTimers }: Written): number {
  return 3 + timeline.length + timers.length + doneTimers.length;
}

const STATE: GroupState = { lock: newLock(GROUP), members: new Map() };

function owing(count: number, name: string): Written {
  const incident = { ...incidentOf(), title: name };
  const outbox = Array.from(
    { length: count },
    (_, n): OutboxItem => ({
      schemaVersion: 1,
      incidentId: incident.id,
      generation: 1,
      kind: 'notice',
      level: 0,
      channel: `${name}-${n}`,
      status: 'pending',
      attempts: 0,
      dueMs: NOW,
      leaseUntilMs: 0,
      causedMs: NOW,
    }),
  );
  return written('joined', { ...STATE, incident }, { outbox });
}

function incidentOf(): Incident {
  return new Group().play(signal('ALARM', 0)).state().incident as Incident;
}

test('a decision that does not fit beside the others is written by itself', () => {
  const stored = { ...STATE, incident: incidentOf() };
  const draft = new Draft(stored);
  expect(draft.add(owing(59, 'a'))).toBe(true);
  expect(draft.hasRoom).toBe(true);
  expect(draft.add(owing(MOST_OWED - 59 + 1, 'b'))).toBe(false);
  expect(draft.write()?.outbox).toHaveLength(59);
  expect(draft.add(owing(MOST_OWED - 59, 'c'))).toBe(true);
  expect(draft.write()?.outbox).toHaveLength(MOST_OWED);
});

test('the most that can be owed is one transaction, and nothing more would be', () => {
  const draft = new Draft({ ...STATE, incident: incidentOf() });
  expect(draft.add(owing(MOST_OWED, 'a'))).toBe(true);
  const { puts } = transactionOf(draft.write() ?? never(), NOW, (text) => text);
  expect(puts.length).toBeLessThanOrEqual(MAX_TRANSACTION_ITEMS);
  expect(MOST_OWED).toBe(86);
});

function never(): never {
  throw new Error('there is something to write');
}
