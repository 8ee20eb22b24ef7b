import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createDependencyWindow,
  createHealth,
  dependencyCheck,
  diskCheck,
  type HealthCheck,
  httpCheck,
  memoryCheck,
} from '../../../lib/middleware/health';

const resultOf = async (made: HealthCheck) => (await createHealth({ checks: [made] }).run()).checks[0];
const GIB = 1_073_741_824;

describe('memoryCheck', () => {
  const rss = jest.spyOn(process.memoryUsage, 'rss');
  const before = process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
  afterAll(() => {
    rss.mockRestore();
    if (before === undefined) delete process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
    else process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = before;
  });

  test.each([
    [800, 'healthy'],
    [801, 'degraded'],
    [950, 'degraded'],
    [951, 'unhealthy'],
  ])('with %d of 1000 bytes in use is %s', async (used, status) => {
    rss.mockReturnValue(used);
    expect(await resultOf(memoryCheck({ limitBytes: 1_000 }))).toMatchObject({
      name: 'memory',
      kind: 'memory',
      status,
      details: { usedPercent: used / 10, usedBytes: used, limitBytes: 1_000 },
    });
  });

  test('knows the memory of a Lambda function, else that of the machine', async () => {
    rss.mockReturnValue(GIB / 2);
    process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = '512';
    expect(await resultOf(memoryCheck())).toMatchObject({ status: 'unhealthy', details: { usedPercent: 100 } });
    delete process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
    const limit = (await resultOf(memoryCheck()))?.details?.limitBytes;
    expect(limit).toBeGreaterThan(0);
    expect(limit).toBeLessThanOrEqual(process.getBuiltinModule('node:os').totalmem());
  });

  test('refuses limits that are none', () => {
    expect(() => memoryCheck({ limitBytes: 0 })).toThrow('limitBytes must be more than 0; got 0');
    expect(() => memoryCheck({ degradedAbove: 0.9, unhealthyAbove: 0.5 })).toThrow('in this order; got 0.9 and 0.5');
  });
});

describe('diskCheck', () => {
  test('measures a file system that exists', async () => {
    const result = await resultOf(diskCheck({ name: 'tmp', degradedAbove: 1, unhealthyAbove: 1 }));
    expect(result).toMatchObject({ name: 'tmp', kind: 'disk', status: 'healthy' });
    expect(result?.details?.limitBytes).toBeGreaterThan(0);
  });

  test('is unhealthy above its limits', async () => {
    const files = process.getBuiltinModule('node:fs').promises;
    const statfs = jest.spyOn(files, 'statfs').mockResolvedValue({ blocks: 100, bavail: 4, bsize: 10 } as never);
    expect(await resultOf(diskCheck())).toMatchObject({ status: 'unhealthy', details: { usedBytes: 960 } });
    expect(statfs).toHaveBeenCalledWith('/tmp');
    statfs.mockRestore();
  });

  test('says that a path does not exist', async () => {
    expect(await resultOf(diskCheck({ path: '/no/such/path' }))).toMatchObject({
      status: 'unhealthy',
      error: { category: 'not_found' },
    });
  });
});

describe('httpCheck', () => {
  let server: Server;
  let base: string;
  const seen: (string | undefined)[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['x-probe'] ?? ''}`.trim());
      if (request.url === '/hang') return;
      if (request.url === '/moved') response.setHeader('location', '/200');
      response.writeHead(request.url === '/moved' ? 302 : Number(request.url?.slice(1))).end('x'.repeat(100_000));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });

  test('is healthy after any 2xx, and says the status', async () => {
    expect(await resultOf(httpCheck('pay', `${base}/204`))).toMatchObject({
      kind: 'service',
      status: 'healthy',
      details: { httpStatus: 204 },
    });
  });

  test.each([
    ['/503', { category: 'network', message: 'the probe answered with status 503' }],
    ['/401', { category: 'authentication' }],
    ['/moved', { message: 'the probe answered with status 302' }],
  ])('is unhealthy after %s', async (path, error) => {
    expect(await resultOf(httpCheck('pay', base + path))).toMatchObject({ status: 'unhealthy', error });
  });

  test('asks as it is told', async () => {
    const options = { method: 'HEAD', headers: { 'x-probe': 'yes' }, expectedStatus: 401 } as const;
    expect(await resultOf(httpCheck('pay', `${base}/401`, options))).toMatchObject({ status: 'healthy' });
    expect(seen.at(-1)).toBe('HEAD /401 yes');
    expect(await resultOf(httpCheck('pay', `${base}/200`, options))).toMatchObject({ status: 'unhealthy' });
  });

  test('is degraded where the right answer comes late', async () => {
    let nowMs = 0;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => (nowMs += 100));
    expect(await resultOf(httpCheck('pay', `${base}/200`, { degradedAboveMs: 99 }))).toMatchObject({
      status: 'degraded',
    });
    expect(await resultOf(httpCheck('pay', `${base}/200`, { degradedAboveMs: 100 }))).toMatchObject({
      status: 'healthy',
    });
    clock.mockRestore();
  });

  test('gives up on a server that does not answer, or is not there', async () => {
    expect(await resultOf(httpCheck('pay', `${base}/hang`, { timeoutMs: 50 }))).toMatchObject({
      status: 'unhealthy',
      error: { name: 'TimeoutError' },
    });
    expect(await resultOf(httpCheck('pay', 'http://127.0.0.1:1/'))).toMatchObject({ error: { category: 'network' } });
  });

  test.each(['/health', 'ftp://a', 'localhost:80', '', 'file:///etc/passwd'])('refuses the URL %p', (url) => {
    expect(() => httpCheck('pay', url)).toThrow(`url must be an absolute URL such as`);
  });
});

describe('dependencyCheck', () => {
  test('tells what a window knows, at once', async () => {
    const window = createDependencyWindow();
    const health = createHealth({ checks: [dependencyCheck('payments', window, { critical: true })] });
    expect(await health.run()).toMatchObject({ status: 'unknown', score: undefined });
    for (let call = 0; call < 5; call += 1) window.record(Date.now(), true, 20);
    expect(await health.run()).toMatchObject({
      status: 'unhealthy',
      score: 0,
      checks: [{ kind: 'service', details: { calls: 5, errors: 5, errorRatio: 1, averageMs: 20, maxMs: 20 } }],
    });
  });

  test('takes a function, and its failure', async () => {
    expect(await resultOf(dependencyCheck('a', () => 'degraded'))).toMatchObject({ status: 'degraded' });
    const broken = () => {
      throw new Error('no window');
    };
    expect(await resultOf(dependencyCheck('a', broken))).toMatchObject({ status: 'unhealthy' });
  });
});
