/**
 * Builds `dist/`: types and CommonJS (tsc), ES modules, the Lambda bundles and the rehearsal page's client (esbuild), and
 * what tells of the packages in them. The same source gives the same bytes, wherever the repository lies.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { lambdaBundles } from './build-lambdas';
import { buildReportClient } from './build-report';
import { noticesOf } from './licences';
import { billOfMaterials } from './sbom';
import { lockedPackages } from './sbom/shipped-packages';

const ROOT = join(__dirname, '..');
/** Built aside: what runs from `dist` meanwhile finds the old files, as it does where the build fails. */
const BUILT = join(ROOT, 'out', 'dist');
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
  rmSync(BUILT, { recursive: true, force: true });
  const compiled = ['-p', 'tsconfig.build.json', '--outDir', join(BUILT, 'cjs')];
  const tsc = join(ROOT, 'node_modules', 'typescript-native', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, ...compiled], { cwd: ROOT, stdio: 'inherit' });
  const [lambdas, report] = await Promise.all([
    build({ ...lambdaBundles(ROOT, { outDir: join(BUILT, 'lambdas') }), metafile: true }),
    buildReportClient(join(BUILT, 'report')),
    buildModules(),
  ]);
  await reexportConstructs();
  const packages = lockedPackages(ROOT, [lambdas.metafile, report]);
  writeFileSync(join(BUILT, 'THIRD-PARTY-NOTICES.md'), noticesOf(ROOT, packages));
  writeFileSync(join(BUILT, 'sbom.cdx.json'), billOfMaterials(ROOT, packages, process.env.SOURCE_DATE_EPOCH));
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  renameSync(BUILT, join(ROOT, 'dist'));
}

/** What entries share lies in chunks: a handler bundled with two of them has it once. */
async function buildModules(): Promise<void> {
  const entries = moduleEntries();
  await build({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, source]) => [name, join(ROOT, 'lib', `${source}.ts`)]),
    ),
    outdir: join(BUILT, 'esm'),
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
    writeFileSync(join(BUILT, 'esm', `${name}.d.mts`), `export * from '${up}cjs/lib/${source}.js';\n`);
  }
}

/** The names an ES module exports must be written out; they are read off the built CommonJS module. */
async function reexportConstructs(): Promise<void> {
  const names = Object.keys(require(join(BUILT, 'cjs', 'lib', 'index.js')));
  const lines = names.map((name) => `export const ${name} = constructs.${name};`);
  writeFileSync(
    join(BUILT, 'esm', 'index.mjs'),
    ["import constructs from '../cjs/lib/index.js';", ...lines, ''].join('\n'),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
