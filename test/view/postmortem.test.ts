import fc from 'fast-check';
import type { EvidenceSnapshot } from '../../lib/core/incident/evidence';
import type { Incident } from '../../lib/core/incident/incident';
import { deploysOf, type PostmortemContents, relatedTo } from '../../lib/core/incident/postmortem-contents';
import { MAX_DRAFT_BYTES } from '../../lib/core/incident/postmortem-draft';
import { postmortem } from '../../lib/view/postmortem';
import { link } from '../../lib/view/postmortem/markdown';
import { entryOf, incidentOf, outboxOf } from '../adapters/samples';
import { anyCharacter } from '../any-character';

const T0 = Date.UTC(2026, 0, 15, 8);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const dana = { type: 'user', id: 'dana' } as const;

function contentsOf(changes: Partial<PostmortemContents> = {}): PostmortemContents {
  return {
    incident: incidentOf({
      status: 'resolved',
      title: 'ChargePayment fails 5 % of its invocations.',
      team: 'payments',
      openedMs: T0,
      resolvedMs: T0 + 32 * MINUTE,
      resolvedBy: dana,
      alarms: ['checkout-faults', 'checkout-latency'],
      affected: ['orders', 'mail'],
      rootCause: 'An index was missing.\n- nobody looked\n1. really',
      resolution: 'Rolled back.',
    }),
    timeline: [
      entryOf({ atMs: T0, eventId: '1', text: 'Opened by checkout-faults: 3 of 5 datapoints >= 0.05' }),
      entryOf({ atMs: T0 + 4 * MINUTE, eventId: '2', kind: 'acknowledged', actor: dana, text: 'Acknowledged by dana' }),
      entryOf({ atMs: T0 - HOUR, eventId: '0', kind: 'deployed', text: 'Deploy of CheckoutProd succeeded' }),
      entryOf({ atMs: T0 + 32 * MINUTE, eventId: '3', kind: 'resolved', actor: dana, text: 'Resolved by dana' }),
    ],
    outbox: [
      outboxOf({ dueMs: T0 + 5 * MINUTE, level: 1, channel: '@kim', status: 'dead', lastError: 'no such topic' }),
      outboxOf({ dueMs: T0, level: 0, channel: 'oncall', status: 'sent' }),
      outboxOf({ dueMs: T0 + 32 * MINUTE, kind: 'resolved', level: 0, status: 'sent', via: 'chat' }),
      outboxOf({ dueMs: T0 + 33 * MINUTE, kind: 'resolved', level: 0, channel: '@kim', attempts: 2 }),
    ],
    writtenMs: T0 + HOUR,
    region: 'eu-west-1',
    dashboardName: 'checkout prod',
    impact: { found: [{ slo: 'checkout/prod/availability', events: 24.2, share: 0.2511, method: 'counted' }] },
    traces: { found: [] },
    errors: { unknown: 'no source of it is set up' },
    related: [incidentOf({ id: 'i-9', openedMs: T0 - 3 * HOUR, title: 'Orders are slow.', severity: 'low' })],
    ...changes,
  };
}

/** With this text wherever others may have written one, `times` each. */
function keptOf(text: string, times = 1): EvidenceSnapshot {
  const many = <T>(one: T) => Array.from({ length: times }, () => one);
  const at = { service: text, environment: text };
  return {
    generation: 2,
    collectedMs: T0,
    alarms: many(text),
    deploys: Array.from({ length: times }, (_, n) => ({ ...at, release: `${n}${text}`, atMs: T0 - n, outcome: text })),
    openIncidents: many({ ...at, id: text, severity: 'low' as const, title: text, openedMs: T0 }),
    traces: { found: many({ id: text, url: text, what: text }) },
    errors: { found: many({ fingerprint: text, what: text, count: 1 }) },
  };
}

