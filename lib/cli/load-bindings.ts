import type { RehearsalBindings } from '../rehearsal/bindings';
import { loadModule } from './load-module';

/**
 * The default export of a bindings module.
 * @throws where there is no such file, it cannot be loaded, or exports something else
 */
export async function loadBindings(file: string): Promise<RehearsalBindings> {
  const loaded = await loadModule(file, 'bindings', 'rehearse');
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
