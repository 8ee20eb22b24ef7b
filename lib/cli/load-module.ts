import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkTextFile } from '../rehearsal/text-file';

/**
 * A module of the user's.
 * @param kind for messages, such as `bindings`
 * @throws where there is no such file, or it cannot be loaded
 */
export async function loadModule(file: string, kind: string, command: string): Promise<unknown> {
  checkTextFile(file, kind);
  try {
    return await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    const typescript =
      extname(file) === '.ts' && (error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_FILE_EXTENSION';
    if (!typescript) throw new Error(`cannot load the ${kind} '${file}': ${(error as Error).message}`);
    throw new Error(
      `this Node.js cannot load TypeScript ('${file}'); run 'npx tsx node_modules/.bin/sightline ${command} ...'`,
    );
  }
}
