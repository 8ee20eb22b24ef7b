import { log, observe } from '../../../lib/middleware';
import type { LambdaContext } from '../../../lib/middleware/wrap';
import { captureStdout, httpEvent, lambdaContext, withEnv } from '../../middleware/harness';

const TRACE = 'Root=1-695b7fe9-a5fcab40775a03d00c03243e;Parent=53995c3f42cd8ad8;Sampled=0';

/** What the middleware writes for a request that goes well and for one that fails. */
export function middlewareLines(): Promise<string[]> {
  return linesOf(async () => {
    const handler = observe(async (event: ReturnType<typeof httpEvent>, _context: LambdaContext) => {
      log.info('looked up', { cents: 250 });
      if (event.routeKey === 'POST /fail') throw new TypeError('no such order');
      return { statusCode: 200 };
    });
    await handler(httpEvent('POST /orders'), lambdaContext());
    await handler(httpEvent('POST /fail'), lambdaContext()).catch(() => undefined);
  });
}

/** Of a release: a batch of which one record comes back as failed, and a request that runs into its timeout. */
export function rarerLines(): Promise<string[]> {
  const message = (messageId: string) => ({
    messageId,
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:payments',
    attributes: { SentTimestamp: '1767612330000' },
  });
  return linesOf(
    async () => {
      const charge = observe(async (_event: object, _context: LambdaContext) => ({
        batchItemFailures: [{ itemIdentifier: 'm1' }],
      }));
      await charge({ Records: [message('m1'), message('m2')] }, lambdaContext());
      jest.useFakeTimers();
      try {
        const never = observe((_event: object, _context: LambdaContext) => new Promise(() => undefined));
        never(httpEvent(), lambdaContext());
        jest.advanceTimersByTime(3_000);
      } finally {
        jest.useRealTimers();
      }
    },
    { SIGHTLINE_RELEASE: '42' },
  );
}

async function linesOf(work: () => Promise<void>, variables: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const env = {
    SIGHTLINE_SERVICE: 'checkout',
    SIGHTLINE_ENVIRONMENT: 'prod',
    _X_AMZN_TRACE_ID: TRACE,
    ...variables,
  };
  const stdout = captureStdout();
  try {
    await withEnv(env, work);
    return stdout.writes.flatMap((text) => text.trimEnd().split('\n'));
  } finally {
    stdout.restore();
  }
}
