import fc from 'fast-check';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import { type Incident, type OutboxItem, outboxKey, type TimelineEntry } from '../../lib/core/incident/incident';
import { NOTIFICATION_KINDS } from '../../lib/core/incident/table';
import { type NotificationContents, wordNotification, wordUndelivered } from '../../lib/view/notification';

const T0 = Date.UTC(2026, 1, 3, 9, 12, 10);

function incidentOf(changes: Partial<Incident> = {}): Incident {
  return {
    schemaVersion: SCHEMA_VERSION,
    id: '01KGH4QVAGB4EX9D3V0Q4ZP2JM',
    groupKey: '["checkout","prod"]',
    status: 'triggered',
    severity: 'high',
    service: 'checkout',
    environment: 'prod',
    title: 'ChargePayment fails 5 % of its invocations or more.',
    version: 2,
    generation: 1,
    paged: true,
    openedMs: T0,
    alarms: ['checkout-ChargePayment-Faults', 'checkout-PlaceOrder-Latency'],
    ...changes,
  };
}

function entryOf(kind: TimelineEntry['kind'], seconds: number, text: string): TimelineEntry {
  return {
    schemaVersion: SCHEMA_VERSION,
    incidentId: '01KGH4QVAGB4EX9D3V0Q4ZP2JM',
    atMs: T0 + seconds * 1000,
    eventId: `${kind}-${seconds}`,
    kind,
    actor: { type: 'alarm', id: 'arn' },
    text,
  };
}

function itemOf(kind: OutboxItem['kind'], changes: Partial<OutboxItem> = {}): OutboxItem {
  return {
    schemaVersion: SCHEMA_VERSION,
    incidentId: '01KGH4QVAGB4EX9D3V0Q4ZP2JM',
    generation: 1,
    kind,
    level: 0,
    channel: 'oncall',
    status: 'pending',
    attempts: 1,
    dueMs: T0,
    leaseUntilMs: 0,
    causedMs: T0,
    ...changes,
  };
}

const OPENED = entryOf('opened', 0, 'Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints >= 0.05 (1, 1, 0.97)');
const JOINED = entryOf('joined', 60, 'checkout-PlaceOrder-Latency joined: 3 of 3 datapoints > 2000 (2400, 2310, 2190)');
const RESOLVED = [
  entryOf('cleared', 700, 'checkout-ChargePayment-Faults is OK: 3 of 5 datapoints not >= 0.05 (0, 0, 0)'),
  entryOf('resolved', 700, 'Resolved: all alarms of the incident are OK'),
];

function contentsOf(kind: OutboxItem['kind'], changes: Partial<NotificationContents> = {}): NotificationContents {
  return {
    item: itemOf(kind),
    incident: incidentOf(kind === 'resolved' ? { status: 'resolved', resolvedMs: T0 + 700_000 } : {}),
    timeline: kind === 'resolved' ? [OPENED, JOINED, ...RESOLVED] : [OPENED, JOINED],
    dashboardName: 'checkout-prod',
    region: 'eu-west-1',
    ...changes,
  };
}

test('a page reads well', () => {
  const { subject, body } = wordNotification(contentsOf('page'));
  expect(subject).toMatchInlineSnapshot(`"[HIGH] checkout prod: ChargePayment fails 5 % of its invocations or more."`);
  expect(body).toMatchInlineSnapshot(`
"ChargePayment fails 5 % of its invocations or more.

HIGH since 09:12:10 UTC

Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints >= 0.05 (1, 1, 0.97)

Since then:
09:13:10  checkout-PlaceOrder-Latency joined: 3 of 3 datapoints > 2000 (2400, 2310, 2190)

Dashboard: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout-prod
Incident: 01KGH4QVAGB4EX9D3V0Q4ZP2JM"
`);
});

