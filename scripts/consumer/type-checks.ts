/** Our declarations in the hands of other compilers and module resolutions, strict. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryPoints } from './entry-points';
import type { Steps } from './steps';

export interface TypeCheck {
  readonly compiler: 'typescript-5' | 'typescript';
  readonly module: 'node16' | 'esnext' | 'commonjs';
  readonly moduleResolution: 'node16' | 'bundler' | 'node10';
}

/** TypeScript 5 has `node10` wherever a project says `commonjs` and no more; it reads `typesVersions`, and no `exports`. */
export const TYPE_CHECKS: readonly TypeCheck[] = [
  ...(['typescript-5', 'typescript'] as const).flatMap((compiler): TypeCheck[] => [
    { compiler, module: 'node16', moduleResolution: 'node16' },
    { compiler, module: 'esnext', moduleResolution: 'bundler' },
  ]),
  { compiler: 'typescript-5', module: 'commonjs', moduleResolution: 'node10' },
];

export function typeCheck(steps: Steps, { compiler, module, moduleResolution }: TypeCheck): void {
  const lines = entryPoints().map((entry, index) => `export * as entry${index} from '${entry}';`);
  for (const file of MODULES) writeFileSync(join(steps.folder, file), `${lines.join('\n')}\n`);
  const project = `tsconfig.${compiler}.${moduleResolution}.json`;
  // The declarations are the same for all: looking into all of them once a compiler is enough.
  const skipLibCheck = moduleResolution !== 'node16';
  const compilerOptions = { ...OPTIONS, module, moduleResolution, skipLibCheck };
  const include = ['*.ts', 'functions', 'readme', ...MODULES];
  writeFileSync(join(steps.folder, project), JSON.stringify({ compilerOptions, include }));
  const { version } = require(join(steps.folder, 'node_modules', compiler, 'package.json')) as { version: string };
  const name = `tsc ${version}: strict, moduleResolution ${moduleResolution}`;
  steps.run(name, 'node', [`node_modules/${compiler}/lib/tsc.js`, '-p', project]);
}

/** One that resolves the `import` conditions of our exports, and one that resolves `require`. */
const MODULES = ['every-entry.mts', 'every-entry.cts'];

const OPTIONS = {
  target: 'es2022',
  lib: ['es2023'],
  strict: true,
  noUncheckedIndexedAccess: true,
  esModuleInterop: true,
  noEmit: true,
  types: ['node', 'jest'],
};
