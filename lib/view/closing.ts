/** What several rehearsals came to: a line for each, and one for all. */
import { plain } from './escape';
import { countOf } from './format';
import type { RehearsalReport } from './report/model';
import type { Paint } from './timeline';

export interface ClosingEntry {
  readonly file: string;
  readonly report: RehearsalReport;
}

const STYLES = { passed: 'green', failed: 'red', observed: 'bold' } as const;
const VERDICTS = ['passed', 'failed', 'observed'] as const;
const VERDICT_WIDTH = 'observed'.length;

/** `3 scenarios: 2 passed, 1 failed`, below a line for each scenario. */
export function tellClosing(entries: readonly ClosingEntry[], paint: Paint): string {
  const lines = entries.map(({ file, report }) => {
    const { verdict, title, expectations } = report;
    const unmet = expectations.filter(({ passed }) => !passed).length;
    const told = unmet > 0 ? `, ${unmet} of ${countOf(expectations.length, 'expectation')} not met` : '';
    const word = paint(STYLES[verdict], verdict.padEnd(VERDICT_WIDTH));
    return `  ${word}  ${plain(file, 200)}: ${plain(title, 200)}${told}`;
  });
  return `${[...lines, total(entries)].join('\n')}\n`;
}

function total(entries: readonly ClosingEntry[]): string {
  const counts = VERDICTS.map((verdict) => ({
    verdict,
    count: entries.filter(({ report }) => report.verdict === verdict).length,
  }));
  const told = counts.filter(({ count }) => count > 0).map(({ verdict, count }) => `${count} ${verdict}`);
  return `${countOf(entries.length, 'scenario')}: ${told.join(', ')}`;
}
