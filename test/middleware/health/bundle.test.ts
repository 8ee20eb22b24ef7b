import { join } from 'node:path';
import { buildSync, type Format } from 'esbuild';

const ROOT = join(__dirname, '..', '..', '..');
const SOURCE = `
  import { check, createHealth, diskCheck, httpCheck, memoryCheck } from './lib/middleware/health';
  export const { handler } = createHealth({
    checks: [memoryCheck(), diskCheck(), httpCheck('pay', 'https://a.example'), check('db', () => true)],
  });
`;

test.each<Format>(['esm', 'cjs'])('a health handler bundled as %s holds nothing but itself, within 12 KB', (format) => {
  const { metafile } = buildSync({
    stdin: { contents: SOURCE, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format,
    write: false,
    outfile: 'health.js',
    absWorkingDir: ROOT,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  expect(Object.keys(metafile.inputs).filter((input) => !/^(<stdin>$|lib\/(middleware|core)\/)/.test(input))).toEqual(
    [],
  );
  expect(output?.imports).toEqual([]);
  expect(output?.bytes).toBeLessThan(12 * 1_024);
});
