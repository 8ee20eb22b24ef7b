import fc from 'fast-check';
import { readAlarmStateChange, UnreadableEvent } from '../../../lib/core/signal/alarm-event';
import { buildSignalEvent, type JudgeSignal, readSignalEvent } from '../../../lib/core/signal/signal-event';
import { anyCharacter } from '../../any-character';

const RAISED: JudgeSignal = {
  judge: 'evaluate-slos',
  member: 'slo/checkout/prod/Availability/budget-exhausted',
  name: 'checkout prod Availability budget-exhausted',
  state: 'ALARM',
  timestampMs: Date.UTC(2026, 0, 15, 8, 5),
  reason: '1,204 of 1,000 allowed events were bad',
  service: 'checkout',
  environment: 'prod',
  severity: 'high',
  role: 'page',
  summary: 'The error budget of Availability is gone.',
  runbook: 'https://example.com/runbooks/availability',
};

/** As EventBridge delivers it. */
function eventOf(detail: unknown): Record<string, unknown> {
  const event = {
    'detail-type': 'Sightline Signal',
    source: 'sightline',
    account: '111122223333',
    region: 'eu-west-1',
    detail,
  };
  return JSON.parse(JSON.stringify(event));
}

function withField(name: string, value: unknown): Record<string, unknown> {
  const event = eventOf(buildSignalEvent(RAISED)) as { detail: object };
  return { ...event, detail: { ...event.detail, [name]: value } };
}

test('what a judge tells arrives as a signal of the hub', () => {
  expect(readSignalEvent(eventOf(buildSignalEvent(RAISED)))).toEqual({
    member: 'evaluate-slos#slo/checkout/prod/Availability/budget-exhausted',
    alarmName: 'checkout prod Availability budget-exhausted',
    state: 'ALARM',
    timestampMs: Date.UTC(2026, 0, 15, 8, 5),
    reason: '1,204 of 1,000 allowed events were bad',
    service: 'checkout',
    environment: 'prod',
    severity: 'high',
    role: 'page',
    summary: 'The error budget of Availability is gone.',
    firstStep: 'https://example.com/runbooks/availability',
    region: 'eu-west-1',
    account: '111122223333',
  });
});

test('the event carries its version, and a runbook where there is one', () => {
  const { runbook: _, ...without } = RAISED;
  expect(buildSignalEvent(RAISED)).toEqual({ schemaVersion: 1, ...RAISED });
  expect(buildSignalEvent(without)).not.toHaveProperty('runbook');
});

test('a signal may have an incident of its own', () => {
  const event = eventOf(buildSignalEvent({ ...RAISED, group: 'slo/Availability' }));
  expect(readSignalEvent(event).group).toBe('slo/Availability');
  expect(readSignalEvent(eventOf(buildSignalEvent(RAISED)))).not.toHaveProperty('group');
});

test('only what is known of a signal goes out', () => {
  const more = { ...RAISED, secret: 'token' } as JudgeSignal;
  expect(buildSignalEvent(more)).not.toHaveProperty('secret');
});

test('any signal comes back as it was told', () => {
  const name = fc.string({ minLength: 1, maxLength: 200, unit: anyCharacter }).filter((text) => text.trim() !== '');
  const signal = fc.record({
    judge: fc.constant('evaluate-slos' as const),
    member: name,
    name,
    state: fc.constantFrom('ALARM' as const, 'OK' as const),
    timestampMs: fc.integer({ min: 0, max: 9_999_999_999_999 }),
    reason: fc.string({ maxLength: 1_023 }),
    service: name,
    environment: name,
    severity: fc.constantFrom('critical' as const, 'high' as const, 'medium' as const, 'low' as const),
    role: fc.constantFrom('page' as const, 'ticket' as const, 'signal' as const),
    summary: name,
  });
  fc.assert(
    fc.property(signal, ({ judge, member, name, ...told }) => {
      const read = readSignalEvent(eventOf(buildSignalEvent({ judge, member, name, ...told })));
      expect(read).toMatchObject({ ...told, member: `${judge}#${member}`, alarmName: name });
    }),
  );
});

test('no judge can speak for an alarm, whatever it calls its member', () => {
  const arn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-faults';
  expect(readSignalEvent(withField('member', arn)).member).toBe(`evaluate-slos#${arn}`);
  expect(() => readSignalEvent(withField('judge', arn))).toThrow(UnreadableEvent);
  const alarm = {
    resources: [arn],
    detail: { alarmName: 'a', state: { value: 'ALARM', timestamp: '2026-01-15T08:05:00.000+0000' } },
  };
  const taken = fc.property(fc.string(), fc.string(), (judge, member) => {
    try {
      const event = { detail: { ...buildSignalEvent(RAISED), judge, member } };
      expect(readSignalEvent(event).member.startsWith(readAlarmStateChange(alarm).alarmArn.slice(0, 4))).toBe(false);
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadableEvent);
    }
  });
  fc.assert(taken);
});

