import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync, type Format } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** Bytes that the middleware adds to a minified bundle, the larger of the two formats: 3 % above what it measured. */
const MAX_ALL_BYTES = 34_600;
const MAX_OBSERVE_BYTES = 24_000;
const MAX_METRICS_BYTES = 10_960;

/** A user's handler file: unnamed functions, as most handlers are. */
const SOURCE = `
  import { observe } from './lib/middleware/index';
  export const handler = observe(async (event) => ({ statusCode: event.status }), { service: 'checkout' });
  export const failing = observe((event) => { throw new Error(event.message); }, { service: 'checkout' });
`;

/** The same without the middleware. */
const BARE = `
  export const handler = async (event) => ({ statusCode: event.status });
  export const failing = (event) => { throw new Error(event.message); };
`;

const WORK = `
  metrics.count('Orders', 1, { tenant: event.tenant });
  metrics.histogram('OrderValue', event.value, { tenant: event.tenant });
`;
const ALL_SOURCE = `
  import { annotate, log, metrics, observe } from './lib/middleware/index';
  export const handler = observe(async (event) => {
    ${WORK}
    annotate('orderId', 'o-1');
    log.info('order placed', { orderId: 'o-1' });
    return { statusCode: event.status };
  }, { service: 'checkout' });
`;
const METRICS_SOURCE = `
  import { flushMetrics, metrics } from './lib/middleware/metrics';
  export const handler = flushMetrics(async (event) => {
    ${WORK}
    return { statusCode: event.status };
  }, { service: 'checkout' });
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sightline-bundle-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function bundle(format: Format, contents = SOURCE) {
  const outfile = join(folder, `handler.${format === 'esm' ? 'mjs' : 'cjs'}`);
  const { metafile } = buildSync({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format,
    outfile,
    absWorkingDir: ROOT,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const { bytes = 0, imports = [], inputs: parts = {} } = output ?? {};
  return { outfile, inputs: Object.keys(metafile.inputs), parts, bytes, imports };
}

/** Runs a script beside the bundle, where `load()` gives the bundle's exports, and answers what it printed, line by line. */
function run(outfile: string, script: string, env: Readonly<Record<string, string>> = {}): string[] {
  const file = join(folder, 'run.mjs');
  writeFileSync(file, `const load = () => import(${JSON.stringify(outfile)});\n${script}`);
  const { stdout, stderr, status } = spawnSync(process.execPath, [file], { env, encoding: 'utf8', timeout: 20_000 });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.trimEnd().split('\n');
}

describe.each<Format>(['esm', 'cjs'])('a handler bundled as %s', (format) => {
  test.each([
    ['metrics, annotations and logs', ALL_SOURCE, MAX_ALL_BYTES],
    ['what observe does by itself', SOURCE, MAX_OBSERVE_BYTES],
    ['metrics alone', METRICS_SOURCE, MAX_METRICS_BYTES],
  ])('holds nothing but the middleware and pure decisions, within its bytes: %s', (_title, source, maxBytes) => {
    const { inputs, bytes, imports } = bundle(format, source);
    expect(inputs.filter((input) => !/^(<stdin>$|lib\/middleware\/|lib\/core\/)/.test(input))).toEqual([]);
    // What is a built-in module or left outside would be an import here.
    expect(imports).toEqual([]);
    expect(bytes - bundle(format, BARE).bytes).toBeLessThan(maxBytes);
  });

  test('holds of metrics alone no log, no trace and no error of the rest', () => {
    const { parts } = bundle(format, METRICS_SOURCE);
    // One name that the error half defines, too, is all of it: no fingerprint may hang on it.
    const foreign = Object.entries(parts).filter(([input]) => /\/(log|trace|trigger|error|export)\//.test(input));
    expect(foreign.filter(([, { bytesInOutput }]) => bytesInOutput > 50)).toEqual([]);
  });

  test('loads no module but those that node has loaded itself', () => {
    const script = `
      const before = new Set(process.moduleLoadList);
      const { handler } = await load();
      console.log('loaded: ' + process.moduleLoadList.filter((name) => !before.has(name) && /NativeModule (?!internal)/.test(name)));
      await handler({ status: 200, tenant: 'acme', value: 5 }, {});
      console.log('loaded: ' + process.moduleLoadList.filter((name) => /NativeModule (dgram|crypto|https?|net|zlib)$/.test(name)));
    `;
    for (const source of [ALL_SOURCE, SOURCE, METRICS_SOURCE]) {
      const plain = run(bundle(format, BARE).outfile, script);
      const lines = run(bundle(format, source).outfile, script);
      expect(lines.filter((line) => line.startsWith('loaded'))).toEqual(plain);
    }
  });

  test('runs in plain node', () => {
    const script = `
      const { handler } = await load();
      await handler({ status: 200, tenant: 'acme', value: 5 }, {});
    `;
    const [line, ...more] = run(bundle(format).outfile, script).map((line) => JSON.parse(line));
    expect(line).toMatchObject({ service: 'checkout', Requests: 1, ColdStarts: 1, level: 'INFO', statusCode: 200 });
    expect(more).toEqual([]);
    const lines = run(bundle(format, ALL_SOURCE).outfile, script).map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({ level: 'INFO', message: 'order placed', orderId: 'o-1' }),
      expect.objectContaining({ tenant: 'acme', Orders: 1, OrderValue: 5 }),
      expect.objectContaining({ Requests: 1 }),
    ]);
    expect(run(bundle(format, METRICS_SOURCE).outfile, script).map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ service: 'checkout', tenant: 'acme', Orders: 1, OrderValue: 5 }),
    ]);
  });

  test('sends traces and lets the process end', () => {
    const { outfile } = bundle(format);
    const script = `
      const { createSocket } = await import('node:dgram');
      const daemon = createSocket('udp4');
      await new Promise((ready) => daemon.bind(0, '127.0.0.1', ready));
      process.env.AWS_XRAY_DAEMON_ADDRESS = '127.0.0.1:' + daemon.address().port;
      const { handler } = await load();
      const message = new Promise((resolve) => daemon.once('message', resolve));
      await handler({ status: 500 }, {});
      console.log(String(await message).split('\\n')[1]);
      daemon.close();
    `;
    const lines = run(outfile, script, {
      _X_AMZN_TRACE_ID: 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1',
    });
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      name: 'invoke',
      fault: true,
      http: { response: { status: 500 } },
    });
  });

  test('groups errors of unnamed, minified handlers by message, not by the frame of the wrapper', () => {
    const { outfile } = bundle(format);
    const script = `
      const { failing } = await load();
      for (const message of ['Order 1 is gone', 'Order 22 is gone', 'Cart is locked']) {
        try { failing({ message }, {}); } catch {}
      }
    `;
    const errors = run(outfile, script, { SIGHTLINE_METRICS: 'off' }).map((line) => JSON.parse(line).error);
    expect(errors[0].stack).toContain('sightlineObserved');
    expect(errors[0].fingerprint).toBe(errors[1].fingerprint);
    expect(errors[0].fingerprint).not.toBe(errors[2].fingerprint);
  });
});
