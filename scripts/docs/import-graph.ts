/** Which folder imports which, read from the source, as a picture in Mermaid. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { ROOT } from './example';

/** Folders that the picture has a box for, and what happens there in a few words. */
const FOLDERS: Readonly<Record<string, string>> = {
  'lib/constructs': 'CDK constructs',
  'lib/middleware': 'around your handlers',
  'lib/powertools': 'around those of Powertools',
  'lib/publisher': 'metrics from anywhere',
  lambdas: 'wiring',
  'lib/cli': 'command line',
  'lib/rehearsal': 'virtual time',
  'lib/workflow': 'use cases on ports',
  'lib/view': 'words and pictures',
  'lib/adapters/aws': 'SDK clients',
  'lib/adapters/http': 'chat and pagers',
  'lib/adapters/memory': 'the same ports, in memory',
  'lib/core': 'decisions',
};

const CORE = 'lib/core';

export interface FolderImport {
  readonly from: string;
  readonly to: string;
}

/** Each pair of folders once, in the order of `FOLDERS`; imports of types count as well. */
export function folderImports(): FolderImport[] {
  const names = Object.keys(FOLDERS);
  const pairs = new Set(sourceFiles().flatMap(importsOf));
  return names.flatMap((from) => names.filter((to) => pairs.has(pair(from, to))).map((to) => ({ from, to })));
}

/** Arrows to `lib/core` are drawn from folders that import nothing else: from all, they would hide the others. */
export function importGraph(): string {
  const imports = folderImports();
  const boxes = Object.entries(FOLDERS).map(([folder, words]) => `  ${idOf(folder)}["<b>${folder}</b><br/>${words}"]`);
  const arrows = imports
    .filter(({ from, to }) => to !== CORE || !imports.some((one) => one.from === from && one.to !== CORE))
    .map(({ from, to }) => `  ${idOf(from)} --> ${idOf(to)}`);
  return ['```mermaid', 'flowchart TD', ...boxes, ...arrows, '```'].join('\n');
}

/** Names of the folders that a file imports from, other than its own, each with that of the file. */
function importsOf(file: string): string[] {
  const from = folderOf(file);
  if (from === undefined) return [];
  const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), 'utf8'), true, false);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => folderOf(relative(ROOT, resolve(ROOT, dirname(file), fileName))))
    .filter((to): to is string => to !== undefined && to !== from)
    .map((to) => pair(from, to));
}

/** The one of `FOLDERS` that a file lies in. */
function folderOf(file: string): string | undefined {
  return Object.keys(FOLDERS).find((folder) => file.startsWith(`${folder}/`));
}

function sourceFiles(): string[] {
  return ['lib', 'lambdas'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
}

function pair(from: string, to: string): string {
  return `${from} ${to}`;
}

function idOf(folder: string): string {
  return folder.replaceAll('/', '_');
}
