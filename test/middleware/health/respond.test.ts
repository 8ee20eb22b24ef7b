import fc from 'fast-check';
import { type CheckOptions, check, createHealth, type HealthOptions } from '../../../lib/middleware/health';
import { readPrometheus } from './prometheus-reader';

const NOW = 1_800_000_000_000;
const secret = () => Promise.reject(Object.assign(new Error('password hunter2 for root@db'), { code: '28P01' }));

const service = (options: Partial<HealthOptions> = {}) =>
  createHealth({ checks: [], service: 'checkout', environment: 'prod', now: () => NOW, ...options });
const withCheck = (probe: () => unknown, options: CheckOptions = {}, more: Partial<HealthOptions> = {}) =>
  service({ checks: [check('db', probe, { kind: 'database', ...options })], ...more });

describe('routes', () => {
  test.each(['/health', '/prod/health', '/api/v1/health/', 'health', '/health?verbose=1', '/health#top'])(
    '%s is the summary',
    async (path) => {
      const { status, body } = await service().respond('GET', path);
      expect(status).toBe(200);
      expect(JSON.parse(body)).toEqual({ status: 'healthy', score: 100, service: 'checkout', environment: 'prod' });
    },
  );

  test.each(['live', 'ready', 'startup', 'status', 'metrics'])('/health/%s exists, behind any stage', async (page) => {
    expect((await service().respond('GET', `/health/${page}`)).status).toBe(200);
    expect((await service().respond('get', `/dev/base/health/${page}/`)).status).toBe(200);
  });

  test.each(['', '/', '/healthy', '/unhealth', '/healthz', '/health/other', '/health/live/x', '/Health', '/x?/health'])(
    '%p is not found',
    async (path) => {
      expect((await service().respond('GET', path)).status).toBe(404);
      expect((await service().respond('POST', path)).status).toBe(404);
    },
  );

  test.each(['POST', 'OPTIONS', 'DELETE', '', 'GETS'])('the method %p is not allowed, and what is', async (method) => {
    const answer = await service().respond(method, '/health');
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  test('HEAD is GET without the body', async () => {
    const health = withCheck(() => false);
    for (const path of ['/health', '/health/status', '/health/metrics', '/nothing']) {
      const get = await health.respond('GET', path);
      expect(get.body).not.toBe('');
      expect(await health.respond('HEAD', path)).toEqual({ ...get, body: '' });
    }
  });

  test('nothing is kept by caches', async () => {
    for (const path of ['/health', '/health/metrics', '/no']) {
      expect((await service().respond('GET', path)).headers['cache-control']).toBe('no-store');
    }
    expect((await service().respond('POST', '/health')).headers['cache-control']).toBe('no-store');
  });

  test('any method and path get an answer in no time', async () => {
    const health = service();
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), async (method, path) => {
        const shown = [method, path].map((value) =>
          typeof value === 'object' || typeof value === 'symbol' ? '' : value,
        );
        const { status } = await health.respond(shown[0] as string, shown[1] as string);
        expect([200, 404, 405]).toContain(status);
      }),
    );
    const long = '/health'.repeat(200_000);
    expect((await health.respond('GET', long)).status).toBe(200);
    expect((await health.respond('GET', `${long}/x`)).status).toBe(404);
  });
});

describe('the status', () => {
  test.each([
    ['healthy', 200],
    ['degraded', 200],
    ['unknown', 200],
    ['unhealthy', 503],
  ])('%s is answered with %d, but metrics always with 200', async (status, code) => {
    const health = withCheck(() => status);
    for (const page of ['', '/ready', '/startup', '/status']) {
      expect((await health.respond('GET', `/health${page}`)).status).toBe(code);
    }
    expect((await health.respond('GET', '/health/live')).status).toBe(200);
    expect((await health.respond('GET', '/health/metrics')).status).toBe(200);
  });

  test('of a scope comes from its checks, and only they run', async () => {
    const ran: string[] = [];
    const probe = (name: string, options: CheckOptions) =>
      check(
        name,
        () => {
          ran.push(name);
          return name !== 'heap';
        },
        options,
      );
    const checks = [
      probe('heap', { kind: 'memory' }),
      probe('db', { kind: 'database' }),
      probe('boot', { scopes: ['startup'] }),
    ];
    const health = service({ checks: checks.map((each) => ({ ...each, cacheMs: 0 })) });
    expect((await health.respond('GET', '/health/live')).status).toBe(503);
    expect(ran.splice(0)).toEqual(['heap']);
    expect(await health.run('ready')).toMatchObject({ score: 50, status: 'degraded', scope: 'ready' });
    expect(ran.splice(0)).toEqual(['heap', 'db']);
    await health.run('startup');
    expect(ran.splice(0)).toEqual(['heap', 'db', 'boot']);
  });
});

