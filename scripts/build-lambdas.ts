import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** Names of the handlers: folders of `lambdas/`. */
export function lambdaNames(root: string): string[] {
  const entries = readdirSync(join(root, 'lambdas'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/**
 * How esbuild bundles each handler to `<outDir>/<name>/index.js`. The CDK names an asset by a hash of these bytes, so that
 * they must not depend on where the repository lies: paths are relative to it, and no source map has any.
 */
export function lambdaBundles(
  root: string,
  { outDir = join(root, 'dist', 'lambdas'), names = lambdaNames(root) } = {},
): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: names.map((name) => join('lambdas', name, 'index.ts')),
    outdir: outDir,
    outbase: 'lambdas',
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    logLevel: 'warning',
  };
}
