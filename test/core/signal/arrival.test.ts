import fc from 'fast-check';
import { signalId } from '../../../lib/core/incident/incident';
import { toSignal } from '../../../lib/core/incident/signal';
import type { AlarmStateChange } from '../../../lib/core/signal/alarm-event';
import { type Arrival, readArrival } from '../../../lib/core/signal/arrival';
import { UnreadableEvent } from '../../../lib/core/signal/fields';
import { eventOf, eventText } from './recorded-events';

const OURS = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm';
const THEIRS = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm';
const REGION = { account: '111122223333', region: 'eu-west-1' };

function only(name: string): Arrival {
  const arrivals = readArrival(eventText(name));
  expect(arrivals).toHaveLength(1);
  return arrivals[0] as Arrival;
}

function changeIn(body: string): AlarmStateChange {
  const [arrival] = readArrival(body);
  if (arrival?.kind !== 'alarm') throw new Error(`no alarm: ${JSON.stringify(arrival)}`);
  return arrival.change;
}

const identityOf = ({ alarmArn, contributorId, state, timestampMs }: AlarmStateChange) =>
  signalId({ member: contributorId ? `${alarmArn}#${contributorId}` : alarmArn, state, timestampMs });

describe('one transition over four transports', () => {
  const names = ['01', '22', '23', '29'];

  test('has one identity', () => {
    const identities = new Set(names.map((name) => identityOf(changeIn(eventText(name)))));
    expect([...identities]).toEqual([`${THEIRS}:ServerCpuTooHigh|ALARM|1570035880989`]);
  });

  test('reads the same in every field', () => {
    const [first, ...others] = names.map((name) => changeIn(eventText(name)));
    for (const other of others) expect(other).toEqual(first);
  });
});

describe('alarms', () => {
  test('of an SNS message say what their event would, but for the tags', () => {
    expect(changeIn(eventText('27'))).toEqual({
      ...REGION,
      alarmArn: `${OURS}:orders-faults`,
      alarmName: 'orders-faults',
      contributorId: '6d442278dba546f6',
      state: 'ALARM',
      previousState: 'OK',
      reason:
        'Threshold Crossed: 1 datapoint [3.0 (08/04/26 09:59:00)] was greater than or equal to the threshold (3.0).',
      timestampMs: Date.UTC(2026, 3, 8, 10, 0, 0, 731),
      description: expect.stringContaining('Orders fail.\n'),
      tags: {},
    });
  });

  test('that a mute rule held back are not held back once their action runs', () => {
    expect(changeIn(eventText('09')).heldBack).toBeDefined();
    expect(changeIn(eventText('28')).heldBack).toBeUndefined();
  });

  test('of a composite need no trigger, and those without a description get none', () => {
    expect(changeIn(eventText('26'))).toMatchObject({
      alarmArn: `${THEIRS}:ServiceAggregatedAlarm`,
      description: '',
      timestampMs: Date.UTC(2022, 6, 22, 15, 57, 45, 394),
      region: 'us-east-1',
    });
  });

  test('are held back until another event tells that they are not', () => {
    expect(changeIn(eventText('07')).heldBack).toEqual({ by: 'actions suppressor (Alarm)' });
    const released = changeIn(eventText('08'));
    expect([released.state, released.previousState, released.heldBack]).toEqual(['ALARM', 'ALARM', undefined]);
    expect(released.timestampMs).toBeGreaterThan(changeIn(eventText('07')).timestampMs);
  });

  test('and their contributors are members of their own, in the same millisecond too', () => {
    expect(identityOf(changeIn(eventText('10')))).toBe(
      `${THEIRS}:DynamoDBInsightsAlarm#6d442278dba546f6|ALARM|${Date.UTC(2025, 11, 1, 13, 42, 4, 919)}`,
    );
    expect(identityOf(changeIn(eventText('12')))).toBe(
      `${THEIRS}:DynamoDBInsightsAlarm|ALARM|${Date.UTC(2025, 11, 1, 13, 42, 4, 919)}`,
    );
    expect(changeIn(eventText('11'))).toMatchObject({ contributorId: '6d442278dba546f6', state: 'OK' });
  });

  test('become signals by tags or description, over any transport', () => {
    expect(toSignal(changeIn(eventText('36')))).toEqual({
      ...REGION,
      member: `${OURS}:orders-latency`,
      alarmName: 'orders-latency',
      state: 'ALARM',
      timestampMs: Date.UTC(2026, 3, 8, 9, 0, 0, 250),
      reason: 'Threshold Crossed: 3 datapoints were greater than the threshold (1.0).',
      service: 'orders',
      environment: 'prod',
      severity: 'critical',
      role: 'page',
      summary: 'Orders are slow.',
      team: 'shop',
      tags: { 'cost-center': '42' },
      firstStep: 'Look at the queue. https://runbooks.example.com/orders',
    });
    expect(toSignal(changeIn(eventText('35')))).toMatchObject({ service: 'orders', role: 'page', severity: 'high' });
  });
});

