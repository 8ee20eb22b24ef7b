/** `sightline errors show`: one error, with a sample of it. */
import { tellError } from '../../view/errors/detail';
import { parseOptions } from '../options';
import { painter } from '../painter';
import { DEFAULT_TRACKING, errorOf, SHARED_HELP, SHARED_OPTIONS, unknownError } from './options';
import type { ErrorSources } from './sources';

const HELP = `Usage: sightline errors show FINGERPRINT --service NAME [options]

How often an error came, since when, in which releases and operations, and a sample of it:
message, stack, causes, and what happened before.

${SHARED_HELP}`;

const WIDTH = 110;

export async function showCommand(args: readonly string[], sources: ErrorSources): Promise<number> {
  const { values, positionals } = parseOptions(args, SHARED_OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const ref = errorOf(positionals, values);
  const nowMs = sources.now();
  const store = await sources.store(values.tracking ?? DEFAULT_TRACKING, values.table);
  const [error, sample] = await Promise.all([store.read(ref), store.readSample(ref)]);
  if (!error) throw unknownError(ref);
  const screen = { paint: painter(process.stdout), width: Math.min(process.stdout.columns ?? WIDTH, WIDTH), nowMs };
  process.stdout.write(
    values.json ? `${JSON.stringify({ ...error, sample }, undefined, 2)}\n` : tellError(error, sample, screen),
  );
  return 0;
}
