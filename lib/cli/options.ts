/** The options of a command, read with `parseArgs` and checked in our own words. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { closest } from '../core/closest';
import { UsageError } from './usage-error';

/** Options by name, as `parseArgs` takes them. */
export type OptionTable = NonNullable<ParseArgsConfig['options']>;

type Parsed<T extends OptionTable> = ReturnType<typeof parseArgs<{ options: T; strict: true; allowPositionals: true }>>;

/** What `parseArgs` saw of one option. */
interface Given {
  readonly name: string;
  /** With its dashes, as written. */
  readonly rawName: string;
  /** Where in the arguments. */
  readonly index: number;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** @throws a `UsageError` for an unknown option, a missing or surplus value, and an option given twice */
export function parseOptions<const T extends OptionTable>(args: readonly string[], options: T): Parsed<T> {
  const { tokens, values, positionals } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    checkOption(token, args, options);
    if (seen.has(token.name) && !options[token.name]?.multiple)
      throw new UsageError(`${token.rawName} is given twice; keep one of them`);
    seen.add(token.name);
  }
  // Not strict above, so that the words are ours; after the checks the values are what strict mode answers.
  return { values, positionals } as unknown as Parsed<T>;
}

function checkOption(given: Given, args: readonly string[], options: OptionTable): void {
  const option = Object.hasOwn(options, given.name) ? options[given.name] : undefined;
  if (!option) throw unknownOption(given, args[given.index] ?? '', options);
  if (option.type === 'boolean') {
    if (given.value !== undefined) throw new UsageError(`${given.rawName} takes no value, got '${given.value}'`);
  } else if (!given.value) {
    throw new UsageError(`${given.rawName} needs a value, and there is none behind it`);
  } else if (!given.inlineValue && /^-\D/.test(given.value)) {
    throw new UsageError(
      `${given.rawName} needs a value, got the option '${given.value}'; ` +
        `a value that begins with a dash is written ${given.rawName}=${given.value}`,
    );
  }
}

/** Commands that read a whole app call it by one of these, each where another option is called otherwise. */
const SAME: Readonly<Record<string, string>> = { '--app': '--assembly', '--assembly': '--app' };

function unknownOption(given: Given, written: string, options: OptionTable): UsageError {
  const allowed = Object.keys(options).map((name) => `--${name}`);
  // `-out` is read as -o -u -t: one dash too few is what was meant.
  const clustered = /^-[^-]./.test(written) ? `-${written.replace(/=.*$/s, '')}` : undefined;
  const known = clustered !== undefined && allowed.includes(clustered);
  const shown = known ? clustered.slice(1) : given.rawName;
  const same = allowed.find((name) => name === SAME[given.rawName]);
  const meant = known ? clustered : (same ?? closest(given.rawName, allowed));
  return new UsageError(
    `there is no option '${shown}'${meant ? `; did you mean '${meant}'?` : '.'} Options are: ${allowed.join(', ')}`,
  );
}
