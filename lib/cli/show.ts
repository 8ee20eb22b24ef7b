/** How a rehearsal is shown: its story on the terminal, its page in a file. */
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { packageRoot } from '../package-root';
import type { RehearsalReport } from '../view/report/model';
import { renderReport } from '../view/report/page';
import { tellStory } from '../view/timeline';
import { writeOutputFile } from './output-file';
import { painter } from './painter';
import { progressBar } from './progress-bar';

/** Columns where the output is no terminal. */
const DEFAULT_WIDTH = 120;

/** Prints the story and writes the page. */
export function showRehearsal(report: RehearsalReport, out: string): void {
  const asset = (name: string) => readFileSync(join(packageRoot(), 'dist', 'report', name), 'utf8');
  const page = renderReport(report, { script: asset('client.js'), style: asset('style.css') });
  writeOutputFile(out, page, '--out');
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  process.stdout.write(`${tellStory(report, { paint: painter(process.stdout), width })}Page: ${out}\n`);
}

/** Runs work with a bar of its progress, where there is a terminal. */
export async function withProgress<T>(
  label: string,
  work: (onProgress: (share: number) => void) => Promise<T>,
): Promise<T> {
  const bar = progressBar(process.stderr, label);
  try {
    return await work(bar.update);
  } finally {
    bar.clear();
  }
}

/** One of several files: `out/rehearsal.html` as `out/rehearsal-2.html`. */
export function numbered(file: string, number: number): string {
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}-${number}${extension}`;
}