test('the resolve reads well', () => {
  const { subject, body } = wordNotification(contentsOf('resolved'));
  expect(subject).toMatchInlineSnapshot(
    `"[Resolved] checkout prod: ChargePayment fails 5 % of its invocations or more."`,
  );
  expect(body).toMatchInlineSnapshot(`
"All alarms of this incident are OK again, 11 min 40 s after it opened.

ChargePayment fails 5 % of its invocations or more.

What happened:
09:12:10  Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints >= 0.05 (1, 1, 0.97)
09:13:10  checkout-PlaceOrder-Latency joined: 3 of 3 datapoints > 2000 (2400, 2310, 2190)
09:23:50  checkout-ChargePayment-Faults is OK: 3 of 5 datapoints not >= 0.05 (0, 0, 0)
09:23:50  Resolved: all alarms of the incident are OK

Dashboard: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout-prod
Incident: 01KGH4QVAGB4EX9D3V0Q4ZP2JM"
`);
});

test('what is sent along says what it is about, for filters', () => {
  expect(wordNotification(contentsOf('page')).attributes).toEqual({
    kind: 'page',
    severity: 'high',
    service: 'checkout',
    environment: 'prod',
    incidentId: '01KGH4QVAGB4EX9D3V0Q4ZP2JM',
  });
});

test('the idempotency key is that of the outbox item, whatever the message says by then', () => {
  const first = wordNotification(contentsOf('page', { timeline: [OPENED] }));
  const second = wordNotification(contentsOf('page', { item: itemOf('page', { attempts: 7, leaseUntilMs: 5 }) }));
  expect(first.body).not.toBe(second.body);
  expect(first.idempotencyKey).toBe(second.idempotencyKey);
  expect(first.idempotencyKey).toBe('01KGH4QVAGB4EX9D3V0Q4ZP2JM/1/page/0/oncall');
  const others = [
    { generation: 2 },
    { kind: 'notice' as const },
    { level: 1 },
    { channel: 'team' },
    { incidentId: 'x' },
  ];
  const keys = others.map((changes) => outboxKey(itemOf('page', changes)));
  expect(new Set([first.idempotencyKey, ...keys]).size).toBe(6);
});

describe('a page', () => {
  test('with nothing but the opening has no story to tell', () => {
    const { body } = wordNotification(contentsOf('page', { timeline: [OPENED], dashboardName: undefined }));
    expect(body.split('\n\n')).toEqual([
      'ChargePayment fails 5 % of its invocations or more.',
      'HIGH since 09:12:10 UTC',
      OPENED.text,
      'Incident: 01KGH4QVAGB4EX9D3V0Q4ZP2JM',
    ]);
  });

  test('of a later round tells of the reopening, not of what was over', () => {
    const reopened = entryOf('reopened', 900, 'Reopened by checkout-PlaceOrder-Latency: 3 of 3 datapoints > 2000');
    const { body } = wordNotification(
      contentsOf('page', {
        incident: incidentOf({ generation: 2 }),
        item: itemOf('page', { generation: 2 }),
        timeline: [OPENED, JOINED, ...RESOLVED, reopened],
      }),
    );
    expect(body).toContain('HIGH since 09:27:10 UTC, round 2\n\nReopened by checkout-PlaceOrder-Latency');
    expect(body).not.toContain(OPENED.text);
    expect(body).not.toContain('Since then');
  });

  test('that comes when all is over says so', () => {
    const { body } = wordNotification(
      contentsOf('page', { incident: incidentOf({ status: 'resolved', resolvedMs: T0 + 700_000 }) }),
    );
    expect(body).toContain('This message is late: resolved at 09:23:50 UTC.');
  });

  test('shows the newest lines of a long story', () => {
    const notes = Array.from({ length: 40 }, (_, n) => entryOf('noted', n + 1, `note ${n}`));
    const { body } = wordNotification(contentsOf('page', { timeline: [OPENED, ...notes] }));
    expect(body.match(/note \d+/g)).toEqual(['note 34', 'note 35', 'note 36', 'note 37', 'note 38', 'note 39']);
  });

  test('can do without a timeline', () => {
    const { body } = wordNotification(contentsOf('page', { timeline: [] }));
    expect(body).toContain('HIGH since 09:12:10 UTC');
  });
});

