import fc from 'fast-check';
import { PROVIDER_KINDS, type ProviderKind } from '../../../lib/core/config/types';
import { NOTIFICATION_KINDS } from '../../../lib/core/incident/notification';
import { SEVERITIES } from '../../../lib/core/incident/severity';
import { wordFor } from '../../../lib/view/channel/word-for';
import type { NotificationContents } from '../../../lib/view/notification';
import { COMPLAINTS, type Json } from '../../adapters/http/provider/documented';
import { contentsOf, DANA, entryOf, fullContents, hostileContents, ID, incidentOf, textsIn } from './contents';

const bodyOf = (kind: ProviderKind, contents: NotificationContents): Json => wordFor(kind, contents).body;

describe.each(PROVIDER_KINDS)('a payload for %s', (kind) => {
  test('is within all limits and valid Unicode, whatever the incident says', () => {
    fc.assert(
      fc.property(hostileContents, (contents) => {
        const { body, operation } = wordFor(kind, contents);
        expect(COMPLAINTS[kind](body, operation)).toEqual([]);
        for (const text of textsIn(body)) expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}|\p{Cs}/u);
      }),
    );
  });

  test.each(NOTIFICATION_KINDS)('is made of an ordinary %s', (notification) => {
    const { body, operation } = wordFor(kind, fullContents(notification));
    expect(COMPLAINTS[kind](body, operation)).toEqual([]);
  });

  test('leaves out details before anything of the message', () => {
    const long = '😀'.repeat(400);
    const timeline = [entryOf('opened', 0, long), ...Array.from({ length: 40 }, (_, n) => entryOf('noted', n, long))];
    const title = '<'.repeat(80_000);
    const contents = { ...fullContents('page', { title, firstStep: `Do this. ${'&'.repeat(400)}` }), timeline };
    const texts = textsIn(wordFor(kind, contents).body);
    expect(texts.some((text) => text.includes('Do this.'))).toBe(true);
    expect(texts.some((text) => text.includes('https://respond.example.com/i/token'))).toBe(true);
  });
});

test('operations follow from what is said, where the provider knows incidents', () => {
  const operations = PROVIDER_KINDS.map((kind) => [
    kind,
    NOTIFICATION_KINDS.map((notification) => wordFor(kind, contentsOf(notification)).operation).join(' '),
  ]);
  expect(Object.fromEntries(operations)).toEqual({
    slack: 'say say say say say say say',
    'slack-app': 'say say say say say say say',
    teams: 'say say say say say say say',
    pagerduty: 'open open open acknowledge open open resolve',
    opsgenie: 'open open say acknowledge say say resolve',
    jira: 'open open say acknowledge say say resolve',
    webhook: 'say say say say say say say',
  });
});

test('severities are those of the provider', () => {
  const as = SEVERITIES.map((severity) => {
    const contents = contentsOf('page', { incident: incidentOf({ severity }) });
    return [bodyOf('pagerduty', contents).payload.severity, bodyOf('opsgenie', contents).priority];
  });
  expect(as).toEqual([
    ['critical', 'P1'],
    ['error', 'P2'],
    ['warning', 'P3'],
    ['info', 'P4'],
  ]);
});

