import fc from 'fast-check';
import type { MaintenanceConfig } from '../../lib/core/config';
import { ALARM_TAG, SCHEMA_VERSION } from '../../lib/core/conventions';
import type { Incident } from '../../lib/core/incident/incident';
import { MAX_ALARM_NAMES } from '../../lib/core/incident/seen-signal';
import { escalate } from '../../lib/workflow/escalate';
import { handleSignal } from '../../lib/workflow/handle-signal';
import type { IncidentStore } from '../../lib/workflow/ports';
import { type AlarmOptions, alarmEvent, batchOf, CONFIG, createHub, type Hub, recordedEvent, T0 } from './hub';

const TAGS = { [ALARM_TAG.service]: 'web', [ALARM_TAG.environment]: 'prod', [ALARM_TAG.role]: 'page' };
const latency: AlarmOptions = { alarm: 'checkout-latency', description: 'Orders are slow.' };
const MORNING: MaintenanceConfig = {
  schemaVersion: SCHEMA_VERSION,
  kind: 'maintenance',
  name: 'deploy',
  match: {},
  startsAt: '2026-01-15T07:00',
  minutes: 70,
  timeZone: 'UTC',
};
const HEALTHY = { batchItemFailures: [] };

/** A recorded event of an alarm that carries Sightline's tags. */
function ours(file: string): Record<string, unknown> {
  const event = JSON.parse(recordedEvent(file));
  return { ...event, detail: { ...event.detail, alarmTags: TAGS } };
}

/** Delivers bodies in one batch and answers what Lambda gets. */
function deliver(hub: Hub, ...bodies: readonly (string | Record<string, unknown>)[]) {
  return handleSignal(hub.ports)(batchOf(...bodies));
}

