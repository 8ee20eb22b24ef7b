import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  type AlarmEventSource,
  type AlarmStateChange,
  buildAlarmStateChange,
  formatTimestamp,
  readAlarmStateChange,
  UnreadableEvent,
} from '../../../lib/core/signal/alarm-event';
import { anyCharacter } from '../../any-character';

type Event = Record<string, unknown>;

/** The parts of an event that two of them are compared by. */
interface Built {
  readonly detail: {
    readonly alarmTags?: unknown;
    readonly configuration: { readonly description: string; readonly metrics: readonly object[] };
    readonly previousState: { readonly reason: string };
    readonly state: { readonly reasonData: string };
  };
}

const EVENTS = join(__dirname, '..', '..', 'events');
const ACCOUNT = { account: '123456789012', region: 'us-east-1', tags: {} };
const arnOf = (name: string) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`;
const HOT =
  'Threshold Crossed: 1 out of the last 1 datapoints [99.50160229693434 (02/10/19 16:59:00)] was greater than the ' +
  'threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).';

function eventOf(file: string): Event {
  return JSON.parse(readFileSync(join(EVENTS, file), 'utf8'));
}

const READINGS: Record<string, AlarmStateChange> = {
  '01-metric-alarm-ALARM.json': {
    ...ACCOUNT,
    alarmArn: arnOf('ServerCpuTooHigh'),
    alarmName: 'ServerCpuTooHigh',
    state: 'ALARM',
    previousState: 'OK',
    reason: HOT,
    timestampMs: Date.UTC(2019, 9, 2, 17, 4, 40, 989),
    description: 'Goes into alarm when server CPU utilization is too high!',
  },
  '02-metric-alarm-OK.json': {
    ...ACCOUNT,
    alarmArn: arnOf('ServerCpuTooHigh'),
    alarmName: 'ServerCpuTooHigh',
    state: 'OK',
    previousState: 'ALARM',
    reason:
      'Threshold Crossed: 1 out of the last 1 datapoints [12.4 (02/10/19 17:14:00)] was not greater than the ' +
      'threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).',
    timestampMs: Date.UTC(2019, 9, 2, 17, 19, 40, 989),
    description: 'Goes into alarm when server CPU utilization is too high!',
  },
  '03-metric-alarm-INSUFFICIENT_DATA.json': {
    ...ACCOUNT,
    alarmArn: arnOf('ServerCpuTooHigh'),
    alarmName: 'ServerCpuTooHigh',
    state: 'INSUFFICIENT_DATA',
    previousState: 'ALARM',
    reason: 'Insufficient Data: 1 datapoint was unknown.',
    timestampMs: Date.UTC(2019, 9, 2, 17, 34, 40, 989),
    description: 'Goes into alarm when server CPU utilization is too high!',
  },
  '04-metric-math-ALARM-first-eval.json': {
    ...ACCOUNT,
    alarmArn: arnOf('TotalNetworkTrafficTooHigh'),
    alarmName: 'TotalNetworkTrafficTooHigh',
    state: 'ALARM',
    previousState: 'INSUFFICIENT_DATA',
    reason:
      'Threshold Crossed: 1 out of the last 1 datapoints [45628.0 (02/10/19 17:10:00)] was greater than the threshold ' +
      '(10000.0) (minimum 1 datapoint for OK -> ALARM transition).',
    timestampMs: Date.UTC(2019, 9, 2, 17, 20, 48, 554),
    description: 'Goes into alarm if total network traffic exceeds 10Kb',
  },
  '05-anomaly-band-ALARM.json': {
    ...ACCOUNT,
    alarmArn: arnOf('EC2 CPU Utilization Anomaly'),
    alarmName: 'EC2 CPU Utilization Anomaly',
    state: 'ALARM',
    previousState: 'OK',
    reason: expect.stringContaining('Thresholds Crossed: 1 out of the last 1 datapoints') as unknown as string,
    timestampMs: Date.UTC(2019, 9, 3, 16, 0, 4, 653),
    description: 'Goes into alarm if CPU Utilization is out of band',
  },
  '06-composite-ALARM-suppressed-WaitPeriod.json': {
    ...ACCOUNT,
    alarmArn: arnOf('ServiceAggregatedAlarm'),
    alarmName: 'ServiceAggregatedAlarm',
    state: 'ALARM',
    previousState: 'OK',
    reason: `${arnOf('SuppressionDemo.EventBridge.FirstChild')} transitioned to ALARM at Friday 22 July, 2022 15:57:45 UTC`,
    timestampMs: Date.UTC(2022, 6, 22, 15, 57, 45, 394),
    description: '',
    heldBack: { by: 'actions suppressor (WaitPeriod)', untilMs: Date.UTC(2022, 6, 22, 15, 59, 45, 394) },
  },
  '09-metric-alarm-ALARM-muted.json': {
    ...ACCOUNT,
    alarmArn: arnOf('ServerCpuTooHigh'),
    alarmName: 'ServerCpuTooHigh',
    state: 'ALARM',
    previousState: 'OK',
    reason: HOT,
    timestampMs: Date.UTC(2026, 0, 1, 10, 30, 40, 989),
    description: 'Goes into alarm when server CPU utilization is too high!',
    heldBack: {
      by: 'mute rule arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:testMute',
      untilMs: Date.UTC(2026, 0, 1, 12),
    },
  },
  '10-contributor-ALARM.json': {
    ...ACCOUNT,
    alarmArn: arnOf('DynamoDBInsightsAlarm'),
    alarmName: 'DynamoDBInsightsAlarm',
    contributorId: '6d442278dba546f6',
    state: 'ALARM',
    reason:
      'Threshold Crossed: 1 datapoint was less than the threshold (1.0). The most recent datapoint which crossed the ' +
      'threshold: [0.0 (01/12/25 13:34:00)].',
    timestampMs: Date.UTC(2025, 11, 1, 13, 42, 4, 919),
    description: 'Metrics Insights alarm for DynamoDB ConsumedWriteCapacity per TableName',
  },
  '20-slo-burn-rate-ALARM-application-signals.json': {
    ...ACCOUNT,
    alarmArn: arnOf('SLO-BurnRate-checkout-availability-60'),
    alarmName: 'SLO-BurnRate-checkout-availability-60',
    state: 'ALARM',
    previousState: 'OK',
    reason: 'Threshold Crossed: 1 datapoint [3.1 (06/05/26 02:59:00)] was greater than the threshold (2.4).',
    timestampMs: Date.UTC(2026, 4, 6, 3, 0, 12, 104),
    description: '{"slo":"checkout-availability","severity":"SEV2","runbook":"checkout-slo"}',
  },
  '95-hostile-markup-in-name.json': {
    ...ACCOUNT,
    alarmArn: arnOf('ServerCpuTooHigh'),
    alarmName: '<!channel> *pwn* <https://evil.example|click> `x` <script>alert(1)</script> \u202egnp.exe',
    state: 'ALARM',
    previousState: 'OK',
    reason: HOT,
    timestampMs: Date.UTC(2019, 9, 2, 17, 4, 40, 989),
    description:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the hostile text looks like this
      '@everyone </style><img src=x onerror=alert(1)> {{7*7}} ${jndi:ldap://x} %0d%0aSet-Cookie:a=b',
  },
};

describe('recorded events', () => {
  test.each(Object.entries(READINGS))('%s', (file, reading) => {
    expect(readAlarmStateChange(eventOf(file))).toEqual(reading);
  });
});

describe('lenient where it can be', () => {
  const event = eventOf('01-metric-alarm-ALARM.json');
  const detail = event.detail as Record<string, unknown>;
  const state = detail.state as Record<string, unknown>;
  const withDetail = (changes: Event) => readAlarmStateChange({ ...event, detail: { ...detail, ...changes } });

  test('all it needs is a name, a state and its time', () => {
    const bare = { detail: { alarmName: 'A', state: { value: 'OK', timestamp: '2019-10-02T17:04:40.989+0000' } } };
    expect(readAlarmStateChange(bare)).toEqual({
      alarmArn: 'arn:aws:cloudwatch:::alarm:A',
      alarmName: 'A',
      state: 'OK',
      reason: '',
      timestampMs: Date.UTC(2019, 9, 2, 17, 4, 40, 989),
      description: '',
      tags: {},
      account: '',
      region: '',
    });
  });

  test('without resources the ARN is made of account, Region and name', () => {
    for (const resources of [undefined, [], 'arn', [null]]) {
      expect(readAlarmStateChange({ ...event, resources }).alarmArn).toBe(arnOf('ServerCpuTooHigh'));
    }
  });

  test.each<[string, unknown, Record<string, string>]>([
    ['a map', { a: '1', b: '' }, { a: '1', b: '' }],
    ['a list', [{ key: 'a', value: '1' }, { key: 'b' }, null, 'c'], { a: '1' }],
    ['a list in upper case', [{ Key: 'a', Value: '1' }], { a: '1' }],
    ['a map with other values', { a: 1, b: null, c: '3' }, { c: '3' }],
    ['nothing', undefined, {}],
    ['a text', 'a=1', {}],
  ])('tags as %s', (_, alarmTags, tags) => {
    expect(withDetail({ alarmTags }).tags).toEqual(tags);
  });

  test.each([
    ['2019-10-02T17:04:40.989+0000', Date.UTC(2019, 9, 2, 17, 4, 40, 989)],
    ['2019-10-02T17:04:40.989Z', Date.UTC(2019, 9, 2, 17, 4, 40, 989)],
    ['2019-10-02T19:34:40.989+0230', Date.UTC(2019, 9, 2, 17, 4, 40, 989)],
    ['2019-10-02T12:04:40-05:00', Date.UTC(2019, 9, 2, 17, 4, 40)],
    ['2019-10-02 17:04:40.989 UTC', Date.UTC(2019, 9, 2, 17, 4, 40, 989)],
    ['2019-10-02T17:04:40', Date.UTC(2019, 9, 2, 17, 4, 40)],
  ])('the time %s', (timestamp, ms) => {
    expect(withDetail({ state: { ...state, timestamp } }).timestampMs).toBe(ms);
  });

  const END = Date.UTC(2019, 9, 2, 18);
  const mute = { mutedByArn: 'm', muteWindowEnd: '2019-10-02T18:00:00.000+0000' };
  const suppressed = (by: string) => ({ state: { ...state, actionsSuppressedBy: by } });
  const periods = { configuration: { actionsSuppressorWaitPeriod: 120, actionsSuppressorExtensionPeriod: 7_200 } };
  const STATE_MS = Date.UTC(2019, 9, 2, 17, 4, 40, 989);
  test.each<[string, Event, AlarmStateChange['heldBack']]>([
    ['a mute rule', { muteDetail: mute }, { by: 'mute rule m', untilMs: END }],
    ['a mute rule without a window', { muteDetail: {} }, { by: 'mute rule' }],
    [
      'a mute rule with an end that is no time',
      { muteDetail: { ...mute, muteWindowEnd: 5e300 } },
      { by: 'mute rule m' },
    ],
    ['a suppressor of any name', suppressed('AlarmSuppressor'), { by: 'actions suppressor (AlarmSuppressor)' }],
    ['a suppressor named as a prototype key', suppressed('__proto__'), { by: 'actions suppressor (__proto__)' }],
    [
      'the wait for a suppressor',
      { ...suppressed('WaitPeriod'), ...periods },
      { by: 'actions suppressor (WaitPeriod)', untilMs: STATE_MS + 120_000 },
    ],
    [
      'the extension after a suppressor',
      { ...suppressed('ExtensionPeriod'), ...periods },
      { by: 'actions suppressor (ExtensionPeriod)', untilMs: STATE_MS + 7_200_000 },
    ],
    ['a wait of a length nobody knows', suppressed('WaitPeriod'), { by: 'actions suppressor (WaitPeriod)' }],
    [
      'a wait that never ends',
      { ...suppressed('WaitPeriod'), configuration: { actionsSuppressorWaitPeriod: 1e300 } },
      { by: 'actions suppressor (WaitPeriod)' },
    ],
    [
      'a mute rule and a longer extension',
      { ...suppressed('ExtensionPeriod'), ...periods, muteDetail: mute },
      { by: 'mute rule m and actions suppressor (ExtensionPeriod)', untilMs: STATE_MS + 7_200_000 },
    ],
    [
      'a mute rule and a suppressor without an end',
      { ...suppressed('Alarm'), muteDetail: mute },
      { by: 'mute rule m and actions suppressor (Alarm)' },
    ],
    ['no suppressor', suppressed(''), undefined],
    ['a mute detail that is none', { muteDetail: null }, undefined],
  ])('held back: %s', (_, changes, heldBack) => {
    expect(withDetail(changes).heldBack).toEqual(heldBack);
  });

  test('of the resources the alarm counts, whatever is named beside it', () => {
    const resources = ['arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:m', arnOf('ServerCpuTooHigh')];
    expect(readAlarmStateChange({ ...event, resources }).alarmArn).toBe(arnOf('ServerCpuTooHigh'));
  });

  test('texts longer than CloudWatch allows are cut, names that make a key are refused', () => {
    const long = withDetail({ alarmName: 'n'.repeat(300), state: { ...state, reason: '🔥'.repeat(40_000) } });
    expect(long.alarmName).toBe(`${'n'.repeat(254)}…`);
    expect(long.reason).toBe(`${'🔥'.repeat(511)}…`);
    expect(() => withDetail({ alarmContributor: { id: 'c'.repeat(1_601) } })).toThrow(
      new UnreadableEvent("'detail.alarmContributor.id' must have at most 1600 characters, got 1601"),
    );
  });
});

describe('unreadable', () => {
  const good = { alarmName: 'A', state: { value: 'OK', timestamp: '2019-10-02T17:04:40.989+0000' } };
  test.each<[string, Event, string]>([
    ['no detail', {}, "'detail' must be an object, got nothing"],
    ['a detail that is a list', { detail: [] }, "'detail' must be an object, got []"],
    ['no state', { detail: { alarmName: 'A' } }, "'detail.state' must be an object, got nothing"],
    ['no name', { detail: { ...good, alarmName: '' } }, `'detail.alarmName' must be a non-empty text, got ""`],
    [
      'an unknown state',
      { detail: { ...good, state: { ...good.state, value: 'FINE' } } },
      `'detail.state.value' must be OK, ALARM or INSUFFICIENT_DATA, got "FINE"`,
    ],
    [
      'no time',
      { detail: { ...good, state: { value: 'OK' } } },
      "'detail.state.timestamp' must be a time such as 2019-10-02T17:04:40.989+0000, got nothing",
    ],
    [
      'a time of another kind',
      { detail: { ...good, state: { value: 'OK', timestamp: 1570035880989 } } },
      "'detail.state.timestamp' must be a time such as 2019-10-02T17:04:40.989+0000, got 1570035880989",
    ],
    [
      'a time that no alarm can have',
      { detail: { ...good, state: { value: 'OK', timestamp: '1969-12-31T23:59:59.999+0000' } } },
      `'detail.state.timestamp' must be a time such as 2019-10-02T17:04:40.989+0000, got "1969-12-31T23:59:59.999+0000"`,
    ],
    [
      'a time beyond the table',
      { detail: { ...good, state: { value: 'OK', timestamp: '+012019-10-02T17:04:40.989Z' } } },
      `'detail.state.timestamp' must be a time such as 2019-10-02T17:04:40.989+0000, got "+012019-10-02T17:04:40.989Z"`,
    ],
    [
      'a long wrong value is cut',
      { detail: { ...good, alarmName: { long: 'x'.repeat(500) } } },
      `'detail.alarmName' must be a non-empty text, got {"long":"${'x'.repeat(71)}`,
    ],
  ])('%s', (_, event, message) => {
    expect(() => readAlarmStateChange(event)).toThrow(new UnreadableEvent(message));
    expect(() => readAlarmStateChange(event)).toThrow(UnreadableEvent);
  });

  test('whatever an event holds, it is read or unreadable', () => {
    const state = fc.record({ value: fc.oneof(fc.constant('OK'), fc.jsonValue()), timestamp: fc.jsonValue() });
    const detail = fc.record(
      {
        alarmName: fc.jsonValue(),
        state: fc.oneof(state, fc.jsonValue()),
        alarmTags: fc.jsonValue(),
        muteDetail: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.record({ detail: fc.oneof(detail, fc.jsonValue()), resources: fc.jsonValue() }), (event) => {
        try {
          expect(Number.isFinite(readAlarmStateChange(event).timestampMs)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableEvent);
        }
      }),
    );
  });
});