describe('a resolve', () => {
  test('that comes when the incident is open again does not claim that all is well', () => {
    const reopened = entryOf('reopened', 900, 'Reopened by checkout-PlaceOrder-Latency: because');
    const { body } = wordNotification(
      contentsOf('resolved', {
        incident: incidentOf({ generation: 2 }),
        timeline: [OPENED, JOINED, ...RESOLVED, reopened],
      }),
    );
    expect(body).toMatch(
      /^This message is late: all alarms of this incident were OK, 11 min 40 s after it opened, and it was reopened since\.\n/,
    );
  });

  test('earlier than its opening, by clocks that differ, took no time', () => {
    const incident = incidentOf({ status: 'resolved', resolvedMs: T0 - 5_000 });
    expect(wordNotification(contentsOf('resolved', { incident })).body).toContain(', 0 s after it opened.');
  });
});

describe('hostile text', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom(
      'a\r\nBcc: x@example.com',
      '\u202egnp.exe',
      '\ud83d',
      '\u0000\u001b[31mred',
      '\u2028',
      '',
      ' '.repeat(300),
    ),
  );
  const contents = fc
    .record({ title: hostile, service: hostile, environment: hostile, text: hostile, alarm: hostile })
    .map(
      ({ title, service, environment, text, alarm }) =>
        (kind: OutboxItem['kind']) =>
          contentsOf(kind, {
            incident: incidentOf({ title, service, environment, alarms: [alarm] }),
            timeline: [entryOf('opened', 0, text), entryOf('joined', 1, text)],
            dashboardName: 'd',
          }),
    );

  test('makes no subject that SNS would refuse', () => {
    fc.assert(
      fc.property(contents, fc.constantFrom(...NOTIFICATION_KINDS), hostile, (make, kind, channel) => {
        const message = wordNotification(make(kind));
        for (const { subject } of [message, wordUndelivered(message, channel, 'refused')]) {
          expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]*$/);
          expect(subject.length).toBeLessThan(100);
        }
      }),
    );
  });

  test('adds no lines to the body, and no controls', () => {
    const plainLines = wordNotification(contentsOf('page')).body.split('\n').length;
    fc.assert(
      fc.property(hostile, hostile, (title, text) => {
        const { body } = wordNotification(
          contentsOf('page', {
            incident: incidentOf({ title: `Title ${title}` }),
            timeline: [entryOf('opened', 0, `Opened ${text}`), entryOf('joined', 1, text)],
          }),
        );
        expect(body).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}|\p{Cs}/u);
        expect(body.split('\n')).toHaveLength(plainLines);
      }),
    );
  });

  test('is cut to what a phone shows', () => {
    const long = 'x'.repeat(100_000);
    for (const kind of NOTIFICATION_KINDS) {
      const { body } = wordNotification(
        contentsOf(kind, {
          incident: incidentOf({ title: long, alarms: Array(2_000).fill(long) }),
          timeline: Array.from({ length: 50 }, (_, n) => entryOf('noted', n, long)),
        }),
      );
      expect(body.length).toBeLessThan(3_000);
    }
  });
});

describe('an undelivered message', () => {
  const message = wordNotification(contentsOf('page'));

  test('is the same message, with the reason before it', () => {
    const undelivered = wordUndelivered(message, 'oncall', 'AuthorizationError: no\nlonger ours');
    expect(undelivered).toEqual({
      ...message,
      subject: 'Undelivered to oncall: [HIGH] checkout prod: ChargePayment fails 5 % of its invocations or more.',
      body: `Channel 'oncall' did not take this message: AuthorizationError: no longer ours\n\n${message.body}`,
    });
  });

  test('has a subject that fits, too', () => {
    const { subject } = wordUndelivered(message, 'the-channel-of-the-team', 'refused');
    expect(subject).toBe(
      'Undelivered to the-channel-of-the-team: [HIGH] checkout prod: ChargePayment fails 5 % of its inv...',
    );
    expect(subject).toHaveLength(99);
  });

  test('does not grow with the error', () => {
    const { body } = wordUndelivered(message, 'c'.repeat(10_000), 'e'.repeat(10_000));
    expect(body.length).toBeLessThan(message.body.length + 500);
  });
});
