import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOG } from '../../lib/core/catalog/catalog';
import { runbookLink } from '../../lib/core/catalog/runbook';
import {
  HANDLER_METRIC,
  LOGGED_ERRORS,
  SLO_EVALUATION_METRIC,
  SLO_METRIC,
  WORKFLOW_METRIC,
} from '../../lib/core/conventions';
import { parseScenario } from '../../lib/rehearsal/scenario';
import {
  type Assemblies,
  COMMAND,
  documents,
  fillBlocks,
  generateBlocks,
  synthesizeAssemblies,
} from '../../scripts/docs';
import { catalogSize } from '../../scripts/docs/catalog';
import { ROOT } from '../../scripts/docs/example';
import { generatedEntries, runbooks } from '../../scripts/docs/runbooks';
import { exampleRehearsal } from '../../scripts/docs/stories';
import { blocksOf, frontMatter, leadsSomewhere, links, namedRows, section } from './markdown';

const FILES = documents();
const SCENARIO_REFERENCE = 'docs/reference/scenario.md';
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

// Apps are synthesized, two of them in processes of their own.
jest.setTimeout(120_000);

let assemblies: Assemblies;
beforeAll(async () => {
  assemblies = await synthesizeAssemblies();
});

test(`generated blocks say what the code says; if not, run: ${COMMAND}`, async () => {
  const blocks = await generateBlocks(assemblies);
  const stale = FILES.filter((file) => fillBlocks(file, read(file), blocks) !== read(file));
  expect({ stale, run: stale.length > 0 ? COMMAND : 'nothing' }).toEqual({ stale: [], run: 'nothing' });
});

const RUNBOOKS = runbooks();

test(`runbooks/ has the page of each entry with alarms and no other; if not, run: ${COMMAND}`, () => {
  const files = generatedEntries().map((file) => join('runbooks', file));
  expect(files.sort()).toEqual([...RUNBOOKS.keys()].sort());
  expect(files.filter((file) => read(file) !== RUNBOOKS.get(file))).toEqual([]);
});

test('the link in the description of every alarm leads to a section of a runbook', () => {
  const broken = CATALOG.flatMap((entry) =>
    entry.alarms
      .map(({ id }) => runbookLink('runbooks/', entry.title, id))
      .filter((link) => !leadsSomewhere('README.md', link)),
  );
  expect(broken).toEqual([]);
});

test('the front matter of a runbook names its alarms', () => {
  const matters = [...RUNBOOKS.values()].map(frontMatter);
  const entries = CATALOG.filter(({ alarms }) => alarms.length > 0);
  expect(matters).toEqual(
    entries.map(({ title, type, alarms }) => ({
      title,
      type,
      alarms: alarms.map(({ id, severity, role }) => ({ id, severity, role })),
    })),
  );
});

test('the README says how large the catalog is', () => {
  const { entries, resources, types, alarms, roles, drawnOnly } = catalogSize();
  const readme = read('README.md');
  expect(readme).toContain(`${resources} kinds of resources of ${types} CloudFormation types`);
  expect(readme).toContain(`${entries - resources} things that are no resource`);
  expect(readme).toContain(
    `${alarms} default alarms: ${roles.page} page, ${roles.ticket} are tickets, and ${roles.signal} watch the incident hub`,
  );
  expect(readme).toContain(`${drawnOnly} kinds are drawn only`);
});

test('the page on default alarms says how many of them page', () => {
  const { alarms, roles } = catalogSize();
  const page = read('docs/explanation/why-these-alarms.md').replaceAll('\n', ' ');
  expect(page).toContain(`Of ${alarms} default alarms, ${roles.signal} watch the incident hub`);
  expect(page).toContain(`Of the other ${roles.page + roles.ticket}, one in three pages: ${roles.page}.`);
  expect(Math.round((roles.page + roles.ticket) / roles.page)).toBe(3);
});

test('a block that nobody generates, or without an end, is named', () => {
  expect(() => fillBlocks('a.md', '<!-- generated:alarm -->\n<!-- /generated -->', { alarms: 'x' })).toThrow(
    "a.md: nothing generates 'alarm'; blocks are alarms",
  );
  expect(() => fillBlocks('a.md', '<!-- generated:alarms -->\nold', { alarms: 'x' })).toThrow(
    "a.md: a generated block has no '<!--",
  );
  expect(fillBlocks('a.md', '<!-- generated:alarms -->\nold\n<!-- /generated -->\n', { alarms: 'x' })).toBe(
    '<!-- generated:alarms -->\nx\n<!-- /generated -->\n',
  );
});

