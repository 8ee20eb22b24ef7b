import { here } from '../scope';
import { attempt } from '../text';
import { keepBreadcrumb } from './held';
import type { LogFields } from './log';
import { membersOf } from './members';
import { hideSecrets } from './secrets';

/** Twenty of them stand in a line. In UTF-16 code units, and in bytes. */
const MAX_MESSAGE = 250;
const MAX_FIELDS = 1_024;

/**
 * Notes what happened on the way. The last twenty notes of an invocation are told with its error and cost nothing where
 * there is none. Calls of dependencies are noted by themselves. Never throws.
 */
export function breadcrumb(message: string, fields?: LogFields): void {
  const scope = here()?.scope;
  if (!scope) return;
  attempt(() => {
    const { runtime } = scope;
    const text = JSON.stringify(hideSecrets(runtime, String(message), MAX_MESSAGE));
    const members = membersOf(runtime, [fields], (name) => /^_*(timestamp|message)$/.test(name), MAX_FIELDS);
    keepBreadcrumb(scope, `{"timestamp":"${new Date().toISOString()}","message":${text}${members}}`);
  });
}
