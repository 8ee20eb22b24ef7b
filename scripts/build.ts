/** Builds `dist/`: types and CommonJS (tsc), ES modules, the Lambda bundles and the rehearsal page's client (esbuild). */
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildReportClient } from './build-report';

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'dist');
/**
 * Entry points that exist as true ES modules, each with its source below `lib`; the constructs are re-exported, because
 * two copies break instanceof. What one group shares lies in chunks: a handler bundled with two of them has it once.
 */
const MODULES: readonly Readonly<Record<string, string>>[] = [
  { rehearsal: 'rehearsal/index', core: 'core/index' },
  {
    middleware: 'middleware/index',
    'middleware/metrics': 'middleware/metrics',
    'middleware/health': 'middleware/health',
    'middleware/middy': 'middleware/middy',
    'middleware/express': 'middleware/express',
    'middleware/fastify': 'middleware/fastify',
    'middleware/otlp': 'middleware/otlp',
    'middleware/zipkin': 'middleware/zipkin',
    'middleware/console': 'middleware/console',
    powertools: 'powertools/index',
  },
  { publisher: 'publisher/index' },
];

async function main(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  await Promise.all([buildModules(), buildLambdas(), buildReportClient(join(DIST, 'report'))]);
  await reexportConstructs();
}

async function buildModules(): Promise<void> {
  await Promise.all(MODULES.map(buildGroup));
}

async function buildGroup(entries: Readonly<Record<string, string>>): Promise<void> {
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
