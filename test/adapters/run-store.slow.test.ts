/** The store of runs on each engine. */
import { DynamoRunStore } from '../../lib/adapters/aws/run-store';
import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import type { Run } from '../../lib/core/runbook/run';
import type { RunStore } from '../../lib/workflow/ports/automation';
import { createIncidentTable } from '../../scripts/dynamodb-local';
import { describeOnDynamoDbLocal } from '../on-dynamodb-local';
import { SSM } from '../workflow/run-runbook-world';
import { entryOf, outboxOf, T0 } from './samples';

interface Under {
  readonly store: RunStore;
  setNow(ms: number): void;
}

const RUN: Run = {
  schemaVersion: 2,
  incidentId: 'i-1',
  generation: 1,
  runbook: 'restart#1',
  version: 1,
  state: 'proposed',
  automation: { ...SSM, parameters: { deep: { a: [1, null, { ['__proto__' as string]: 'x' }] } } },
  proposedMs: T0,
  approved: false,
};
const NOTHING = { timeline: [], outbox: [] };

describe('runs in memory', () =>
  contract(async () => {
    let nowMs = T0;
    const store = new MemoryIncidentStore({ now: () => nowMs });
    return { store, setNow: (ms) => (nowMs = ms) };
  }));

describeOnDynamoDbLocal('runs', (engine) => {
  let tables = 0;
  contract(async () => {
    const tableName = `runs-${tables++}`;
    await createIncidentTable(engine.client(), tableName);
    let nowMs = T0;
    const store = new DynamoRunStore({ client: engine.client(), tableName, now: () => nowMs });
    return { store, setNow: (ms) => (nowMs = ms) };
  });
});

function contract(create: () => Promise<Under>): void {
  test('takes each version once, in order, and answers what was stored', async () => {
    const { store } = await create();
    expect(await store.readRun(RUN)).toBeUndefined();
    expect(await store.commitRun({ run: { ...RUN, version: 2 }, ...NOTHING })).toBe('conflict');
    expect(await store.commitRun({ run: RUN, ...NOTHING })).toBe('committed');
    expect(await store.commitRun({ run: RUN, ...NOTHING })).toBe('conflict');
    expect(await store.readRun(RUN)).toEqual(RUN);
    const next = { ...RUN, version: 2, state: 'starting', startedMs: T0 } as const;
    expect(await store.commitRun({ run: next, ...NOTHING })).toBe('committed');
    expect(await store.readRun(RUN)).toEqual(next);
    expect(await store.readRun({ ...RUN, generation: 2 })).toBeUndefined();
    expect(await store.readRun({ ...RUN, runbook: 'restart%231' })).toBeUndefined();
  });

  test('stores all of a step or nothing', async () => {
    const { store } = await create();
    const step = { timeline: [entryOf()], outbox: [outboxOf()] };
    expect(await store.commitRun({ run: RUN, ...step })).toBe('committed');
    const next = { ...RUN, version: 2 };
    expect(await store.commitRun({ run: next, ...step })).toBe('conflict');
    expect(await store.readRun(RUN)).toMatchObject({ version: 1 });
  });

  test('a cooldown that lasts keeps the whole step out, and none after its end', async () => {
    const { store, setNow } = await create();
    const cooldown = { runbook: 'restart', service: 'checkout', environment: 'prod', untilMs: T0 + 60_000 };
    expect(await store.commitRun({ run: RUN, ...NOTHING, cooldown })).toBe('committed');
    const other = { ...RUN, incidentId: 'i-2' };
    expect(await store.commitRun({ run: other, ...NOTHING, cooldown })).toBe('conflict');
    expect(await store.readRun(other)).toBeUndefined();
    expect(await store.readCooldown(cooldown)).toEqual(cooldown);
    expect(await store.readCooldown({ ...cooldown, environment: 'stage' })).toBeUndefined();
    setNow(T0 + 60_000);
    expect(await store.readCooldown(cooldown)).toBeUndefined();
    expect(await store.commitRun({ run: other, ...NOTHING, cooldown })).toBe('committed');
  });

  test('of many who begin the same run at once, one does', async () => {
    const { store } = await create();
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.commitRun({ run: RUN, ...NOTHING })));
    expect(answers.filter((answer) => answer === 'committed')).toHaveLength(1);
  });
}
