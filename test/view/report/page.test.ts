import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { PageData } from '../../../lib/view/report/chart-data';
import { momentHash } from '../../../lib/view/report/deep-link';
import { embedJson } from '../../../lib/view/report/embed';
import type { RehearsalReport } from '../../../lib/view/report/model';
import { renderReport } from '../../../lib/view/report/page';
import { sha256Base64 } from '../../../lib/view/report/sha256';
import { WIDGET_THEMES, widgetStyle } from '../../../lib/view/widgets/style';
import { anyCharacter } from '../../any-character';
import { at, checkoutReport, fullReport, HOSTILE, hostileReport, hostileWidgetsReport, widgetsReport } from './fixture';

const assets = { script: 'console.log(1)', style: 'body{margin:0}' };
const page = renderReport(checkoutReport, assets);
const hostile = renderReport(hostileReport, assets);
const widgets = renderReport(widgetsReport, assets);

describe('the page', () => {
  test('has its parts in the order in which they are read', () => {
    const ids = [...page.matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual([
      'timeline',
      'story',
      'notifications',
      'incidents',
      'dashboards',
      'expectations',
      'not-rehearsed',
      'method',
      'counts',
    ]);
  });

  test('shows the verdict, the sentence and the time range', () => {
    expect(page).toContain('verdict-passed');
    expect(page).toContain('1 page 4\u00a0min 10\u00a0s after the first failure');
    expect(page).toContain('3 February 2026, 09:00:00 – 09:50:00 UTC');
  });

  test('shows the alarms that moved, the first to fire first, and folds the quiet ones', () => {
    const names = (html: string) => [...html.matchAll(/lane-name">([^<]+) </g)].map((match) => match[1]);
    const [moved = '', quiet = ''] = timelineOf(page).split('<details class="quiet">');
    expect(names(moved)).toEqual([
      'ChargePayment Errors',
      'Orders API Faults',
      'Orders DLQ Depth',
      'ReconcileLedger Errors',
    ]);
    expect(quiet).toContain('21 alarms stayed quiet');
    expect(names(quiet)).toHaveLength(21);
  });

  test('gives each alarm a chart of what it judged, or of the metric on the dashboard, with its threshold', () => {
    const charts = pageDataOf(renderReport(fullReport, assets)).charts.charts.filter(({ lane }) => lane);
    expect(charts.map(({ title, series, thresholds }) => [title, series[0]?.label, thresholds[0]?.value])).toEqual([
      ['Datapoints it judged', 'p50', undefined],
      ['Datapoints it judged', 'Average', 0.05],
    ]);
    expect(charts[0]?.series[0]?.band).toHaveLength(50);
    expect(charts[1]?.evidence).toEqual([[at(13, 10), [10, 11, 12].map((minute) => [at(minute), 1])]]);
    const drawn = checkoutReport.alarms.map((entry) => ({ ...entry, statistic: 'Sum' }));
    const [faults] = pageDataOf(renderReport({ ...checkoutReport, alarms: drawn }, assets)).charts.charts;
    expect(faults?.title).toBe('Its metric, as on the dashboard');
  });

  test('hatches what was muted or suppressed, and says why', () => {
    const timeline = timelineOf(renderReport(fullReport, assets));
    const held = [
      ...timeline.matchAll(/<a class="segment"[^>]*aria-label="([^"]*)"[^>]*><rect[^>]*><rect class="segment-held"/g),
    ];
    expect(held.map((match) => match[1]?.split('\n').slice(0, 3))).toEqual([
      ['Muted', '09:16:00 – 09:26:00 (10 min)', 'checkout-prod-OrdersDLQDepth'],
      ['In alarm', '09:13:40 – 09:15:40 (2 min)', 'Actions held back: suppressed: WaitPeriod'],
      ['In alarm', '09:17:10 – 09:37:08 (19 min 58 s)', 'Actions held back: muted by nightly-redrive until 09:26'],
    ]);
    expect(timeline).toContain('ALARM(&quot;checkout-prod-ChargePaymentErrors&quot;) AND ALARM(');
    expect(timeline).toContain('ran <code>arn:aws:sns:eu-central-1:123456789012:oncall</code>');
  });

  test('tells what was not rehearsed, advice, and which alarms nothing drove to ALARM', () => {
    const full = renderReport(fullReport, assets);
    expect(full).toMatch(/id="not-rehearsed".*SpendAlarm.*id="advice".*treat missing data as notBreaching/s);
    expect(full).toMatch(/3 of 24 alarms were in ALARM.*21 alarms nothing drove to ALARM.*PlaceOrderErrors/s);
    expect(full).toContain('<a href="#not-rehearsed">Not rehearsed <span>2</span></a>');
  });

  test('says which alarms its coverage counts and the figures at the top do not', () => {
    const alarms = fullReport.alarms.map((alarm) =>
      /ChargePaymentErrors|PlaceOrderErrors/.test(alarm.name) ? { ...alarm, windowOf: 'Orders' } : alarm,
    );
    const coverage = /id="coverage".*?<\/header>/s.exec(renderReport({ ...fullReport, alarms }, assets))?.[0];
    expect(coverage).toContain(
      '3 of 24 alarms were in ALARM. That counts 1 of 2 window alarms of burn-rate rules, which the figures at the top leave out.',
    );
  });

  test('links every turn of the story, state change, milestone and message to its moment', () => {
    const targets = new Set([...page.matchAll(/href="(#(?:alarm=[^"]*&amp;)?t=[^"]+)"/g)].map((match) => match[1]));
    for (const { atMs } of [...checkoutReport.story, ...checkoutReport.notifications]) {
      expect(targets).toContain(momentHash(atMs));
    }
    for (const { name, states } of checkoutReport.alarms) {
      for (const { atMs } of states) expect(targets).toContain(momentHash(atMs, name).replace('&', '&amp;'));
    }
  });

  test('stays small and says what it left out when a month flaps', () => {
    const flapping = renderReport(flappingReport(), assets);
    expect(flapping.length).toBeLessThan(3_000_000);
    expect(flapping).toContain('9,940 more are not listed.');
    expect(flapping).toContain('3,000 entries beyond the first 2,000 of a kind left out.');
    expect(flapping.match(/class="segment"[^>]*data-state="(?:ok|alarm)"/g)?.length).toBeLessThanOrEqual(200);
  });

  test('names failed expectations at the top with their lines', () => {
    const failed = renderReport(
      {
        ...checkoutReport,
        verdict: 'failed',
        expectations: [{ line: 18, text: 'page once', passed: false, actual: '2 pages' }],
      },
      assets,
    );
    expect(failed.slice(0, failed.indexOf('<main>'))).toMatch(/href="#line-18".*page once.*2 pages/s);
    expect(failed).toContain('id="line-18" class="unmet"');
  });

  test('says so where there is nothing to show', () => {
    const empty = renderReport(
      {
        ...checkoutReport,
        verdict: 'observed',
        expectations: [],
        alarms: [],
        story: [],
        incidents: [],
        notifications: [],
        dashboards: [],
        notRehearsed: [],
        assumptions: [],
        counts: {},
      },
      assets,
    );
    for (const words of [
      'Nothing happened.',
      'The templates define no alarm to rehearse.',
      'Nothing was sent.',
      'No incident was opened.',
      'The templates define no dashboard.',
      'could neither pass nor fail',
    ]) {
      expect(empty).toContain(words);
    }
  });

  test('shows custom widgets in their places, and says of one that is not drawn why', () => {
    const board = widgets.slice(widgets.indexOf('id="board-checkout-prod"'), widgets.indexOf('id="expectations"'));
    expect([...board.matchAll(/<div class="widget custom p\d+"><h4>([^<]*)/g)].map(([, title]) => title)).toEqual([
      ...['Open incidents', 'Cost of monitoring', 'Stock', 'On call now'],
    ]);
    expect(
      board.match(/<iframe class="for-(light|dark)" sandbox="[^"]*" title="Open incidents" height="320"/g),
    ).toHaveLength(2);
    expect(board).toContain('At the end of the rehearsal, <a class="moment" href="#t=2026-02-03T09:49:40Z"');
    expect(board).toContain('<p class="detail">Not drawn: its function stock is not part of this app.</p>');
  });

  test("folds a hub's dashboard, and names it by its hub", () => {
    const folds = [...widgets.matchAll(/<details class="board-fold" id="([^"]*)"( open)?><summary><h3[^>]*>([^<]*)/g)];
    expect(folds.map(([, id, open, title]) => [id, open !== undefined, title])).toEqual([
      ['board-checkout-prod', true, 'checkout-prod'],
      ['board-Sightline-sightline-incidents', false, 'Incidents of the hub sightline'],
    ]);
  });

  test('is the same for the same report', () => {
    expect(renderReport(checkoutReport, assets)).toBe(page);
  });
});

describe('safety', () => {
  test('allows exactly the inlined script and styles, by hash, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll('&#39;', "'");
    const hash = (text: string | undefined) =>
      `'sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}'`;
    const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((match) => hash(match[1]));
    const script = hash(/<script>([\s\S]*?)<\/script>/.exec(page)?.[1]);
    expect(policy).toBe(
      `default-src 'none'; script-src ${script}; style-src ${styles.join(' ')}; base-uri 'none'; form-action 'none'`,
    );
  });

  test('loads nothing: no element or rule refers to another resource', () => {
    for (const html of [page, hostile]) {
      expect(/<(?:link|iframe|object|embed|base|img|video|audio|form)\b/i.test(html)).toBe(false);
      expect(/<[^>]*\s(?:src|href)="(?!#)/.test(html.replace(/<a href="https:[^"]*"/g, ''))).toBe(false);
      const tags = html.match(/<[^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, '""')) ?? [];
      expect(tags.filter((tag) => /\s(?:on\w+|style)=/i.test(tag))).toEqual([]);
    }
  });

  test('custom widgets are in frames without scripts, and their styles are allowed by hash alone', () => {
    const hash = (text: string) => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(widgets)?.[1] ?? '';
    expect(policy).not.toContain('unsafe-inline');
    for (const theme of WIDGET_THEMES) expect(policy).toContain(hash(widgetStyle(theme)));
    expect(policy).toContain(`&#39;unsafe-hashes&#39; ${hash('width:41%')}`);
    const hostileWidgets = renderReport(hostileWidgetsReport, assets);
    for (const html of [widgets, hostileWidgets]) {
      for (const [frame] of html.matchAll(/<iframe\b[^>]*>/g)) {
        expect(frame.replace(/"[^"]*"/g, '""')).toBe('<iframe class="" sandbox="" title="" height="" srcdoc="">');
        expect(/sandbox="([^"]*)"/.exec(frame)?.[1]).toBe('allow-popups allow-popups-to-escape-sandbox');
      }
    }
    expect(hostileWidgets.match(/<script/g)).toHaveLength(2);
    expect(hostileWidgets.match(/<\/style>/g)).toHaveLength(2);
    expect(/<(?:img|meta http-equiv="refresh"|form)\b/.test(hostileWidgets)).toBe(false);
    expect(hostileWidgets).not.toContain('\u202e');
  });

  test('adds no element for hostile text', () => {
    const count = (html: string) => (html.match(/<script/g) ?? []).length;
    expect(count(hostile)).toBe(count(page));
    expect(hostile.includes('<img')).toBe(false);
    expect(/(?!\n)\p{Cc}|\p{Bidi_Control}|\p{Cs}/u.test(hostile)).toBe(false);
    expect(hostile.includes('"javascript:')).toBe(false);
  });

  test('embeds any text as JSON that reads back as it was and cannot end its element', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: anyCharacter }), fc.constant(HOSTILE)), (text) => {
        const json = embedJson({ [text]: text });
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual({ [text]: text });
      }),
    );
  });

  test('refuses assets that would end their own element', () => {
    expect(() => renderReport(checkoutReport, { ...assets, script: 'a</script>' })).toThrow(
      "the report's script must not contain '</script', found it at 1",
    );
    expect(() => renderReport(checkoutReport, { ...assets, style: 'a</style>' })).toThrow("the report's style");
  });

  test('computes SHA-256 as the standard does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(sha256Base64(text)).toBe(createHash('sha256').update(text).digest('base64'));
      }),
    );
  });
});