test('a draft reads well: what is known is filled in, what only people know is asked', () => {
  expect(postmortem(contentsOf())).toMatchInlineSnapshot(`
"# Post-mortem: ChargePayment fails 5 % of its invocations.

Drafted from what was recorded, 2026-01-15 09:00:00 UTC. Once somebody has edited it, it is not drafted again.

## Summary

| What | Value |
| --- | --- |
| Incident | i-1 |
| Severity | high |
| Service | checkout prod |
| Team | payments |
| Began | 2026-01-15 08:00:00 UTC |
| Ended | 2026-01-15 08:32:00 UTC, by dana |
| Time to detect | unknown: what is recorded begins with the first alarm, not with the fault |
| Time to acknowledge | 4 min |
| Time to resolve | 32 min |
| Rounds | 1: it did not come back |
| Pages | 2 pages, 1 of them delivered by no channel |
| Alarms | checkout-faults, checkout-latency |
| Affected systems | orders, mail |

## Impact

| Objective | Error budget spent | Bad events | How |
| --- | --- | --- | --- |
| checkout/prod/availability | 25.2 % | 25 | counted |

_Who noticed what, how many of them, and for how long?_

## Timeline

Times are UTC.

| Time | What | Who |
| --- | --- | --- |
| 2026-01-15 08:00:00 | Opened by checkout-faults: 3 of 5 datapoints &gt;= 0.05 | alarm |
| 2026-01-15 08:04:00 | Acknowledged by dana | dana |
| 2026-01-15 07:00:00 | Deploy of CheckoutProd succeeded | alarm |
| 2026-01-15 08:32:00 | Resolved by dana | dana |

## Who was told

| Due | Channel or person | What | Outcome |
| --- | --- | --- | --- |
| 2026-01-15 08:00:00 | oncall | page, level 1 | sent |
| 2026-01-15 08:05:00 | &#64;kim | page, level 2 | not delivered: no such topic |
| 2026-01-15 08:32:00 | oncall | resolved | sent by chat in its place |
| 2026-01-15 08:33:00 | &#64;kim | resolved | not sent yet, 2 tries |

## Deploys

| Time | What |
| --- | --- |
| 2026-01-15 07:00:00 | Deploy of CheckoutProd succeeded |

## Evidence

### Most frequent errors

Not known: no source of it is set up

### Failing traces

No failing trace was recorded.

## Related incidents

| Opened | Incident | Environment | Severity | Status | Title |
| --- | --- | --- | --- | --- | --- |
| 2026-01-15 05:00:00 | i-9 | prod | low | triggered | Orders are slow. |

## What went well

- _What helped to notice it, to find its cause, to end it?_
- _Where were we lucky?_

## What went badly

- _What cost time?_
- _What was missing: an alarm, a runbook, a right, a person?_

## Root cause

> An index was missing.
>
> \\- nobody looked
>
> 1\\. really

## Resolution

> Rolled back.

## Action items

| What | Prevents, detects or shortens | Owner | Due | Ticket |
| --- | --- | --- | --- | --- |
|  |  |  |  |  |

## Links

- [Dashboard](<https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout%20prod>)
- Rehearsal: its report page opens at this moment with \`#alarm=checkout-faults&t=2026-01-15T08:00:00Z\` at the end of its address
"
`);
});

test('of an open incident, nobody having done anything, says so', () => {
  const text = postmortem(
    contentsOf({
      incident: incidentOf({ openedMs: T0, generation: 2 }),
      timeline: [],
      outbox: [],
      impact: { found: [] },
      related: [],
      dashboardName: undefined,
    }),
  );
  expect(text).toContain('| Ended | not yet: this draft was made while it was open |');
  expect(text).toContain('| Time to acknowledge | nobody acknowledged |');
  expect(text).toContain('| Time to resolve | not yet |');
  expect(text).toContain('| Rounds | 2: it came back |');
  expect(text).toContain('| Pages | no pages |');
  expect(text).toContain('| Affected systems | nobody named any |');
  expect(text).toContain('Nobody was told.');
  expect(text).toContain('No objective of the service was measured during the incident.');
  expect(text).toContain('## Root cause\n\n_Why did it happen');
  expect(text).toContain('- The service has no dashboard of its own.');
});

test('clocks that differ are named, not shown as negative times', () => {
  const timeline = [
    entryOf({ atMs: T0, eventId: '000001.00|a' }),
    entryOf({ atMs: T0 - 1, eventId: '000002.00|b', kind: 'acknowledged', actor: dana }),
  ];
  expect(postmortem(contentsOf({ timeline }))).toContain('| Time to acknowledge | before it began: clocks differ |');
});

