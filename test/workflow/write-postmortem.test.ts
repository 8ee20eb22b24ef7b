import type { EventBridgeEvent } from 'aws-lambda';
import { EVENT } from '../../lib/core/conventions';
import type { SloDefinition } from '../../lib/core/slo/definition';
import { handleSignal } from '../../lib/workflow/handle-signal';
import type { IncidentStore } from '../../lib/workflow/ports';
import { publishIncidents } from '../../lib/workflow/publish-incidents';
import { type WritePostmortemPorts, writePostmortem } from '../../lib/workflow/write-postmortem';
import { type AlarmOptions, alarmEvent, batchOf, createHub, type Hub, T0 } from './hub';
import { recordsOf } from './stream-records';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type BusEvent = EventBridgeEvent<string, Readonly<Record<string, unknown>>>;

interface ToldHub extends Hub {
  /** What the hub's bus was told, by change, in order. */
  told(...changes: readonly string[]): BusEvent[];
}

function busEvent(detailType: string, detail: unknown): BusEvent {
  return { source: 'sightline', 'detail-type': detailType, detail } as BusEvent;
}

/** Whose bus is told what its table's stream says. */
function toldHub(): ToldHub & { readonly listen: () => Promise<void> } {
  const hub = createHub();
  const records = recordsOf(hub.memory);
  const listen = async () => {
    await publishIncidents(hub.ports)({ Records: records.splice(0) });
  };
  const told = (...changes: readonly string[]) =>
    hub.said.events
      .map(({ detailType, detail }) => busEvent(detailType, detail))
      .filter(({ detail }) => changes.length === 0 || changes.includes(String(detail.change)));
  return { ...hub, listen, told };
}

/** An incident that lasted twenty minutes. */
async function hubWith(options: AlarmOptions = {}): Promise<ToldHub> {
  const hub = toldHub();
  const handle = handleSignal(hub.ports);
  await handle(batchOf(alarmEvent('ALARM', 0, options)));
  await hub.listen();
  await handle(batchOf(alarmEvent('OK', 20 * MINUTE, options)));
  await hub.listen();
  return hub;
}

const idOf = (hub: Hub) => hub.incidents()[0]?.id ?? '';
const textOf = async (hub: Hub) => (await hub.memory.readPostmortem(idOf(hub)))?.text ?? '';

async function edit(store: IncidentStore, incidentId: string): Promise<void> {
  const draft = await store.readPostmortem(incidentId);
  if (!draft) throw new Error('there must be a draft');
  await store.writePostmortem({ ...draft, version: draft.version + 1, text: 'mine', editedBy: 'alice' });
}

