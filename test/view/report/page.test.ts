import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { embedJson } from '../../../lib/view/report/embed';
import { renderReport } from '../../../lib/view/report/page';
import { sha256Base64 } from '../../../lib/view/report/sha256';
import { checkoutReport, HOSTILE, hostileReport } from './fixture';

const assets = { script: 'console.log(1)', style: 'body{margin:0}' };
const page = renderReport(checkoutReport, assets);
const hostile = renderReport(hostileReport, assets);

describe('the page', () => {
  test('has its parts in the order in which they are read', () => {
    const ids = [...page.matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual([
      'story',
      'alarms',
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
    expect(page).toContain('1 page after 4\u00a0min 10\u00a0s');
    expect(page).toContain('3 February 2026, 09:00:00 – 09:50:00 UTC');
  });

  test('gives a ribbon to alarms that moved and folds the quiet ones, starting without data included', () => {
    expect(page.match(/class="ribbon"/g)).toHaveLength(4);
    expect(page).toContain('21 alarms stayed quiet');
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
      'No alarm left OK.',
      'Nothing was sent.',
      'No incident was opened.',
      'The templates define no dashboard.',
      'could neither pass nor fail',
    ]) {
      expect(empty).toContain(words);
    }
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

  test('adds no element for hostile text', () => {
    const count = (html: string) => (html.match(/<script/g) ?? []).length;
    expect(count(hostile)).toBe(count(page));
    expect(hostile.includes('<img')).toBe(false);
    expect(/(?!\n)\p{Cc}|\p{Bidi_Control}|\p{Cs}/u.test(hostile)).toBe(false);
    expect(hostile.includes('"javascript:')).toBe(false);
  });

  test('embeds any text as JSON that reads back as it was and cannot end its element', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(HOSTILE)), (text) => {
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
