/**
 * How many `%regular expressions%` a valid filter pattern has. A percent sign in double quotes is text; in a regular
 * expression neither a percent sign nor a quote is allowed.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function countRegexes(pattern: string): number {
  const bare = pattern.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return bare.match(/%[^%]*%/g)?.length ?? 0;
}
