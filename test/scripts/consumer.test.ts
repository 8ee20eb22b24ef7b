/** What `npm run test:consumer` takes from the documents. The command itself runs in CI. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryPoints } from '../../scripts/consumer/entry-points';
import { jestInstalls, tutorialInstalls, writeJestGuide, writeReadmeApp } from '../../scripts/consumer/files';
import { StepFailure, Steps } from '../../scripts/consumer/steps';
import { TYPE_CHECKS } from '../../scripts/consumer/type-checks';
import { temporaryDirectory } from '../rehearsal/support';

const directory = temporaryDirectory();
afterAll(() => directory.remove());

beforeAll(() => jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterAll(() => jest.restoreAllMocks());

test('installs what the tutorial installs, the package aside', () => {
  const { packages, devPackages } = tutorialInstalls();
  expect(packages.map((name) => name.replace(/@[\d.]+$/, ''))).toEqual(['aws-cdk-lib', 'constructs']);
  expect(devPackages.map((name) => name.replace(/(.)@.*$/, '$1'))).toEqual(
    expect.arrayContaining(['aws-cdk', 'esbuild', 'tsx', 'typescript']),
  );
});

test('jest is set up as its guide says: packages of ours, a transformer, and time enough', () => {
  expect(jestInstalls()).toEqual(expect.arrayContaining(['jest', '@types/jest']));
  const { devDependencies } = require('../../package.json') as { readonly devDependencies: object };
  expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining([...jestInstalls()]));
  writeJestGuide(directory.path);
  const config = require(join(directory.path, 'jest.config.cjs')) as {
    readonly testTimeout: number;
    readonly transform: Readonly<Record<string, readonly [string]>>;
  };
  expect(config.testTimeout).toBeGreaterThan(30_000);
  const [[pattern = '', [transformer] = []] = []] = Object.entries(config.transform);
  expect('night.test.ts').toMatch(new RegExp(pattern));
  expect(jestInstalls()).toContain(transformer);
  expect(existsSync(join(directory.path, 'jest-guide', 'night.test.ts'))).toBe(true);
});

test("README's dozen lines stand in the stack as they stand in README", () => {
  writeReadmeApp(directory.path);
  const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
  const [, shown = ''] = /```ts\n(import \{[^}]+\} from 'sightline';\n[\s\S]*?)```/.exec(readme) ?? [];
  const app = readFileSync(join(directory.path, 'app.ts'), 'utf8');
  const [imports = '', ...body] = shown.trim().split('\n\n');
  expect(app).toContain(`\n${imports}\n`);
  expect(app).toContain(body.join('\n\n'));
  expect(body.join('\n').split('\n').length).toBeGreaterThanOrEqual(5);
  expect(readFileSync(join(directory.path, 'handler.ts'), 'utf8')).toContain('export const handler = observe(');
});

test('entry points are those of package.json, as a user writes them', () => {
  expect(entryPoints()).toEqual(
    expect.arrayContaining(['sightline', 'sightline/core', 'sightline/rehearsal', 'sightline/middleware/metrics']),
  );
  expect(entryPoints()).not.toContain('sightline/package.json');
});

test('typesVersions, for compilers that do not read exports, has every entry point with the types of its require', () => {
  const { exports, typesVersions } = require('../../package.json') as {
    readonly exports: Readonly<Record<string, { readonly require: { readonly types: string } }>>;
    readonly typesVersions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  };
  const paths = Object.keys(exports).filter((path) => path !== '.' && path !== './package.json');
  const types = paths.map((path) => [path.slice('./'.length), [exports[path]?.require.types]]);
  expect(typesVersions).toEqual({ '*': Object.fromEntries(types) });
});

test('a project of plain commonjs is one of those whose types are checked', () => {
  expect(TYPE_CHECKS).toContainEqual({ compiler: 'typescript-5', module: 'commonjs', moduleResolution: 'node10' });
});

describe('a step', () => {
  const steps = new Steps(directory.path);
  const node = (name: string, script: string, expected?: RegExp) =>
    steps.run(name, process.execPath, ['-e', script], directory.path, expected);

  test('answers its output, and is counted', () => {
    expect(node('fine', "console.log('hello')")).toBe('hello\n');
    expect(steps.done.map(({ name }) => name)).toEqual(['fine']);
    expect(steps.totalSeconds()).toBeGreaterThan(0);
  });

  test('that fails says how, with all that it wrote', () => {
    const failing = () => node('bad', "console.log('out'); console.error('err'); process.exit(3)");
    expect(failing).toThrow(StepFailure);
    expect(failing).toThrow("'bad' failed: exit code 3\nout\nerr");
    expect(() => node('quiet', '0', /Passed/)).toThrow("'quiet' failed: its output has no /Passed/");
    expect(() => steps.run('gone', join(directory.path, 'no-such-command'), [])).toThrow(/'gone' failed: .*ENOENT/);
    expect(steps.done.map(({ name }) => name)).toEqual(['fine']);
  });

  test('does not see the npm that runs the tests', () => {
    process.env.npm_lifecycle_event = 'unit';
    expect(node('clean', 'console.log(process.env.npm_lifecycle_event)')).toBe('undefined\n');
    delete process.env.npm_lifecycle_event;
  });
});
