/** Sections of a report, and how they look on a terminal and in Markdown. */
import { indented } from '../backtest/lines';
import { plain } from '../escape';
import { countOf } from '../format';
import type { Paint } from '../timeline';
import { escapeMarkdown } from './markdown';

export interface Section {
  readonly title: string;
  /** Sentences of ours; names that others chose belong into tables. */
  readonly notes: readonly string[];
  readonly table?: Table;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export interface Column {
  readonly name: string;
  /** Numbers stand right. */
  readonly right?: boolean;
}

/** Rows of one table; the rest is counted. */
export const MOST_ROWS = 50;
/** Of one cell of a terminal's table. */
const WIDEST = 44;

export function sectionsAsMarkdown(title: string, sections: readonly Section[]): string {
  const parts = sections.map(({ title, notes, table }) =>
    [`## ${title}`, ...notes, ...(table && table.rows.length > 0 ? [markdownTable(table)] : [])].join('\n\n'),
  );
  return `${[`# ${title}`, ...parts].join('\n\n')}\n`;
}

export function sectionsAsText(
  title: string,
  sections: readonly Section[],
  { paint, width }: { readonly paint: Paint; readonly width: number },
): string {
  const parts = sections.map(({ title, notes, table }) =>
    [
      paint('bold', title),
      ...notes.flatMap((note) => indented(note, 2, width)),
      ...(table && table.rows.length > 0 ? textTable(table, paint) : []),
    ].join('\n'),
  );
  return `${[paint('bold', title), ...parts].join('\n\n')}\n`;
}

function markdownTable({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ name }) => name)),
    line(columns.map(({ right }) => (right ? '---:' : '---'))),
    ...rows.map((row) => line(row.map((cell) => escapeMarkdown(cell)))),
  ].join('\n');
}

export function textTable({ columns, rows }: Table, paint: Paint): string[] {
  const cells = rows.map((row) => row.map((cell) => plain(cell, WIDEST)));
  const widths = columns.map(({ name }, at) =>
    cells.reduce((width, row) => Math.max(width, row[at]?.length ?? 0), name.length),
  );
  const line = (row: readonly string[]) =>
    `  ${columns.map(({ right }, at) => pad(row[at] ?? '', widths[at] ?? 0, right)).join('  ')}`.trimEnd();
  return [paint('dim', line(columns.map(({ name }) => name))), ...cells.map(line)];
}

function pad(text: string, width: number, right = false): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

/** Says of a long table that it is cut. */
export function more(count: number, what: string): string[] {
  return count > MOST_ROWS ? [`The first ${MOST_ROWS} of ${countOf(count, what)}; --format json has all.`] : [];
}