describe('woken by the bus', () => {
  test('it drafts for the resolve of an incident that paged, once a resolve', async () => {
    const hub = await hubWith();
    const [resolved, ...more] = hub.told('resolved');
    expect(more).toEqual([]);
    expect(await writePostmortem(hub.ports)(resolved as BusEvent)).toEqual({ result: 'written', version: 1 });
    expect(await hub.memory.readPostmortem(idOf(hub))).toMatchObject({
      version: 1,
      generation: 1,
      writtenMs: T0 + MINUTE,
      text: expect.stringContaining('# Post-mortem: Orders fail.'),
    });
    expect(hub.said.logs).toContain('post-mortem drafted');
  });

  test('it drafts none for a ticket, unless somebody asks for it', async () => {
    const hub = await hubWith({ role: 'ticket', severity: 'medium' });
    const [resolved] = hub.told('resolved') as [BusEvent];
    expect(await writePostmortem(hub.ports)(resolved)).toEqual({ result: 'nothing to do' });
    expect(await hub.memory.readPostmortem(idOf(hub))).toBeUndefined();
    const asked = busEvent(EVENT.incident, { ...resolved.detail, change: 'postmortem' });
    expect(await writePostmortem(hub.ports)(asked)).toEqual({ result: 'written', version: 1 });
  });

  test('other changes, and changes that later versions tell of, are left alone', async () => {
    const hub = await hubWith();
    const [resolved] = hub.told('resolved') as [BusEvent];
    for (const change of ['acknowledged', 'joined', 'evidence', 'closed', '__proto__', 'merged']) {
      const event = busEvent(EVENT.incident, { ...resolved.detail, change });
      expect(await writePostmortem(hub.ports)(event)).toEqual({ result: 'nothing to do' });
    }
    expect(await writePostmortem(hub.ports)(busEvent('Sightline Maintenance', {}))).toEqual({
      result: 'nothing to do',
    });
    expect(await hub.memory.readPostmortem(idOf(hub))).toBeUndefined();
    expect(await hub.memory.readEvidence(idOf(hub))).toBeUndefined();
  });

  test.each([
    [EVENT.incident, { change: 'resolved' }, "'actor' must be an object"],
    [EVENT.incident, null, "'detail' must be an object"],
    [EVENT.deploy, { service: 'checkout', environment: 'prod', release: 'r', time: 'noon', outcome: 'x' }, "'time'"],
  ])('a %s that cannot be read fails, and so becomes a dead letter', async (detailType, detail, message) => {
    await expect(writePostmortem(createHub().ports)(busEvent(detailType, detail))).rejects.toThrow(message);
  });

  test('what fails is thrown: Lambda tries again', async () => {
    const hub = await hubWith();
    const broken = new Proxy(hub.memory, {
      get: (target, name) =>
        name === 'writePostmortem'
          ? async () => {
              throw new Error('throttled');
            }
          : Reflect.get(target, name).bind(target),
    });
    const [resolved] = hub.told('resolved') as [BusEvent];
    await expect(writePostmortem({ ...hub.ports, store: broken })(resolved)).rejects.toThrow('throttled');
  });
});

describe('on request', () => {
  test('it drafts any incident, again and again, until somebody edits the draft', async () => {
    const hub = await hubWith({ role: 'ticket', severity: 'medium' });
    const ask = () => writePostmortem(hub.ports)({ incidentId: idOf(hub) });
    expect(await ask()).toEqual({ result: 'written', version: 1 });
    expect(await ask()).toEqual({ result: 'written', version: 2 });
    await edit(hub.memory, idOf(hub));
    expect(await ask()).toEqual({ result: 'kept', editedBy: 'alice' });
    expect(await textOf(hub)).toBe('mine');
  });

  test('an edit while it drafts is kept', async () => {
    const hub = await hubWith();
    await writePostmortem(hub.ports)({ incidentId: idOf(hub) });
    let edits = 0;
    const store = new Proxy(hub.memory, {
      get: (target, name) => {
        const method = Reflect.get(target, name).bind(target);
        return async (...given: unknown[]) => {
          if (name === 'writePostmortem' && edits++ === 0) await edit(hub.memory, idOf(hub));
          return method(...given);
        };
      },
    });
    const asked = await writePostmortem({ ...hub.ports, store })({ incidentId: idOf(hub) });
    expect(asked).toEqual({ result: 'kept', editedBy: 'alice' });
    expect(await textOf(hub)).toBe('mine');
  });

  test('five conflicts in a row are an error', async () => {
    const hub = await hubWith();
    const store = new Proxy(hub.memory, {
      get: (target, name) =>
        name === 'writePostmortem' ? async () => 'conflict' : Reflect.get(target, name).bind(target),
    });
    const asked = writePostmortem({ ...hub.ports, store })({ incidentId: idOf(hub) });
    await expect(asked).rejects.toThrow('changed 5 times while it was drafted; ask again');
  });

  test('an incident that nobody knows has none', async () => {
    const hub = createHub();
    expect(await writePostmortem(hub.ports)({ incidentId: '__proto__' })).toEqual({ result: 'unknown incident' });
  });

  test.each([undefined, '', 7, null, {}])('%j is no id', async (incidentId) => {
    const asked = writePostmortem(createHub().ports)({ incidentId } as never);
    await expect(asked).rejects.toThrow('A post-mortem is asked for by { "incidentId": "<id>" }, got');
  });
});

