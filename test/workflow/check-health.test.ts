import fc from 'fast-check';
import { type EndpointConfig, PARALLEL_PROBES } from '../../lib/core/health/config';
import { checkHealth } from '../../lib/workflow/check-health';
import type { ProbeAnswer, ProbeRequest } from '../../lib/workflow/ports';

const URL = 'https://api.example.com/health';

/** The workflow on fakes: `answer` is the world outside, which may move the clock. */
function world(
  checks: readonly EndpointConfig[],
  answer: (request: ProbeRequest, passed: (ms: number) => void) => ProbeAnswer | Promise<ProbeAnswer>,
) {
  let nowMs = 1_800_000_000_000;
  const metrics: unknown[] = [];
  const lines: unknown[] = [];
  const requests: ProbeRequest[] = [];
  const line = (level: string) => (message: string, fields?: object) => void lines.push({ level, message, ...fields });
  const run = checkHealth({
    config: { schemaVersion: 1, service: 'checkout', environment: 'prod', checks },
    probes: {
      probe: async (request) => {
        requests.push(request);
        return answer(request, (ms) => {
          nowMs += ms;
        });
      },
    },
    metrics: {
      score: (score) => void metrics.push(['score', score]),
      check: (name, fault, latencyMs) => void metrics.push([name, fault, latencyMs]),
    },
    clock: { now: () => nowMs, sleep: async () => undefined },
    log: { info: line('info'), warn: line('warn'), error: line('error') },
  });
  return { run: () => run({}), metrics, lines, requests };
}

const ok = (): ProbeAnswer => ({ status: 200, body: '' });
const endpoint = (name: string, more: Partial<EndpointConfig> = {}): EndpointConfig => ({ name, url: URL, ...more });

describe('a run', () => {
  test('publishes the score and each check, and says nothing of healthy ones', async () => {
    const { run, metrics, lines, requests } = world([endpoint('api')], (_, passed) => {
      passed(120);
      return ok();
    });
    expect(await run()).toEqual({
      service: 'checkout',
      environment: 'prod',
      score: 100,
      status: 'healthy',
      checks: [{ name: 'api', weight: 1, critical: false, status: 'healthy', latencyMs: 120 }],
    });
    expect(metrics).toEqual([
      ['api', false, 120],
      ['score', 100],
    ]);
    expect(lines).toEqual([]);
    expect(requests).toEqual([{ check: 'api', url: URL, method: 'GET', timeoutMs: 5_000, maxBodyBytes: 0 }]);
  });

  test('logs one line for each failing check, without the query of its URL', async () => {
    const checks = [endpoint('api'), endpoint('pay', { url: `${URL}?key=hunter2#x`, critical: true })];
    const { run, metrics, lines } = world(checks, ({ check }) => ({ status: check === 'pay' ? 503 : 204, body: '' }));
    expect(await run()).toMatchObject({ score: 0, status: 'unhealthy' });
    expect(lines).toEqual([
      {
        level: 'warn',
        message: 'health check pay is unhealthy',
        service: 'checkout',
        environment: 'prod',
        check: 'pay',
        target: URL,
        status: 'unhealthy',
        latencyMs: 0,
        reason: 'answered 503, expected 200 to 299',
        category: 'network',
      },
    ]);
    expect(metrics).toContainEqual(['pay', true, 0]);
  });

  test('asks ten at a time, in order, and reports in order', async () => {
    let [open, most] = [0, 0];
    const names = Array.from({ length: 45 }, (_, index) => `c${index}`);
    const { run, requests } = world(
      names.map((name) => endpoint(name)),
      async ({ check }) => {
        open += 1;
        most = Math.max(most, open);
        for (let turn = 0; turn <= Number(check.slice(1)) % 7; turn += 1) await undefined;
        open -= 1;
        return ok();
      },
    );
    const { checks } = await run();
    expect(checks.map(({ name }) => name)).toEqual(names);
    expect(requests.map(({ check }) => check)).toEqual(names);
    expect(most).toBe(PARALLEL_PROBES);
  });
});

