/** The packages of others that come with Sightline: inside its bundles, or installed beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { lambdaBundles } from '../build-lambdas';
import { reportBundle } from '../build-report';

export interface ShippedPackage {
  /** As the lock file says it: `node_modules/@aws-sdk/client-sns`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** SPDX expression; `undefined` where the package does not say. */
  readonly licence?: string;
  /** `sha512-...`, of the archive in the registry. */
  readonly integrity?: string;
  /** Bundles that have code of it, such as `lambdas/notify`; empty: npm installs it with Sightline. */
  readonly bundledIn: readonly string[];
  /** Those of the list that it needs, by path. */
  readonly needs: readonly string[];
}

/** A part of package-lock.json. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Bundles without writing anything, to see what goes in. */
export async function shippedPackages(root: string): Promise<ShippedPackage[]> {
  const look = { write: false, metafile: true, minify: false } as const;
  const [lambdas, report] = await Promise.all([
    build({ ...lambdaBundles(root, { outDir: join(root, 'lambdas') }), ...look }),
    build({ ...reportBundle(join(root, 'report')), ...look }),
  ]);
  return lockedPackages(root, [lambdas.metafile, report.metafile]);
}

/** With what package-lock.json says of those that went into bundles, and of those that npm installs. */
export function lockedPackages(root: string, metafiles: readonly Metafile[]): ShippedPackage[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile;
  return packagesOf(lock, metafiles);
}

/** By path. Throws for a package that the lock file does not know: `npm ci` would install another one. */
export function packagesOf({ packages }: LockFile, metafiles: readonly Metafile[]): ShippedPackage[] {
  const bundled = bundledPackages(metafiles);
  const paths = [...new Set([...bundled.keys(), ...installedWith(packages)])].sort();
  return paths.map((path) => {
    const locked = packages[path];
    if (!locked?.version) throw new Error(`${path} is bundled and not in package-lock.json; run npm ci`);
    const needs = Object.keys(locked.dependencies ?? {}).map((name) => resolve(packages, path, name));
    return {
      path,
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: locked.version,
      licence: locked.license,
      integrity: locked.integrity,
      bundledIn: bundled.get(path) ?? [],
      needs: needs.filter((need) => need !== undefined && paths.includes(need)).sort() as string[],
    };
  });
}

/** Path of a package to the bundles that have bytes of it. */
function bundledPackages(metafiles: readonly Metafile[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [file, { inputs }] of metafiles.flatMap(({ outputs }) => Object.entries(outputs))) {
    const bundle = file.replace(/^(out\/)?dist\//, '').replace(/\/index\.js$/, '');
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const path = packagePath(input);
      if (path === undefined || bytesInOutput === 0) continue;
      const bundles = found.get(path) ?? [];
      if (!bundles.includes(bundle)) found.set(path, [...bundles, bundle].sort());
    }
  }
  return found;
}

/** Of a file: from the first node_modules on, which may be linked from elsewhere, to the last, where one lies in another. */
function packagePath(file: string): string | undefined {
  const first = file.search(/(?<![^/])node_modules\//);
  if (first < 0) return undefined;
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.slice(first))?.[0];
}

/** What `npm install sightline` brings along: its dependencies, and theirs. Peers are the user's own. */
function installedWith(packages: LockFile['packages']): Set<string> {
  const found = new Set<string>();
  const visit = (path: string): void => {
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) {
      const need = resolve(packages, path, name);
      if (need === undefined || found.has(need)) continue;
      found.add(need);
      visit(need);
    }
  };
  visit('');
  return found;
}

/** As Node looks for it: in the package's own node_modules, then further up. */
function resolve(packages: LockFile['packages'], from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === '') return undefined;
  }
}
