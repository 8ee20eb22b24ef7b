import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync, type Format } from 'esbuild';

const ROOT = resolve(__dirname, '../..');
const MAX_BYTES = 12 * 1024;

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
  return { outfile, inputs: Object.keys(metafile.inputs), bytes: output?.bytes ?? 0, imports: output?.imports ?? [] };
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
  test('grows by less than 12 KB and holds nothing but the middleware and pure decisions', () => {
    const { inputs, bytes, imports } = bundle(format);
    expect(bytes - bundle(format, BARE).bytes).toBeLessThan(MAX_BYTES);
    expect(inputs.filter((input) => !/^(<stdin>$|lib\/middleware\/|lib\/core\/)/.test(input))).toEqual([]);
    expect(imports).toEqual([]);
  });

  test('runs in plain node and loads no module for it', () => {
    const { outfile } = bundle(format);
    const script = `
      const { handler } = await load();
      await handler({ status: 200 }, {});
      console.log('loaded: ' + process.moduleLoadList.filter((name) => /NativeModule .*dgram$/.test(name)));
    `;
    const [metrics, log, loaded] = run(outfile, script);
    expect(JSON.parse(metrics ?? '')).toMatchObject({ service: 'checkout', Requests: 1, ColdStarts: 1 });
    expect(JSON.parse(log ?? '')).toMatchObject({ level: 'INFO', statusCode: 200 });
    expect(loaded).toBe('loaded:');
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
