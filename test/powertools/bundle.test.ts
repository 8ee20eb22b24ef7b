import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync, type Format } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sightline-door-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function bundle(format: Format, contents: string) {
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
  return { outfile, inputs: Object.keys(metafile.inputs), imports: Object.values(metafile.outputs)[0]?.imports ?? [] };
}

describe.each<Format>(['esm', 'cjs'])('the door bundled as %s', (format) => {
  test('brings nothing of Powertools', () => {
    const { inputs, imports } = bundle(
      format,
      "export { observe, observeMethod, sightlineMiddleware, guardMetrics, guardLogger } from './lib/powertools/index';",
    );
    expect(inputs.filter((input) => !/^(<stdin>$|lib\/(powertools|middleware|core)\/)/.test(input))).toEqual([]);
    expect(imports).toEqual([]);
  });

  test('works with the one part of Powertools that is there', () => {
    const { outfile } = bundle(
      format,
      `import { Metrics } from '@aws-lambda-powertools/metrics';
      import { observe } from './lib/powertools/index';
      const metrics = new Metrics({ namespace: 'Shop', serviceName: 'checkout' });
      export const handler = observe(async () => {
        metrics.addDimensions({ env: 'prod' }).addDimensions({ env: 'all' }).addMetric('orders', 'Count', 1);
      }, { metrics, service: 'checkout' });`,
    );
    const script = join(folder, 'run.mjs');
    writeFileSync(script, `const { handler } = await import(${JSON.stringify(outfile)}); await handler({}, {});`);
    const { stdout, stderr } = spawnSync(process.execPath, [script], { env: {}, encoding: 'utf8', timeout: 20_000 });
    expect(stderr).toBe('');
    const documents = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(documents).toEqual([
      expect.objectContaining({ Requests: 1, service: 'checkout' }),
      expect.objectContaining({ orders: 1, env: 'prod' }),
      expect.objectContaining({ orders: 1, env: 'all' }),
    ]);
  });
});