describe('texts of others', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '[click](javascript:alert(1))',
    '![x](https://evil.example/p.png)',
    'https://evil.example www.evil.example mail@evil.example @everyone',
    '| a | b |\n|---|---|\n# heading',
    '```\ncode\n``` `tick` **bold** _em_ ~~gone~~ $x$',
    '\u202Egnol\u0000\u0007\u2028\u2029',
    '\uD800 lone',
    '__proto__',
    'x'.repeat(80_000),
  ];

  const everywhere = (text: string): PostmortemContents => {
    const actor = { type: 'user', id: text } as const;
    const evidence = { id: text, url: text, what: text, fingerprint: text, count: 1 };
    return contentsOf({
      incident: incidentOf({
        ...{ id: text, title: text, team: text, service: text, environment: text, alarms: [text], affected: [text] },
        ...{ status: 'resolved', resolvedMs: T0, resolvedBy: actor, rootCause: text, resolution: text },
      }),
      timeline: [entryOf({ text, actor }), entryOf({ kind: 'deployed', text, actor })],
      outbox: [outboxOf({ channel: text, status: 'dead', lastError: text })],
      dashboardName: text,
      impact: { found: [{ slo: text, events: 1, share: 0.5, method: 'counted' }] },
      traces: { found: [evidence] },
      errors: { found: [evidence] },
      related: [incidentOf({ id: text, title: text, environment: text })],
      kept: [keptOf(text)],
    });
  };

  test.each(HOSTILE)('show exactly themselves, wherever they stand: %#', (text) => {
    // The only link is to the console, with the dashboard's name percent-encoded.
    const [drafted = ''] = postmortem(everywhere(text)).split('\n## Links');
    expect(drafted).not.toMatch(/<script|[^\\]\]\(|https:\/\/evil|www\.evil|@e/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(drafted).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2028\u2029]|\p{Cs}/u);
    expect(drafted.length).toBeLessThan(40_000);
  });

  test('never change the build of the document', () => {
    const shapeOf = (contents: PostmortemContents) =>
      postmortem(contents)
        .split('\n')
        .filter((line) => /^(#|\||- )/.test(line))
        .map((line) => (line.startsWith('|') ? line.replace(/\\\|/g, '').split('|').length : line.split(' ')[0]));
    const anything = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc
        .array(fc.constantFrom('|', '\\', '\n', '#', '- ', '`', '<', '\r', '\u2028', 'a', '>'))
        .map((all) => all.join('')),
    );
    const expected = shapeOf(everywhere('a'));
    fc.assert(
      fc.property(anything, (text) => {
        expect(shapeOf(everywhere(text))).toEqual(expected);
      }),
    );
  });

  test('lead where a link may lead, or are text', () => {
    expect(link('a|b', 'https://x.example/(a)?b=`c`|d&e=<f>\\')).toBe(
      '[a\\|b](<https://x.example/(a)?b=%60c%60%7Cd&e=%3Cf%3E%5C>)',
    );
    for (const url of ['http://x.example', 'javascript:alert(1)', 'https://user@x.example', 'nothing', undefined]) {
      expect(link('trace', url)).toBe('trace');
    }
  });
});

test('however long an incident was, its draft can be stored, with its begin and its end', () => {
  const long = '🛒'.repeat(1_000);
  const timeline = Array.from({ length: 5_000 }, (_, n) =>
    entryOf({ atMs: T0 + n, eventId: `${n}`, text: `${n} ${long}` }),
  );
  const outbox = Array.from({ length: 5_000 }, (_, n) => outboxOf({ channel: `${n} ${long}`, dueMs: T0 + n }));
  const deploys = timeline.map((entry) => ({ ...entry, kind: 'deployed' as const }));
  const evidence = Array.from({ length: 500 }, () => ({
    id: long,
    url: long,
    what: long,
    fingerprint: long,
    count: 1,
  }));
  const contents = contentsOf({
    timeline: [...timeline, ...deploys],
    outbox,
    traces: { found: evidence },
    errors: { found: evidence },
    impact: { found: evidence.map(() => ({ slo: long, events: 1, share: 1, method: 'counted' })) },
    related: evidence.map(() => incidentOf({ id: long, title: long, environment: long })),
    // As much as `keep-evidence` keeps.
    kept: Array.from({ length: 5 }, () => keptOf('🛒'.repeat(120), 10)),
  });
  const drafted = postmortem({
    ...contents,
    incident: { ...contents.incident, rootCause: long.repeat(9), resolution: long.repeat(9) },
  });
  expect(Buffer.byteLength(drafted)).toBeLessThan(MAX_DRAFT_BYTES);
  expect(drafted).toContain('| 0 🛒');
  expect(drafted).toContain('| 4999 🛒');
  expect(drafted).toMatch(/\| … \| \d+ more: no room here \| {2}\|/);
});

