import type { LambdaContext } from '../../lib/middleware/wrap';

/** Catches everything written to standard output until `restore`. */
export function captureStdout() {
  const writes: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    writes.push(String(chunk));
    return true;
  });
  const documents = () =>
    writes.flatMap((text) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  return {
    writes,
    /** Every EMF document written, parsed. */
    metrics: (): Document[] => documents().filter((document) => '_aws' in document),
    /** Every log line written, parsed. */
    logs: (): Document[] => documents().filter((document) => 'level' in document),
    restore: () => spy.mockRestore(),
  };
}

export type Document = Readonly<Record<string, unknown>>;

export function lambdaContext(overrides: Partial<LambdaContext> = {}): LambdaContext {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'orders-fn',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders-fn',
    memoryLimitInMB: '256',
    awsRequestId: 'request-1',
    logGroupName: '/aws/lambda/orders-fn',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => 3_000,
    ...overrides,
  };
}

export const httpEvent = (routeKey = 'POST /orders', headers: Readonly<Record<string, string>> = {}) => ({
  version: '2.0',
  routeKey,
  rawPath: '/orders/4711',
  headers,
  requestContext: { http: { method: 'POST', path: '/orders/4711' } },
});

const OURS = /^(SIGHTLINE_|AWS_|POWERTOOLS_|OTEL_|_X_AMZN_)/;

/** Runs `work` with exactly these of the variables that the middleware may read, and puts all back afterwards. */
export async function withEnv<T>(variables: Readonly<Record<string, string>>, work: () => T | Promise<T>): Promise<T> {
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) if (OURS.test(name)) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
