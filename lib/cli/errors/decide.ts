/** `sightline errors resolve`, `ignore` and `reopen`. */
import { changeStatus, type StatusChange } from '../../core/error/change-status';
import type { ErrorRef, TrackedError } from '../../core/error/tracked-error';
import { statusText } from '../../view/errors/words';
import { plain } from '../../view/escape';
import type { ErrorStore } from '../../workflow/ports/error-store';
import { parseOptions } from '../options';
import { UsageError } from '../usage-error';
import { DEFAULT_TRACKING, errorOf, SHARED_HELP, SHARED_OPTIONS, unknownError } from './options';
import type { ErrorSources } from './sources';

export type Decision = 'resolve' | 'ignore' | 'reopen';

const WHAT: Readonly<Record<Decision, string>> = {
  resolve: `The error is mended. When it comes again, in a release that should have the fix, it is told of as a
regression; older releases that are still draining do not count, nor do events without one.

  --in-release NAME   the release that has the fix
  --in-next-release   whatever comes after the newest release that was seen
                      (default: no release; whatever comes from now on is a regression)
`,
  ignore: 'The error is counted and never told of.\n\n',
  reopen: 'The error is open again, after it was resolved or ignored.\n\n',
};

const OPTIONS = {
  ...SHARED_OPTIONS,
  'in-release': { type: 'string' },
  'in-next-release': { type: 'boolean' },
} as const;
const MAX_TRIES = 5;

export function decideCommand(decision: Decision) {
  return async (args: readonly string[], sources: ErrorSources): Promise<number> => {
    const { values, positionals } = optionsOf(decision, args);
    if (values.help) {
      process.stdout.write(
        `Usage: sightline errors ${decision} FINGERPRINT --service NAME [options]\n\n${WHAT[decision]}${SHARED_HELP}`,
      );
      return 0;
    }
    const ref = errorOf(positionals, values);
    const change = changeOf(decision, values);
    const store = await sources.store(values.tracking ?? DEFAULT_TRACKING, values.table);
    const changed = await decide(store, ref, change, sources);
    process.stdout.write(
      values.json
        ? `${JSON.stringify(changed, undefined, 2)}\n`
        : `${plain(changed.title, 120)}: ${plain(statusText(changed), 120)}\n`,
    );
    return 0;
  };
}

function optionsOf(decision: Decision, args: readonly string[]) {
  if (decision === 'resolve') return parseOptions(args, OPTIONS);
  const { values, positionals } = parseOptions(args, SHARED_OPTIONS);
  return { values: { ...values, 'in-release': undefined, 'in-next-release': undefined }, positionals };
}

interface Given {
  readonly 'in-release'?: string | undefined;
  readonly 'in-next-release'?: boolean | undefined;
}

function changeOf(decision: Decision, given: Given): StatusChange {
  if (decision !== 'resolve') return { status: decision === 'ignore' ? 'ignored' : 'open' };
  const release = given['in-release'];
  if (release !== undefined && given['in-next-release']) {
    throw new UsageError('give --in-release or --in-next-release, not both: each says where the fix is');
  }
  if (release !== undefined) return { status: 'resolved', fixedIn: { release } };
  return { status: 'resolved', fixedIn: given['in-next-release'] ? 'next' : 'now' };
}

/** Batches of the error may be judged at the same time: then it is decided on what they left. */
async function decide(
  store: ErrorStore,
  ref: ErrorRef,
  change: StatusChange,
  { now, user }: ErrorSources,
): Promise<TrackedError> {
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const [error, service] = await Promise.all([store.read(ref), store.readService(ref)]);
    if (!error) throw unknownError(ref);
    const changed = changeStatus(error, change, service?.releases ?? {}, user, now());
    if ((await store.revise(changed, now())) === 'committed') return changed;
  }
  throw new Error(`${ref.fingerprint} was not changed: its tracking wrote ${MAX_TRIES} times meanwhile; try again`);
}
