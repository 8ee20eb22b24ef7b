import type { EventResult, FileResult, Run, Tally } from './run';

const COLUMNS = ['passed', 'failed', 'notAsserted'] as const;

/** What the run says before its totals, one text a line: failures, then what was not asserted and what was not run. */
export function storyOf({ results, notVectors }: Run): string[] {
  return [
    ...results.flatMap(failuresOf),
    ...results.flatMap(({ file, notes }) => notes.map((note) => `${file}: ${note}`)),
    ...notVectors.map((file) => `${file}: not a vector file`),
  ];
}

function failuresOf({ file, failures, differences }: FileResult): string[] {
  const told = [
    ...failures.map((failure) => ({ ...failure, word: 'FAILED' })),
    ...differences.map((difference) => ({ ...difference, word: 'differs, not asserted:' })),
  ];
  return told.flatMap(({ word, id, subject, expected, actual }) => [
    `${word} ${file}: ${id}${subject === '' ? '' : `: ${subject}`}`,
    `  expected ${expected}`,
    `  actual   ${actual}`,
  ]);
}

/** The files' tallies by name, for programs; an event's has `expected` and `happened`, too. */
export function tallies({ results }: Run): Record<string, Tally & Partial<EventResult>> {
  return Object.fromEntries(results.map(({ file, tally, event }) => [file, { ...tally, ...event }]));
}

/** The same for people, with totals. */
export function tableOf({ results }: Run): string[] {
  const total = (column: (typeof COLUMNS)[number]) => results.reduce((sum, { tally }) => sum + tally[column], 0);
  const rows = [
    ['file', 'passed', 'failed', 'not asserted'],
    ...results.map(({ file, tally }) => [file, ...COLUMNS.map((column) => String(tally[column]))]),
    ['total', ...COLUMNS.map((column) => String(total(column)))],
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}