describe('evidence', () => {
  const SLO: SloDefinition = {
    schemaVersion: 1,
    name: 'availability',
    service: 'checkout',
    environment: 'prod',
    kind: 'availability',
    description: '',
    objective: '99.9',
    window: '30d',
    alertThresholdPercent: 80,
    indicator: { budgeting: 'events', queries: [] },
    rules: [],
    minTotal: 0,
    minBad: 0,
    exclusions: [],
    namespace: 'Sightline',
    tier: 1,
  };

  test('of optional ports is in the draft, asked for the time of the incident', async () => {
    const hub = await hubWith();
    const asked: unknown[] = [];
    const ports: WritePostmortemPorts = {
      ...hub.ports,
      objectives: {
        load: async () => ({ slos: [SLO, { ...SLO, service: 'other' }], composites: [], problems: [] }),
        readMeasurements: async (slo, span) => {
          asked.push([slo, span.startMs - T0, span.endMs - T0]);
          const at = (minutes: number, bad: number) => ({
            schemaVersion: 1,
            slo,
            atMs: T0 + minutes * MINUTE,
            status: 'compliant' as const,
            total: 100_000,
            bad,
            budgetEvents: 100,
            budgetRemaining: 1 - bad / 100,
            budgetRemainingEvents: 100 - bad,
            budgetRemainingMinutes: 40,
            burnRates: {},
            firing: [],
            violations24h: 0,
          });
          return [at(-5, 10), at(20, 35)];
        },
      },
      traces: {
        faults: async ({ service, environment }, span) => {
          asked.push([`${service} ${environment}`, span.startMs - T0, span.endMs - T0]);
          return [{ id: '1-abc', url: 'https://console.example.com/t?id=1-abc', what: 'ChargePayment timed out' }];
        },
      },
      errors: { top: async () => [{ fingerprint: 'f-1', what: 'PaymentError: declined', count: 1_234 }] },
    };
    await writePostmortem(ports)({ incidentId: idOf(hub) });
    const text = await textOf(hub);
    expect(text).toContain('| checkout/prod/availability | 25 % | 25 | estimated |');
    expect(text).toContain('| [1-abc](<https://console.example.com/t?id=1-abc>) | ChargePayment timed out |');
    expect(text).toContain('| PaymentError: declined | f-1 | 1,234 |');
    expect(asked).toEqual([
      ['checkout prod', -15 * MINUTE, 20 * MINUTE],
      ['checkout/prod/availability', -10 * MINUTE, 30 * MINUTE],
    ]);
  });

  test('that cannot be read is said to be unknown, and the draft is made', async () => {
    const hub = await hubWith();
    const ports: WritePostmortemPorts = {
      ...hub.ports,
      traces: {
        faults: async () => {
          throw new Error('AccessDenied: <b>no</b>');
        },
      },
    };
    expect(await writePostmortem(ports)({ incidentId: idOf(hub) })).toMatchObject({ result: 'written' });
    const text = await textOf(hub);
    expect(text).toContain('Not known: it could not be read: Error: AccessDenied: &lt;b&gt;no&lt;/b&gt;');
    expect(text.match(/Not known: no source of it is set up/g)).toHaveLength(2);
    expect(hub.said.logs).toContain('traces not read for a post-mortem');
  });

  test('related incidents are those of the service within a day', async () => {
    const hub = await hubWith();
    const handle = handleSignal(hub.ports);
    await handle(batchOf(alarmEvent('ALARM', 23 * 60 * MINUTE, { description: 'Orders are slow.' })));
    await handle(batchOf(alarmEvent('ALARM', 0, { alarm: 'x', service: 'other', description: 'Of another service.' })));
    await writePostmortem(hub.ports)({ incidentId: idOf(hub) });
    const related = (await textOf(hub)).split('## Related incidents')[1]?.split('\n## ')[0];
    expect(related).toContain('Orders are slow.');
    expect(related).not.toContain('Orders fail.');
    expect(related).not.toContain('Of another service.');
  });
});

