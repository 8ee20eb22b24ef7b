/** The datapoints of one metric, as a `series` statement gives them. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseSequence, type Sequence } from './sequence';
import type { Words } from './words';

export interface SeriesStatement {
  readonly line: number;
  /** As the command line takes it: `App/Errors:Service=checkout`, `@` for a resource of the templates. */
  readonly metric: string;
  /** When the first datapoint begins, after the start; before it where negative. */
  readonly fromMs: number;
  readonly everyMs: number;
  readonly sequence: Sequence;
}

/** `series METRIC [every 1m] [from 0m] [scale 1] [seed 1] SEQUENCE` */
export function readSeries(words: Words, line: number, file: string): SeriesStatement {
  const metric = words.text('a metric such as App/Errors:Service=checkout');
  const options = { everyMs: 60_000, fromMs: 0, scale: 1, seed: 1 };
  for (;;) {
    if (words.accept('every')) options.everyMs = words.duration();
    else if (words.accept('from')) options.fromMs = words.signedDuration();
    else if (words.accept('scale')) options.scale = words.number('a number');
    else if (words.accept('seed')) options.seed = words.count();
    else break;
  }
  if (options.everyMs === 0) words.refuse("'every' must be longer than 0s");
  const readFile = (name: string) => readBeside(file, name);
  const text = words.rest("a sequence such as '0x10 5x10'");
  try {
    const sequence = parseSequence(text, { ...options, readFile });
    return { line, metric, fromMs: options.fromMs, everyMs: options.everyMs, sequence };
  } catch (error) {
    return words.refuse((error as Error).message);
  }
}

function readBeside(file: string, name: string): string {
  try {
    return readFileSync(resolve(dirname(file), name), 'utf8');
  } catch (error) {
    throw new Error(
      `cannot read the recording '${name}' beside the scenario: ${(error as NodeJS.ErrnoException).code}`,
    );
  }
}
