import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Files {
  /** Relative to the directory, with `/`, in alphabetical order. */
  readonly files: readonly string[];
  readonly unreadable: readonly Unreadable[];
}

/** A file, folder or link that could not be read. */
export interface Unreadable {
  readonly file: string;
  readonly why: string;
}

/**
 * Every file below a directory, in nested folders and behind symbolic links too; a folder reached twice counts once.
 * @throws if it is no directory or cannot be read
 */
export function filesBelow(directory: string): Files {
  requireDirectory(directory);
  const found = { files: [] as string[], unreadable: [] as Unreadable[] };
  const visited = new Set([realpathSync(directory)]);
  const walk = (folder: string) => {
    for (const name of readdirSync(join(directory, folder)).sort()) visit(folder === '' ? name : `${folder}/${name}`);
  };
  const visit = (path: string) => {
    try {
      const real = realpathSync(join(directory, path));
      const stats = statSync(real);
      if (!stats.isDirectory()) found.files.push(requireFile(path, stats));
      else if (!visited.has(real)) {
        visited.add(real);
        walk(path);
      }
    } catch (error) {
      found.unreadable.push({ file: path, why: messageOf(error) });
    }
  };
  walk('');
  return found;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function requireDirectory(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new Error(`there is no directory '${path}'`);
  if (!stats.isDirectory()) throw new Error(`'${path}' is not a directory; give the directory that holds it`);
}

/** Reading a pipe would wait for ever. */
function requireFile(path: string, stats: Stats): string {
  if (stats.isFile()) return path;
  throw new Error('it is neither a file nor a folder');
}