function timelineOf(html: string): string {
  return html.slice(html.indexOf('<section id="timeline"'), html.indexOf('<section id="story"'));
}

function pageDataOf(html: string): PageData {
  return JSON.parse(/id="page-data">([^<]*)</.exec(html)?.[1] ?? '') as PageData;
}

/** Thirty days of one alarm that changes ten thousand times, with a datapoint every minute. */
function flappingReport(): RehearsalReport {
  const [alarm] = checkoutReport.alarms;
  if (!alarm) throw new Error('the fixture has alarms');
  const startMs = at(0);
  const endMs = startMs + 30 * 86_400_000;
  const time = (share: number) => startMs + Math.floor((endMs - startMs) * share);
  return {
    ...checkoutReport,
    startMs,
    endMs,
    dashboards: [],
    alarms: [
      {
        ...alarm,
        states: Array.from({ length: 10_000 }, (_, index) => ({
          atMs: time(index / 10_000),
          state: index % 2 === 0 ? ('OK' as const) : ('ALARM' as const),
          reason: 'Threshold Crossed',
        })),
        chart: {
          points: Array.from({ length: 43_200 }, (_, minute) => [startMs + minute * 60_000, minute % 7] as const),
        },
      },
    ],
    story: Array.from({ length: 5000 }, (_, index) => ({
      atMs: time(index / 5000),
      kind: 'alarm' as const,
      text: 'ChargePayment Errors is in ALARM',
    })),
  };
}
