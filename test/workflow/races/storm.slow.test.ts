import type { SightlineConfig } from '../../../lib/core/config';
import { SCHEMA_VERSION } from '../../../lib/core/conventions';
import type { Incident } from '../../../lib/core/incident/incident';
import { stormGroupKey } from '../../../lib/core/incident/storm';
import { carryOut } from '../../../lib/workflow/carry-out';
import { lifecycleSettings } from '../../../lib/workflow/lifecycle-settings';
import { alarmEvent, T0 } from '../hub';
import { createNight, MINUTE, type Night } from './night';
import { NIGHT, PEOPLE } from './team';

const SECOND = 1_000;

/** The page of service `s<number>`. */
function faults(number: number, atMs: number, more: object = {}): Record<string, unknown> {
  return alarmEvent('ALARM', atMs, { alarm: `s${number}-faults`, service: `s${number}`, ...more });
}

function recovered(number: number, atMs: number): Record<string, unknown> {
  return alarmEvent('OK', atMs, { alarm: `s${number}-faults`, service: `s${number}` });
}

function stormIn(night: Night): Incident {
  const storm = night.hub.incidents().find(({ groupKey }) => groupKey === stormGroupKey('sightline'));
  if (!storm) throw new Error('there is no storm');
  return storm;
}

/** Pages to alice, by the service they are about. */
function pagedServices(night: Night, responder = 'alice'): string[] {
  return night.hub.said.sent
    .filter(({ attributes }) => attributes.kind === 'page' && attributes.responder === responder)
    .map(({ attributes }) => String(attributes.service));
}

function noticedServices(night: Night): string[] {
  return night.hub.said.sent
    .filter(({ attributes }) => attributes.kind === 'notice' && attributes.responder === 'alice')
    .map(({ attributes }) => String(attributes.service));
}

/** So many services fail, one a second. */
async function fail(night: Night, count: number, more: object = {}): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await night.deliver(faults(number, number * SECOND, more));
    await night.pass(SECOND);
  }
}

async function acknowledge(night: Night, incidentId: string): Promise<void> {
  const command = { action: 'acknowledge', incidentId, actor: { type: 'user', id: 'alice' }, id: 'ack' } as const;
  await carryOut(night.ports, { ...command, atMs: night.ports.clock.now() }, lifecycleSettings(NIGHT));
  await night.readStream();
}

test('60 services fail within a minute: 20 pages and one of the storm, and none is lost', async () => {
  const night = createNight();
  await fail(night, 60);
  expect(pagedServices(night)).toEqual([...Array.from({ length: 20 }, (_, number) => `s${number}`), 'sightline']);
  expect(night.hub.incidents()).toHaveLength(61);
  const storm = stormIn(night);
  expect(storm).toMatchObject({ status: 'triggered', severity: 'high', service: 'sightline', paged: true });
  expect(storm.title).toBe('Alert storm: 21 incidents began within a minute; further ones page with it');
  const listed = (await night.hub.memory.readTimeline(storm.id)).filter(({ kind }) => kind === 'linked');
  expect(listed.map(({ text }) => text.split(' ')[0]).sort()).toEqual(
    Array.from({ length: 40 }, (_, index) => `s${index + 20}`).sort(),
  );
  // Somebody takes the storm, and nothing else with it.
  await acknowledge(night, storm.id);
  const others = night.hub.incidents().filter(({ id }) => id !== storm.id);
  expect(others.filter(({ status }) => status !== 'triggered')).toEqual([]);
  // Half of what began in it recovers; of the other half alice is paged after ten minutes.
  for (let number = 20; number < 40; number += 1) await night.deliver(recovered(number, 2 * MINUTE + number));
  await night.pass(9 * MINUTE);
  expect(pagedServices(night)).toHaveLength(21);
  await night.pass(11 * MINUTE);
  expect(stormIn(night)).toMatchObject({ status: 'resolved', resolvedBy: { type: 'alarm' } });
  expect(noticedServices(night)).toEqual([]);
  expect(pagedServices(night).slice(21).sort()).toEqual(Array.from({ length: 20 }, (_, i) => `s${i + 40}`).sort());
  // What nobody takes then, climbs: bob is paged of each.
  await night.pass(7 * MINUTE);
  const bobs = pagedServices(night, 'bob').filter((service) => Number(service.slice(1)) >= 20);
  expect(bobs.sort()).toEqual(Array.from({ length: 20 }, (_, index) => `s${index + 40}`).sort());
});

