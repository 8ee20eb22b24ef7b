/** Runs one benchmark as its user would, and reads what it printed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome } from './page';
import type { Section } from './sections';

export interface RunOptions {
  readonly quick: boolean;
  /** Folder of labelled series; without it, benchmarks that read them are skipped. */
  readonly data: string | undefined;
}

const ROOT = join(__dirname, '..', '..');
const TIMEOUT_MS = 3_600_000;

/** @throws where it fails */
export function runBenchmark(name: string, section: Section, { quick, data }: RunOptions): Outcome {
  if (section.data && data === undefined) return { skipped: 'it reads labelled series; give --data DIR' };
  const args = [
    '--json',
    ...(quick && section.quick ? ['--quick'] : []),
    ...(section.data ? ['--data', data ?? ''] : []),
  ];
  const { status, error, stdout } = spawnSync(process.execPath, ['--import', 'tsx', `bench/${name}.ts`, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: TIMEOUT_MS,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`exit code ${status}\n${stdout}`);
  return readOutput(stdout);
}

/** The last line is the result; without one, the benchmark must have said what it needs. */
export function readOutput(stdout: string): Outcome {
  const lines = stdout.trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  if (last.startsWith('{')) return { result: JSON.parse(last), printed: lines.slice(0, -1).join('\n') };
  const skipped = /skipped: (.*)/.exec(stdout)?.[1];
  if (skipped === undefined) throw new Error(`its last line is no JSON object: ${last}`);
  return { skipped };
}
