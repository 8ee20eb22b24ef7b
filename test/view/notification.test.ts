import fc from 'fast-check';
import { NOTIFICATION_KINDS, outboxKey } from '../../lib/core/incident/notification';
import { wordNotification, wordUndelivered } from '../../lib/view/notification';
import { anyCharacter } from '../any-character';
import {
  contentsOf,
  DANA,
  entryOf,
  fullContents,
  hostileContents,
  incidentOf,
  itemOf,
  JOINED,
  OPENED,
  OVER,
  RESOLVED,
  T0,
} from './channel/contents';

const bodyOf = (...given: Parameters<typeof contentsOf>) => wordNotification(contentsOf(...given)).body;

test('a page reads well: what and how bad, what to do, where to acknowledge, and then the rest', () => {
  const { subject, body } = wordNotification(fullContents('page'));
  expect(subject).toBe('[HIGH] checkout prod: ChargePayment fails 5 % of its invocations or more.');
  expect(body).toMatchInlineSnapshot(`
"HIGH: ChargePayment fails 5 % of its invocations or more.
First: Check the last deploy of ChargePayment.
Acknowledge: https://respond.example.com/i/token?a=1&b=2

checkout prod, since 09:12:10 UTC.
For Dana (backup).

Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints >= 0.05 (1, 1, 0.97)

Since then:
09:13:10  checkout-PlaceOrder-Latency joined: 3 of 3 datapoints > 2000 (2400, 2310, 2190)

Runbook: https://wiki.example.com/runbook
Dashboard: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout-prod
Incident: https://respond.example.com/incidents/1
Incident id: 01KGH4QVAGB4EX9D3V0Q4ZP2JM"
`);
});

test('the resolve reads well', () => {
  const { subject, body } = wordNotification(fullContents('resolved', { acknowledgements: [DANA] }));
  expect(subject).toBe('[Resolved] checkout prod: ChargePayment fails 5 % of its invocations or more.');
  expect(body).toMatchInlineSnapshot(`
"Resolved: ChargePayment fails 5 % of its invocations or more.

All alarms of this incident are OK again, 11 min 40 s after it began.
checkout prod.
Acknowledged by Dana at 09:14:40 UTC.

What happened:
09:12:10  Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints >= 0.05 (1, 1, 0.97)
09:13:10  checkout-PlaceOrder-Latency joined: 3 of 3 datapoints > 2000 (2400, 2310, 2190)
09:23:50  checkout-ChargePayment-Faults is OK: 3 of 5 datapoints not >= 0.05 (0, 0, 0)
09:23:50  Resolved: all alarms of the incident are OK

Runbook: https://wiki.example.com/runbook
Dashboard: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout-prod
Incident: https://respond.example.com/incidents/1
Incident id: 01KGH4QVAGB4EX9D3V0Q4ZP2JM"
`);
});

test('a reminder asks how it goes', () => {
  const { subject, body } = wordNotification(fullContents('reminder', { acknowledgements: [DANA] }));
  expect(subject).toBe('[Still open, HIGH] checkout prod: ChargePayment fails 5 % of its invocations or more.');
  expect(body.split('\n\n').slice(0, 2)).toEqual([
    'Still open, HIGH: ChargePayment fails 5 % of its invocations or more.\nFirst: Check the last deploy of ChargePayment.',
    'checkout prod, since 09:12:10 UTC.\nAcknowledged by Dana at 09:14:40 UTC.\nIt is still open: how does it go?\nFor Dana (backup).',
  ]);
});

test('whoever was told hears that somebody took it', () => {
  const taken = { status: 'acknowledged', acknowledgements: [DANA] } as const;
  const { subject, body } = wordNotification(fullContents('acknowledged', taken));
  expect(subject).toBe('[Acknowledged, HIGH] checkout prod: ChargePayment fails 5 % of its invocations or more.');
  expect(body).toContain('Acknowledged by Dana at 09:14:40 UTC.');
  expect(body).not.toContain('https://respond.example.com/i/');
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
  expect(first.idempotencyKey).toBe(outboxKey(itemOf('page')));
});

