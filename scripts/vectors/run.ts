/** Runs every vector file below a directory through the decisions of lib/core, and every event through the workflow. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CaseKind, type Cells, isCells } from './case-kind';
import { type CaseList, findCaseLists } from './case-lists';
import { eventFoldersAmong, runEventFolder } from './event-folder';
import { filesBelow, messageOf, type Unreadable } from './files-below';
import { type Difference, judge, type Verdict } from './judge';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly notAsserted: number;
}

export interface Failure extends Difference {
  /** `awsTables aws-table1-row1-missing`: the list, and the case's id, its name, or its index. */
  readonly id: string;
  readonly subject: string;
}

export interface FileResult {
  /** Relative to the directory. */
  readonly file: string;
  readonly tally: Tally;
  readonly failures: readonly Failure[];
  /** Opinions of emulators that lib/core does not share. */
  readonly differences: readonly Failure[];
  /** What is not asserted, and why; cells and lists that nobody looked at. */
  readonly notes: readonly string[];
  /** @default - the file holds cases */
  readonly event?: EventResult;
}

/** What must become of an event, and what did, in words. */
export interface EventResult {
  readonly expected: string;
  readonly happened: string;
}

export interface Run {
  readonly results: readonly FileResult[];
  readonly notVectors: readonly string[];
  readonly unreadable: readonly Unreadable[];
}

/**
 * Runs the files of cases and the folders of events.
 * @throws if the directory cannot be read
 */
export async function runAll(directory: string): Promise<Run> {
  const { files } = filesBelow(directory);
  const run = runVectors(directory);
  const events: FileResult[] = [];
  for (const folder of eventFoldersAmong(directory, files)) {
    events.push(...(await runEventFolder(directory, folder, files)));
  }
  return { ...run, results: [...run.results, ...events] };
}

/**
 * Runs the files of cases; those of event folders are left out.
 * @throws if the directory cannot be read
 */
export function runVectors(directory: string): Run {
  const { files, unreadable } = filesBelow(directory);
  const run = { results: [] as FileResult[], notVectors: [] as string[], unreadable: [...unreadable] };
  const folders = eventFoldersAmong(directory, files);
  const events = new Set(folders.flatMap(({ manifest, entries }) => [manifest, ...entries.map(({ file }) => file)]));
  for (const file of files) {
    if (events.has(file)) continue;
    try {
      const result = runFile(file, readFileSync(join(directory, file), 'utf8'));
      if (result) run.results.push(result);
      else run.notVectors.push(file);
    } catch (error) {
      run.unreadable.push({ file, why: messageOf(error) });
    }
  }
  return run;
}

/**
 * `undefined`: not a vector file.
 * @throws where a file that is called JSON is none; any other file may be anything
 */
function runFile(file: string, text: string): FileResult | undefined {
  const document = parse(file, text);
  if (!isCells(document)) return undefined;
  const lists = findCaseLists(document);
  if (lists.known.length === 0) return undefined;
  const judged = lists.known.flatMap((list) => judgeList(list, document));
  const unknownLists = lists.unknown.map((path) => `list '${path}' holds no known kind of case`);
  return { file, ...summarize(judged), notes: [...notAsserted(judged), ...unreadCells(judged), ...unknownLists] };
}

/** An optional byte order mark is no part of the text. */
function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!/\.json$/i.test(file)) return undefined;
    throw new Error(`it is not JSON: ${messageOf(error)}`);
  }
}

interface Judged {
  readonly id: string;
  readonly kind: CaseKind;
  readonly vector: unknown;
  readonly verdict: Verdict;
}

function judgeList({ path, kind, cases }: CaseList, document: Cells): Judged[] {
  return cases.map((vector, index) => {
    const named = isCells(vector) ? (vector.id ?? vector.name) : undefined;
    const id = named === undefined ? `${path}[${index}]` : `${path} ${named}`;
    return { id, kind, vector, verdict: judge(kind, vector, document) };
  });
}

function summarize(judged: readonly Judged[]): Pick<FileResult, 'tally' | 'failures' | 'differences'> {
  const count = (kind: Verdict['kind']) => judged.filter(({ verdict }) => verdict.kind === kind).length;
  const failureOf = ({ id, kind, vector }: Judged, { expected, actual }: Difference): Failure => {
    return { id, subject: isCells(vector) ? kind.subject(vector) : '', expected, actual };
  };
  return {
    tally: { passed: count('passed'), failed: count('failed'), notAsserted: count('notAsserted') },
    failures: judged.flatMap((one) => (one.verdict.kind === 'failed' ? [failureOf(one, one.verdict)] : [])),
    differences: judged.flatMap((one) => {
      const { verdict } = one;
      return verdict.kind === 'notAsserted' && verdict.differs ? [failureOf(one, verdict.differs)] : [];
    }),
  };
}

/** One line for each reason. */
function notAsserted(judged: readonly Judged[]): string[] {
  const reasons = judged.flatMap(({ verdict }) => (verdict.kind === 'notAsserted' ? [verdict.why] : []));
  return tallied(reasons).map(([why, cases]) => `${cases} not asserted, ${why}`);
}

/** Cells for people only, in every kind of case. */
const PROSE = ['id', 'name', 'note', 'why', 'source', 'basis'];

/** One line for each cell that no kind reads: what it expects, if it expects something, is not asserted. */
function unreadCells(judged: readonly Judged[]): string[] {
  const cells = judged.flatMap(({ kind, vector, verdict }) => {
    if (verdict.kind === 'notAsserted' || !isCells(vector)) return [];
    return Object.keys(vector).filter((cell) => !PROSE.includes(cell) && !kind.cells.includes(cell));
  });
  return tallied(cells).map(([cell, cases]) => `cell '${cell}' of ${cases} cases is not looked at`);
}

function tallied(texts: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts];
}
