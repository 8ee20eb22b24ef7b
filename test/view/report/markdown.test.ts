import fc from 'fast-check';
import { hubDashboard } from '../../../lib/core/dashboard/hub';
import { readDashboardBody } from '../../../lib/core/dashboard/read';
import { markdown, withLinks } from '../../../lib/view/report/markdown';

test('renders headings, bold, code, lists and paragraphs', () => {
  expect(markdown('# A\n## B\n- **x**\n- `y*`\n\n1. one\n2. two\n\nplain\ntext').toString()).toBe(
    '<h4>A</h4><h5>B</h5><ul><li><strong>x</strong></li><li><code>y*</code></li></ul>' +
      '<ol><li>one</li><li>two</li></ol><p>plain text</p>',
  );
});

test('links to https pages only and leaves other links as text', () => {
  expect(markdown('[a](https://example.com/a?b=1&c)').toString()).toBe(
    '<p><a href="https://example.com/a?b=1&amp;c" rel="noopener noreferrer">a</a></p>',
  );
  for (const target of [
    'javascript:alert',
    'http://example.com',
    'https:evil',
    '//example.com',
    'https://bank@evil.com',
  ]) {
    expect(markdown(`[a](${target})`).toString()).not.toContain('<a');
  }
});

test('shows HTML as text', () => {
  expect(markdown('<img src=x onerror=alert(1)>').toString()).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>');
});

test('makes no other element and no attribute of its own from any text', () => {
  const pieces = fc.constantFrom(
    '# ',
    '- ',
    '1. ',
    '**',
    '`',
    '[',
    '](',
    ')',
    'https://a.b/',
    '#dashboards:name=',
    '<b x=y>',
    '"',
    "'",
    '\n',
    ' ',
    'word',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const rest = markdown(parts.join(''))
        .toString()
        .replace(/<a href="https:[^"<>]*" rel="noopener noreferrer">/g, '')
        .replace(/<a href="#board-[\w-]+">/g, '')
        .replace(/<\/?(?:h[456]|p|ul|ol|li|strong|code|a)>/g, '');
      expect(rest).not.toMatch(/[<>"']/);
    }),
  );
});

test('reads a long hostile text in one pass', () => {
  expect(markdown('['.repeat(100_000)).toString().length).toBeLessThan(11_000);
});

test('links addresses inside a sentence', () => {
  expect(withLinks('see https://example.com/a, and <b>').toString()).toBe(
    'see <a href="https://example.com/a," rel="noopener noreferrer">https://example.com/a,</a> and &lt;b&gt;',
  );
});

test("the console's links between dashboards lead to the dashboard in the page", () => {
  expect(markdown('[Tables](#dashboards:name=shop-prod_2)').toString()).toBe(
    '<p><a href="#board-shop-prod_2">Tables</a></p>',
  );
  for (const target of ['#dashboards:name=', '#dashboards:name=a"b', '#dashboards:name=a?b', '#dashboards']) {
    expect(markdown(`[a](${target})`).toString()).not.toContain('<a');
  }
});

test('every link on the dashboard of a hub is one, the parentheses of the console included', () => {
  const content = { hub: 'main', region: 'eu-west-1', queues: {}, deadLetters: {}, pagers: [], alarms: [] };
  const [head] = readDashboardBody(JSON.stringify(hubDashboard(content))).widgets;
  const shown = markdown(head?.type === 'text' ? head.markdown : '').toString();
  expect(shown.match(/<a /g)).toHaveLength(3);
  expect(shown).not.toContain('](');
});
