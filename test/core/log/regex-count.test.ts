import { countRegexes } from '../../../lib/core/log/regex-count';
import { compileFilterPattern } from '../../../lib/core/signal/filter-pattern';

test.each([
  ['', 0],
  ['ERROR -timeout', 0],
  ['%time[o0]ut%', 1],
  ['{ $.a = %^x% || $.b = "y" }', 1],
  ['{ $.a = %x% && $.b != %y\\x25% }', 2],
  ['[level = %ERR|WARN%, ..., bytes > 1000]', 1],
  ['"50%" "100%"', 0],
  ['{ $.a = "5%" && $.b = %q+% }', 1],
  ['{ $.a = "5\\"%" }', 0],
])('%p has %i regular expressions', (pattern, count) => {
  expect(() => compileFilterPattern(pattern)).not.toThrow();
  expect(countRegexes(pattern)).toBe(count);
});
