/** The files that a reader makes while following a document: blocks whose fence names them, as in `ts file=app.ts`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './example';

export function documentFiles(document: string): ReadonlyMap<string, string> {
  const blocks = readFileSync(join(ROOT, document), 'utf8').matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms);
  return new Map([...blocks].map(([, name = '', text = '']) => [name, text]));
}

export function documentFile(document: string, name: string): string {
  const text = documentFiles(document).get(name);
  if (text === undefined) throw new Error(`${document} has no block with file=${name}`);
  return text;
}

/** Writes all of them, as the reader would. */
export function writeDocumentFiles(document: string, directory: string): void {
  for (const [name, text] of documentFiles(document)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

/** What a module exports. One in CommonJS, seen from an ES import, has it one level deeper. */
export async function loaded<Exports>(file: string): Promise<Exports> {
  const module = (await import(file)) as { readonly default?: Exports } & Exports;
  const inner = module.default as ({ readonly default?: Exports } & Exports) | undefined;
  return inner && typeof inner === 'object' && '__esModule' in inner ? inner : module;
}
