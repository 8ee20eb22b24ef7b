/** The same source gives the same bundle, wherever it lies, so that a deploy from another machine changes no function. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { build } from 'esbuild';
import { lambdaBundles, lambdaNames } from '../../scripts/build-lambdas';

const ROOT = join(__dirname, '..', '..');
/** Small, with an SDK client and code of Sightline's. */
const NAME = 'publish-metrics';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sightline-build-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the repository, deeper or less deep in the file system than this one. */
function copyTo(...path: readonly string[]): string {
  const root = join(folder, ...path);
  for (const part of ['lib', 'lambdas', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

async function bundle(root: string, outDir: string): Promise<string> {
  await build(lambdaBundles(root, { outDir, names: [NAME] }));
  return join(outDir, NAME);
}

test('built in another folder, it has the same asset hash', async () => {
  const here = await bundle(ROOT, join(folder, 'here'));
  const there = await bundle(copyTo('some', 'where', 'else'), join(folder, 'there'));
  expect(FileSystem.fingerprint(there)).toBe(FileSystem.fingerprint(here));
});

test('it is one file without a path of this machine', async () => {
  const { outputFiles } = await build({ ...lambdaBundles(ROOT, { outDir: folder, names: [NAME] }), write: false });
  const [{ path, text }] = outputFiles as [(typeof outputFiles)[number]];
  expect([outputFiles.length, path]).toEqual([1, join(folder, NAME, 'index.js')]);
  expect(text).toContain('PutMetricData');
  for (const trace of [ROOT, process.env.HOME ?? ROOT, 'sourceMappingURL']) {
    expect([trace, text.includes(trace)]).toEqual([trace, false]);
  }
});

test('every folder of lambdas/ is bundled', () => {
  const { entryPoints } = lambdaBundles(ROOT);
  expect(entryPoints).toEqual(lambdaNames(ROOT).map((name) => join('lambdas', name, 'index.ts')));
  expect(lambdaNames(ROOT)).toContain(NAME);
});
