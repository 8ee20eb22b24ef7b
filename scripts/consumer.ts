/**
 * `npm run test:consumer [-- --keep]`: the package as its users get it. Packs the built repository, follows chapter 5 of
 * the tutorial in an empty folder, and puts what README.md and the guide to jest show beside it. Then: jest, bundles of plain esbuild, every
 * entry point by `import` and by `require`, types under TypeScript 5 and 6, and the installed command. Needs a registry or
 * a filled npm cache; the time until the first rehearsal is told, not judged.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../bench/measure';
import { bundleHandler } from './consumer/bundles';
import { checkEntryPoints } from './consumer/entry-points';
import {
  jestInstalls,
  ROOT,
  tutorialInstalls,
  writeJestGuide,
  writeReadmeApp,
  writeTutorialApp,
} from './consumer/files';
import { StepFailure, Steps } from './consumer/steps';
import { TYPE_CHECKS, typeCheck } from './consumer/type-checks';

/** What the proofs need and the tutorial's app does not; what jest needs is as new as that of this repository. */
const EXTRA_PACKAGES = [...jestInstalls().map(pinned), 'typescript-5@npm:typescript@^5'];
const NPM_INSTALL = ['install', '--prefer-offline', '--no-audit', '--no-fund'];

const { values: options } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
const folder = mkdtempSync(join(tmpdir(), 'sightline-consumer-'));

try {
  main();
} catch (error) {
  const text = error instanceof StepFailure ? error.message : (error as Error).stack;
  process.stderr.write(`test:consumer: ${text}\n`);
  process.exitCode = 1;
} finally {
  if (options.keep) process.stdout.write(`kept: ${folder}\n`);
  else rmSync(folder, { recursive: true, force: true });
}

function main(): void {
  const steps = new Steps(join(folder, 'app'));
  const tarball = pack(steps);
  const took = firstRehearsal(steps, tarball);
  readmeApp(steps);
  writeJestGuide(steps.folder);
  steps.run('jest: the tests of the tutorial and of the guide', 'npx', ['jest', '--ci']);
  steps.run('tsc: the same tests, as the guide configures it', 'npx', ['tsc']);
  for (const format of ['cjs', 'esm'] as const) bundleHandler(steps, format);
  for (const way of ['import', 'require'] as const) checkEntryPoints(steps, way);
  for (const check of TYPE_CHECKS) typeCheck(steps, check);
  const rows = steps.done.map(({ name, seconds }) => [name, seconds.toFixed(1)]);
  process.stdout.write(`\n${table(['step', 'seconds'], rows)}\nfrom npm init to the first rehearsal: ${took}\n`);
}

/** The build is not repeated: `npm run test:consumer` has just made it. */
function pack(steps: Steps): string {
  mkdirSync(steps.folder);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(steps.run('npm pack', 'npm', args, ROOT)) as [{ readonly filename: string }];
  return join(folder, packed.filename);
}

/** Chapter 5 of the tutorial, command by command. Answers how long it took. */
function firstRehearsal(steps: Steps, tarball: string): string {
  const start = steps.totalSeconds();
  steps.run('npm init', 'npm', ['init', '-y']);
  const { packages, devPackages } = tutorialInstalls();
  steps.run('npm install: the package and its peers', 'npm', [...NPM_INSTALL, tarball, ...packages]);
  const tools = [...devPackages, ...EXTRA_PACKAGES];
  steps.run('npm install: tools', 'npm', [...NPM_INSTALL, '--save-dev', ...tools]);
  writeTutorialApp(steps.folder);
  steps.run("cdk synth: the tutorial's app", 'npx', ['cdk', 'synth', '-q']);
  const play = 'tsx node_modules/.bin/sightline rehearse names-down.scenario --bindings rehearsal.ts'.split(' ');
  steps.run('sightline rehearse: its story', 'npx', play, steps.folder, /^Passed: .*1 page /m);
  const seconds = Math.round(steps.totalSeconds() - start);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The dozen lines of README.md in a stack of their own; the command runs as plain Node. */
function readmeApp(steps: Steps): void {
  const app = join(steps.folder, 'readme');
  writeReadmeApp(app);
  steps.run("cdk synth: README's dozen lines", 'npx', ['cdk', 'synth', '-q'], app);
  const passed = /^Passed: 1 alarm fired, 1 incident, 1 page /m;
  steps.run('sightline rehearse: the same', 'npx', ['sightline', 'rehearse', 'failing.scenario'], app, passed);
  steps.run('sightline coverage', 'npx', ['sightline', 'coverage'], app, /100 %/);
  steps.run('sightline cost', 'npx', ['sightline', 'cost', '--traffic', 'requests=1M'], app, /\$\d/);
}

function pinned(name: string): string {
  const { devDependencies } = require('../package.json') as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const version = devDependencies[name];
  if (!version) throw new Error(`package.json has no devDependency ${name}`);
  return `${name}@${version}`;
}
