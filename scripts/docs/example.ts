/** What the example's app deploys, read from its synthesized templates. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Assembly, TemplateResource } from '../../lib/rehearsal/assembly';
import { readAssembly } from '../../lib/rehearsal/assembly';
import { table } from './table';

export const ROOT = join(__dirname, '..', '..');

/** `bin/app.ts`, synthesized. */
export function exampleAssembly(): Promise<Assembly> {
  return synthesize('bin/app.ts', join(ROOT, 'out', 'docs', 'example'));
}

/**
 * Runs a CDK app as the CDK CLI would, with the context of our cdk.json, but without bundling the functions' code: the
 * templates are the same, and nothing here runs the bundles.
 */
export async function synthesize(app: string, outDir: string): Promise<Assembly> {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  try {
    await promisify(execFile)(process.execPath, ['--import', pathToFileURL(require.resolve('tsx')).href, app], {
      cwd: ROOT,
      env: {
        ...process.env,
        CDK_OUTDIR: outDir,
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] }),
        TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json'),
      },
    });
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(`${app} could not be synthesized; run npm run build first. It said:\n${stderr}`);
  }
  return readAssembly(outDir);
}

interface Retained {
  readonly DeletionPolicy?: string;
}

/** Resources that stay when their stack is deleted. */
function retained(assembly: Assembly): { readonly stackName: string; readonly resource: TemplateResource }[] {
  return assembly.stacks.flatMap(({ stackName, resources }) => {
    const file = join(assembly.directory, `${stackName}.template.json`);
    const template = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Readonly<Record<string, Retained>> };
    return resources
      .filter(({ logicalId }) => template.Resources[logicalId]?.DeletionPolicy === 'Retain')
      .map((resource) => ({ stackName, resource }));
  });
}

/** How many resources of a type each stack has. */
export function resourceTable(assembly: Assembly): string {
  const types = [...new Set(assembly.stacks.flatMap(({ resources }) => resources.map(({ type }) => type)))].sort();
  const count = (stack: Assembly['stacks'][number], type: string) =>
    String(stack.resources.filter((resource) => resource.type === type).length || '');
  const rows = types.map((type) => [`\`${type}\``, ...assembly.stacks.map((stack) => count(stack, type))]);
  const total = assembly.stacks.map(({ resources }) => String(resources.length));
  return table(
    ['resource type', ...assembly.stacks.map(({ stackName }) => `\`${stackName}\`:`)],
    [...rows, ['all', ...total]],
  );
}

export function retainedTable(assembly: Assembly): string {
  return table(
    ['stack', 'type', 'logical id'],
    retained(assembly).map(({ stackName, resource }) =>
      [stackName, resource.type, resource.logicalId].map((text) => `\`${text}\``),
    ),
  );
}
