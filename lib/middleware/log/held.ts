import type { Scope } from '../scope';

/** Of one invocation so many lines are held back, and no more text; the oldest go first. */
const MAX_LINES = 100;
const MAX_LENGTH = 64 * 1024;
const MAX_BREADCRUMBS = 20;

/** Keeps a line below the log level until an error makes it worth reading. */
export function holdLine(scope: Scope, line: string): void {
  scope.heldLines ??= [];
  const held = scope.heldLines;
  held.push(line);
  let length = held.reduce((sum, { length }) => sum + length, 0);
  while (held.length > MAX_LINES || (length > MAX_LENGTH && held.length > 0)) length -= held.shift()?.length ?? 0;
}

/** The lines that were held back; they are told once. */
export function takeHeldLines(scope: Scope): string {
  return scope.heldLines?.splice(0).join('') ?? '';
}

/** Keeps what happened on the way, as JSON text; the last twenty count. */
export function keepBreadcrumb(scope: Scope, json: string): void {
  scope.breadcrumbs ??= [];
  scope.breadcrumbs.push(json);
  if (scope.breadcrumbs.length > MAX_BREADCRUMBS) scope.breadcrumbs.shift();
}

export function breadcrumbsMember({ breadcrumbs }: Scope): string {
  return breadcrumbs?.length ? `,"breadcrumbs":[${breadcrumbs}]` : '';
}