test('every relative link leads to a file and a heading that exist', () => {
  const broken = FILES.flatMap((file) =>
    links(read(file))
      .filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(file, target))
      .map((target) => `${file}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('every document can be reached from the map', () => {
  const linked = links(read('docs/README.md')).map((target) => join('docs', target));
  expect(
    FILES.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md' && !linked.includes(file)),
  ).toEqual([]);
});

test('every scenario can be parsed', () => {
  const scenarios = blocksOf('scenario');
  expect(scenarios.length).toBeGreaterThanOrEqual(4);
  for (const { text, place } of scenarios) expect(parseScenario(text, place).title).not.toBe('');
});

const REFERENCE_SCENARIOS = blocksOf('scenario').filter(({ file }) => file === SCENARIO_REFERENCE);

/** The example has no runbook to run: these are played in test/rehearsal/runbooks.slow.test.ts. */
const NEED_A_RUNBOOK = ['approve', 'run'];

test('the first scenario of the reference has fifteen lines, and together they use every statement and action', () => {
  expect(REFERENCE_SCENARIOS[0]?.text.trimEnd().split('\n')).toHaveLength(15);
  const text = REFERENCE_SCENARIOS.map((block) => block.text).join('\n');
  expect(allowed('nothing').filter((word) => !new RegExp(`^${word}\\b`, 'm').test(text))).toEqual([]);
  expect(allowed('at 1m nothing').filter((action) => !new RegExp(`^at \\w+ +${action}\\b`, 'm').test(text))).toEqual(
    NEED_A_RUNBOOK,
  );
});

test.each(REFERENCE_SCENARIOS)('the scenario at $place passes', async ({ text, place }) => {
  const report = await exampleRehearsal(assemblies.example).playScenario(parseScenario(text, place));
  expect(report.expectations.length).toBeGreaterThan(0);
  expect(report.expectations.filter(({ passed }) => !passed)).toEqual([]);
});

test('the scenario reference lists exactly the words that the parser knows', () => {
  const listed = (heading: string) =>
    namedRows(section(read(SCENARIO_REFERENCE), heading)).map((form) => form.split(' ')[0] as string);
  expect(listed('Statements').sort()).toEqual(allowed('nothing').sort());
  expect(listed('Actions').sort()).toEqual(allowed('at 1m nothing').sort());
  expect(listed('Expectations').sort()).toEqual(allowed('expect nothing').sort());
});

/** The words that could stand where this line has `nothing`, by the parser's own word. */
function allowed(line: string): string[] {
  try {
    parseScenario(line, 'a.scenario');
  } catch (error) {
    const [, words = ''] = /Allowed are: (.*)$/m.exec((error as Error).message) ?? [];
    if (words !== '') return words.split(', ');
  }
  throw new Error(`the parser does not say what may stand in '${line}'`);
}

test('the metric reference lists exactly the metrics there are', () => {
  const reference = read('docs/reference/metrics.md');
  const listed = (heading: string) => namedRows(section(reference, heading)).sort();
  expect(listed('Handler metrics')).toEqual(Object.values(HANDLER_METRIC).sort());
  expect(listed('Objective metrics')).toEqual(Object.values(SLO_METRIC).sort());
  expect(listed('Evaluation metrics')).toEqual(Object.values(SLO_EVALUATION_METRIC).sort());
  expect(listed('Log metrics')).toEqual([LOGGED_ERRORS]);
  expect(listed('Workflow metrics')).toEqual(Object.values(WORKFLOW_METRIC).sort());
});

test('the reference lists exactly the ids of warnings and infos there are', () => {
  const patterns = constructSources().flatMap(annotationIds).map(idPattern);
  const listed = namedRows(section(read('docs/reference/warnings-and-errors.md'), 'Warnings at synth'));
  expect(patterns.length).toBeGreaterThan(0);
  expect(listed.filter((id) => !patterns.some((pattern) => pattern.test(id)))).toEqual([]);
  expect(patterns.filter((pattern) => !listed.some((id) => pattern.test(id)))).toEqual([]);
});

function constructSources(): string[] {
  return readdirSync(join(ROOT, 'lib', 'constructs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(join('lib', 'constructs', file)));
}

/** As the source has them, `${...}` included; of the helpers `tell` and `warn` the ids that they are called with. */
function annotationIds(source: string): string[] {
  const ids = [...source.matchAll(/add(?:Warning|Info)V2\(\s*(['`])(.+?)\1/g)].map(([, , id = '']) => id);
  const told = [...source.matchAll(/\btell\(\w+, ['`]([^'`]+)['`]/g)].map(([, id = '']) => `sightline:${id}`);
  const warned = [...source.matchAll(/\bwarn\(\s*[^'`,]+,\s*'(sightline:[^']+)'/g)].map(([, id = '']) => id);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the id as that source writes it
  return [...ids, ...warned].flatMap((id) => (id === 'sightline:${id}' ? told : [id]));
}

function idPattern(id: string): RegExp {
  const parts = id.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^${parts.join('.+')}$`);
}