describe('a page', () => {
  test('with nothing but the opening has no story to tell', () => {
    expect(bodyOf('page', { timeline: [OPENED], dashboardName: undefined }).split('\n\n')).toEqual([
      'HIGH: ChargePayment fails 5 % of its invocations or more.',
      'checkout prod, since 09:12:10 UTC.',
      OPENED.text,
      'Incident id: 01KGH4QVAGB4EX9D3V0Q4ZP2JM',
    ]);
  });

  test('of a later round tells of the reopening, not of what was over', () => {
    const reopened = entryOf('reopened', 900, 'Reopened by checkout-PlaceOrder-Latency: 3 of 3 datapoints > 2000');
    const body = bodyOf('page', {
      incident: incidentOf({ generation: 2, beganMs: T0 + 900_000 }),
      item: itemOf('page', { generation: 2 }),
      timeline: [OPENED, JOINED, ...RESOLVED, reopened],
    });
    expect(body).toContain('checkout prod, since 09:27:10 UTC, round 2.\n\nReopened by checkout-PlaceOrder-Latency');
    expect(body).not.toContain(OPENED.text);
    expect(body).not.toContain('Since then');
  });

  test('that comes when all is over says so, and has nothing to acknowledge', () => {
    const { body } = wordNotification(fullContents('page', OVER));
    expect(body).toContain('This message is late: resolved at 09:23:50 UTC.');
    expect(body).not.toContain('Acknowledge:');
  });

  test('shows the newest lines of a long story', () => {
    const notes = Array.from({ length: 40 }, (_, n) => entryOf('noted', n + 1, `note ${n}`));
    const body = bodyOf('page', { timeline: [OPENED, ...notes] });
    expect(body.match(/note \d+/g)).toEqual(['note 34', 'note 35', 'note 36', 'note 37', 'note 38', 'note 39']);
  });

  test('can do without a timeline, and without a title', () => {
    expect(bodyOf('page', { timeline: [], incident: incidentOf({ title: ' \n' }) })).toMatch(
      /^HIGH: an alarm without a name\n\ncheckout prod, since 09:12:10 UTC\.\n\nDashboard: /,
    );
  });

  test('names the day where it is another than today', () => {
    const item = itemOf('page', { dueMs: T0 + 86_400_000 });
    expect(bodyOf('page', { item })).toContain('since 3 February 2026, 09:12:10 UTC.');
  });

  test('counts the people that are still needed, and those there is no room for', () => {
    const plan = { ...incidentOf().plan, acksNeeded: 6 };
    const acknowledgements = ['Dana', 'Kim', '', 'Lee', 'Max'].map((by) => ({ by, atMs: T0 }));
    expect(bodyOf('page', { incident: incidentOf({ plan, acknowledgements }) })).toContain(
      'Acknowledged by Dana at 09:12:10 UTC, Kim at 09:12:10 UTC, somebody at 09:12:10 UTC and 2 more: 5 of the 6 people it needs.',
    );
  });

  test.each([
    ['notice', 'It is flapping: nobody is paged unless it lasts.'],
    ['page', 'It is flapping, and this time it has lasted.'],
  ] as const)('or a notice says of a flapping incident why: %s', (kind, sentence) => {
    expect(bodyOf(kind, { incident: incidentOf({ flapping: true }) })).toContain(sentence);
    expect(bodyOf(kind)).not.toContain('flapping');
    expect(bodyOf('reminder', { incident: incidentOf({ flapping: true }) })).not.toContain('flapping');
  });

  test.each([
    [{ onCallName: 'Dana' }, 'For Dana.'],
    [{ reason: 'backup' }, 'For backup.'],
    [{ onCallName: '\u202e', reason: 'lead' }, 'For somebody (lead).'],
  ])('says whom it is for: %j', (given, sentence) => {
    expect(bodyOf('page', given)).toContain(`\n${sentence}\n`);
  });
});

