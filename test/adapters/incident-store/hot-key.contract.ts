import { decideSignal } from '../../../lib/core/incident/decide-signal';
import { Draft } from '../../../lib/core/incident/draft';
import { groupKeyOf } from '../../../lib/core/incident/group';
import type { Signal } from '../../../lib/core/incident/incident';
import type { IncidentStore } from '../../../lib/workflow/ports';
import { responsesOf, signalOf, T0 } from '../samples';
import type { CreateStore } from './store-under-test';

const GROUP = groupKeyOf({ service: 'checkout', environment: 'prod' });
const SIGNALS = 500;
const BATCH = 10;
const BATCHES = SIGNALS / BATCH;
const WORKERS = 5;
/** A commit can fail one attempt of each other worker at most: the one that had read before it. */
const MAX_CONFLICTS = BATCHES * (WORKERS - 1);

/** Many members of one group at once: the lock is met once a batch, and no signal is lost. */
export function hotKeyContract(create: CreateStore): void {
  test('500 signals of one group, 5 workers, batches of 10: none is lost, and conflicts stay few', async () => {
    const { store } = await create();
    expectBounded(await crowd(store, 'ALARM', T0));
    const raised = await store.readGroup(GROUP, names());
    expect(raised.lock).toMatchObject({
      alarming: SIGNALS,
      count: SIGNALS,
      version: BATCHES,
      newestMs: T0 + SIGNALS - 1,
    });
    expect(raised.members.size).toBe(SIGNALS);
    expect([...raised.members.values()].every(({ state }) => state === 'ALARM')).toBe(true);
    expect(raised.incident).toMatchObject({ status: 'triggered', version: BATCHES });
    expect(await store.readTimeline(raised.incident?.id ?? '')).toHaveLength(SIGNALS);
    expect(await store.listDue(T0 * 2, 10)).toMatchObject([{ kind: 'page', channel: 'oncall' }]);

    expectBounded(await crowd(store, 'OK', T0 + 1_000));
    const { lock, incident } = await store.readGroup(GROUP, []);
    expect(lock).toMatchObject({ alarming: 0, count: SIGNALS, version: 2 * BATCHES, openId: undefined });
    expect(incident).toMatchObject({ status: 'resolved', resolvedMs: T0 + 1_000 + SIGNALS - 1 });
    const due = await store.listDue(T0 * 2, 10);
    expect(due.map(({ kind }) => kind).sort()).toEqual(['page', 'resolved']);
  });
}

interface Tally {
  attempts: number;
  conflicts: number;
}

function expectBounded({ attempts, conflicts }: Tally): void {
  process.stdout.write(`${SIGNALS} signals of one group: ${attempts} transactions, ${conflicts} of them conflicts\n`);
  expect(attempts).toBe(BATCHES + conflicts);
  expect(conflicts).toBeLessThanOrEqual(MAX_CONFLICTS);
}

async function crowd(store: IncidentStore, state: Signal['state'], fromMs: number): Promise<Tally> {
  const signals = names().map((member, index) => signalOf({ member, state, timestampMs: fromMs + index }));
  const batches = Array.from({ length: BATCHES }, (_, n) => signals.slice(n * BATCH, (n + 1) * BATCH));
  const tally = { attempts: 0, conflicts: 0 };
  const worker = async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) await settle(store, batch, tally);
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return tally;
}

/** Decides a batch as one write, again and again until nobody wrote in between. */
async function settle(store: IncidentStore, batch: readonly Signal[], tally: Tally): Promise<void> {
  for (;;) {
    const draft = new Draft(
      await store.readGroup(
        GROUP,
        batch.map(({ member }) => member),
      ),
    );
    for (const signal of batch) {
      const settings = { responses: responsesOf('oncall'), reopenWindowMs: 300_000 };
      const decision = decideSignal(draft.state, signal, settings, signal.timestampMs);
      if (decision.action !== 'write' || !draft.add(decision)) throw new Error(`${signal.member} was not decided`);
    }
    const write = draft.write();
    if (!write) throw new Error('nothing to write');
    tally.attempts += 1;
    if ((await store.commit(write)) === 'committed') return;
    tally.conflicts += 1;
  }
}

function names(): string[] {
  return Array.from({ length: SIGNALS }, (_, index) => `${signalOf().member}#contributor-${index}`);
}
