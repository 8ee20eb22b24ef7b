/** Builds `dist/`: types and CommonJS (tsc), ES modules, the Lambda bundles and the rehearsal page's client (esbuild). */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildReportClient } from './build-report';

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'dist');
/**
 * Entry points that are true ES modules, by their names below `dist/esm`, each with its source below `lib`; read off the
 * package's `exports`. The constructs are re-exported instead, because two copies break instanceof.
 */
function moduleEntries(): Readonly<Record<string, string>> {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageFile;
  return Object.fromEntries(
    Object.entries(exports).flatMap(([path, found]) =>
      path === '.' || typeof found === 'string'
        ? []
        : [
            [
              fileOf(found.import, /^\.\/dist\/esm\/(.+)\.mjs$/),
              fileOf(found.require, /^\.\/dist\/cjs\/lib\/(.+)\.js$/),
            ],
          ],
    ),
  );
}

interface PackageFile {
  readonly exports: Readonly<
    Record<string, string | Readonly<Record<'import' | 'require', { readonly default: string }>>>
  >;
}

function fileOf({ default: path }: { readonly default: string }, form: RegExp): string {
  const name = form.exec(path)?.[1];
  if (name) return name;
  throw new Error(`package.json: an export must be built from lib into dist (${form.source}), got ${path}`);
}

async function main(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  await Promise.all([buildModules(), buildLambdas(), buildReportClient(join(DIST, 'report'))]);
  await reexportConstructs();
}

/** What entries share lies in chunks: a handler bundled with two of them has it once. */
async function buildModules(): Promise<void> {
  const entries = moduleEntries();
  await build({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, source]) => [name, join(ROOT, 'lib', `${source}.ts`)]),
    ),
    outdir: join(DIST, 'esm'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
  for (const [name, source] of Object.entries(entries)) {
    const up = '../'.repeat(name.split('/').length);
    writeFileSync(join(DIST, 'esm', `${name}.d.mts`), `export * from '${up}cjs/lib/${source}.js';\n`);
  }
}

/** The names an ES module exports must be written out; they are read off the built CommonJS module. */
async function reexportConstructs(): Promise<void> {
  const names = Object.keys(require(join(DIST, 'cjs', 'lib', 'index.js')));
  const lines = names.map((name) => `export const ${name} = constructs.${name};`);
  writeFileSync(
    join(DIST, 'esm', 'index.mjs'),
    ["import constructs from '../cjs/lib/index.js';", ...lines, ''].join('\n'),
  );
}

async function buildLambdas(): Promise<void> {
  const names = readdirSync(join(ROOT, 'lambdas'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  await Promise.all(
    names.map((name) =>
      build({
        entryPoints: [join(ROOT, 'lambdas', name, 'index.ts')],
        outfile: join(DIST, 'lambdas', name, 'index.js'),
        bundle: true,
        minify: true,
        keepNames: true,
        platform: 'node',
        target: 'node22',
        format: 'cjs',
        logLevel: 'warning',
      }),
    ),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
