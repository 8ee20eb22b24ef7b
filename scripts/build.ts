/** Builds `dist/`: types and CommonJS (tsc), ES modules, the Lambda bundles and the rehearsal page's client (esbuild). */
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildReportClient } from './build-report';

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'dist');
/** Entry points that exist as true ES modules; the constructs are re-exported, because two copies break instanceof. */
const DUAL = ['middleware', 'rehearsal', 'core'] as const;

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
  await build({
    entryPoints: Object.fromEntries(DUAL.map((name) => [name, join(ROOT, 'lib', name, 'index.ts')])),
    outdir: join(DIST, 'esm'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
  for (const name of DUAL) {
    writeFileSync(join(DIST, 'esm', `${name}.d.mts`), `export * from '../cjs/lib/${name}/index.js';\n`);
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