describe('building', () => {
  const text = fc.string({ unit: anyCharacter, minLength: 1, maxLength: 30 });
  const state = fc.record({
    value: fc.constantFrom('OK' as const, 'ALARM' as const, 'INSUFFICIENT_DATA' as const),
    reason: fc.string(),
    atMs: fc.integer({ min: 0, max: Date.UTC(2100, 0) }),
  });
  const source: fc.Arbitrary<AlarmEventSource> = fc.record({
    alarmArn: text,
    alarmName: text,
    account: fc.stringMatching(/^\d{12}$/),
    region: fc.constantFrom('us-east-1', 'eu-west-1'),
    description: fc.string(),
    tags: fc.dictionary(text, fc.string()),
    metric: fc.record({
      namespace: text,
      name: text,
      dimensions: fc.dictionary(text, text),
      periodSeconds: fc.constantFrom(60, 300),
      statistic: fc.constantFrom('Sum', 'p99'),
    }),
    state,
    previous: state,
    reasonData: fc.option(fc.dictionary(text, fc.integer()), { nil: undefined }),
  });

  test('an event reads back as what it was built from', () => {
    fc.assert(
      fc.property(source, (built) => {
        const sent = JSON.parse(JSON.stringify(buildAlarmStateChange(built, 'an-id')));
        expect(readAlarmStateChange(sent)).toEqual({
          alarmArn: built.alarmArn,
          alarmName: built.alarmName,
          account: built.account,
          region: built.region,
          description: built.description,
          tags: built.tags,
          state: built.state.value,
          previousState: built.previous.value,
          reason: built.state.reason,
          timestampMs: built.state.atMs,
        });
      }),
    );
  });

  test('it has the shape of the documented one', () => {
    const documented = eventOf('01-metric-alarm-ALARM.json') as unknown as Built;
    const { previousState, state, configuration } = documented.detail;
    const built = buildAlarmStateChange(
      {
        alarmArn: arnOf('ServerCpuTooHigh'),
        alarmName: 'ServerCpuTooHigh',
        account: '123456789012',
        region: 'us-east-1',
        description: configuration.description,
        tags: { team: 'a' },
        metric: {
          namespace: 'AWS/EC2',
          name: 'CPUUtilization',
          dimensions: { InstanceId: 'i-12345678901234567' },
          periodSeconds: 300,
          statistic: 'Average',
        },
        state: { value: 'ALARM', reason: HOT, atMs: Date.UTC(2019, 9, 2, 17, 4, 40, 989) },
        previous: { value: 'OK', reason: previousState.reason, atMs: Date.UTC(2019, 9, 1, 13, 56, 40, 987) },
        reasonData: JSON.parse(state.reasonData),
      },
      'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
    ) as unknown as Built;
    const { alarmTags, ...detail } = built.detail;
    expect(alarmTags).toEqual({ team: 'a' });
    expect({ ...built, detail: {} }).toEqual({ ...documented, detail: {} });
    expect(detail).toEqual({
      alarmName: 'ServerCpuTooHigh',
      configuration: {
        description: configuration.description,
        metrics: configuration.metrics.map((metric) => ({ ...metric, id: expect.any(String) })),
      },
      previousState: { ...previousState, reasonData: undefined },
      // JavaScript prints 50, CloudWatch 50.0.
      state: { ...state, reasonData: JSON.stringify(JSON.parse(state.reasonData)) },
    });
  });

  test('times inside the event are in milliseconds, without a colon in the offset', () => {
    expect(formatTimestamp(Date.UTC(2019, 9, 2, 17, 4, 40, 989))).toBe('2019-10-02T17:04:40.989+0000');
    expect(formatTimestamp(0)).toBe('1970-01-01T00:00:00.000+0000');
  });

  test('a state set by hand has no reason data', () => {
    const state = { value: 'OK' as const, reason: 'by hand', atMs: 0 };
    const metric = { namespace: 'N', name: 'M', dimensions: {}, periodSeconds: 60, statistic: 'Sum' };
    const alarm = { alarmArn: 'a', alarmName: 'A', account: '1', region: 'r', description: '', tags: {}, metric };
    const event = buildAlarmStateChange({ ...alarm, state, previous: state }, 'id') as { detail: { state: object } };
    expect(Object.keys(event.detail.state)).not.toContain('reasonData');
  });
});
