/** What a matcher answers, and how its message begins. */
import { inspect } from 'node:util';
import { closest } from '../../core/closest';

/** As jest and vitest take it. */
export interface MatcherResult {
  readonly pass: boolean;
  /** Read only where the test fails: with `.not` when it passed. */
  readonly message: () => string;
}

export interface Judged {
  /** What happened instead; absent where it came as expected. */
  readonly failure?: string;
  /** What happened, where it came as expected: the message of `.not`. */
  readonly success: string;
  /** What there is to see, line by line. */
  readonly evidence: () => readonly string[];
}

/** A matcher with its arguments, as written in the test: `toAlarm('Errors', { by: '14m' })`. */
export interface Call {
  readonly subject: 'report' | 'coverage';
  readonly matcher: string;
  readonly args: readonly unknown[];
}

export function resultOf({ subject, matcher, args }: Call, { failure, success, evidence }: Judged): MatcherResult {
  const pass = failure === undefined;
  const given = args.filter((arg) => !isLeftOut(arg)).map((arg) => inspect(arg, { breakLength: Infinity }));
  return {
    pass,
    message: () =>
      [
        `expect(${subject})${pass ? '.not' : ''}.${matcher}(${given.join(', ')})`,
        '',
        failure ?? success,
        '',
        ...evidence(),
      ]
        .join('\n')
        .trimEnd(),
  };
}

/** Options that were not given are an empty object by then. */
function isLeftOut(arg: unknown): boolean {
  return typeof arg === 'object' && arg !== null && Object.keys(arg).length === 0;
}

/** @throws for an option the matcher does not know: a misspelt one would let a test pass that checks less */
export function checkOptions(matcher: string, options: object, allowed: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new Error(`${matcher}() takes its options in braces: ${allowed.join(', ')}; got ${inspect(options)}`);
  for (const name of Object.keys(options)) {
    if (allowed.includes(name)) continue;
    const meant = closest(name, allowed);
    throw new Error(
      `${matcher}() has no option '${name}'${meant ? `; did you mean '${meant}'?` : '.'} Options are: ${allowed.join(', ')}`,
    );
  }
}

/** @throws where it is given and no whole number from 0 */
export function checkTimes(matcher: string, times: unknown): void {
  if (times === undefined || (Number.isInteger(times) && Number(times) >= 0)) return;
  throw new Error(`'times' of ${matcher}() must be a whole number from 0, got ${inspect(times)}`);
}
