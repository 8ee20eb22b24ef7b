/**
 * Rehearsals as JUnit XML, as CI systems read it: a suite for each scenario, a case for each expectation.
 * @see https://github.com/testmoapp/junitxml for the elements and attributes that tools agree on
 */
import { escapeHtml, plain, plainBlock } from './escape';
import { inOneLine } from './format';
import type { RehearsalReport, ReportExpectation } from './report/model';
import { summarize } from './report/summary';
import { tellStory } from './timeline';

export interface JunitEntry {
  /** The scenario or recording, as the CI system shall link it. */
  readonly file: string;
  readonly report: RehearsalReport;
  /** How long the rehearsal took on the wall clock. @default 0 */
  readonly wallSeconds?: number;
}

/** One document for all rehearsals. `time` is wall-clock time; virtual times stand in the suite's properties. */
export function renderJunit(entries: readonly JunitEntry[]): string {
  const suites = entries.map(testSuite);
  const totals = attributes({ name: 'sightline rehearse', ...countsOf(entries) });
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites${totals}>`, ...suites, '</testsuites>', ''].join('\n');
}

function countsOf(entries: readonly JunitEntry[]): Readonly<Record<string, string>> {
  const cases = entries.flatMap(({ report }) => report.expectations);
  const observed = entries.filter(({ report }) => report.expectations.length === 0).length;
  return {
    tests: String(cases.length + observed),
    failures: String(cases.filter(({ passed }) => !passed).length),
    errors: '0',
    skipped: String(observed),
    time: seconds(entries.reduce((sum, { wallSeconds = 0 }) => sum + wallSeconds, 0)),
  };
}

function testSuite(entry: JunitEntry): string {
  const { file, report } = entry;
  const suite = attributes({ name: report.title, file, ...countsOf([entry]) });
  const cases = report.expectations.length === 0 ? [observedCase(entry)] : expectationCases(entry);
  const story = tellStory(report, { paint: (_style, text) => text, width: STORY_WIDTH });
  return [
    `  <testsuite${suite}>`,
    ...properties(report),
    ...cases,
    `    <system-out>${block(story)}</system-out>`,
    '  </testsuite>',
  ].join('\n');
}

const STORY_WIDTH = 160;

function properties(report: RehearsalReport): string[] {
  const named = {
    verdict: report.verdict,
    summary: summarize(report),
    virtualStart: new Date(report.startMs).toISOString(),
    virtualEnd: new Date(report.endMs).toISOString(),
    virtualSeconds: String((report.endMs - report.startMs) / 1000),
    notRehearsed: String(report.notRehearsed.length),
  };
  const lines = Object.entries(named).map(([name, value]) => `      <property${attributes({ name, value })}/>`);
  return ['    <properties>', ...lines, '    </properties>'];
}

/** Tools tell cases apart by class and name: an expectation that stands twice gets its line. */
function expectationCases({ file, report, wallSeconds = 0 }: JunitEntry): string[] {
  const texts = report.expectations.map(({ text }) => text);
  const time = seconds(wallSeconds / report.expectations.length);
  return report.expectations.map((expectation) => {
    const { line, text } = expectation;
    const name = texts.indexOf(text) === texts.lastIndexOf(text) ? text : `${text} (line ${line})`;
    const head = `    <testcase${attributes({ name, classname: className(file), file, line: String(line), time })}`;
    return expectation.passed ? `${head}/>` : `${head}>\n${failure(file, expectation)}\n    </testcase>`;
  });
}

function failure(file: string, { line, text, actual = '' }: ReportExpectation): string {
  const message = attributes({ message: inOneLine(actual), type: 'expectation' });
  return `      <failure${message}>${block(`${file}:${line}: ${text}\n${actual}`)}</failure>`;
}

/** A suite without a case is a failure to some tools: what is only observed counts as skipped. */
function observedCase({ file, wallSeconds = 0 }: JunitEntry): string {
  const name = 'observed, nothing was expected';
  const head = `    <testcase${attributes({ name, classname: className(file), file, time: seconds(wallSeconds) })}>`;
  return `${head}\n      <skipped${attributes({ message: 'the scenario has no expectations' })}/>\n    </testcase>`;
}

/** `scenarios/payments-down.scenario` as `scenarios.payments-down`: tools make packages of what the dots divide. */
function className(file: string): string {
  const parts = file.replace(/\.[^./\\]+$/, '').split(/[/\\]/);
  return parts.filter((part) => part !== '' && part !== '.' && part !== '..').join('.') || file;
}

function seconds(value: number): string {
  return value.toFixed(3);
}

function attributes(named: Readonly<Record<string, string>>): string {
  return Object.entries(named)
    .map(([name, value]) => ` ${name}="${xml(plain(value))}"`)
    .join('');
}

function block(text: string): string {
  return xml(plainBlock(text));
}

/**
 * The entities of our HTML are XML's too. `plain` has taken the controls and lone surrogates that XML 1.0 forbids
 * (https://www.w3.org/TR/xml/#charsets); the two noncharacters are left.
 */
function xml(text: string): string {
  return escapeHtml(text).replace(/[\uFFFE\uFFFF]/g, '\uFFFD');
}