describe('/health/status', () => {
  test('names the checks, and of errors name and category only', async () => {
    const { body, headers } = await withCheck(secret, { critical: true }).respond('GET', '/health/status');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body)).toEqual({
      status: 'unhealthy',
      score: 0,
      service: 'checkout',
      environment: 'prod',
      checkedAt: '2027-01-15T08:00:00.000Z',
      checks: [
        {
          name: 'db',
          kind: 'database',
          status: 'unhealthy',
          weight: 1,
          critical: true,
          durationMs: 0,
          checkedAt: '2027-01-15T08:00:00.000Z',
          error: { name: 'Error', category: 'database' },
        },
      ],
    });
  });

  test('says no secret on any page unless details are asked for', async () => {
    const checks = [check('db', secret), check('pool', () => ({ status: 'degraded', details: { host: 'hunter2' } }))];
    const pages = ['', '/live', '/ready', '/startup', '/status', '/metrics'];
    const bodies = async (details?: boolean) => {
      const health = service({ checks, details });
      return Promise.all(pages.map(async (page) => (await health.respond('GET', `/health${page}`)).body));
    };
    expect((await bodies()).join('\n')).not.toContain('hunter2');
    const detailed = await bodies(true);
    expect(JSON.parse(detailed[4] ?? '').checks).toMatchObject([
      { error: { message: 'password hunter2 for root@db' } },
      { details: { host: 'hunter2' } },
    ]);
    expect(detailed.filter((body) => body.includes('hunter2'))).toHaveLength(1);
  });
});

describe('/health/metrics', () => {
  test('is Prometheus text of score, checks and durations', async () => {
    const checks = [
      check('db', () => 'degraded', { kind: 'database', critical: true }),
      check('mail', () => false),
      check('quiet', () => 'unknown'),
    ];
    const { body, headers } = await service({ checks }).respond('GET', '/health/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const labels = { service: 'checkout', environment: 'prod' };
    const db = { ...labels, check: 'db', kind: 'database', critical: 'true' };
    const mail = { ...labels, check: 'mail', kind: 'custom', critical: 'false' };
    const samples = readPrometheus(body);
    expect(samples).toHaveLength(7);
    expect(samples).toEqual(
      expect.arrayContaining([
        { name: 'sightline_health_score', labels, value: 25 },
        { name: 'sightline_health_check_status', labels: db, value: 0.5 },
        { name: 'sightline_health_check_status', labels: mail, value: 0 },
        { name: 'sightline_health_check_status', labels: { ...mail, check: 'quiet' }, value: Number.NaN },
        { name: 'sightline_health_check_duration_seconds', labels: db, value: 0 },
      ]),
    );
  });

  test('has no score where nothing is known', async () => {
    const { body } = await withCheck(() => 'unknown').respond('GET', '/health/metrics');
    expect(readPrometheus(body)[0]).toMatchObject({ name: 'sightline_health_score', value: Number.NaN });
  });

  test('reads back every name as it was, whatever its characters', async () => {
    const printable = fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', ',', '=', 'n', ' ', '#'), maxLength: 20 });
    const anyText = fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\r', 'n', 'ä', '}', ' ') });
    await fc.assert(
      fc.asyncProperty(printable, anyText, async (middle, name) => {
        const checks = [check(`a${middle}z`, () => true)];
        const { body } = await service({ checks, service: name }).respond('GET', '/health/metrics');
        for (const { labels } of readPrometheus(body).slice(1)) {
          expect(labels).toMatchObject({ check: `a${middle}z`, service: name });
        }
      }),
    );
  });
});

test('service and environment come from the variables of the monitored function', async () => {
  const before = { ...process.env };
  for (const name of Object.keys(process.env))
    if (/^(SIGHTLINE|POWERTOOLS|OTEL|AWS)_/.test(name)) delete process.env[name];
  try {
    expect(await createHealth({ checks: [] }).run()).toMatchObject({ service: 'unknown', environment: 'default' });
    Object.assign(process.env, {
      AWS_LAMBDA_FUNCTION_NAME: 'fn',
      SIGHTLINE_SERVICE: ' ',
      SIGHTLINE_ENVIRONMENT: 'dev',
    });
    expect(await createHealth({ checks: [] }).run()).toMatchObject({ service: 'fn', environment: 'dev' });
    process.env.SIGHTLINE_SERVICE = 'orders';
    expect(await createHealth({ checks: [] }).run()).toMatchObject({ service: 'orders' });
  } finally {
    process.env = before;
  }
});