test('a judge that this hub does not know yet is read', () => {
  expect(readSignalEvent(withField('judge', 'detect-anomalies')).member).toMatch(/^detect-anomalies#slo/);
});

test.each([
  ['schemaVersion', 2, "'detail.schemaVersion' must be a version that this hub knows (up to 1), got 2"],
  ['schemaVersion', '1', '\'detail.schemaVersion\' must be a version that this hub knows (up to 1), got "1"'],
  ['schemaVersion', 0.5, "'detail.schemaVersion' must be a version that this hub knows (up to 1), got 0.5"],
  ['judge', 'arn:aws', '\'detail.judge\' must be lowercase letters, digits and -, 32 at most, got "arn:aws"'],
  ['judge', 'a#b', '\'detail.judge\' must be lowercase letters, digits and -, 32 at most, got "a#b"'],
  ['member', '', '\'detail.member\' must be a text of 1 to 512 characters, got ""'],
  ['member', undefined, "'detail.member' must be a text of 1 to 512 characters, got nothing"],
  ['name', ' ', '\'detail.name\' must be a text of 1 to 512 characters, got " "'],
  ['name', ['a'], "'detail.name' must be a text of 1 to 512 characters, got a list"],
  ['state', 'INSUFFICIENT_DATA', '\'detail.state\' must be ALARM or OK, got "INSUFFICIENT_DATA"'],
  ['state', 'alarm', '\'detail.state\' must be ALARM or OK, got "alarm"'],
  [
    'timestampMs',
    '1768464300000',
    '\'detail.timestampMs\' must be whole milliseconds from 1970 to 2286, got "1768464300000"',
  ],
  ['timestampMs', -1, "'detail.timestampMs' must be whole milliseconds from 1970 to 2286, got -1"],
  ['timestampMs', 1.5, "'detail.timestampMs' must be whole milliseconds from 1970 to 2286, got 1.5"],
  ['timestampMs', 1e13, "'detail.timestampMs' must be whole milliseconds from 1970 to 2286, got 10000000000000"],
  ['reason', { toString: 1 }, "'detail.reason' must be a text, got an object"],
  ['service', null, "'detail.service' must be a text of 1 to 512 characters, got null"],
  ['environment', 7, "'detail.environment' must be a text of 1 to 512 characters, got 7"],
  ['group', '', '\'detail.group\' must be a text of 1 to 512 characters, or missing, got ""'],
  ['group', null, "'detail.group' must be a text of 1 to 512 characters, or missing, got null"],
  ['severity', 'urgent', '\'detail.severity\' must be critical, high, medium, low, got "urgent"'],
  ['role', '__proto__', '\'detail.role\' must be page, ticket, signal, got "__proto__"'],
  ['summary', '', '\'detail.summary\' must be a text that is not empty, got ""'],
])("'%s' of %j is refused, naming the field", (name, value, message) => {
  expect(() => readSignalEvent(withField(name, value))).toThrow(new RegExp(`^${escaped(message)}`));
  expect(() => readSignalEvent(withField(name, value))).toThrow(UnreadableEvent);
});

test.each([[undefined], [null], ['text'], [[]], [7]])('a detail of %j is refused', (detail) => {
  expect(() => readSignalEvent(eventOf(detail))).toThrow(/^'detail' must be an object, got /);
});

test('inherited fields are none', () => {
  const detail = Object.create(buildSignalEvent(RAISED));
  expect(() => readSignalEvent({ detail })).toThrow("'detail.schemaVersion' must be");
});

test('a long identity is refused, long words are cut between characters', () => {
  expect(() => readSignalEvent(withField('service', 'x'.repeat(1_000_000)))).toThrow(/got "x{80}"$/);
  const { reason, summary } = readSignalEvent({
    detail: { ...buildSignalEvent(RAISED), reason: 'x'.repeat(1_000_000), summary: `${'x'.repeat(1_021)}😀😀` },
  });
  expect(reason).toBe(`${'x'.repeat(1_022)}…`);
  expect(summary).toBe(`${'x'.repeat(1_021)}…`);
});

test('whatever comes is a signal or unreadable, nothing else', () => {
  const fields = Object.keys(buildSignalEvent(RAISED));
  fc.assert(
    fc.property(
      fc.constantFrom(...fields),
      fc.anything({ withBigInt: true, withNullPrototype: true }),
      (name, value) => {
        try {
          const { member, timestampMs } = readSignalEvent({ detail: { ...buildSignalEvent(RAISED), [name]: value } });
          expect(member).toMatch(/^[a-z][a-z0-9-]*#/);
          expect(timestampMs).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableEvent);
        }
      },
    ),
  );
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