test('20 within a minute are no storm, nor are 40 within two', async () => {
  const night = createNight();
  await fail(night, 20);
  await night.pass(MINUTE);
  for (let number = 20; number < 40; number += 1) await night.deliver(faults(number, 80 * SECOND));
  expect(pagedServices(night)).toHaveLength(40);
  expect(night.hub.incidents()).toHaveLength(40);
});

test('the same signal many times is counted once', async () => {
  const night = createNight();
  const one = faults(1, 0);
  for (let times = 0; times < 5; times += 1) await night.deliver(one, one, one, one, one, one, one, one, one, one);
  await fail(night, 19);
  expect(pagedServices(night)).toHaveLength(19);
});

test('one that is decided again and again, since storing it fails, is counted once', async () => {
  const night = createNight();
  for (let times = 0; times < 25; times += 1) {
    night.around('commit', {
      before: () => {
        throw new Error('the table is not there');
      },
    });
    expect((await night.deliver(faults(0, 0))).batchItemFailures).toHaveLength(1);
  }
  await night.deliver(faults(0, 0));
  expect(pagedServices(night)).toEqual(['s0']);
});

test('tickets neither make a storm nor wait for its end', async () => {
  const night = createNight();
  await fail(night, 30, { role: 'ticket', severity: 'medium' });
  expect(pagedServices(night)).toEqual([]);
  expect(noticedServices(night)).toHaveLength(30);
});

test('what is worse than the storm makes it worse: it pages anew, once', async () => {
  const night = createNight();
  await fail(night, 25);
  for (let number = 25; number < 30; number += 1) {
    await night.deliver(faults(number, number * SECOND, { severity: 'critical' }));
  }
  expect(pagedServices(night).slice(20)).toEqual(['sightline', 'sightline']);
  expect(stormIn(night)).toMatchObject({ severity: 'critical', generation: 2 });
});

test('people of another team are paged of the storm, too, each once', async () => {
  const config: SightlineConfig = {
    ...NIGHT,
    people: [
      ...NIGHT.people,
      { schemaVersion: SCHEMA_VERSION, kind: 'person', name: 'zoe', topicArn: PEOPLE, timeZone: 'UTC' },
    ],
    routes: [
      {
        schemaVersion: SCHEMA_VERSION,
        kind: 'route',
        name: 'zoe',
        order: 1,
        match: { service: ['s4*'] },
        targets: ['person:zoe'],
      },
    ],
  };
  const night = createNight({ config });
  await fail(night, 50);
  // s4 is hers before the storm; s40 to s49 are in it.
  expect(pagedServices(night, 'zoe')).toEqual(['s4', 'sightline']);
  expect(stormIn(night).told).toContain('@zoe');
  await night.pass(20 * MINUTE);
  const ended = night.hub.said.sent.filter(({ attributes }) => attributes.kind === 'resolved');
  expect(ended.map(({ attributes }) => `${attributes.responder} ${attributes.service}`)).toContain('zoe sightline');
});

test('in the storm a second alarm of the same service pages nobody; a worse one does', async () => {
  const night = createNight();
  await fail(night, 30);
  await night.deliver(alarmEvent('ALARM', MINUTE, { alarm: 's25-latency', service: 's25' }));
  expect(pagedServices(night)).toHaveLength(21);
  await night.deliver(alarmEvent('ALARM', MINUTE + 1, { alarm: 's25-data', service: 's25', severity: 'critical' }));
  expect(pagedServices(night).slice(21)).toEqual(['s25']);
  await night.pass(30 * MINUTE);
  expect(pagedServices(night).filter((service) => service === 's25')).toHaveLength(1);
  expect(noticedServices(night)).not.toContain('s25');
});

