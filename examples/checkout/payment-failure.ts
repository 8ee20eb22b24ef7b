/**
 * One structured line for a payment that failed: which order, and why. The middleware's own line for the batch says only
 * how many. Sightline's log metric filter counts every line of level ERROR as `LoggedErrors`, this one included.
 *
 * Straight to stdout, because Lambda puts a prefix before what `console.error` writes and then it is no longer JSON:
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function logPaymentFailure(orderId: string, thrown: unknown): void {
  const { name, message } = thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown) };
  const line = {
    level: 'ERROR',
    message: 'payment failed',
    service: process.env.SIGHTLINE_SERVICE,
    environment: process.env.SIGHTLINE_ENVIRONMENT,
    orderId,
    error: { name, message },
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
