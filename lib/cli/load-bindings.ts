import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RehearsalBindings } from '../rehearsal/bindings';
import { checkTextFile } from '../rehearsal/text-file';

/**
 * The default export of a bindings module.
 * @throws where there is no such file, it cannot be loaded, or exports something else
 */
export async function loadBindings(file: string): Promise<RehearsalBindings> {
  checkTextFile(file, 'bindings');
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    const typescript =
      extname(file) === '.ts' && (error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_FILE_EXTENSION';
    if (!typescript) throw new Error(`cannot load the bindings '${file}': ${(error as Error).message}`);
    throw new Error(
      `this Node.js cannot load TypeScript ('${file}'); run 'npx tsx node_modules/.bin/sightline rehearse ...'`,
    );
  }
  const bindings = defaultExport(loaded);
  if (typeof (bindings as Partial<RehearsalBindings> | undefined)?.functions === 'function')
    return bindings as RehearsalBindings;
  throw new Error(`'${file}' must export defineRehearsal({ functions: ... }) as its default`);
}

/** A CommonJS module seen from an ES import has its default one level deeper. */
function defaultExport(loaded: unknown): unknown {
  const outer = (loaded as { default?: unknown }).default;
  return (outer as { default?: unknown } | undefined)?.default ?? outer;
}
