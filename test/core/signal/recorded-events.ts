/** The files of `test/events`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const EVENTS = join(__dirname, '..', '..', 'events');

/** A file's text, by its whole name or the number it begins with. */
export function eventText(name: string): string {
  const file = manifest().find((entry) => entry.file === name || entry.file.startsWith(`${name}-`))?.file;
  return readFileSync(join(EVENTS, file ?? name), 'utf8');
}

export function eventOf(name: string): Record<string, unknown> {
  return JSON.parse(eventText(name));
}

export function manifest(): { readonly file: string; readonly expect: { readonly action: string } }[] {
  return JSON.parse(readFileSync(join(EVENTS, 'MANIFEST.json'), 'utf8'));
}
