import type { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import { createWorld, INCIDENT_ID, pressOf } from './respond-world';

describe('at the same moment', () => {
  test('two presses of one link act once', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const path = world.link();
    const press = pressOf(path, await world.request({ path }));
    const answers = await Promise.all([world.request(press), world.request(press)]);
    const bodies = answers.map(({ body }) => body ?? '');
    expect(bodies.filter((body) => body.includes('Done. You have it now'))).toHaveLength(1);
    expect(
      bodies.filter((body) => body.includes('This link was used already; nothing more was changed.')),
    ).toHaveLength(1);
    expect(bodies.every((body) => body.includes('Acknowledged by alice'))).toBe(true);
    const timeline = await world.memory.readTimeline(INCIDENT_ID);
    expect(timeline.filter(({ kind }) => kind === 'acknowledged')).toHaveLength(1);
    expect((await world.incident()).acknowledgements).toHaveLength(1);
  });

  test.each(['before', 'after'])('an acknowledgement whose write comes %s the resolve ends resolved', async (order) => {
    // The resolve gets in between the reading and the writing of the acknowledgement, or waits for it.
    let resolve: () => Promise<void> = async () => undefined;
    const world = createWorld({
      store: (memory) => {
        const commit = memory.commit.bind(memory);
        return Object.assign(Object.create(memory) as MemoryIncidentStore, {
          commit: async (write: Parameters<typeof commit>[0]) => {
            if (order === 'before') {
              const result = await commit(write);
              await resolve();
              return result;
            }
            await resolve();
            return commit(write);
          },
        });
      },
    });
    await world.signal('ALARM', 0);
    const path = world.link();
    const press = pressOf(path, await world.request({ path }));
    resolve = async () => {
      resolve = async () => undefined;
      await world.signal('OK', 30_000);
    };
    const answer = await world.request(press);
    expect(answer.statusCode).toBe(200);
    const incident = await world.incident();
    expect(incident.status).toBe('resolved');
    expect(incident.acknowledgements).toHaveLength(order === 'before' ? 1 : 0);
    expect(answer.body).toContain(
      order === 'before' ? 'Done. You have it now' : 'It was over already; nothing was changed.',
    );
    expect(
      world
        .outbox()
        .map(({ kind }) => kind)
        .filter((kind) => kind === 'resolved'),
    ).toHaveLength(1);
  });
});
