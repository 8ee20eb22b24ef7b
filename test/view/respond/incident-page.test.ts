import fc from 'fast-check';
import type { Incident, TimelineEntry } from '../../../lib/core/incident/incident';
import { incidentPage } from '../../../lib/view/respond/incident-page';
import { messagePage } from '../../../lib/view/respond/message-page';
import { anyCharacter } from '../../any-character';
import { NOW, pageOf, T0 } from './fixture';

/** What a reader sees: the texts between the tags, entities as they are. */
function texts(page: string): string[] {
  const body = page.slice(page.indexOf('<main>'));
  return body
    .split(/<[^>]*>/)
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

describe('the page of an incident', () => {
  test('says what is broken, since when, what to do first, who acts, and what happened', () => {
    expect(texts(incidentPage(pageOf()))).toEqual([
      'high',
      'checkout prod',
      'Orders fail: 12 % of requests end in an error',
      'Since 08:00:00 UTC, for 14 min 10 s',
      'First',
      'https://runbooks.example.com/checkout',
      'Acknowledge',
      'as alice',
      'What happened',
      '08:00:10',
      'Opened by checkout-faults: Threshold Crossed: 3 datapoints were greater than the threshold (5.0)',
      '08:05:00',
      'checkout-latency joined: p99 above 2,000 ms',
      'All times are UTC.',
    ]);
  });

  test('gives the day where it is not today, and the round where it came back', () => {
    const page = pageOf({ incident: { beganMs: T0 - 86_400_000, generation: 3 } });
    expect(texts(incidentPage(page))).toContain('Since 08:00:00 UTC on 14 January 2026, for 1 d, round 3');
  });

  test('lists who acknowledged, and how many more must', () => {
    const acknowledgements = [{ by: 'bob', atMs: T0 + 60_000 }];
    const plan = { policy: 'default', levels: [], acksNeeded: 3 };
    const page = texts(incidentPage(pageOf({ incident: { acknowledgements, plan } })));
    expect(page.slice(0, 2)).toEqual(['Acknowledged by bob at 08:01:00 UTC', '2 more people must acknowledge']);
    expect(page).toContain('Acknowledge as well');
  });

  test.each<[Partial<Incident>, string]>([
    [
      { status: 'resolved', resolvedMs: T0, resolvedBy: { type: 'user', id: 'bob' } },
      'Resolved at 08:00:00 UTC by bob',
    ],
    [
      { status: 'resolved', resolvedMs: T0, resolvedBy: { type: 'alarm', id: 'faults' } },
      'Resolved at 08:00:00 UTC by alarm faults',
    ],
    [{ status: 'closed', resolvedMs: T0, closedMs: NOW }, 'Resolved at 08:00:00 UTC, closed at 08:14:10 UTC'],
  ])('of one that is over says so first: %j', (incident, words) => {
    const page = texts(incidentPage(pageOf({ incident, nonce: undefined })));
    expect(page[0]).toBe(words);
    expect(page).not.toContain('Acknowledge');
    expect(page.some((text) => text.includes(', for '))).toBe(false);
  });

  test('says what became of the press', () => {
    const first = (verdict: Parameters<typeof incidentPage>[0]['verdict']) =>
      texts(incidentPage({ ...pageOf({ nonce: undefined }), verdict }))[0];
    expect(first({ kind: 'done' })).toBe('Done. You have it now, alice.');
    expect(first({ kind: 'already' })).toBe('It was acknowledged already; nothing was changed.');
    expect(first({ kind: 'used' })).toBe('This link was used already; nothing more was changed.');
    expect(first({ kind: 'open too long' })).toBe(
      'Nothing was changed: the page was open for too long. Press the button again.',
    );
    expect(first({ kind: 'refused', why: '<i>2</i> of its alarms' })).toBe(
      'Nothing was changed: &lt;i&gt;2&lt;/i&gt; of its alarms.',
    );
  });

  test.each([
    'http://runbooks.example.com/',
    'javascript:alert(1)',
    'https://good.example.com@evil.example.com/',
    'https://[bad',
    'see https://runbooks.example.com/',
    'https://a.example.com/ "onclick="x',
  ])('makes no link of %s', (firstStep) => {
    expect(incidentPage(pageOf({ incident: { firstStep } }))).not.toContain('<a ');
  });

  test('shows a link as where it really leads', () => {
    const page = incidentPage(pageOf({ incident: { firstStep: 'https://аpple.example.com/"><b>' } }));
    expect(page).toContain('<a href="https://xn--pple-43d.example.com/%22%3E%3Cb%3E" rel="noopener noreferrer">');
  });

  test('keeps every foreign text inside its element, whatever it holds, and the page small', () => {
    const hostile = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 60 }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        '</title></style></main>',
        '\u202eevil\u2066',
        '\ud800',
        '__proto__',
        '😀'.repeat(20_000),
        'x'.repeat(80_000),
      ),
    );
    const plainPage = incidentPage(pageOf());
    const tagsOf = (page: string) => page.match(/<[^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, '""'));
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (title, service, text, responder) => {
        const entry = pageOf().timeline[0] as TimelineEntry;
        const page = incidentPage({
          ...pageOf({ incident: { title, service, environment: text } }),
          timeline: [
            { ...entry, text },
            { ...entry, text: title },
          ],
          responder,
        });
        expect(tagsOf(page)).toEqual(tagsOf(plainPage));
        expect(page).not.toMatch(/(?![\n])\p{Cc}|\p{Bidi_Control}|\p{Cs}/u);
        expect(page.length).toBeLessThan(20_000);
      }),
    );
  });

  test('shows the end of a long story', () => {
    const [entry] = pageOf().timeline;
    const timeline = Array.from({ length: 500 }, (_, n) => ({ ...(entry as TimelineEntry), text: `line ${n}` }));
    const shown = texts(incidentPage({ ...pageOf(), timeline })).filter((text) => text.startsWith('line '));
    expect(shown).toEqual(['line 494', 'line 495', 'line 496', 'line 497', 'line 498', 'line 499']);
  });
});

test('the pages without an incident have no link and no form', () => {
  for (const kind of ['not found', 'expired', 'outdated', 'gone', 'bad form', 'failed'] as const) {
    expect(messagePage(kind)).not.toMatch(/<a |<form|<input|<script/);
  }
  expect(texts(messagePage('expired'))).toEqual([
    'This link has expired',
    'Links work for up to 24 hours. Nothing was changed; use the newest message you got.',
  ]);
});
