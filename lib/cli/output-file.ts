import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from './usage-error';

/**
 * Checks before any work that a file can be written; directories above it that are not there will be made.
 * @param option that names it, such as `--out`
 * @param extension of such files, such as `.html`
 */
export function checkOutputFile(file: string, option: string, extension: string): void {
  const path = resolve(file);
  if (existsSync(path) && statSync(path).isDirectory()) {
    const inside = join(file, `rehearsal${extension}`);
    throw new UsageError(`${option} must name a file, and '${file}' is a directory; write such as '${inside}'`);
  }
  const nearest = existsSync(path) ? path : nearestExisting(dirname(path));
  if (nearest !== path && !statSync(nearest).isDirectory())
    throw new UsageError(
      `${option} '${file}' cannot be written: '${nearest}' is a file, not a directory; name another`,
    );
  if (!isWritable(nearest))
    throw new UsageError(`${option} '${file}' cannot be written: '${nearest}' does not let you; name another place`);
}

/** Writes a file, with the directories above it. */
export function writeOutputFile(file: string, text: string, option: string): void {
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new Error(`${option} '${file}' cannot be written: ${(error as Error).message}; name another place`);
  }
}

function nearestExisting(directory: string): string {
  return existsSync(directory) || dirname(directory) === directory ? directory : nearestExisting(dirname(directory));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