test('a storm that goes on speaks for nobody longer than ten minutes', async () => {
  const night = createNight({ config: { ...NIGHT, hub: { ...NIGHT.hub, stormPerMinute: 2 } } });
  await fail(night, 4);
  // Two a minute are more than half of two.
  for (let minute = 0; minute < 15; minute += 1) {
    for (const number of [100 + 2 * minute, 101 + 2 * minute]) {
      const atMs = night.ports.clock.now() - T0;
      await night.handle(faults(number, atMs));
      await night.handle(recovered(number, atMs + 1));
    }
    await night.pass(MINUTE);
  }
  expect(stormIn(night).status).toBe('triggered');
  expect(pagedServices(night).filter((service) => service.length === 2)).toEqual(['s0', 's1', 's2', 's3']);
  expect(night.messages.filter((line) => /^10:0.*(alice|pager)/.test(line)).sort()).toEqual([
    '10:02 page to @alice',
    '10:02 page to pager',
    '10:03 page to @alice',
    '10:03 page to pager',
  ]);
  await night.pass(10 * MINUTE);
  expect(stormIn(night).status).toBe('resolved');
});

test('a storm that somebody ends by force speaks for nobody any more', async () => {
  const night = createNight();
  await fail(night, 30);
  const incidentId = stormIn(night).id;
  const actor = { type: 'user', id: 'alice' } as const;
  const command = {
    action: 'resolve',
    force: true,
    incidentId,
    actor,
    id: 'end',
    atMs: night.ports.clock.now(),
  } as const;
  await carryOut(night.ports, command, lifecycleSettings(NIGHT));
  await night.pass(6 * MINUTE);
  expect(pagedServices(night).slice(21).sort()).toEqual(Array.from({ length: 10 }, (_, i) => `s${i + 20}`).sort());
});

test('off, each pages by itself', async () => {
  const night = createNight({ config: { ...NIGHT, hub: { ...NIGHT.hub, stormPerMinute: 0 } } });
  await fail(night, 40);
  expect(pagedServices(night)).toHaveLength(40);
});

test.each(['writeMemo', 'listMemos'] as const)('where %s fails, the incident pages by itself', async (method) => {
  const night = createNight();
  await fail(night, 20);
  night.around(method, {
    before: () => {
      throw new Error('the table is not there');
    },
  });
  await night.deliver(faults(20, 20 * SECOND));
  expect(pagedServices(night).at(-1)).toBe('s20');
  await night.deliver(faults(21, 21 * SECOND));
  expect(pagedServices(night).at(-1)).toBe('sightline');
});

test('a crash between the storm and what begins in it loses neither', async () => {
  const night = createNight();
  await fail(night, 20);
  let commits = 0;
  night.around('commit', {
    // The first one is the storm's.
    when: () => {
      commits += 1;
      return commits === 2;
    },
    before: () => {
      throw new Error('out of memory');
    },
  });
  expect((await night.deliver(faults(20, 20 * SECOND))).batchItemFailures).toHaveLength(1);
  expect(pagedServices(night).at(-1)).toBe('sightline');
  await night.deliver(faults(20, 20 * SECOND));
  const member = night.hub.incidents().find(({ service }) => service === 's20');
  expect(member).toMatchObject({ paged: false, storm: { id: stormIn(night).id, over: false } });
  await night.pass(25 * MINUTE);
  expect(pagedServices(night).slice(21)).toEqual(['s20']);
});

test('many at once, in one batch and by several workers, page no more than that', async () => {
  const night = createNight();
  const batches = Array.from({ length: 6 }, (_, batch) =>
    Array.from({ length: 10 }, (_, index) => faults(batch * 10 + index, index)),
  );
  await Promise.all(batches.map((batch) => night.handle(...batch)));
  await night.readStream();
  const paged = pagedServices(night);
  expect(paged.length).toBeLessThanOrEqual(21);
  expect(paged.filter((service) => service === 'sightline')).toHaveLength(1);
  const spokenFor = night.hub.incidents().filter(({ storm }) => storm && !storm.over);
  expect(paged.length - 1 + spokenFor.length).toBe(60);
});

