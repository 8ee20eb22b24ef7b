import { log, observe } from '../../../lib/middleware';
import type { LambdaContext } from '../../../lib/middleware/wrap';
import { captureStdout, httpEvent, lambdaContext, withEnv } from '../../middleware/harness';

const TRACE = 'Root=1-695b7fe9-a5fcab40775a03d00c03243e;Parent=53995c3f42cd8ad8;Sampled=0';

/** What the middleware writes for a request that goes well and for one that fails. */
export async function middlewareLines(): Promise<string[]> {
  const env = { SIGHTLINE_SERVICE: 'checkout', SIGHTLINE_ENVIRONMENT: 'prod', _X_AMZN_TRACE_ID: TRACE };
  const stdout = captureStdout();
  try {
    await withEnv(env, async () => {
      const handler = observe(async (event: ReturnType<typeof httpEvent>, _context: LambdaContext) => {
        log.info('looked up', { cents: 250 });
        if (event.routeKey === 'POST /fail') throw new TypeError('no such order');
        return { statusCode: 200 };
      });
      await handler(httpEvent('POST /orders'), lambdaContext());
      await handler(httpEvent('POST /fail'), lambdaContext()).catch(() => undefined);
    });
    return stdout.writes.flatMap((text) => text.trimEnd().split('\n'));
  } finally {
    stdout.restore();
  }
}
