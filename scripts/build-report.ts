import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const ROOT = join(__dirname, '..');
const CLIENT = join(ROOT, 'lib', 'view', 'report', 'client');

/**
 * Bundles the rehearsal page's client into `client.js` and `style.css` in `outDir` (made if missing), such as
 * `dist/report`: the two texts `renderReport` puts into the page. The script opens with uPlot's licence, since every page
 * is a copy of it.
 * @returns what went in
 */
export async function buildReportClient(outDir: string): Promise<Metafile> {
  const licence = await readFile(join(ROOT, 'node_modules', 'uplot', 'LICENSE'), 'utf8');
  const banner = { js: `/*! uPlot\n${licence.trim()}\n*/` };
  return (await build({ ...reportBundle(outDir), banner, metafile: true })).metafile;
}

/** How esbuild bundles it. */
export function reportBundle(outDir: string): BuildOptions {
  return {
    absWorkingDir: ROOT,
    entryPoints: { client: join(CLIENT, 'main.ts'), style: join(CLIENT, 'style.css') },
    outdir: outDir,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    // In the page itself, where a character reference would not be read: plain ASCII is safe under any encoding.
    charset: 'ascii',
    logLevel: 'warning',
    tsconfig: join(CLIENT, 'tsconfig.json'),
  };
}