describe('evidence of the beginning', () => {
  const deployed = (release: string, atMs: number, changes = {}) =>
    busEvent(EVENT.deploy, {
      ...{ service: 'checkout', environment: 'prod', release, time: T0 + atMs, outcome: 'succeeded' },
      ...changes,
    });

  /** The alarm of T0, and what the bus tells of it. */
  async function opened(): Promise<ToldHub & { readonly listen: () => Promise<void>; readonly opening: BusEvent }> {
    const hub = toldHub();
    await handleSignal(hub.ports)(batchOf(alarmEvent('ALARM', 0)));
    await hub.listen();
    return { ...hub, opening: hub.told('opened')[0] as BusEvent };
  }

  const snapshots = async (hub: Hub) => (await hub.memory.readEvidence(idOf(hub)))?.snapshots;

  test('is kept when it opens: deploys of a day, other incidents, alarms, and what the ports find', async () => {
    const hub = await opened();
    const handle = handleSignal(hub.ports);
    await handle(batchOf(alarmEvent('ALARM', 0, { alarm: 'search-faults', service: 'search', severity: 'critical' })));
    const write = writePostmortem({
      ...hub.ports,
      traces: {
        faults: async ({ environment }, span) => [
          { id: `1-${environment}`, url: 'https://x.example/', what: `${(span.startMs - T0) / MINUTE}` },
        ],
      },
      errors: { top: async () => [] },
    });
    const deploys = [
      deployed('too old', -24 * HOUR - 1),
      deployed('r-2', -HOUR),
      deployed('r-1', -24 * HOUR),
      deployed('r-2', -HOUR),
      deployed('of another', -HOUR, { environment: 'stage' }),
      deployed('later', 2 * HOUR),
    ];
    for (const deploy of deploys) expect(await write(deploy)).toEqual({ result: 'deploy remembered' });
    expect(await write(hub.opening)).toEqual({ result: 'kept' });
    expect(await snapshots(hub)).toEqual([
      {
        generation: 1,
        collectedMs: T0 + MINUTE,
        alarms: ['checkout-faults'],
        deploys: [
          { service: 'checkout', environment: 'prod', release: 'r-1', atMs: T0 - 24 * HOUR, outcome: 'succeeded' },
          { service: 'checkout', environment: 'prod', release: 'r-2', atMs: T0 - HOUR, outcome: 'succeeded' },
        ],
        openIncidents: [
          {
            id: expect.stringMatching(/^[0-9A-Z]{26}$/),
            ...{ service: 'search', environment: 'prod', severity: 'critical', title: 'Orders fail.', openedMs: T0 },
          },
        ],
        traces: { found: [{ id: '1-prod', url: 'https://x.example/', what: '-15' }] },
        errors: { found: [] },
      },
    ]);
    const notes = (await hub.memory.readTimeline(idOf(hub))).filter(({ kind }) => kind === 'evidence');
    expect(notes).toMatchObject([
      {
        atMs: T0 + MINUTE,
        eventId: 'evidence|1',
        actor: { type: 'system', id: 'write-postmortem' },
        text: 'Evidence kept: 2 deploys, 1 failing trace, no kinds of error, 1 other open incident',
      },
    ]);
  });

  test('is collected once a round, however often it is told; a lost note is made up for', async () => {
    const hub = await opened();
    const write = writePostmortem(hub.ports);
    const noteless = new Proxy(hub.memory, {
      get: (target, name) =>
        name === 'appendTimeline'
          ? async () => {
              throw new Error('died');
            }
          : Reflect.get(target, name).bind(target),
    });
    await expect(writePostmortem({ ...hub.ports, store: noteless })(hub.opening)).rejects.toThrow('died');
    hub.pass(HOUR);
    expect(await write(hub.opening)).toEqual({ result: 'kept before' });
    expect(await write(hub.opening)).toEqual({ result: 'kept before' });
    expect(await snapshots(hub)).toMatchObject([{ generation: 1, collectedMs: T0 + MINUTE }]);
    const notes = (await hub.memory.readTimeline(idOf(hub))).filter(({ kind }) => kind === 'evidence');
    expect(notes.map(({ atMs, text }) => [atMs - T0, text])).toEqual([
      [MINUTE, 'Evidence kept: no deploys, no other open incidents'],
    ]);
  });

  test('of two collectors at once one stores, and the other one sees it', async () => {
    const hub = await opened();
    const write = writePostmortem(hub.ports);
    const results = await Promise.all([write(hub.opening), write(hub.opening)]);
    expect(results.map(({ result }) => result).sort()).toEqual(['kept', 'kept before']);
    expect(await hub.memory.readEvidence(idOf(hub))).toMatchObject({ version: 1, snapshots: [{ generation: 1 }] });
  });

  test('a round that begins anew adds to it; of many the first and the last four stay', async () => {
    const hub = await opened();
    const write = writePostmortem(hub.ports);
    await write(hub.opening);
    for (let generation = 2; generation <= 9; generation += 1) {
      hub.pass(MINUTE);
      await write(busEvent(EVENT.incident, { ...hub.opening.detail, change: 'reopened', generation }));
    }
    expect((await snapshots(hub))?.map(({ generation, collectedMs }) => [generation, collectedMs - T0])).toEqual(
      [1, 6, 7, 8, 9].map((generation) => [generation, generation * MINUTE]),
    );
  });

  test('the draft has it, and what was deployed before it began', async () => {
    const hub = await opened();
    const write = writePostmortem({ ...hub.ports, reportUrl: 'https://ci.example.com/rehearsal.html' });
    await write(deployed('r-1', -90 * MINUTE));
    await write(hub.opening);
    await handleSignal(hub.ports)(batchOf(alarmEvent('OK', 20 * MINUTE)));
    await hub.listen();
    await write(hub.told('resolved')[0] as BusEvent);
    const text = await textOf(hub);
    expect(text).toContain('| 2026-01-15 06:30:00 | Deploy succeeded (r-1), 1 h 30 min before it began |');
    expect(text).toContain(
      '## Known when it began\n\n### It opened: 2026-01-15 08:01:00 UTC\n\nAlarms: checkout-faults',
    );
    expect(text).toContain('No other incident was open.');
    expect(text).toContain(
      '- [The moment in the rehearsal](<https://ci.example.com/rehearsal.html#alarm=checkout-faults&t=2026-01-15T08:00:00Z>)',
    );
  });

  test('of an incident that is gone nothing is kept', async () => {
    const hub = await opened();
    const event = busEvent(EVENT.incident, { ...hub.opening.detail, incidentId: '__proto__' });
    expect(await writePostmortem(hub.ports)(event)).toEqual({ result: 'unknown incident' });
  });

  test('five rounds of the longest texts fit into an item', async () => {
    const hub = await opened();
    const long = '🛒'.repeat(20_000);
    const many = <T>(one: T) => Array.from({ length: 200 }, () => one);
    const ports: WritePostmortemPorts = {
      ...hub.ports,
      traces: { faults: async () => many({ id: long, url: `https://x.example/${long}`, what: long }) },
      errors: { top: async () => many({ fingerprint: long, what: long, count: 1 }) },
    };
    const write = writePostmortem(ports);
    for (let n = 0; n < 12; n += 1) await write(deployed(`${n}${'🛒'.repeat(700)}`, -n, { outcome: long }));
    for (let generation = 1; generation <= 5; generation += 1) {
      await write(busEvent(EVENT.incident, { ...hub.opening.detail, generation }));
    }
    const item = hub.memory.items().find(({ sk }) => sk === 'EV');
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(400 * 1024);
    expect(await snapshots(hub)).toHaveLength(5);
  });
});