describe('what was kept', () => {
  const sectionOf = (changes: Partial<PostmortemContents>, title: string) =>
    postmortem(contentsOf(changes)).split(`## ${title}\n\n`)[1]?.split('\n\n## ')[0];
  const nothing = { ...keptOf('', 0), generation: 1 };

  test('is told round by round', () => {
    const kept = [
      { ...nothing, alarms: ['faults'], traces: { unknown: 'no source of it is set up' } },
      { ...keptOf('x|y'), generation: 3, collectedMs: T0 + HOUR },
    ];
    expect(sectionOf({ kept }, 'Known when it began')).toBe(`### It opened: 2026-01-15 08:00:00 UTC

Alarms: faults

No other incident was open.

No error was recorded.

Not known: no source of it is set up

### Round 3 began: 2026-01-15 09:00:00 UTC

Alarms: x\\|y

| Also open | Service | Severity | Title |
| --- | --- | --- | --- |
| x\\|y | x\\|y x\\|y | low | x\\|y |

| Error | Fingerprint | Times |
| --- | --- | --- |
| x\\|y | x\\|y | 1 |

| Trace | What failed |
| --- | --- |
| x\\|y | x\\|y |`);
    expect(sectionOf({}, 'Known when it began')).toBeUndefined();
  });

  test('has deploys before it began; those that the timeline has are told once', () => {
    const deploy = (release: string, atMs: number) => ({
      ...{ service: 'checkout', environment: 'prod', outcome: 'rolled back' },
      ...{ release, atMs: T0 + atMs },
    });
    const told = entryOf({ atMs: T0 + 60_000, eventId: 'd', kind: 'deployed', text: 'Deploy of Shop' });
    const kept = [
      { ...nothing, deploys: [deploy('r-1', -5 * HOUR), deploy('r-2', 60_000)] },
      { ...nothing, generation: 2, deploys: [deploy('r-1', -5 * HOUR), deploy('r-3', 30_000)] },
    ];
    expect(sectionOf({ kept, timeline: [told] }, 'Deploys')).toBe(`| Time | What |
| --- | --- |
| 2026-01-15 03:00:00 | Deploy rolled back (r-1), 5 h before it began |
| 2026-01-15 08:00:30 | Deploy rolled back (r-3), while it was open |
| 2026-01-15 08:01:00 | Deploy of Shop |`);
    expect(sectionOf({ kept: [nothing], timeline: [] }, 'Deploys')).toBe(
      'None was told of from a day before it began to its end.',
    );
  });
});

describe('what belongs to an incident', () => {
  test('deploys from two hours before it began to its end', () => {
    const at = (ms: number) => entryOf({ kind: 'deployed', atMs: T0 + ms, eventId: String(ms) });
    const found = (resolvedMs?: number) =>
      deploysOf({
        incident: incidentOf({ openedMs: T0, resolvedMs }),
        timeline: [-2 * HOUR - 1, -2 * HOUR, 0, 10, 11].map(at),
        outbox: [],
      }).map(({ atMs }) => atMs - T0);
    expect(found(T0 + 10)).toEqual([-2 * HOUR, 0, 10]);
    expect(found()).toEqual([-2 * HOUR, 0, 10, 11]);
  });

  test('other incidents within a day, oldest first', () => {
    const other = (id: string, ms: number): Incident => incidentOf({ id, openedMs: T0 + ms });
    const candidates = [other('c', 24 * HOUR), other('x', 24 * HOUR + 1), other('i-1', 0), other('a', -24 * HOUR)];
    expect(relatedTo(incidentOf({ openedMs: T0 }), candidates).map(({ id }) => id)).toEqual(['a', 'c']);
  });
});
