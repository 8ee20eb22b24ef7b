/** The command line itself is wrong: the message is followed by a hint to `--help`. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
