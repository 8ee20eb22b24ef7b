import type { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import type { Command, CommandAction } from '../../lib/core/incident/command';
import type { IncidentWrite } from '../../lib/core/incident/draft';
import { incidentId } from '../../lib/core/incident/incident-id';
import { carryOut } from '../../lib/workflow/carry-out';
import { createWorld, GROUP, INCIDENT_ID, MINUTE, T0 } from './respond-world';

let count = 0;

function command(action: CommandAction, more: Partial<Command> = {}): Command {
  count += 1;
  const actor = { type: 'user' as const, id: 'alice' };
  return { incidentId: INCIDENT_ID, actor, id: `c-${count}`, atMs: T0 + MINUTE, ...action, ...more } as Command;
}

const acknowledge: CommandAction = { action: 'acknowledge' };

/** A store whose writes somebody else overtakes, as often as said. */
function overtaken(times: number) {
  let left = times;
  const tries: IncidentWrite[] = [];
  const store = (memory: MemoryIncidentStore) =>
    Object.assign(Object.create(memory) as MemoryIncidentStore, {
      commit: async (write: IncidentWrite) => {
        tries.push(write);
        left -= 1;
        return left >= 0 ? ('conflict' as const) : memory.commit(write);
      },
    });
  return { store, tries };
}

describe('a command', () => {
  test('answers the incident as it was stored', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const done = await carryOut(world.ports, command(acknowledge), world.settings);
    expect(done).toEqual({ result: 'done', outcome: 'acknowledged', incident: await world.incident() });
  });

  test('is decided again after each conflict, and wakes its timers once', async () => {
    const { store, tries } = overtaken(9);
    const world = createWorld({ store });
    await world.signal('ALARM', 0);
    expect((await carryOut(world.ports, command(acknowledge), world.settings)).result).toBe('done');
    expect(tries).toHaveLength(10);
    expect(world.woken).toHaveLength(1);
    expect((await world.incident()).acknowledgements).toHaveLength(1);
  });

  test('gives up after ten conflicts, having done nothing', async () => {
    const { store, tries } = overtaken(10);
    const world = createWorld({ store });
    await world.signal('ALARM', 0);
    const before = world.stored();
    await expect(carryOut(world.ports, command(acknowledge), world.settings)).rejects.toThrow('10 conflicts in a row');
    expect(tries).toHaveLength(10);
    expect(world.stored()).toBe(before);
    expect([world.woken, world.metrics]).toEqual([[], []]);
  });

  test('told twice is done once, even if somebody acknowledged in between', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const note = command({ action: 'note', text: 'looking at it' });
    expect((await carryOut(world.ports, note, world.settings)).result).toBe('done');
    await carryOut(world.ports, command(acknowledge), world.settings);
    expect((await carryOut(world.ports, note, world.settings)).result).toBe('used');
    const texts = (await world.memory.readTimeline(INCIDENT_ID)).map(({ text }) => text);
    expect(texts.filter((text) => text === 'looking at it')).toHaveLength(1);
    expect((await world.incident()).status).toBe('acknowledged');
  });

  test('uses up what it is given only when it is stored', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const once = { id: 'token', untilMs: T0 + 60 * MINUTE };
    const resolve = () => carryOut(world.ports, command({ action: 'resolve' }), world.settings, { once });
    expect((await resolve()).result).toBe('refused');
    expect(await world.memory.isUsed('token')).toBe(false);
    const forced = await carryOut(world.ports, command({ action: 'resolve', force: true }), world.settings, { once });
    expect(forced.result).toBe('done');
    expect(await world.memory.isUsed('token')).toBe(true);
    expect((await resolve()).result).toBe('used');
    expect(world.metrics).toEqual(['IncidentsResolved', `TimeToResolve=${MINUTE}`]);
  });

  test('that uses up the same as another one at the same moment is done by one of them', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const once = { id: 'token', untilMs: T0 + 60 * MINUTE };
    const both = ['alice', 'bob'].map((id) =>
      carryOut(world.ports, command(acknowledge, { actor: { type: 'user', id } }), world.settings, { once }),
    );
    expect((await Promise.all(both)).map(({ result }) => result).sort()).toEqual(['done', 'used']);
    expect((await world.incident()).acknowledgements).toHaveLength(1);
  });

  test('on an incident that nobody knows says so', async () => {
    const world = createWorld();
    const done = await carryOut(world.ports, command(acknowledge), world.settings);
    expect(done).toEqual({ result: 'unknown incident' });
  });

  test('for a generation that is over does nothing', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const done = await carryOut(world.ports, command(acknowledge), world.settings, { generation: 2 });
    expect(done).toEqual({ result: 'outdated', incident: await world.incident() });
  });

  test('on an older incident of the group leaves the open one alone', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    await world.signal('OK', MINUTE);
    await world.signal('ALARM', 60 * MINUTE);
    const newer = incidentId(GROUP, T0 + 60 * MINUTE);
    const before = await world.memory.readGroup(GROUP, []);
    expect(before.incident?.id).toBe(newer);
    const force = command({ action: 'resolve', force: true });
    expect(await carryOut(world.ports, force, world.settings)).toMatchObject({
      result: 'nothing',
      why: 'already resolved',
    });
    expect((await carryOut(world.ports, command({ action: 'close' }), world.settings)).result).toBe('done');
    expect((await world.incident()).status).toBe('closed');
    expect(await world.memory.readGroup(GROUP, [])).toEqual(before);
  });
});
