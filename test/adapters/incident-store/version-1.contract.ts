/** Tables as version 1 of the items left them, in the middle of things; written by the code of that version. */
import { decideCommand } from '../../../lib/core/incident/decide-command';
import { decideSignal } from '../../../lib/core/incident/decide-signal';
import { Draft } from '../../../lib/core/incident/draft';
import { groupKeyOf } from '../../../lib/core/incident/group';
import type { Signal } from '../../../lib/core/incident/incident';
import { INCIDENT_SCHEMA_VERSION } from '../../../lib/core/incident/schema-version';
import type { TableItem } from '../../../lib/core/incident/table';
import type { IncidentStore } from '../../../lib/workflow/ports';
import { responsesOf, signalOf, T0 } from '../samples';
import open from '../version-1/open.json';
import reopened from '../version-1/reopened.json';
import resolved from '../version-1/resolved.json';
import type { CreateStore } from './store-under-test';

const GROUP = groupKeyOf({ service: 'checkout', environment: 'prod' });
const ID = '01MCC5RM0062QQ1768GY312YT0';
const [faults, latency, dlq, queue] = ['faults', 'latency', 'dlq', 'queue'].map(
  (name) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`,
) as [string, string, string, string];
// Not one of the channels that version 1 knew.
const settings = { responses: responsesOf('new'), reopenWindowMs: 300_000 };

/** What is stored by version 1 is read, decided on and taken over by this version. */
export function version1Contract(create: CreateStore): void {
  const table = async (items: readonly TableItem[]) => {
    const under = await create();
    for (const item of items) await under.plant(item);
    return under;
  };

  test('a lock counts the members in it, and its incident reads with defaults and with whom it told', async () => {
    const { store } = await table(open);
    const { lock, incident, members } = await store.readGroup(GROUP, [faults, latency, dlq]);
    expect(lock).toEqual({
      schemaVersion: 1,
      groupKey: GROUP,
      version: 4,
      openId: ID,
      lastId: ID,
      generation: 1,
      resolvedMs: 0,
      alarming: 2,
      // Taken for alarms that wake people: it did not say.
      paging: 2,
      newestMs: T0 + 120_000,
      count: 3,
      flapCount: 0,
      inlineMembers: {
        [faults]: { ms: T0, state: 'ALARM', pages: true },
        [latency]: { ms: T0 + 60_000, state: 'ALARM', pages: true },
        [dlq]: { ms: T0 + 120_000, state: 'OK' },
      },
    });
    expect(members).toEqual(new Map());
    expect(incident).toEqual({
      schemaVersion: 1,
      id: ID,
      groupKey: GROUP,
      status: 'triggered',
      severity: 'high',
      service: 'checkout',
      environment: 'prod',
      title: 'faults of checkout',
      version: 4,
      generation: 1,
      paged: true,
      openedMs: T0,
      beganMs: T0,
      startedMs: T0,
      plan: { policy: '', levels: [], acksNeeded: 1 },
      level: 0,
      urgent: true,
      flapping: false,
      told: ['chat', 'oncall'],
      acknowledgements: [],
      alarms: ['faults', 'latency', 'dlq'],
      affected: [],
    });
    expect(await store.readIncident(ID)).toEqual(incident);
    expect((await store.readTimeline(ID)).map(({ kind }) => kind)).toEqual(['opened', 'joined', 'joined', 'cleared']);
    expect(await store.listOpen()).toMatchObject([{ id: ID, status: 'triggered' }]);
    expect(await store.listDue(T0 + 2_000, 10)).toMatchObject([{ channel: 'chat', kind: 'page', level: 0 }]);
  });

  test('what version 1 owed is leased and settled', async () => {
    const { store } = await table(open);
    const [owed] = await store.listDue(T0 + 2_000, 10);
    if (!owed) throw new Error('nothing is due');
    const leased = await store.lease(owed, T0 + 2_000, T0 + 60_000);
    await store.settle(leased ?? owed, { status: 'sent', providerId: 'm-2' });
    expect(await store.listDue(T0 + 100_000, 10)).toEqual([]);
  });

  test('a decision moves its member to an item of its own, and the others stay in the lock', async () => {
    const { store, items } = await table(open);
    await decide(store, told(faults, 'OK', T0 + 200_000));
    const { lock, incident, members } = await store.readGroup(GROUP, [faults, latency, dlq]);
    expect(members).toEqual(
      new Map([
        [
          faults,
          { schemaVersion: INCIDENT_SCHEMA_VERSION, groupKey: GROUP, member: faults, ms: T0 + 200_000, state: 'OK' },
        ],
      ]),
    );
    expect(lock).toMatchObject({
      schemaVersion: INCIDENT_SCHEMA_VERSION,
      version: 5,
      alarming: 1,
      newestMs: T0 + 200_000,
      inlineMembers: { [latency]: { ms: T0 + 60_000, state: 'ALARM' }, [dlq]: { ms: T0 + 120_000, state: 'OK' } },
    });
    expect(Object.keys(lock.inlineMembers ?? {})).toEqual([latency, dlq]);
    expect(incident).toMatchObject({ schemaVersion: INCIDENT_SCHEMA_VERSION, version: 5, told: ['chat', 'oncall'] });
    expect((await items()).filter(({ sk }) => sk.startsWith('MEM#'))).toHaveLength(1);
  });

  test('a state that version 1 has seen changes nothing', async () => {
    const { store } = await table(open);
    const state = await store.readGroup(GROUP, [latency]);
    expect(decideSignal(state, told(latency, 'ALARM', T0 + 60_000), settings, T0)).toMatchObject({ why: 'repeated' });
    expect(decideSignal(state, told(latency, 'OK', T0 + 59_999), settings, T0)).toMatchObject({ action: 'note' });
  });

  test('an incident resolves once its last member is OK, and those are told whom version 1 paged', async () => {
    const { store, items } = await table(open);
    await decide(store, told(queue, 'ALARM', T0 + 150_000));
    await decide(store, told(faults, 'OK', T0 + 200_000));
    await decide(store, told(latency, 'OK', T0 + 190_000));
    expect(await store.readIncident(ID)).toMatchObject({ status: 'triggered' });
    await decide(store, told(queue, 'OK', T0 + 210_000));
    expect(await store.readIncident(ID)).toMatchObject({ status: 'resolved', resolvedMs: T0 + 210_000 });
    expect(await ends(store)).toEqual(['resolved 1 chat', 'resolved 1 oncall']);
    expect((await store.readGroup(GROUP, [])).lock).toMatchObject({
      openId: undefined,
      lastId: ID,
      alarming: 0,
      version: 8,
    });
    expect((await items()).filter(({ sk }) => sk.startsWith('MEM#'))).toHaveLength(3);
  });

  test('an incident that a person resolves ends for those whom version 1 paged', async () => {
    const { store } = await table(open);
    const state = await store.readGroup(GROUP, []);
    if (!state.incident) throw new Error('no incident');
    const command = { incidentId: ID, actor: { type: 'user', id: 'alice' }, id: 'c-1', atMs: T0 + 300_000 } as const;
    const decision = decideCommand(
      { ...state, incident: state.incident },
      { ...command, action: 'resolve', force: true },
      settings,
    );
    if (decision.action !== 'write') throw new Error(decision.action);
    expect(decision.outbox.map(({ channel }) => channel)).toEqual(['chat', 'oncall']);
  });

  test('of an incident that was reopened, only those are told who were told of the new generation', async () => {
    const { store } = await table(reopened);
    expect(await store.readIncident(ID)).toMatchObject({ generation: 2, paged: false, urgent: false });
    await decide(store, told(faults, 'OK', T0 + 1_100_000));
    expect(await ends(store)).toEqual(['resolved 1 old', 'resolved 2 chat', 'resolved 2 oncall']);
  });

  test('a resolved incident reopens inside the window, with the plan of now', async () => {
    const { store } = await table(resolved);
    await decide(store, told(faults, 'ALARM', T0 + 700_000 - 340_000));
    expect(await store.readIncident(ID)).toMatchObject({
      generation: 2,
      status: 'triggered',
      flapping: true,
      told: ['chat', 'oncall'],
    });
    const later = await table(resolved);
    await decide(later.store, told(faults, 'ALARM', T0 + 60_000 + 300_001));
    const { lock } = await later.store.readGroup(GROUP, []);
    expect(lock.openId).not.toBe(ID);
    expect(await later.store.readIncident(lock.openId ?? '')).toMatchObject({ generation: 1, told: ['new'] });
  });
}

function told(member: string, state: Signal['state'], timestampMs: number): Signal {
  return signalOf({ member, alarmName: member.split(':').at(-1) ?? '', state, timestampMs });
}

async function decide(store: IncidentStore, signal: Signal): Promise<void> {
  const draft = new Draft(await store.readGroup(GROUP, [signal.member]));
  const decision = decideSignal(draft.state, signal, settings, signal.timestampMs + 2_000);
  if (decision.action !== 'write') throw new Error(`${decision.action} instead of a write`);
  draft.add(decision);
  const write = draft.write();
  expect(write && (await store.commit(write))).toBe('committed');
}

async function ends(store: IncidentStore): Promise<string[]> {
  const owed = (await store.listOutbox(ID)).filter(({ kind }) => kind === 'resolved');
  return owed.map(({ kind, generation, channel }) => `${kind} ${generation} ${channel}`);
}
