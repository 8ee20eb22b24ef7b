import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../../..');

/** Runs scripts in processes of their own, where `sightline` is the middleware's public face. */
export function nodeProcesses() {
  const folder = mkdtempSync(join(tmpdir(), 'sightline-process-'));
  const outfile = join(folder, 'middleware.cjs');
  buildSync({
    entryPoints: [join(ROOT, 'lib/middleware/index.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outfile,
  });

  function run(script: string, env: Readonly<Record<string, string>> = {}) {
    const file = join(folder, 'run.cjs');
    writeFileSync(file, `const sightline = require(${JSON.stringify(outfile)});\n${script}`);
    const { stdout, stderr, status, signal } = spawnSync(process.execPath, [file], { env, encoding: 'utf8' });
    const lines = stdout.split('\n').filter(Boolean);
    return {
      lines,
      logs: lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)),
      stderr,
      status,
      signal,
    };
  }

  return { run, close: () => rmSync(folder, { recursive: true }) };
}