describe('Slack', () => {
  test('shows the page in blocks, with a button to acknowledge', () => {
    const { body } = wordFor('slack', fullContents('page'));
    expect(body).toMatchInlineSnapshot(`
{
  "blocks": [
    {
      "text": {
        "emoji": false,
        "text": "HIGH: ChargePayment fails 5 % of its invocations or more.",
        "type": "plain_text",
      },
      "type": "header",
    },
    {
      "text": {
        "text": "First: Check the last deploy of ChargePayment.
checkout prod, since 09:12:10 UTC.
For Dana (backup).",
        "type": "mrkdwn",
        "verbatim": true,
      },
      "type": "section",
    },
    {
      "elements": [
        {
          "action_id": "acknowledge",
          "style": "primary",
          "text": {
            "emoji": false,
            "text": "Acknowledge",
            "type": "plain_text",
          },
          "type": "button",
          "url": "https://respond.example.com/i/token?a=1&b=2",
        },
        {
          "action_id": "runbook",
          "text": {
            "emoji": false,
            "text": "Runbook",
            "type": "plain_text",
          },
          "type": "button",
          "url": "https://wiki.example.com/runbook",
        },
        {
          "action_id": "dashboard",
          "text": {
            "emoji": false,
            "text": "Dashboard",
            "type": "plain_text",
          },
          "type": "button",
          "url": "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout-prod",
        },
        {
          "action_id": "incident",
          "text": {
            "emoji": false,
            "text": "Incident",
            "type": "plain_text",
          },
          "type": "button",
          "url": "https://respond.example.com/incidents/1",
        },
      ],
      "type": "actions",
    },
    {
      "text": {
        "text": "Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints &gt;= 0.05 (1, 1, 0.97)",
        "type": "mrkdwn",
        "verbatim": true,
      },
      "type": "section",
    },
    {
      "text": {
        "text": "Since then:
09:13:10  checkout-PlaceOrder-Latency joined: 3 of 3 datapoints &gt; 2000 (2400, 2310, 2190)",
        "type": "mrkdwn",
        "verbatim": true,
      },
      "type": "section",
    },
    {
      "elements": [
        {
          "text": "Incident 01KGH4QVAGB4EX9D3V0Q4ZP2JM",
          "type": "mrkdwn",
          "verbatim": true,
        },
      ],
      "type": "context",
    },
  ],
  "mrkdwn": false,
  "text": "[HIGH] checkout prod: ChargePayment fails 5 % of its invocations or more.",
  "unfurl_links": false,
  "unfurl_media": false,
}
`);
  });

  test('has no control sequence in any text, and no mention that wakes somebody', () => {
    fc.assert(
      fc.property(hostileContents, (contents) => {
        const { body } = wordFor('slack', contents);
        // Addresses of buttons are no text.
        const shown = JSON.stringify(body, (name, value) => (name === 'url' ? undefined : value));
        for (const text of textsIn(JSON.parse(shown))) {
          expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
          expect(text).not.toMatch(/@(channel|here|everyone|group)/i);
        }
      }),
    );
  });

  test('says each fact once: fields tell what the lines above them do not', () => {
    const fieldsOf = (contents: Parameters<typeof wordFor>[1]) =>
      bodyOf('slack', contents).blocks.flatMap(({ fields = [] }: Json) => fields.map(({ text }: Json) => text));
    expect(fieldsOf(fullContents('page'))).toEqual([]);
    expect(bodyOf('slack', fullContents('page')).blocks).toContainEqual(
      expect.objectContaining({
        text: expect.objectContaining({
          text: expect.stringMatching(/checkout prod, since .*\nFor Dana \(backup\)\./s),
        }),
      }),
    );
    expect(fieldsOf(fullContents('resolved'))).toEqual([
      ...['*Severity:*\nhigh', '*Since:*\n09:12:10 UTC', '*For:*\nDana (backup)'],
    ]);
  });

  test('makes links of nothing but its buttons', () => {
    const { blocks, unfurl_links } = bodyOf('slack', fullContents('page'));
    const texts = blocks.flatMap(({ text, fields = [], elements = [] }: Json) => [text, ...fields, ...elements]);
    const markdown = texts.filter((text: Json) => text?.type === 'mrkdwn');
    expect(markdown.length).toBeGreaterThan(3);
    expect(markdown.every(({ verbatim }: Json) => verbatim === true)).toBe(true);
    expect(unfurl_links).toBe(false);
  });

  test('cuts between characters and never in an escape', () => {
    const title = `${'x'.repeat(140)}&&&&`;
    const [header] = bodyOf('slack', contentsOf('page', { incident: incidentOf({ title }) })).blocks;
    expect(header.text.text).toBe(`HIGH: ${'x'.repeat(140)}…`);
  });
});

test('Teams gets one card whose foreign text is no Markdown', () => {
  const { content } = bodyOf('teams', fullContents('page')).attachments[0];
  expect(content.body[0]).toEqual({
    type: 'RichTextBlock',
    inlines: [
      {
        type: 'TextRun',
        text: 'HIGH: ChargePayment fails 5 % of its invocations or more.',
        size: 'Large',
        weight: 'Bolder',
      },
    ],
  });
  expect(content.actions[0]).toEqual({
    type: 'Action.OpenUrl',
    title: 'Acknowledge',
    url: 'https://respond.example.com/i/token?a=1&b=2',
  });
});