describe('a link', () => {
  test.each([
    ['is not encrypted', 'http://respond.example.com/i/t'],
    ['runs a script', 'javascript:alert(1)'],
    ['looks like another host', 'https://bank.example@evil.example/'],
    ['is none', 'nonsense'],
    ['is too long', `https://respond.example.com/${'x'.repeat(1_500)}`],
  ])('that %s is left out', (_, acknowledgeUrl) => {
    expect(bodyOf('page', { acknowledgeUrl })).not.toContain('Acknowledge');
  });

  test('is written as a browser would write it', () => {
    const body = bodyOf('page', { acknowledgeUrl: 'https://example.com/a b|c>"\n<ü\ud800' });
    expect(body).toContain('Acknowledge: https://example.com/a%20b%7Cc%3E%22%3C%C3%BC%EF%BF%BD\n');
  });
});

describe('a resolve', () => {
  test('that comes when the incident is open again does not claim that all is well', () => {
    const reopened = entryOf('reopened', 900, 'Reopened by checkout-PlaceOrder-Latency: because');
    const body = bodyOf('resolved', {
      incident: incidentOf({ generation: 2, beganMs: T0 + 900_000 }),
      timeline: [OPENED, JOINED, ...RESOLVED, reopened],
    });
    expect(body).toContain(
      'This message is late: it was resolved, 11 min 40 s after it began, and reopened since.\ncheckout prod.\n',
    );
  });

  test('of a later round is not taken for that of an earlier one', () => {
    const incident = incidentOf({ ...OVER, generation: 2, beganMs: T0 + 600_000 });
    expect(bodyOf('resolved', { incident })).toContain('and reopened since.');
    const item = itemOf('resolved', { generation: 2 });
    expect(bodyOf('resolved', { incident, item })).toContain('are OK again, 1 min 40 s after it began.');
  });

  test('by a person does not say that the alarms are OK', () => {
    const incident = incidentOf({ ...OVER, resolvedBy: { type: 'user', id: 'Kim' } });
    expect(bodyOf('resolved', { incident })).toContain('Resolved by Kim, 11 min 40 s after it began.');
    const byRunbook = incidentOf({ ...OVER, resolvedBy: { type: 'runbook', id: 'restart' } });
    expect(bodyOf('resolved', { incident: byRunbook })).toContain('Resolved by runbook restart, 11 min 40 s');
  });

  test('earlier than its beginning, by clocks that differ, took no time', () => {
    const incident = incidentOf({ status: 'resolved', resolvedMs: T0 - 5_000 });
    expect(bodyOf('resolved', { incident })).toContain(', 0 s after it began.');
  });
});

describe('hostile text', () => {
  test('makes no subject that SNS would refuse, and no control character in the body', () => {
    fc.assert(
      fc.property(hostileContents, fc.string({ unit: anyCharacter }), (contents, channel) => {
        const message = wordNotification(contents);
        for (const { subject, body } of [message, wordUndelivered(message, channel, 'refused')]) {
          expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]*$/);
          expect(subject.length).toBeLessThan(100);
          expect(body).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}|\p{Cs}/u);
        }
      }),
    );
  });

  test('adds no lines to the body', () => {
    const plainLines = bodyOf('page').split('\n').length;
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (title, text) => {
        const body = bodyOf('page', {
          incident: incidentOf({ title: `Title ${title}` }),
          timeline: [entryOf('opened', 0, `Opened ${text}`), entryOf('joined', 1, text)],
        });
        expect(body.split('\n')).toHaveLength(plainLines);
      }),
    );
  });

  test('is cut to what a phone shows', () => {
    const long = 'x'.repeat(80_000);
    for (const kind of NOTIFICATION_KINDS) {
      const body = bodyOf(kind, {
        incident: incidentOf({
          title: long,
          firstStep: long,
          assignee: long,
          acknowledgements: Array(100).fill({ by: long, atMs: T0 }),
          alarms: Array(2_000).fill(long),
        }),
        timeline: Array.from({ length: 50 }, (_, n) => entryOf('noted', n, long)),
        onCallName: long,
        reason: long,
      });
      expect(body.length).toBeLessThan(3_500);
    }
  });
});

describe('an undelivered message', () => {
  const message = wordNotification(contentsOf('page'));

  test('is the same message, with the reason before it', () => {
    expect(wordUndelivered(message, 'oncall', 'AuthorizationError: no\nlonger ours')).toEqual({
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
