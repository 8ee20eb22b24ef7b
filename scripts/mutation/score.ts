/** What a report of Stryker says, when only a sample of the mutants was tried (scripts/mutation/sampled-jest.mjs). */

/** As much of the report as is read here: https://github.com/stryker-mutator/mutation-testing-elements */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly statusReason?: string;
  /** From 1; the end is behind the last character. */
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Survivor {
  /** `lib/core/slo/report.ts:12` */
  readonly place: string;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
}

export interface MutationScore {
  /** Per cent of all mutants that are no constants of a module: the sample's kills, times the share that tests reach. */
  readonly score: number;
  /** Per cent of the mutants tried. */
  readonly scoreOfReached: number;
  readonly tried: number;
  readonly killed: number;
  readonly mutants: number;
  /** No test reaches them: alive without a try. */
  readonly unreached: number;
  /** Constants of modules, not tried. */
  readonly constants: number;
  /** Ended the test runner itself, by the memory they take for example: tests would notice, and yet neither dead nor alive. */
  readonly crashed: number;
  readonly survivors: readonly Survivor[];
}

const KILLED = new Set(['Killed', 'Timeout']);
const NOT_SAMPLED = 'not sampled';

/** @throws where no mutant was tried, or a test run broke otherwise than by a test */
export function scoreOf({ files }: MutationReport): MutationScore {
  const all = Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map((mutant) => ({ file, source, mutant, status: statusOf(mutant) })),
  );
  const count = (status: string) => all.filter((one) => one.status === status).length;
  const killed = count('killed');
  const survivors = all.filter(({ status }) => status === 'survived');
  const tried = killed + survivors.length;
  if (tried === 0) throw new Error('no mutant was tried: does a test reach the folder?');
  const crashed = count('crashed');
  const reached = tried + crashed + count(NOT_SAMPLED);
  const unreached = count('unreached');
  const percent = (share: number) => Number((100 * share).toFixed(1));
  return {
    score: percent((killed / tried) * (reached / (reached + unreached))),
    scoreOfReached: percent(killed / tried),
    tried,
    killed,
    mutants: reached + unreached,
    unreached,
    constants: count('constant'),
    crashed,
    survivors: survivors.map(({ file, source, mutant }) => survivorOf(file, source, mutant)),
  };
}

function statusOf({ status, statusReason }: Mutant): string {
  if (KILLED.has(status)) return 'killed';
  if (status === 'Survived') return 'survived';
  if (status === 'NoCoverage') return 'unreached';
  if (status === 'Ignored') return 'constant';
  if (statusReason === NOT_SAMPLED) return NOT_SAMPLED;
  if (statusReason?.startsWith('Test runner crashed')) return 'crashed';
  throw new Error(`a mutant ended as ${status}: ${statusReason ?? 'no reason given'}`);
}

function survivorOf(file: string, source: string, { mutatorName, replacement = '', location }: Mutant): Survivor {
  const { start, end } = location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const cut = lines.map((line, index) =>
    line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
  );
  return {
    place: `${file}:${start.line}`,
    mutator: mutatorName,
    original: oneLine(cut.join(' ')),
    replacement: oneLine(replacement),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