describe('an answer', () => {
  test.each<[string, Partial<EndpointConfig>, ProbeAnswer, string, string?]>([
    ['of any 2xx', {}, { status: 299, body: '' }, 'healthy'],
    ['of a redirect', {}, { status: 301, body: '' }, 'unhealthy', 'answered 301, expected 200 to 299'],
    ['of the expected status', { status: 401 }, { status: 401, body: '' }, 'healthy'],
    ['of another status', { status: 401 }, { status: 200, body: '' }, 'unhealthy', 'answered 200, expected 401'],
    ['with the expected text', { body: '"up"' }, { status: 200, body: '{"s":"up"}' }, 'healthy'],
    ['without it', { body: 'up' }, { status: 200, body: 'down' }, 'unhealthy', "the answer does not contain 'up'"],
    ['with the wrong status and the text', { body: 'up' }, { status: 500, body: 'up' }, 'unhealthy', 'answered 500'],
    ['of a connection', { url: 'tcp://db:5432' }, { body: '' }, 'healthy'],
    ['in time', { degradedAboveMs: 250 }, { status: 200, body: '' }, 'healthy'],
    [
      'too late',
      { degradedAboveMs: 249 },
      { status: 200, body: '' },
      'degraded',
      'took 250 ms, expected 249 ms at most',
    ],
    ['too late and wrong', { degradedAboveMs: 1 }, { status: 500, body: '' }, 'unhealthy', 'answered 500'],
  ])('%s is judged as it should', async (...[, more, answer, status, reason]) => {
    const { run, metrics } = world([endpoint('api', more)], (_request, passed) => {
      passed(250);
      return answer;
    });
    const [checked] = (await run()).checks;
    expect(checked).toMatchObject({ status, latencyMs: 250 });
    expect(checked?.reason ?? '').toContain(reason ?? '');
    expect(checked?.reason === undefined).toBe(reason === undefined);
    expect(metrics[0]).toEqual(['api', status === 'unhealthy', 250]);
  });

  test('is read only as far as needed', async () => {
    const { run, requests } = world([endpoint('api', { body: 'up', method: 'POST', timeoutMs: 900 })], ok);
    await run();
    expect(requests[0]).toMatchObject({ maxBodyBytes: 65_536, method: 'POST', timeoutMs: 900 });
  });
});

describe('no answer', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:443'), { code: 'ECONNREFUSED' });
  test.each<[string, unknown, string, string]>([
    ['fetch', new TypeError('fetch failed', { cause: refused }), `fetch failed: ${refused.message}`, 'network'],
    ['a time-out', new DOMException('aborted due to timeout', 'TimeoutError'), 'aborted due to timeout', 'network'],
    ['a text', 'down', 'down', 'unknown'],
    ['nothing', undefined, 'undefined', 'unknown'],
    ['a novel', new Error('x'.repeat(1_000_000)), 'x'.repeat(200), 'unknown'],
  ])('but %s is unhealthy, told, and has no latency', async (_, thrown, reason, category) => {
    const { run, metrics, lines } = world([endpoint('api')], () => Promise.reject(thrown));
    expect((await run()).checks).toEqual([
      { name: 'api', weight: 1, critical: false, status: 'unhealthy', reason, category },
    ]);
    expect(metrics).toEqual([
      ['api', true, undefined],
      ['score', 0],
    ]);
    expect(lines).toHaveLength(1);
  });

  test('is asked for where a token hid an address that is not allowed', async () => {
    const { run, requests } = world([endpoint('api', { url: 'http://169.254.169.254/latest' })], ok);
    expect((await run()).checks[0]).toMatchObject({
      status: 'unhealthy',
      reason: 'its URL must not lead to the link-local address 169.254.169.254',
      category: 'configuration',
    });
    expect(requests).toEqual([]);
  });
});

test('whatever some checks do, the others are judged alike', async () => {
  const kinds = fc.constantFrom('up', 'down', 'throws', 'rejects');
  await fc.assert(
    fc.asyncProperty(fc.array(kinds, { minLength: 1, maxLength: 30 }), async (behaviours) => {
      const checks = behaviours.map((kind, index) => endpoint(`${kind} ${index}`));
      const { run, metrics, lines } = world(checks, ({ check }) => {
        if (check.startsWith('throws')) throw new Error('sync');
        if (check.startsWith('rejects')) return Promise.reject(new Error('async'));
        return { status: check.startsWith('up') ? 200 : 500, body: '' };
      });
      const { checks: checked } = await run();
      expect(checked.map(({ status }) => status)).toEqual(
        behaviours.map((kind) => (kind === 'up' ? 'healthy' : 'unhealthy')),
      );
      expect(metrics).toHaveLength(checks.length + 1);
      expect(lines).toHaveLength(behaviours.filter((kind) => kind !== 'up').length);
    }),
  );
});
