/** Which scenarios a command line means: files, directories and patterns. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkTextFile } from '../rehearsal/text-file';

const SCENARIO = /\.scenario$/;
const WILDCARD = /[*?]/;

/**
 * The scenario files, in the order given: a directory stands for every `.scenario` file below it, a pattern with `*`,
 * `**` and `?` for what it matches, both in order of their paths. A file that is named twice is played once.
 * @throws where one is not there, and where a directory or pattern stands for nothing
 */
export function scenarioFiles(given: readonly string[]): string[] {
  return [...new Set(given.flatMap(filesOf))];
}

function filesOf(path: string): string[] {
  if (isDirectory(path)) return filesIn(path);
  if (WILDCARD.test(path) && !existsSync(path)) return filesLike(path);
  checkTextFile(path, 'scenario');
  return [path];
}

function filesIn(directory: string): string[] {
  const found = filesBelow(directory).filter((file) => SCENARIO.test(file));
  if (found.length > 0) return found;
  throw new Error(`there is no .scenario file in the directory '${directory}' or below; name another, or a file`);
}

function filesLike(pattern: string): string[] {
  const parts = pattern.split('/');
  const fixed = parts
    .slice(
      0,
      parts.findIndex((part) => WILDCARD.test(part)),
    )
    .join('/');
  const base = fixed === '' && pattern.startsWith('/') ? '/' : fixed || '.';
  const wanted = matcher(pattern.replace(/^\.\//, ''));
  const found = isDirectory(base) ? filesBelow(base).filter((file) => wanted.test(file)) : [];
  if (found.length > 0) return found;
  throw new Error(`no file matches '${pattern}'; check the pattern, or name the scenarios or their directory`);
}

/** `*` and `?` stay within a name, `**` as a whole name reaches over any number of directories. */
function matcher(pattern: string): RegExp {
  const names = pattern.split('/').map((name, index, { length }) => {
    if (name === '**') return index === length - 1 ? '.*' : '(?:[^/]+/)*';
    const literal = name.replace(/[\\^$.+()[\]{}|]/g, '\\$&');
    const text = literal.replace(/\*+/g, '[^/]*').replaceAll('?', '[^/]');
    return index === length - 1 ? text : `${text}/`;
  });
  return new RegExp(`^${names.join('')}$`, 'u');
}

function isDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** All files below a directory in order of their paths; hidden directories and installed packages are not entered. */
function filesBelow(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name).replaceAll('\\', '/');
    if (!entry.isDirectory()) return [path];
    return entry.name.startsWith('.') || entry.name === 'node_modules' ? [] : filesBelow(path);
  });
}