describe('PagerDuty', () => {
  test('gets an alert event', () => {
    const { body } = wordFor('pagerduty', fullContents('page'));
    expect(body).toMatchInlineSnapshot(`
{
  "client": "Sightline",
  "client_url": "https://respond.example.com/incidents/1",
  "links": [
    {
      "href": "https://respond.example.com/i/token?a=1&b=2",
      "text": "Acknowledge",
    },
    {
      "href": "https://wiki.example.com/runbook",
      "text": "Runbook",
    },
    {
      "href": "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout-prod",
      "text": "Dashboard",
    },
    {
      "href": "https://respond.example.com/incidents/1",
      "text": "Incident",
    },
  ],
  "payload": {
    "class": "incident",
    "custom_details": {
      "cause": "Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints >= 0.05 (1, 1, 0.97)",
      "first step": "Check the last deploy of ChargePayment.",
      "incident": "01KGH4QVAGB4EX9D3V0Q4ZP2JM",
      "since then": [
        "09:13:10  checkout-PlaceOrder-Latency joined: 3 of 3 datapoints > 2000 (2400, 2310, 2190)",
      ],
      "standing": [
        "checkout prod, since 09:12:10 UTC.",
        "For Dana (backup).",
      ],
    },
    "group": "prod",
    "severity": "error",
    "source": "checkout",
    "summary": "checkout prod: ChargePayment fails 5 % of its invocations or more.",
    "timestamp": "2026-02-03T09:12:10.000Z",
  },
}
`);
  });

  test.each(['acknowledged', 'resolved'] as const)('needs nothing more to know that it is %s', (kind) => {
    expect(wordFor('pagerduty', fullContents(kind)).body).toEqual({});
  });
});

describe('Opsgenie', () => {
  test('gets an alert', () => {
    const { body } = wordFor('opsgenie', fullContents('page'));
    expect(body).toMatchInlineSnapshot(`
{
  "description": "HIGH: ChargePayment fails 5 % of its invocations or more.
First: Check the last deploy of ChargePayment.
Acknowledge: https://respond.example.com/i/token?a=1&b=2
Runbook: https://wiki.example.com/runbook
Dashboard: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout-prod
Incident: https://respond.example.com/incidents/1
checkout prod, since 09:12:10 UTC.
For Dana (backup).
Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints >= 0.05 (1, 1, 0.97)
Since then:
09:13:10  checkout-PlaceOrder-Latency joined: 3 of 3 datapoints > 2000 (2400, 2310, 2190)",
  "details": {
    "Acknowledge": "https://respond.example.com/i/token?a=1&b=2",
    "Dashboard": "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout-prod",
    "Environment": "prod",
    "For": "Dana (backup)",
    "Incident": "https://respond.example.com/incidents/1",
    "Incident id": "01KGH4QVAGB4EX9D3V0Q4ZP2JM",
    "Runbook": "https://wiki.example.com/runbook",
    "Service": "checkout",
    "Severity": "high",
    "Since": "09:12:10 UTC",
  },
  "entity": "checkout",
  "message": "checkout prod: ChargePayment fails 5 % of its invocations or more.",
  "priority": "P2",
  "source": "Sightline",
  "tags": [
    "sightline",
    "high",
    "checkout",
    "prod",
  ],
}
`);
    expect(wordFor('jira', fullContents('page')).body).toEqual(body);
  });

  test('gets a note with whatever comes later', () => {
    expect(wordFor('opsgenie', fullContents('acknowledged', { acknowledgements: [DANA] })).body).toEqual({
      source: 'Sightline',
      note: [
        'Acknowledged, HIGH: ChargePayment fails 5 % of its invocations or more.',
        'checkout prod, since 09:12:10 UTC.',
        'Acknowledged by Dana at 09:14:40 UTC.',
        'For Dana (backup).',
      ].join('\n'),
    });
  });

  test('has no HTML tag in any text', () => {
    fc.assert(
      fc.property(hostileContents, (contents) => {
        for (const text of textsIn(wordFor('opsgenie', contents).body)) expect(text).not.toMatch(/<[a-z/!?]/i);
      }),
    );
  });
});

