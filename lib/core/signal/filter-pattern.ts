import { parseDelimitedPattern } from './filter-pattern/delimited';
import { parseJsonPattern } from './filter-pattern/json';
import { type FilterPattern, FilterPatternError } from './filter-pattern/pattern';
import { Scanner } from './filter-pattern/scanner';
import { parseTermPattern } from './filter-pattern/terms';

export {
  checkMetricTransformation,
  evaluateMetricFilter,
  extractDimensions,
  extractMetricValue,
  type FilterObservation,
  type MetricTransformation,
} from './filter-pattern/metric-filter';
export { type FilterMatch, type FilterPattern, FilterPatternError } from './filter-pattern/pattern';

/** Characters a filter pattern may have. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
const MAX_PATTERN_LENGTH = 1024;

/**
 * Compiles a CloudWatch Logs filter pattern: terms (`ERROR -ARGUMENTS`), one `%regex%`, a JSON pattern
 * (`{ $.latency > 100 }`) or a space-delimited one (`[level, ..., bytes > 1000]`). Matching is linear in the message.
 * Throws a `FilterPatternError` that says what is wrong, at which column, and what is allowed there.
 *
 * ```ts
 * const slow = compileFilterPattern('{ $.level = "ERROR" && $.latency > 100 }');
 * slow.match('{"level":"ERROR","latency":250}')?.value('$.latency'); // '250'
 * slow.match('not JSON'); // undefined
 * ```
 *
 * Where the documentation is silent: `{}` and `[]` match every message, a wildcard `*` may stand anywhere in a string,
 * a comparison with a missing, null or boolean value never holds, and the last space-delimited field takes the rest of
 * the line.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(text: string): FilterPattern {
  if (text.length > MAX_PATTERN_LENGTH) {
    throw new FilterPatternError(
      text,
      MAX_PATTERN_LENGTH,
      `it has ${text.length} characters`,
      `at most ${MAX_PATTERN_LENGTH} are allowed`,
    );
  }
  const scanner = new Scanner(text);
  scanner.skipSpaces();
  if (scanner.peek() === '{') return parseJsonPattern(scanner);
  if (scanner.peek() === '[') return parseDelimitedPattern(scanner);
  return parseTermPattern(scanner);
}
