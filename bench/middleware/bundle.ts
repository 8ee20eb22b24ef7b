import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync, type Format } from 'esbuild';
import type { Candidate } from './candidates';

export interface Bundle {
  /** The CommonJS file, which is the one that is measured. */
  readonly file: string;
  /** Minified, a companion included. */
  readonly cjsBytes: number;
  readonly esmBytes: number;
  /** Whether the ES module loads without a banner that defines `require`. */
  readonly runsAsEsm: boolean;
}

const EXTENSION = { cjs: '.cjs', esm: '.mjs' } as const;

/** Bundles a candidate as a user would: plain esbuild, minified, no banner, nothing external. */
export function bundleCandidate({ name, companion }: Candidate, folder: string, env: NodeJS.ProcessEnv): Bundle {
  const files = [name, ...(companion ? [companion] : [])];
  const sizeOf = (format: 'cjs' | 'esm') =>
    files.map((file) => bundleFile(join('candidates', file), folder, format)).reduce((sum, bytes) => sum + bytes, 0);
  return {
    file: join(folder, 'cjs', `${name}.cjs`),
    cjsBytes: sizeOf('cjs'),
    esmBytes: sizeOf('esm'),
    runsAsEsm: loads(join(folder, 'esm', `${name}.mjs`), env),
  };
}

/** Bundles a file beside this one into `<folder>/<format>`, and answers its bytes. */
export function bundleFile(path: string, folder: string, format: Extract<Format, 'cjs' | 'esm'>): number {
  const { metafile } = buildSync({
    entryPoints: [join(__dirname, path)],
    outdir: join(folder, format),
    outExtension: { '.js': EXTENSION[format] },
    // A candidate whose library has ES module types only is an `.mts` file.
    resolveExtensions: ['.ts', '.mts', '.js', '.json'],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format,
    metafile: true,
    logLevel: 'error',
  });
  return Object.values(metafile.outputs)[0]?.bytes ?? 0;
}

/** As the main file: with `--eval` there is a global `require`, which is what a banner would define. */
function loads(file: string, env: NodeJS.ProcessEnv): boolean {
  return spawnSync(process.execPath, [file], { env, stdio: 'ignore', timeout: 20_000 }).status === 0;
}