test.each([
  ['13', 'the alarm was created or updated'],
  ['14', 'the alarm was created or updated'],
  ['98', "SNS messages of the type 'SubscriptionConfirmation'"],
])('%s is ignored: %s', (name, why) => {
  expect(only(name)).toEqual({ kind: 'ignored', why });
});

test('a deleted alarm is OK from the end of the second it was deleted in', () => {
  expect(only('15')).toEqual({
    kind: 'deleted',
    change: {
      ...REGION,
      alarmArn: `${OURS}:orders-faults`,
      alarmName: 'orders-faults',
      state: 'OK',
      reason: 'the alarm was deleted',
      timestampMs: Date.UTC(2026, 3, 8, 6, 30, 12, 999),
      description: 'Orders fail.',
      tags: {},
    },
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ['no operation', { detail: { alarmName: 'a' } }, "'detail.operation' must be create, update or delete, got nothing"],
  ['no name', { detail: { operation: 'update' } }, "'detail.alarmName' must be a non-empty text, got nothing"],
  ['no time', { time: undefined }, "'time' must be a time such as 2019-10-02T17:04:40Z, got nothing"],
])('a configuration change with %s is unreadable', (_, changes, message) => {
  expect(() => readArrival(JSON.stringify({ ...eventOf('15'), ...changes }))).toThrow(new UnreadableEvent(message));
});

test('a change calendar says until when it is as it is', () => {
  const calendar = 'arn:aws:ssm:us-east-1:123456789012:document/ReleaseFreeze';
  const [sinceMs, untilMs] = [Date.UTC(2026, 8, 19, 18), Date.UTC(2026, 8, 19, 20)];
  expect(only('33')).toEqual({ kind: 'calendar', calendar, state: 'CLOSED', sinceMs, untilMs });
  expect(only('34')).toMatchObject({ kind: 'calendar', calendar, state: 'OPEN', sinceMs: untilMs });
  const { detail, ...event } = eventOf('33');
  const ever = { ...event, detail: { state: 'OPEN' } };
  expect(readArrival(JSON.stringify(ever))).toEqual([
    { kind: 'calendar', calendar, state: 'OPEN', sinceMs: sinceMs + 7_000 },
  ]);
  expect(detail).toBeDefined();
});

test('deploys and signals of our own judges are read as before', () => {
  const stack = {
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
    time: '2026-04-08T14:00:00Z',
    id: 'e1',
    detail: { 'stack-id': 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Shop/1', 'status-details': {} },
  };
  const done = { ...stack, detail: { ...stack.detail, 'status-details': { status: 'UPDATE_COMPLETE' } } };
  expect(readArrival(JSON.stringify(stack))).toMatchObject([{ kind: 'ignored' }]);
  expect(readArrival(JSON.stringify(done))).toMatchObject([{ kind: 'deploy', deploy: { target: 'Shop' } }]);
  expect(only('37')).toMatchObject({
    kind: 'signal',
    signal: { service: 'orders', firstStep: 'https://runbooks.example.com/orders' },
  });
});

describe('bad input', () => {
  test.each<[string, string | RegExp]>([
    ['90', /^the body is not JSON: /],
    ['96', /^the body is not JSON: /],
    [
      '92',
      "events of the type 'aws.cloudwatch / CloudWatch Alarm Forecast' are not known here; check the rule that sent it",
    ],
    [
      '93',
      "events of the type 'com.example.imitation / CloudWatch Alarm State Change' are not known here; check the rule that sent it",
    ],
    ['94', "'detail.state.timestamp' must be a time such as 2019-10-02T17:04:40.989+0000, got 1775638800250"],
  ])('%s is unreadable', (name, message) => {
    expect(() => readArrival(eventText(name))).toThrow(UnreadableEvent);
    expect(() => readArrival(eventText(name))).toThrow(message);
  });

  test('prototype keys pollute nothing', () => {
    const change = changeIn(eventText('91'));
    expect(change.description).toContain('Orders are slow.');
    expect(toSignal(change)).toMatchObject({ service: 'orders', severity: 'critical' });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('80 KB of description leave a signal of a size that can be stored', () => {
    const event = eventOf('21') as { detail: { configuration: { description: string } } };
    event.detail.configuration.description = `${'🔥 \u202e<script>'.repeat(8_000)}\n`;
    const signal = toSignal(changeIn(JSON.stringify(event)));
    expect(signal?.service).toBe('orders');
    expect(JSON.stringify(signal).length).toBeLessThan(6_000);
  });

  test('1,000 contributors are 1,000 members', () => {
    const event = eventOf('10') as { detail: { alarmContributor: { id: string } } };
    const bodies = Array.from({ length: 1_000 }, (_, index) => {
      event.detail.alarmContributor.id = `c${index}`;
      return JSON.stringify(event);
    });
    expect(new Set(bodies.map((body) => identityOf(changeIn(body)))).size).toBe(1_000);
  });

  test('100,000 lists in each other are unreadable, not an overflow', () => {
    const deep = (wrap: (inner: string) => string) => wrap(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    for (const wrap of [
      (inner: string) => inner,
      (inner: string) => `{"source":${inner},"detail-type":1}`,
      (inner: string) => `{"Records":${inner}}`,
      (inner: string) => `{"source":"aws.cloudwatch","detail-type":"CloudWatch Alarm State Change","detail":${inner}}`,
    ]) {
      expect(() => readArrival(deep(wrap))).toThrow(UnreadableEvent);
    }
  });

  test('whatever a body holds, it is read or unreadable', () => {
    const known = ['01', '10', '15', '16', '18', '22', '24', '29', '30', '31', '32', '33', '37'].map(eventOf);
    const replaced = fc
      .record({ event: fc.constantFrom(...known), path: fc.array(fc.nat(30), { maxLength: 5 }), value: odd })
      .map(({ event, path, value }) => replaceAt(event, path, value));
    fc.assert(
      fc.property(fc.oneof(replaced, fc.jsonValue()), (body) => {
        const arrivals = readOrRefuse(JSON.stringify(body));
        for (const arrival of arrivals ?? []) {
          if (arrival.kind === 'signal') expect(arrival.signal.timestampMs).toBeGreaterThanOrEqual(0);
          if (arrival.kind === 'alarm') expect(arrival.change.alarmArn.length).toBeGreaterThan(0);
        }
        expect(arrivals).not.toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>({ toString: 1, valueOf: null }, '\ud800', 'x'.repeat(2_000), -1, 1e300, '', null),
);

/** The value with another at a path of positions; where a path ends early, there. */
function replaceAt(value: unknown, [position, ...path]: readonly number[], by: unknown): unknown {
  if (position === undefined || typeof value !== 'object' || value === null) return by;
  const entries = Object.entries(value);
  const at = entries.length === 0 ? 0 : position % entries.length;
  const changed = entries.map(([key, part], index) => [key, index === at ? replaceAt(part, path, by) : part]);
  return Array.isArray(value) ? changed.map(([, part]) => part) : Object.fromEntries(changed);
}

/** `undefined`: unreadable. */
function readOrRefuse(body: string): Arrival[] | undefined {
  try {
    return readArrival(body);
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableEvent);
    return undefined;
  }
}