describe('the webhook', () => {
  test('tells the incident as data', () => {
    const { body } = wordFor('webhook', fullContents('page', { team: 'payments', acknowledgements: [DANA] }));
    expect(body).toMatchInlineSnapshot(`
{
  "for": "Dana",
  "id": "01KGH4QVAGB4EX9D3V0Q4ZP2JM/1/page/0/oncall",
  "incident": {
    "acknowledgements": [
      {
        "at": "2026-02-03T09:14:40.000Z",
        "by": "Dana",
      },
    ],
    "affected": [],
    "alarms": [
      "checkout-ChargePayment-Faults",
      "checkout-PlaceOrder-Latency",
    ],
    "beganAt": "2026-02-03T09:12:10.000Z",
    "environment": "prod",
    "firstStep": "Check the last deploy of ChargePayment.",
    "flapping": false,
    "generation": 1,
    "id": "01KGH4QVAGB4EX9D3V0Q4ZP2JM",
    "openedAt": "2026-02-03T09:12:10.000Z",
    "service": "checkout",
    "severity": "high",
    "status": "triggered",
    "team": "payments",
    "title": "ChargePayment fails 5 % of its invocations or more.",
  },
  "kind": "page",
  "level": 0,
  "links": {
    "acknowledge": "https://respond.example.com/i/token?a=1&b=2",
    "dashboard": "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout-prod",
    "incident": "https://respond.example.com/incidents/1",
    "runbook": "https://wiki.example.com/runbook",
  },
  "reason": "backup",
  "schemaVersion": 1,
  "text": "HIGH: ChargePayment fails 5 % of its invocations or more.
checkout prod, since 09:12:10 UTC.
Acknowledged by Dana at 09:14:40 UTC.
For Dana (backup).",
  "timeline": [
    {
      "at": "2026-02-03T09:13:10.000Z",
      "kind": "joined",
      "text": "checkout-PlaceOrder-Latency joined: 3 of 3 datapoints > 2000 (2400, 2310, 2190)",
    },
    {
      "at": "2026-02-03T09:12:10.000Z",
      "kind": "opened",
      "text": "Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints >= 0.05 (1, 1, 0.97)",
    },
  ],
}
`);
  });

  test('keeps the newest of a long timeline', () => {
    const timeline = Array.from({ length: 100 }, (_, n) => entryOf('noted', n, `${n} ${'😀'.repeat(80_000)}`));
    const texts = bodyOf('webhook', contentsOf('page', { timeline })).timeline.map(({ text }: Json) => text);
    expect(texts.length).toBeGreaterThan(10);
    expect(texts[0]).toMatch(/^99 /);
  });
});

describe('Amazon Q', () => {
  test('gets a custom notification in the thread of the incident', () => {
    const { body, ...rest } = wordFor('chat', fullContents('page'));
    expect(JSON.parse(body)).toMatchInlineSnapshot(`
{
  "content": {
    "description": "Acknowledge: https://respond.example.com/i/token?a=1&amp;b=2
Runbook: https://wiki.example.com/runbook
Dashboard: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout-prod
Incident: https://respond.example.com/incidents/1
checkout prod, since 09:12:10 UTC.
For Dana (backup).
Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints &gt;= 0.05 (1, 1, 0.97)
Since then:
09:13:10  checkout-PlaceOrder-Latency joined: 3 of 3 datapoints &gt; 2000 (2400, 2310, 2190)",
    "keywords": [
      "high",
      "checkout",
      "prod",
    ],
    "nextSteps": [
      "Check the last deploy of ChargePayment.",
    ],
    "textType": "client-markdown",
    "title": "HIGH: ChargePayment fails 5 % of its invocations or more.",
  },
  "id": "01KGH4QVAGB4EX9D3V0Q4ZP2JM/1/page/0/oncall",
  "metadata": {
    "eventType": "page",
    "summary": "checkout prod: ChargePayment fails 5 % of its invocations or more.",
    "threadId": "01KGH4QVAGB4EX9D3V0Q4ZP2JM",
  },
  "source": "custom",
  "version": "1.0",
}
`);
    expect(rest).toMatchObject({
      subject: '[HIGH] checkout prod: ChargePayment fails 5 % of its invocations or more.',
      attributes: { kind: 'page', incidentId: ID },
    });
  });

  test('has no control sequence, no hidden link and no empty text, and fits into SNS', () => {
    fc.assert(
      fc.property(hostileContents, (contents) => {
        const { body } = wordFor('chat', contents);
        const { content, metadata, ...rest } = JSON.parse(body);
        expect(rest).toEqual({ version: '1.0', source: 'custom', id: expect.any(String) });
        expect(metadata.threadId).toBe(ID);
        expect(content.title.length).toBeLessThanOrEqual(250);
        expect(content.description.length).toBeLessThanOrEqual(3_000);
        for (const text of textsIn({ content, metadata })) {
          expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)|\]\(|\p{Cs}/u);
          expect(text).not.toMatch(/@(channel|here|everyone|group)/i);
          expect(text).not.toBe('');
        }
        expect(Buffer.byteLength(body)).toBeLessThan(262_144);
      }),
    );
  });
});

test('a topic of plain text gets the mail', () => {
  expect(wordFor('text', fullContents('page')).body).toMatch(/^HIGH: ChargePayment fails/);
});