describe('a storm swallows nothing', () => {
  const small: SightlineConfig = { ...NIGHT, hub: { ...NIGHT.hub, stormPerMinute: 2 } };

  test('once somebody took it, what begins pages at once, on its own', async () => {
    const night = createNight({ config: small });
    await fail(night, 4);
    await acknowledge(night, stormIn(night).id);
    await night.deliver(faults(5, 5 * SECOND), faults(6, 5 * SECOND, { severity: 'critical' }));
    expect(pagedServices(night)).toEqual(['s0', 's1', 'sightline', 's5', 's6']);
    expect(stormIn(night)).toMatchObject({ status: 'acknowledged', severity: 'high', generation: 1 });
  });

  test('what began before somebody took it pages after ten minutes', async () => {
    const night = createNight({ config: small });
    await fail(night, 4);
    await acknowledge(night, stormIn(night).id);
    await night.pass(9 * MINUTE);
    expect(pagedServices(night)).toEqual(['s0', 's1', 'sightline']);
    await night.pass(2 * MINUTE);
    expect(pagedServices(night).slice(3).sort()).toEqual(['s2', 's3']);
  });

  test('what recovers in it unpaged and comes back is no flapping: it pages at once', async () => {
    const night = createNight({ config: small });
    await fail(night, 3);
    await night.pass(MINUTE);
    await night.deliver(recovered(2, MINUTE));
    await acknowledge(night, stormIn(night).id);
    await night.deliver(faults(2, 2 * MINUTE));
    expect(pagedServices(night)).toEqual(['s0', 's1', 'sightline', 's2']);
    expect(night.hub.incidents().find(({ service }) => service === 's2')).toMatchObject({ generation: 2, paged: true });
  });

  test('a ticket that makes it worse begins no escalation of its own before its page', async () => {
    const night = createNight({ config: small });
    await fail(night, 3);
    await night.deliver(
      alarmEvent('ALARM', 4 * SECOND, { alarm: 's2-t', service: 's2', severity: 'critical', role: 'ticket' }),
    );
    await night.pass(60 * MINUTE);
    const { id = '' } = night.hub.incidents().find(({ service }) => service === 's2') ?? {};
    const told = night.hub.outbox().filter(({ incidentId }) => incidentId === id);
    expect(told.map(({ kind, level, channel }) => `${kind} ${level} ${channel}`).sort()).toEqual([
      'page 0 @alice',
      'page 0 pager',
      'page 1 @bob',
      'page 2 @carol',
      'page 3 @dan',
      'page 4 @erin',
    ]);
  });

  /** `t<number>` is answered by `p<number>`. */
  function crowd(size: number): SightlineConfig {
    const names = Array.from({ length: size }, (_, number) => `p${number}`);
    return {
      ...NIGHT,
      people: [
        ...NIGHT.people,
        ...names.map(
          (name) =>
            ({ schemaVersion: SCHEMA_VERSION, kind: 'person', name, topicArn: PEOPLE, timeZone: 'UTC' }) as const,
        ),
      ],
      routes: names.map((name, order) => ({
        schemaVersion: SCHEMA_VERSION,
        kind: 'route',
        name,
        order,
        match: { service: [`t${order}`] },
        targets: [`person:${name}`],
      })),
    };
  }

  const ofTeam = (number: number, atMs: number, severity: string) =>
    alarmEvent('ALARM', atMs, { alarm: `t${number}-faults`, service: `t${number}`, severity });

  test('it is told to fifty at most: whoever else is needed is paged of the incident, and it ends', async () => {
    const night = createNight({ config: crowd(80) });
    for (let number = 0; number < 80; number += 1) await night.deliver(ofTeam(number, number, 'high'));
    expect(stormIn(night).told).toHaveLength(50);
    const unpaged = Array.from({ length: 80 }, (_, n) => n).filter((n) => pagedServices(night, `p${n}`).length !== 1);
    expect(unpaged).toEqual([]);
    expect(pagedServices(night, 'p79')).toEqual(['t79']);
    await night.pass(20 * MINUTE);
    expect(stormIn(night).status).toBe('resolved');
  });

  test('once it got worse, those who were paged before that are paged again for what begins of theirs', async () => {
    const night = createNight({ config: crowd(30) });
    for (let number = 0; number < 25; number += 1) await night.deliver(ofTeam(number, number, 'high'));
    expect(pagedServices(night, 'p22')).toEqual(['sightline']);
    await night.deliver(ofTeam(26, 100, 'critical'));
    expect(stormIn(night)).toMatchObject({ generation: 2, severity: 'critical' });
    expect(stormIn(night).toldBefore).toContain('@p22');
    expect(pagedServices(night, 'p22')).toEqual(['sightline']);
    await night.deliver(alarmEvent('OK', 101, { alarm: 't22-faults', service: 't22' }));
    await night.deliver(ofTeam(22, 102, 'high'));
    expect(pagedServices(night, 'p22')).toEqual(['sightline', 'sightline']);
    expect(stormIn(night).toldBefore).not.toContain('@p22');
  });
});
