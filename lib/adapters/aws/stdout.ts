/** Writes one line. */
export type WriteLine = (line: string) => void;

/**
 * Straight to standard output: Lambda's `console` puts a time and a request id before the line unless JSON logging is
 * on, and CloudWatch then finds neither the JSON fields nor the metrics in it.
 */
export const writeStdout: WriteLine = (line) => {
  process.stdout.write(`${line}\n`);
};
