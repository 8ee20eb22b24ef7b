/** What was not emulated in a run, for people: the same lists that the documentation shows. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { NOT_ON_MINISTACK, type NotOnMiniStack, STAND_INS } from './not-on-ministack';
import { NOT_ON_MOTO } from './not-on-moto';

/** Environment variable: the file by which a worker tells how much was left out. */
export const LEFT_OUT_FILE = 'SIGHTLINE_TEST_LEFT_OUT_FILE';

/** Such as `AWS::CloudWatch::Alarm with Metrics`. */
export function nameOf({ type, property, withProperty }: NotOnMiniStack): string {
  if (property !== undefined) return `${property} of ${type}`;
  return withProperty === undefined ? type : `${type} with ${withProperty}`;
}

/** Keeps the counts for `tellLeftOut`. */
export function noteLeftOut(counts: ReadonlyMap<NotOnMiniStack, number>): void {
  const file = process.env[LEFT_OUT_FILE];
  if (!file) return;
  const byName = Object.fromEntries([...counts].map(([entry, count]) => [nameOf(entry), count]));
  writeFileSync(file, JSON.stringify(byName));
}

/** The lists, with the counts of this run where the example was deployed in it. */
export function tellLeftOut(): string {
  const counts = takeCounts();
  const stripped = NOT_ON_MINISTACK.map((entry) => {
    const count = counts[nameOf(entry)];
    return `  ${count === undefined ? '' : `${count} x `}${nameOf(entry)}: ${entry.reason}`;
  });
  return [
    'Left out of the templates for MiniStack:',
    ...stripped,
    'Done in place of MiniStack:',
    ...STAND_INS.map(({ what, instead }) => `  ${what}: ${instead}`),
    'Not tried on moto:',
    ...NOT_ON_MOTO.map(({ call, reason, instead }) => `  ${call}: ${reason}; ${instead}`),
    '',
  ].join('\n');
}

function takeCounts(): Readonly<Record<string, number>> {
  const file = process.env[LEFT_OUT_FILE];
  if (!file) return {};
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  rmSync(dirname(file), { recursive: true, force: true });
  return counts;
}
