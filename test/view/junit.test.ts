import * as fc from 'fast-check';
import { renderJunit } from '../../lib/view/junit';
import type { RehearsalReport } from '../../lib/view/report/model';
import { anyCharacter } from '../any-character';
import { checkoutReport } from './report/fixture';

const FILE = 'scenarios/payments-down.scenario';
const FAILED: RehearsalReport = {
  ...checkoutReport,
  title: 'Payments & <refunds>',
  verdict: 'failed',
  expectations: [
    { line: 14, text: 'expect quiet "Errors"', passed: true },
    { line: 17, text: 'expect page oncall 1', passed: false, actual: '2 sent (13m10s, <20m>)' },
  ],
};
const OBSERVED: RehearsalReport = { ...checkoutReport, verdict: 'observed', expectations: [] };

test('each scenario is a suite, each expectation a case, a failure names the line and what happened', () => {
  const [testsuites] = read(renderJunit([{ file: FILE, report: FAILED, wallSeconds: 1.5 }]));
  const [suite] = testsuites?.children ?? [];
  const counts = { tests: '2', failures: '1', errors: '0', skipped: '0', time: '1.500' };
  expect(testsuites).toMatchObject({ name: 'testsuites', attributes: { name: 'sightline rehearse', ...counts } });
  expect(suite).toMatchObject({
    name: 'testsuite',
    attributes: { name: 'Payments & <refunds>', file: FILE, ...counts },
  });
  const shared = { classname: 'scenarios.payments-down', file: FILE, time: '0.750' };
  expect(suite?.children.filter(({ name }) => name === 'testcase')).toEqual([
    element('testcase', { name: 'expect quiet "Errors"', line: '14', ...shared }),
    element('testcase', { name: 'expect page oncall 1', line: '17', ...shared }, [
      element(
        'failure',
        { message: '2 sent (13m10s, <20m>)', type: 'expectation' },
        [],
        `${FILE}:17: expect page oncall 1\n2 sent (13m10s, <20m>)`,
      ),
    ]),
  ]);
});

test('virtual times are properties of the suite, the story is its output', () => {
  const suite = read(renderJunit([{ file: FILE, report: FAILED }]))[0]?.children[0];
  const properties = suite?.children.find(({ name }) => name === 'properties')?.children ?? [];
  expect(Object.fromEntries(properties.map(({ attributes: { name, value } }) => [name, value]))).toEqual({
    verdict: 'failed',
    summary: expect.stringMatching(/^1 of 2 expectations was not met\. 3 alarms fired, /),
    virtualStart: '2026-02-03T09:00:00.000Z',
    virtualEnd: '2026-02-03T09:50:00.000Z',
    virtualSeconds: '3000',
    notRehearsed: String(FAILED.notRehearsed.length),
  });
  expect(suite?.children.find(({ name }) => name === 'system-out')?.text).toMatch(/^Payments & <refunds>\n2026-02-03/);
  expect(suite?.attributes.time).toBe('0.000');
});

test('several scenarios are added up', () => {
  const entries = [
    { file: 'a.scenario', report: FAILED, wallSeconds: 1 },
    { file: 'b.scenario', report: checkoutReport, wallSeconds: 0.25 },
    { file: 'c.csv', report: OBSERVED },
  ];
  const [testsuites] = read(renderJunit(entries));
  expect(testsuites?.attributes).toMatchObject({ tests: '8', failures: '1', errors: '0', skipped: '1', time: '1.250' });
  expect(testsuites?.children.map(({ attributes }) => attributes.file)).toEqual(['a.scenario', 'b.scenario', 'c.csv']);
});

test('a rehearsal that nothing was expected of is a skipped case', () => {
  const suite = read(renderJunit([{ file: './recordings/cpu.csv', report: OBSERVED }]))[0]?.children[0];
  expect(suite?.attributes).toMatchObject({ tests: '1', skipped: '1', failures: '0' });
  expect(suite?.children.find(({ name }) => name === 'testcase')).toMatchObject({
    attributes: { name: 'observed, nothing was expected', classname: 'recordings.cpu' },
    children: [element('skipped', { message: 'the scenario has no expectations' })],
  });
});

test('expectations of the same text are told apart by their line', () => {
  const twice = [3, 9].map((line) => ({ line, text: 'expect page oncall 1', passed: true }));
  const suite = read(renderJunit([{ file: FILE, report: { ...FAILED, expectations: twice } }]))[0]?.children[0];
  const cases = suite?.children.filter(({ name }) => name === 'testcase') ?? [];
  expect(cases.map(({ attributes }) => attributes.name)).toEqual([
    'expect page oncall 1 (line 3)',
    'expect page oncall 1 (line 9)',
  ]);
});

test('nothing at all is an empty list of suites', () => {
  expect(read(renderJunit([]))).toMatchObject([{ name: 'testsuites', attributes: { tests: '0' }, children: [] }]);
});

test('any text whatever makes a well-formed document', () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.constantFrom(']]>', '<!--', '&lt;', '\u0000', '\u001b[2J', '\uFFFE\uFFFF', '\uD800', '"\'`', '\u000B\f\r\n\t'),
  );
  fc.assert(
    fc.property(text, text, text, (title, file, actual) => {
      const expectations = [{ line: 1, text: title, passed: false, actual }];
      const [testsuites] = read(renderJunit([{ file, report: { ...FAILED, title, expectations } }]));
      expect(testsuites?.children[0]?.children.map(({ name }) => name)).toEqual([
        'properties',
        'testcase',
        'system-out',
      ]);
    }),
    { numRuns: 300 },
  );
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

function element(name: string, attributes: Readonly<Record<string, string>>, children: Element[] = [], text = '') {
  return { name, attributes, children, text };
}

/** Characters that XML 1.0 allows: https://www.w3.org/TR/xml/#charsets. */
const ALLOWED = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** A strict reader of the XML we write: declaration, elements, quoted attributes, text, entities; throws at the rest. */
function read(xml: string): Element[] {
  if (!ALLOWED.test(xml)) throw new Error('a character that XML does not allow');
  const root = element('', {});
  const open: Element[] = [root];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  for (const [, tag, text = ''] of body.matchAll(/<([^>]*)>|([^<]+)/g)) {
    const parent = open.at(-1) as Element;
    if (tag === undefined) parent.text = (parent.text + unescaped(text)).replace(/^\s+$/, '');
    else if (tag.startsWith('/')) expect(open.pop()?.name).toBe(tag.slice(1));
    else {
      const child = startOf(tag);
      parent.children.push(child);
      if (!tag.endsWith('/')) open.push(child);
    }
  }
  expect(open).toEqual([root]);
  return root.children;
}

function startOf(tag: string): Element {
  const match = /^([a-z-]+)((?: [a-zA-Z]+="[^"<]*")*)\/?$/.exec(tag);
  if (!match) throw new Error(`<${tag}> is not a tag`);
  const attributes = [...(match[2] ?? '').matchAll(/ ([a-zA-Z]+)="([^"]*)"/g)];
  expect(new Set(attributes.map(([, name]) => name)).size).toBe(attributes.length);
  return element(
    match[1] ?? '',
    Object.fromEntries(attributes.map(([, name, value = '']) => [name, unescaped(value)])),
  );
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+);|([a-z]+);)?/g, (whole, code?: string, name?: string) => {
    const character = code === undefined ? ENTITIES[name ?? ''] : String.fromCodePoint(Number(code));
    if (character === undefined) throw new Error(`'${whole}' is not an entity`);
    return character;
  });
}