function failuresOf(...messageIds: string[]) {
  return { batchItemFailures: messageIds.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** The same JSON with another value at one place; where there is no such place, the same. */
function replaced(
  json: Record<string, unknown>,
  [key = '', ...rest]: readonly string[],
  to: unknown,
): Record<string, unknown> {
  if (rest.length === 0) return { ...json, [key]: to };
  const inner = json[key];
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return json;
  return { ...json, [key]: replaced(inner as Record<string, unknown>, rest, to) };
}

/** The memory store, with some of its methods replaced. */
function storeWith(memory: IncidentStore, instead: Partial<IncidentStore>): IncidentStore {
  return new Proxy(memory, {
    get: (target, name) => {
      const own = instead[name as keyof IncidentStore];
      const method: unknown = own ?? Reflect.get(target, name);
      return typeof method === 'function' ? method.bind(own ? instead : target) : method;
    },
  });
}

async function timelineOf(hub: Hub): Promise<string[]> {
  const [incident] = hub.incidents();
  return (await hub.memory.readTimeline((incident as Incident).id)).map(({ text }) => text);
}

describe('recorded events', () => {
  test('an ALARM opens, its OK resolves, and the time of both is the state of the alarm', async () => {
    const hub = createHub();
    expect(await deliver(hub, ours('01-metric-alarm-ALARM.json'))).toEqual(HEALTHY);
    expect(hub.incidents()).toMatchObject([
      {
        status: 'triggered',
        service: 'web',
        title: 'Goes into alarm when server CPU utilization is too high!',
        openedMs: Date.UTC(2019, 9, 2, 17, 4, 40, 989),
        alarms: ['ServerCpuTooHigh'],
      },
    ]);
    expect(await deliver(hub, ours('02-metric-alarm-OK.json'))).toEqual(HEALTHY);
    expect(hub.incidents()).toMatchObject([
      { status: 'resolved', resolvedMs: Date.UTC(2019, 9, 2, 17, 19, 40, 989), autoResolved: true },
    ]);
    expect(hub.outbox().map(({ kind }) => kind)).toEqual(['page', 'resolved']);
  });

  test.each([
    ['04-metric-math-ALARM-first-eval.json', 'Goes into alarm if total network traffic exceeds 10Kb'],
    ['05-anomaly-band-ALARM.json', 'Goes into alarm if CPU Utilization is out of band'],
    ['10-contributor-ALARM.json', 'Metrics Insights alarm for DynamoDB ConsumedWriteCapacity per TableName'],
    [
      '20-slo-burn-rate-ALARM-application-signals.json',
      '{"slo":"checkout-availability","severity":"SEV2","runbook":"checkout-slo"}',
    ],
  ])('%s opens', async (file, title) => {
    const hub = createHub();
    expect(await deliver(hub, ours(file))).toEqual(HEALTHY);
    expect(hub.incidents()).toMatchObject([{ status: 'triggered', title }]);
    expect(hub.outbox()).toMatchObject([{ kind: 'page', channel: 'oncall', status: 'pending' }]);
  });

  test('03-metric-alarm-INSUFFICIENT_DATA.json opens nothing', async () => {
    const hub = createHub();
    expect(await deliver(hub, ours('03-metric-alarm-INSUFFICIENT_DATA.json'))).toEqual(HEALTHY);
    expect(hub.memory.items()).toEqual([]);
    expect(hub.said.metrics).toEqual([]);
  });

  test.each([
    ['06-composite-ALARM-suppressed-WaitPeriod.json', Date.UTC(2022, 6, 22, 15, 57, 45, 394) + 120_000],
    ['09-metric-alarm-ALARM-muted.json', Date.UTC(2026, 0, 1, 12)],
  ])('%s is held back: nobody is told, and the timer of its end decides again', async (file, dueMs) => {
    const hub = createHub();
    expect(await deliver(hub, ours(file))).toEqual(HEALTHY);
    expect(hub.incidents()).toEqual([]);
    expect(hub.outbox()).toEqual([]);
    expect(hub.timers()).toMatchObject([{ kind: 'held', dueMs }]);
    expect(hub.said.wakes).toMatchObject([{ ref: { kind: 'held' }, dueMs }]);
  });

  test('a state of the far future counts from its arrival, so that what comes after it counts, too', async () => {
    const hub = createHub();
    const future = 50 * 365 * 86_400_000;
    const sent = (body: Record<string, unknown>, atMs: number) => {
      const { Records } = batchOf(body);
      return { Records: Records.map((record) => ({ ...record, attributes: { SentTimestamp: String(T0 + atMs) } })) };
    };
    const deliverSent = (body: Record<string, unknown>, atMs: number) =>
      handleSignal(hub.ports)(sent(body, atMs) as ReturnType<typeof batchOf>);
    expect(await deliverSent(alarmEvent('ALARM', future), 5_000)).toEqual(HEALTHY);
    expect(await deliverSent(alarmEvent('ALARM', future), 5_000)).toEqual(HEALTHY);
    expect(hub.incidents()).toMatchObject([{ status: 'triggered', openedMs: T0 + 5_000 }]);
    expect(hub.said.logs).toContain('signal dated ahead counts from its arrival');
    expect(await deliverSent(alarmEvent('OK', 20_000), 21_000)).toEqual(HEALTHY);
    expect(hub.incidents()).toMatchObject([{ status: 'resolved', resolvedMs: T0 + 20_000 }]);
    expect(hub.outbox().map(({ kind }) => kind)).toEqual(['page', 'resolved']);
  });

  test('missing data does not resolve, and the timeline says what was seen', async () => {
    const hub = createHub({ nowMs: Date.UTC(2019, 9, 2, 18) });
    await deliver(hub, ours('01-metric-alarm-ALARM.json'), ours('03-metric-alarm-INSUFFICIENT_DATA.json'));
    expect(hub.incidents()).toMatchObject([{ status: 'triggered' }]);
    expect((await timelineOf(hub)).at(-1)).toBe(
      'ServerCpuTooHigh has insufficient data: Insufficient Data: 1 datapoint was unknown.',
    );
  });

  describe('an alarm with contributors that was deleted', () => {
    const contributor = (atMs: number) => {
      const { detail, ...event } = alarmEvent('ALARM', atMs) as { detail: object };
      return {
        ...event,
        'detail-type': 'CloudWatch Alarm Contributor State Change',
        detail: { ...detail, alarmContributor: { id: 'a', attributes: {} } },
      };
    };
    const deletion = (atMs: number) => {
      const { detail, ...event } = alarmEvent('OK', atMs) as { detail: Record<string, unknown> };
      const { state, configuration, alarmTags } = detail;
      return {
        ...event,
        'detail-type': 'CloudWatch Alarm Configuration Change',
        time: new Date(T0 + atMs).toISOString(),
        detail: { alarmName: 'checkout-faults', operation: 'delete', state, configuration, alarmTags },
      };
    };

    test.each([
      ['in one batch', [[contributor(5_000), deletion(20_000)]], ['resolved']],
      ['in one batch, the other way round', [[deletion(20_000), contributor(5_000)]], []],
      ['one after the other', [[contributor(5_000)], [deletion(20_000)]], ['resolved']],
      ['the contributor late', [[deletion(20_000)], [contributor(5_000)]], []],
      ['and created anew', [[contributor(5_000)], [deletion(20_000)], [contributor(60_000)]], ['triggered']],
    ])('has none in ALARM: %s', async (_, batches, statuses) => {
      const hub = createHub();
      for (const batch of batches) expect(await deliver(hub, ...batch)).toEqual(HEALTHY);
      expect(hub.incidents().map(({ status }) => status)).toEqual(statuses);
      expect(hub.locks()).toMatchObject([{ alarming: statuses.includes('triggered') ? 1 : 0 }]);
    });

    test('pages nobody at the end of what held a contributor back', async () => {
      const config = { ...CONFIG, maintenance: [MORNING] };
      const hub = createHub({ config: async () => config });
      await deliver(hub, contributor(5_000));
      await deliver(hub, deletion(20_000));
      expect(hub.timers()).toMatchObject([{ kind: 'held' }]);
      hub.pass(3_600_000);
      await escalate(hub.ports)({ 'detail-type': 'Scheduled Event' } as Parameters<ReturnType<typeof escalate>>[0]);
      expect(hub.timers()).toEqual([]);
      expect(hub.incidents()).toEqual([]);
    });

    test('a contributor that another worker adds meanwhile is found', async () => {
      let added = false;
      const hub = createHub({
        store: (memory) =>
          storeWith(memory, {
            listMembers: async (groupKey) => {
              const known = await memory.listMembers(groupKey);
              if (!added) {
                added = true;
                await handleSignal({ ...hub.ports, store: memory })(batchOf(contributor(5_000)));
              }
              return known;
            },
          }),
      });
      await deliver(hub, deletion(20_000));
      expect(hub.incidents()).toMatchObject([{ status: 'resolved' }]);
    });
  });

  test('each contributor of an alarm has to recover', async () => {
    const hub = createHub();
    const contributor = (id: string, value: string, time: string) => {
      const event = ours('10-contributor-ALARM.json') as { detail: { state: object } };
      const state = { ...event.detail.state, value, timestamp: `2025-12-01T13:${time}.000+0000` };
      return { ...event, detail: { ...event.detail, alarmContributor: { id, attributes: {} }, state } };
    };
    await deliver(hub, contributor('a', 'ALARM', '42:00'), contributor('b', 'ALARM', '42:00'));
    await deliver(hub, contributor('a', 'OK', '43:00'));
    expect(hub.incidents()).toMatchObject([{ status: 'triggered' }]);
    await deliver(hub, contributor('b', 'OK', '44:00'));
    expect(hub.incidents()).toMatchObject([{ status: 'resolved' }]);
  });

  test('hostile names are kept as they are: whoever shows them makes them harmless', async () => {
    const hub = createHub();
    expect(await deliver(hub, ours('95-hostile-markup-in-name.json'))).toEqual(HEALTHY);
    const [incident] = hub.incidents();
    expect(incident?.alarms[0]).toContain('<script>alert(1)</script>');
    expect(incident?.title).toContain('<img src=x onerror=alert(1)>');
  });

  test.each(['01-metric-alarm-ALARM.json', '20-slo-burn-rate-ALARM-application-signals.json'])(
    '%s without a role of ours is ignored',
    async (file) => {
      const hub = createHub();
      expect(await deliver(hub, recordedEvent(file))).toEqual(HEALTHY);
      expect(hub.memory.items()).toEqual([]);
      expect(hub.said).toMatchObject({ deadLetters: [], metrics: [], logs: [] });
    },
  );
});

describe('bodies nobody can read', () => {
  const cut = recordedEvent('90-malformed-truncated-json.txt');
  const alarmOf = (detail: object) => ({ ...alarmEvent('ALARM', 0), detail });
  test.each<[string, string | Record<string, unknown>, string | RegExp]>([
    ['cut off in the middle', cut, /^the body is not JSON: .+/],
    ['empty', '', /^the body is not JSON: .+/],
    ['a list', '[]', 'the body is JSON but not an object'],
    ['null', 'null', 'the body is JSON but not an object'],
    ['a number', '7', 'the body is JSON but not an object'],
    [
      'of an unknown type',
      { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification' },
      "events of the type 'aws.ec2 / EC2 Instance State-change Notification' are not known here; check the rule that sent it",
    ],
    [
      'of a type that is no text, nor can be made one',
      { source: { toString: 1 }, 'detail-type': [{ toString: null }] },
      'events of the type \'{"toString":1} / [{"toString":null}]\' are not known here; check the rule that sent it',
    ],
    ['of no type', {}, "events of the type 'undefined / undefined' are not known here; check the rule that sent it"],
    ['an alarm without state', alarmOf({ alarmName: 'A' }), "'detail.state' must be an object, got nothing"],
  ])('%s: it goes to the dead letters with the reason, its neighbours are processed', async (_, body, reason) => {
    const hub = createHub();
    expect(await deliver(hub, alarmEvent('ALARM', 0), body, alarmEvent('ALARM', 1, latency))).toEqual(HEALTHY);
    expect(hub.said.deadLetters).toEqual([
      {
        body: typeof body === 'string' ? body : JSON.stringify(body),
        reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
      },
    ]);
    expect(hub.incidents()).toMatchObject([{ alarms: ['checkout-faults', 'checkout-latency'] }]);
    expect(hub.said.logs).toContain('unreadable signal set aside in the dead-letter queue');
  });

  test('whatever is in a body, it is handled or set aside, and its neighbours are processed', async () => {
    const paths = [
      ['source'],
      ['detail-type'],
      ['time'],
      ['id'],
      ['resources'],
      ['detail'],
      ...['alarmName', 'alarmTags', 'state', 'configuration', 'muteDetail', 'alarmContributor'].map((key) => [
        'detail',
        key,
      ]),
      ...['value', 'timestamp', 'reason', 'actionsSuppressedBy'].map((key) => ['detail', 'state', key]),
      ...['stack-id', 'status-details', 'application'].map((key) => ['detail', key]),
    ];
    const types = [
      'CloudWatch Alarm State Change',
      'CloudFormation Stack Status Change',
      'CodeDeploy Deployment State-change Notification',
    ];
    const sources = ['aws.cloudwatch', 'aws.cloudformation', 'aws.codedeploy'];
    const event = fc
      .nat({ max: 2 })
      .map((n) => ({ ...alarmEvent('ALARM', 5), source: sources[n], 'detail-type': types[n] }));
    const oddTime = fc.constantFrom('1960-01-01T00:00:00Z', '+275760-09-13T00:00:00.000Z', '0', 'Friday');
    const odd = fc.oneof(fc.jsonValue(), oddTime, fc.constant({ toString: 1 }));
    await fc.assert(
      fc.asyncProperty(
        event,
        fc.array(fc.tuple(fc.constantFrom(...paths), odd), { maxLength: 3 }),
        async (whole, changes) => {
          const body = changes.reduce<Record<string, unknown>>((value, [path, to]) => replaced(value, path, to), whole);
          const hub = createHub();
          const answer = await deliver(
            hub,
            alarmEvent('ALARM', 0, { service: 'search' }),
            body,
            alarmEvent('OK', 1, { service: 'search' }),
          );
          expect(answer).toEqual(HEALTHY);
          expect(hub.incidents()).toContainEqual(expect.objectContaining({ service: 'search', status: 'resolved' }));
          expect(hub.said.deadLetters.length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('where even the dead letters refuse, the queue keeps the record', async () => {
    const hub = createHub();
    const deadLetters = { send: () => Promise.reject(new Error('AccessDenied')) };
    const batch = batchOf(alarmEvent('ALARM', 0), cut, '[]');
    expect(await handleSignal({ ...hub.ports, deadLetters })(batch)).toEqual(failuresOf('m-1', 'm-2'));
    expect(hub.incidents()).toHaveLength(1);
  });

  test("a change of an alarm's configuration is none of our business", async () => {
    const hub = createHub();
    expect(await deliver(hub, ours('13-config-create-composite.json'))).toEqual(HEALTHY);
    expect(hub.said.deadLetters).toEqual([]);
    expect(hub.memory.items()).toEqual([]);
  });
});

describe('failures', () => {
  test('of the store fail only the records they hit', async () => {
    const hub = createHub({
      store: (memory) =>
        storeWith(memory, {
          readGroup: async (key, members) => {
            if (key.includes('refunds')) throw new Error('ProvisionedThroughputExceeded');
            return memory.readGroup(key, members);
          },
        }),
    });
    const refunds = { service: 'refunds' };
    expect(
      await deliver(hub, alarmEvent('ALARM', 0, refunds), alarmEvent('ALARM', 0), alarmEvent('OK', 1, refunds)),
    ).toEqual(failuresOf('m-0', 'm-2'));
    expect(hub.incidents()).toMatchObject([{ service: 'checkout' }]);
    expect(hub.said.logs).toContain('signal not handled, the queue will deliver it again');
  });

  test('of the configuration fail the batch, so that every record comes again', async () => {
    const hub = createHub({ config: () => Promise.reject(new Error("Sightline configuration 'x' is not JSON")) });
    await expect(deliver(hub, alarmEvent('ALARM', 0))).rejects.toThrow("Sightline configuration 'x' is not JSON");
    expect(hub.memory.items()).toEqual([]);
  });

  test('to plan for one record fail that record alone', async () => {
    const hub = createHub();
    const batch = batchOf(alarmEvent('ALARM', 0), alarmEvent('ALARM', 1, latency));
    const [, broken] = batch.Records;
    // Whatever it is that goes wrong while a record is looked at.
    Object.defineProperty(broken, 'body', {
      get: () => {
        throw new TypeError('Cannot convert object to primitive value');
      },
    });
    expect(await handleSignal(hub.ports)(batch)).toEqual(failuresOf('m-1'));
    expect(hub.incidents()).toMatchObject([{ alarms: ['checkout-faults'] }]);
  });

  test('after the write, before its answer, change nothing on the next delivery', async () => {
    let losing = true;
    const hub = createHub({
      store: (memory) =>
        storeWith(memory, {
          commit: async (write) => {
            const answer = await memory.commit(write);
            if (losing) throw new Error('socket hang up');
            return answer;
          },
        }),
    });
    expect(await deliver(hub, alarmEvent('ALARM', 0))).toEqual(failuresOf('m-0'));
    losing = false;
    const before = hub.memory.items();
    expect(await deliver(hub, alarmEvent('ALARM', 0))).toEqual(HEALTHY);
    expect(hub.memory.items()).toEqual(before);
  });
});

describe('conflicts', () => {
  const conflicting = (times: number) =>
    createHub({
      store: (memory) => {
        let left = times;
        return storeWith(memory, {
          commit: async (write) => {
            left -= 1;
            return left < 0 ? memory.commit(write) : 'conflict';
          },
        });
      },
    });

  test('are decided again after a growing pause', async () => {
    const hub = conflicting(9);
    expect(await deliver(hub, alarmEvent('ALARM', 0))).toEqual(HEALTHY);
    expect(hub.incidents()).toHaveLength(1);
    expect(hub.said.slept).toEqual([10, 20, 40, 80, 160, 320, 640, 640, 640]);
    expect(hub.said.metrics).toEqual(['SignalsRaised', 'IncidentsOpened']);
  });

  test('end after ten in a row: the queue brings the record again', async () => {
    const hub = conflicting(10);
    expect(await deliver(hub, alarmEvent('ALARM', 0))).toEqual(failuresOf('m-0'));
    expect(hub.incidents()).toEqual([]);
    expect(hub.said.metrics).toEqual([]);
    expect(await deliver(hub, alarmEvent('ALARM', 0))).toEqual(HEALTHY);
    expect(hub.incidents()).toHaveLength(1);
  });

  test('pauses differ by half either way', async () => {
    const slept = async (random: number) => {
      const hub = conflicting(1);
      await handleSignal({ ...hub.ports, random: () => random })(batchOf(alarmEvent('ALARM', 0)));
      return hub.said.slept;
    };
    expect([await slept(0), await slept(0.999)]).toEqual([[5], [15]]);
  });

  test('are decided on what is stored then, not on what was read before', async () => {
    let raced = false;
    const hub: Hub = createHub({
      store: (memory) =>
        storeWith(memory, {
          commit: async (write) => {
            if (!raced) {
              raced = true;
              await handleSignal({ ...hub.ports, store: memory })(batchOf(alarmEvent('ALARM', 5, latency)));
            }
            return memory.commit(write);
          },
        }),
    });
    expect(await deliver(hub, alarmEvent('ALARM', 0))).toEqual(HEALTHY);
    expect(hub.incidents()).toMatchObject([{ alarms: ['checkout-latency', 'checkout-faults'], version: 2 }]);
    expect(hub.outbox()).toHaveLength(1);
  });
});

describe('many signals of one group', () => {
  test('of one batch are applied in the order of the batch', async () => {
    const hub = createHub();
    const minute = 60_000;
    await deliver(
      hub,
      alarmEvent('ALARM', 0),
      alarmEvent('OK', 9 * minute),
      alarmEvent('ALARM', 10 * minute),
      alarmEvent('OK', 11 * minute),
    );
    expect(hub.incidents()).toMatchObject([{ status: 'resolved', generation: 2, version: 1 }]);
    expect(hub.outbox().map(({ kind, generation }) => `${kind} ${generation}`)).toEqual([
      'page 1',
      'resolved 1',
      'page 2',
      'resolved 2',
    ]);
    expect(hub.said.slept).toEqual([]);
  });

  test('500 in one batch lose no count', async () => {
    const hub = createHub();
    const events = Array.from({ length: 500 }, (_, n) => alarmEvent('ALARM', n, { alarm: `alarm-${n}` }));
    expect(await deliver(hub, ...events)).toEqual(HEALTHY);
    expect(hub.locks()).toMatchObject([{ count: 500, alarming: 500 }]);
    // Thirty signals a write: as much as a transaction takes is decided at once.
    expect(hub.locks()[0]?.version).toBe(17);
    expect(hub.incidents()[0]?.alarms).toHaveLength(MAX_ALARM_NAMES);
    expect(hub.outbox()).toHaveLength(1);
    expect(await timelineOf(hub)).toHaveLength(500);
  });

  test('500 over ten workers at once, some delivered twice, converge to the same', async () => {
    const agenda = new Agenda();
    const hub = createHub({
      store: (memory) =>
        storeWith(memory, {
          readGroup: (key, members) => agenda.after(6, () => memory.readGroup(key, members)),
          commit: (write) => agenda.after(8, () => memory.commit(write)),
        }),
    });
    let pauses = 0;
    const clock = {
      now: () => hub.ports.clock.now(),
      sleep: (ms: number) => {
        pauses += 1;
        return agenda.after(ms, async () => undefined);
      },
    };
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const handle = handleSignal({ ...hub.ports, clock, random });
    const numbers = Array.from({ length: 550 }, (_, n) => n % 500);
    let left = numbers.map((n) => alarmEvent('ALARM', n, { alarm: `alarm-${n}` }));
    let redelivered = 0;
    for (let round = 0; left.length > 0; round += 1) {
      expect(round).toBeLessThan(50);
      const batches = Array.from({ length: 10 }, (_, worker) => left.filter((__, index) => index % 10 === worker));
      const answers = await agenda.runUntil(Promise.all(batches.map((batch) => handle(batchOf(...batch)))));
      left = answers.flatMap(({ batchItemFailures }, worker) =>
        batchItemFailures.map(({ itemIdentifier }) => batches[worker]?.[Number(itemIdentifier.slice(2))] ?? {}),
      );
      redelivered += left.length;
    }
    expect(hub.locks()).toMatchObject([{ count: 500, alarming: 500 }]);
    expect(new Set(hub.incidents()[0]?.alarms).size).toBe(MAX_ALARM_NAMES);
    expect(hub.incidents()).toHaveLength(1);
    expect(hub.outbox()).toHaveLength(1);
    expect(hub.said.metrics.filter((name) => name === 'SignalsRaised')).toHaveLength(500);
    expect(hub.said.metrics.filter((name) => name === 'IncidentsOpened')).toHaveLength(1);
    // Each worker's batch is two writes: they meet, and never ten times in a row.
    expect(redelivered).toBe(0);
    expect(pauses).toBeGreaterThan(0);
    expect(pauses).toBeLessThan(100);
  }, 60_000);
});

/** Things that take time, in virtual time: the one that is due first goes on, once nobody else is running. */
class Agenda {
  private readonly waiting: { readonly dueMs: number; readonly go: () => void }[] = [];
  private nowMs = 0;

  async after<T>(ms: number, answer: () => Promise<T>): Promise<T> {
    await new Promise<void>((go) => this.waiting.push({ dueMs: this.nowMs + ms, go }));
    return answer();
  }

  async runUntil<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const finished = work.finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise((settled) => setImmediate(settled));
      this.waiting.sort((one, other) => one.dueMs - other.dueMs);
      const next = this.waiting.shift();
      if (!next) continue;
      this.nowMs = next.dueMs;
      next.go();
    }
    return finished;
  }
}

describe('metrics', () => {
  test('count what changed, and nothing else', async () => {
    const hub = createHub();
    const counted = async (...events: Record<string, unknown>[]) => {
      hub.said.metrics.length = 0;
      await deliver(hub, ...events);
      return [...hub.said.metrics];
    };
    expect(await counted(alarmEvent('ALARM', 0))).toEqual(['SignalsRaised', 'IncidentsOpened']);
    expect(await counted(alarmEvent('ALARM', 0))).toEqual([]);
    expect(await counted(alarmEvent('ALARM', 1_000, latency))).toEqual(['SignalsRaised']);
    expect(await counted(alarmEvent('INSUFFICIENT_DATA', 2_000))).toEqual([]);
    expect(await counted(alarmEvent('OK', 3_000))).toEqual(['SignalsCleared']);
    expect(await counted(alarmEvent('OK', 90_000, latency))).toEqual([
      'SignalsCleared',
      'IncidentsResolved',
      'TimeToResolve=90000',
    ]);
    expect(await counted(alarmEvent('ALARM', 95_000))).toEqual(['SignalsRaised', 'IncidentsOpened']);
    expect(await counted(alarmEvent('OK', 10, { service: 'refunds' }))).toEqual(['SignalsCleared']);
  });
});

describe('deploys', () => {
  const deploy = (stack: string, status = 'UPDATE_COMPLETE') => ({
    id: 'deploy-1',
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
    time: '2026-01-15T08:00:30Z',
    detail: {
      'stack-id': `arn:aws:cloudformation:eu-west-1:111122223333:stack/${stack}/1234`,
      'status-details': { status },
    },
  });
  const published = {
    detailType: 'Sightline Deploy',
    detail: {
      service: 'checkout',
      environment: 'prod',
      release: 'deploy-1',
      time: T0 + 30_000,
      outcome: 'succeeded',
    },
  };

  test('of a service are told to the bus', async () => {
    const hub = createHub();
    expect(await deliver(hub, deploy('CheckoutProd'))).toEqual(HEALTHY);
    expect(hub.said.events).toEqual([published]);
    expect(hub.incidents()).toEqual([]);
    // Kept for the incident that may come of it.
    expect(hub.memory.items().map(({ pk }) => pk)).toEqual(['MEMO#deploy ["checkout","prod"]']);
  });

  test('while its incident is open are a line in the timeline, once', async () => {
    const hub = createHub();
    await deliver(hub, alarmEvent('ALARM', 0));
    await deliver(hub, deploy('CheckoutProd', 'UPDATE_ROLLBACK_COMPLETE'));
    await deliver(hub, deploy('CheckoutProd', 'UPDATE_ROLLBACK_COMPLETE'));
    expect(await timelineOf(hub)).toEqual(['Opened by checkout-faults: because', 'Deploy of CheckoutProd rolled back']);
  });

  test('after the resolve are not', async () => {
    const hub = createHub();
    await deliver(hub, alarmEvent('ALARM', 0), alarmEvent('OK', 1));
    await deliver(hub, deploy('CheckoutProd'));
    expect(hub.said.events).toEqual([published]);
    expect(await timelineOf(hub)).not.toContainEqual(expect.stringContaining('Deploy of'));
  });

  test.each([
    ['of another stack', deploy('Other')],
    ['under way', deploy('CheckoutProd', 'UPDATE_IN_PROGRESS')],
    [
      'of an application that no service names',
      { source: 'aws.codedeploy', 'detail-type': 'CodeDeploy Deployment State-change Notification', detail: {} },
    ],
  ])('%s say nothing', async (_, event) => {
    const hub = createHub();
    expect(await deliver(hub, event)).toEqual(HEALTHY);
    expect(hub.said).toMatchObject({ events: [], deadLetters: [] });
  });

  test('reach every service of the stack', async () => {
    const services = ['checkout', 'refunds'].flatMap((service) =>
      CONFIG.services.map((config) => ({ ...config, service })),
    );
    const hub = createHub({ config: async () => ({ ...CONFIG, services }) });
    await deliver(hub, deploy('CheckoutProd'));
    expect(hub.said.events.map(({ detail }) => detail.service)).toEqual(['checkout', 'refunds']);
  });

  test('that the bus refuses come again', async () => {
    const hub = createHub();
    const bus = { publish: () => Promise.reject(new Error('InternalException')) };
    const batch = batchOf(deploy('CheckoutProd'), alarmEvent('ALARM', 0));
    expect(await handleSignal({ ...hub.ports, bus })(batch)).toEqual(failuresOf('m-0'));
    expect(hub.incidents()).toHaveLength(1);
  });
});

test('a batch that always meets others is tried ten times, not ten times for each of its records', async () => {
  let commits = 0;
  const hub = createHub({
    store: (memory) =>
      storeWith(memory, {
        commit: async () => {
          commits += 1;
          return 'conflict';
        },
      }),
  });
  const events = Array.from({ length: 10 }, (_, n) => alarmEvent('ALARM', n, { alarm: `alarm-${n}` }));
  expect((await deliver(hub, ...events)).batchItemFailures).toHaveLength(10);
  expect(commits).toBe(10);
});
