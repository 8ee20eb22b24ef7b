import { write } from '../runtime';
import type { Scope } from '../scope';

/** Scopes with lines on their way. */
const waiting = new Set<Scope>();
let isExitWatched = false;

/**
 * Writes a line together with those that come before the code next waits for something, or with the invocation's end:
 * a write costs more than the line. A process that exits in between writes them, too; one that is killed does not.
 */
export function writeSoon(scope: Scope, line: string): void {
  if (scope.ended) {
    write(line);
    return;
  }
  if (!isExitWatched) process.once('exit', () => waiting.forEach(writeNow));
  isExitWatched = true;
  if (!scope.lines) {
    waiting.add(scope);
    process.nextTick(writeNow, scope);
  }
  scope.lines = (scope.lines ?? '') + line;
}

/** The lines on their way, for who writes them with more. */
export function takeLines(scope: Scope): string {
  const { lines = '' } = scope;
  waiting.delete(scope);
  scope.lines = undefined;
  return lines;
}

function writeNow(scope: Scope): void {
  write(takeLines(scope));
}
