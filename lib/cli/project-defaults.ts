/** What a project always gives a command: the "sightline" section of the package.json in the current directory. */
import { existsSync, readFileSync } from 'node:fs';
import { closest } from '../core/closest';

export interface ProjectDefaults {
  /** Directory of the cloud assembly; several where the hub is in an app of its own. */
  readonly assembly?: string | readonly string[];
  /** Module that gives the functions their code. */
  readonly bindings?: string;
  /** Files, directories or patterns. */
  readonly scenarios?: readonly string[];
}

const CHECKS: Readonly<
  Record<keyof ProjectDefaults, { readonly is: (value: unknown) => boolean; readonly wanted: string }>
> = {
  assembly: { is: (value) => isText(value) || isTexts(value), wanted: 'a path or a list of paths' },
  bindings: { is: isText, wanted: 'a path' },
  scenarios: { is: isTexts, wanted: 'a list of paths' },
};

/** @throws where the section holds what it should not */
export function projectDefaults(): ProjectDefaults {
  if (!existsSync('package.json')) return {};
  const { sightline: section = {} } = readPackage();
  if (!isObject(section)) throw new Error(`"sightline" in package.json must be an object, got ${shown(section)}`);
  for (const [key, value] of Object.entries(section)) {
    const check = Object.hasOwn(CHECKS, key) ? CHECKS[key as keyof ProjectDefaults] : undefined;
    if (!check) throw unknownKey(key);
    if (!check.is(value))
      throw new Error(`"${key}" of "sightline" in package.json must be ${check.wanted}, got ${shown(value)}`);
  }
  return section;
}

function readPackage(): { readonly sightline?: unknown } {
  try {
    const read: unknown = JSON.parse(readFileSync('package.json', 'utf8').replace(/^\uFEFF/, ''));
    return isObject(read) ? read : {};
  } catch (error) {
    throw new Error(`cannot read package.json: ${(error as Error).message}`);
  }
}

function unknownKey(key: string): Error {
  const allowed = Object.keys(CHECKS);
  const meant = closest(key, allowed);
  return new Error(
    `"sightline" in package.json has no "${key}"${meant ? `; did you mean "${meant}"?` : '.'} ` +
      `Allowed are: ${allowed.join(', ')}`,
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 60);
}
