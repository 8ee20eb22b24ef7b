/** The command line itself is wrong: the message is followed by a hint to `--help`. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Command that the hint is about: `slo report`. @default - the first word of the command line */
  command?: string;
}
