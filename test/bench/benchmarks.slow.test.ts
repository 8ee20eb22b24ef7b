/** The page of all benchmarks: complete, and the same for the same results. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchmarkNames } from '../../bench/all';
import { benchmarkPage, type Outcome } from '../../bench/all/page';
import { readOutput, runBenchmark } from '../../bench/all/run';
import { SECTIONS, type Section } from '../../bench/all/sections';
import { prose, section as sectionOf } from '../docs/markdown';

const ROOT = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const PAGE = read('docs/reference/benchmarks.md');

const ONE: Section = {
  what: 'Counts sheep.',
  peer: 'Goats.',
  caveat: 'It is dark.',
  quick: true,
  figures: { sheep: 'sheep a second', lambs: 'lambs a second' },
};
const RUN = { machine: { cores: 2, memoryGiB: 4, system: 'linux', node: '20.16.0' }, quick: false };
const page = (outcome: Outcome) => benchmarkPage({ sheep: outcome }, { sheep: ONE }, RUN);

test('every bench:* script has its section, in words and on the page', () => {
  expect(Object.keys(SECTIONS)).toEqual(benchmarkNames());
  expect([...prose(PAGE).matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(benchmarkNames());
});

test.each(benchmarkNames())('the page has every figure of bench:%s, or says why not', (name) => {
  const text = sectionOf(PAGE, name);
  const shown = [...text.matchAll(/^\| `(\w+)` \| ([\d,.-]+|not measured) \|/gm)].map(([, figure]) => figure);
  const skipped = /^Not measured in this run: .+$/m.test(text);
  expect(skipped ? Object.keys(SECTIONS[name]?.figures ?? {}) : shown).toEqual(
    Object.keys(SECTIONS[name]?.figures ?? {}),
  );
});

test.each(benchmarkNames())('bench:%s knows the options that it is given', (name) => {
  const known = new Set([...read(`bench/${name}.ts`).matchAll(/\b(quick|data|json): \{ type:/g)].map(([, key]) => key));
  const { quick, data = false } = SECTIONS[name] as Section;
  expect({ json: known.has('json'), quick: known.has('quick'), data: known.has('data') }).toEqual({
    json: true,
    quick,
    data,
  });
});

test('a section says what, beside what, with which figures', () => {
  const text = page({ result: { sheep: 12345.6789, lambs: 0.25, unexplained: 1 }, printed: 'sheep  many\n' });
  expect(text).toContain('2 cores, 4 GiB of memory, linux, Node.js 20.16.0');
  expect(text).toContain('This was a full run.');
  expect(text.slice(text.indexOf('## sheep'))).toBe(`## sheep

Counts sheep.

- **Beside it:** Goats.
- **Mind:** It is dark.

\`\`\`sh
npm run bench:sheep -- --json # or --quick
\`\`\`

| figure | value | is |
|---|---:|---|
| \`sheep\` | 12,345.6789 | sheep a second |
| \`lambs\` | 0.25 | lambs a second |

\`\`\`text
sheep  many
\`\`\`
`);
});

test('a table whose first heading is empty keeps its columns', () => {
  const printed = '\n      a  b\n----  -  -\none   1  2\n\n';
  const text = page(readOutput(`${printed}{"sheep":1,"lambs":1}\n`));
  expect(text).toContain('```text\n      a  b\n----  -  -\none   1  2\n```\n');
});

test('what was not measured is said, and never a figure', () => {
  expect(page({ skipped: 'needs Java 17' })).toContain('Not measured in this run: needs Java 17');
  expect(page({ result: { sheep: null, lambs: 1 }, printed: '' })).toContain('| `sheep` | not measured |');
});

test('a figure that is gone and a benchmark that nobody describes are errors', () => {
  expect(() => page({ result: { sheep: 1 }, printed: '' })).toThrow("bench:sheep --json has no 'lambs'");
  expect(() => benchmarkPage({ goats: { skipped: 'x' } }, { sheep: ONE }, RUN)).toThrow('bench:goats has no section');
});

test('the last line is the result, the lines before are its tables', () => {
  expect(readOutput('a  b\n-  -\n1  2\n{"x":1}\n')).toEqual({ result: { x: 1 }, printed: 'a  b\n-  -\n1  2' });
  expect(readOutput('bench:x skipped: needs Java 17\n')).toEqual({ skipped: 'needs Java 17' });
  expect(() => readOutput('done\n')).toThrow('its last line is no JSON object: done');
});

test('a benchmark that reads labelled series is skipped without them', () => {
  expect(runBenchmark('anomaly', SECTIONS.anomaly as Section, { quick: true, data: undefined })).toEqual({
    skipped: 'it reads labelled series; give --data DIR',
  });
});
