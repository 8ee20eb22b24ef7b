/** Folders of events, one a file, with a MANIFEST.json that says of each what must become of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCells } from './case-kind';
import { ACCEPTED, type Action, expectedAction } from './event-action';
import { play } from './event-hub';
import type { Happened } from './event-outcome';
import { messageOf } from './files-below';
import type { FileResult } from './run';

const MANIFEST = /(^|\/)MANIFEST\.json$/;

export interface EventFolder {
  readonly manifest: string;
  readonly entries: readonly EventEntry[];
}

interface EventEntry {
  /** Relative to the directory, as the files are. */
  readonly file: string;
  /** What must become of it, in the manifest's words. */
  readonly action: string;
  /** Name of the alarm that must be in the incident. @default - any */
  readonly alarm?: string;
}

/** Those among some files. A manifest of another layout is none. */
export function eventFoldersAmong(directory: string, files: readonly string[]): EventFolder[] {
  return files
    .filter((file) => MANIFEST.test(file))
    .map((manifest) => ({ manifest, entries: entriesOf(directory, manifest) }))
    .filter(({ entries }) => entries.length > 0);
}

/** Plays each event to a hub of its own. */
export async function runEventFolder(
  directory: string,
  { entries }: EventFolder,
  files: readonly string[],
): Promise<FileResult[]> {
  const results: FileResult[] = [];
  for (const entry of entries) {
    const happened = files.includes(entry.file) ? await playFile(directory, entry) : 'the folder has no such file';
    results.push(resultOf(entry, happened));
  }
  return results;
}

function entriesOf(directory: string, manifest: string): EventEntry[] {
  const listed = parse(readFileSync(join(directory, manifest), 'utf8'));
  if (!Array.isArray(listed)) return [];
  const folder = manifest.replace(MANIFEST, '$1');
  return listed.flatMap((entry) => {
    if (!isCells(entry) || typeof entry.file !== 'string' || !isCells(entry.expect)) return [];
    const { action, alarm } = entry.expect;
    if (typeof action !== 'string') return [];
    return [{ file: folder + entry.file, action, ...(typeof alarm === 'string' && { alarm }) }];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What happened, or in words why nothing could be played. */
async function playFile(directory: string, { file, action }: EventEntry): Promise<Happened | string> {
  try {
    return await play(readFileSync(join(directory, file), 'utf8'));
  } catch (error) {
    return `throws ${messageOf(error)} where ${action} was expected`;
  }
}

function resultOf(entry: EventEntry, happened: Happened | string): FileResult {
  const { file, action } = entry;
  const expected = expectedAction(action);
  const told = typeof happened === 'string' ? happened : `${happened.action}: ${happened.story}`;
  const holds = expected !== undefined && typeof happened !== 'string' && isAsExpected(expected, happened, entry);
  const failed = expected !== undefined && !holds;
  const note = expected === undefined ? `not asserted, no action is known by the words '${action}'; ${told}` : told;
  return {
    file,
    tally: { passed: Number(holds), failed: Number(failed), notAsserted: Number(expected === undefined) },
    failures: failed ? [{ id: file, subject: '', expected: action, actual: told }] : [],
    differences: [],
    notes: failed ? [] : [note],
    event: { expected: action, happened: told },
  };
}

function isAsExpected(expected: Action, { action, alarms }: Happened, { alarm }: EventEntry): boolean {
  return ACCEPTED[expected].includes(action) && (alarm === undefined || alarms.includes(alarm));
}
