import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/**
 * Tells on standard error by how many KB the heap grew while the handler was invoked 20,000 times, after as many
 * invocations to warm up: what is bounded has come to its bound by then.
 */
const SOURCE = `
  import { annotate, breadcrumb, dependency, log, metrics, observe, span } from './lib/middleware/index';

  const handler = observe(async (event, _context) => {
    metrics.count('Orders', 1, { order: event, tenant: event % 50 });
    metrics.histogram('Metric' + (event % 5_000), event);
    metrics.gauge('Bad' + event, Number.NaN);
    log.info('order', { event });
    log.debug('held back', { event });
    log.append({ event });
    breadcrumb('on the way');
    annotate('order', event);
    await dependency('payments' + (event % 300), async () => undefined);
    await span('work', async () => undefined).catch(() => undefined);
    setImmediate(() => log.info('late'));
    if (event % 3 === 0) throw new Error('order ' + event + ' of ' + 'abcdefghij'[event % 10]);
    return { statusCode: 200 };
  }, { operation: (event) => 'operation ' + event });

  async function invoke(from, count) {
    for (let n = from; n < from + count; n++) {
      const context = { awsRequestId: 'request-' + n, getRemainingTimeInMillis: () => 60_000 };
      await Promise.resolve(handler(n, context)).catch(() => undefined);
      if (n % 100 === 0) await new Promise((done) => setImmediate(done));
    }
    await new Promise((done) => setTimeout(done, 10));
    globalThis.gc();
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  }

  process.stdout.write = () => true;
  (async () => {
    const before = await invoke(0, 20_000);
    const after = await invoke(20_000, 20_000);
    process.stderr.write(String(Math.round((after - before) / 1_024)));
  })();
`;
/** Of one object of 60 bytes an invocation 20,000 leave more. */
const MAX_GROWTH_KB = 1_000;

test('20,000 invocations with metrics, logs, errors and calls of dependencies leave nothing behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sightline-memory-'));
  const outfile = join(folder, 'memory.cjs');
  buildSync({
    stdin: { contents: SOURCE, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outfile,
  });
  const { stderr, status } = spawnSync(process.execPath, ['--expose-gc', outfile], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  rmSync(folder, { recursive: true });
  expect({ status, grew: /^-?\d+$/.test(stderr) ? 'told' : stderr }).toEqual({ status: 0, grew: 'told' });
  expect(Number(stderr)).toBeLessThan(MAX_GROWTH_KB);
});
