import { here } from '../scope';
import { attempt, cut } from '../text';
import { keepBreadcrumb } from './held';
import type { LogFields } from './log';
import { membersOf } from './members';
import { secretsOf } from './secrets';

/**
 * Notes what happened on the way. The last twenty notes of an invocation are told with its error and cost nothing where
 * there is none. Calls of dependencies are noted by themselves. Never throws.
 */
export function breadcrumb(message: string, fields?: LogFields): void {
  const scope = here()?.scope;
  if (!scope) return;
  attempt(() => {
    const note = { timestamp: new Date().toISOString(), message: cut(String(message), 500), ...fields };
    keepBreadcrumb(scope, `{${membersOf(note, secretsOf(scope.runtime), () => false).slice(1)}}`);
  });
}
