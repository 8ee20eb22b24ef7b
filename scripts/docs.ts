/**
 * The generated parts of the documentation: `npx tsx scripts/docs.ts` rewrites the pages of runbooks/ that come from the
 * catalog, and every block between `<!-- generated:NAME -->` and `<!-- /generated -->` in README.md, CONTRIBUTING.md and
 * docs/. What they show comes from the code it speaks of, so a test can tell when it is stale (test/docs/docs.test.ts).
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { main as sightline } from '../lib/cli/main';
import type { Assembly } from '../lib/rehearsal/assembly';
import { assumptions } from '../lib/rehearsal/platform/platform';
import { alarmTables, catalogTable } from './docs/catalog';
import { exampleCost } from './docs/cost-example';
import { costModel } from './docs/cost-model';
import { costTable } from './docs/costs';
import { exampleCoverage, serviceCoverage } from './docs/coverage-example';
import { leftOutTable, notOnMotoTable, standInTable } from './docs/emulated';
import { exampleAssembly, ROOT, resourceTable, retainedTable } from './docs/example';
import { importGraph } from './docs/import-graph';
import { constructFindings, exampleApp, nagFindings, nagTable } from './docs/nag';
import { packTables } from './docs/packs';
import { permissionTable } from './docs/permissions';
import { generatedEntries, runbooks } from './docs/runbooks';
import { scopeReport } from './docs/scope-example';
import { exampleStory, lateVerdict, ownAppAssembly, ownAppStory, slowStory } from './docs/stories';
import { table } from './docs/table';
import { zeroToDeployed } from './docs/zero-to-deployed';

export const COMMAND = 'npx tsx scripts/docs.ts';

/** Every document that may hold generated blocks, relative to the root. */
export function documents(): string[] {
  const below = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  return ['README.md', 'CONTRIBUTING.md', ...below.map((file) => join('docs', file))].filter((file) =>
    file.endsWith('.md'),
  );
}

export type Blocks = Readonly<Record<string, string>>;

export interface Assemblies {
  readonly example: Assembly;
  /** The app that a reader of the tutorial makes. */
  readonly ownApp: Assembly;
}

/** Synthesizes what the blocks show. Needs the build (`npm run build`), because the hub's constructs do. */
export async function synthesizeAssemblies(): Promise<Assemblies> {
  const [example, ownApp] = await Promise.all([exampleAssembly(), ownAppAssembly()]);
  return { example, ownApp };
}

/** Text of every block by its name. */
export async function generateBlocks({ example, ownApp }: Assemblies): Promise<Blocks> {
  const tutorial = await zeroToDeployed();
  return {
    catalog: catalogTable(),
    alarms: alarmTables(),
    packs: packTables(),
    'cli-slo': fence(await printed(['slo', '--help'])),
    'cli-incidents': fence(await printed(['incidents', '--help'])),
    'cli-route': fence(await printed(['route', '--help'])),
    'cli-thresholds': fence(await printed(['thresholds', 'suggest', '--help'])),
    'cli-forecast': fence(await printed(['forecast', '--help'])),
    'cli-health': fence(await printed(['health', '--help'])),
    'cli-traces': fence(await printed(['traces', '--help'])),
    'cli-errors': fence(await printed(['errors', '--help'])),
    'cli-explain': fence(await printed(['explain', '--help'])),
    'cli-widgets': fence(await printed(['widgets', '--help'])),
    'cli-page': fence(await printed(['page', '--help'])),
    'cli-coverage': fence(await printed(['coverage', '--help'])),
    cli: fence(await printed(['--help'])),
    'cli-rehearse': fence(await printed(['rehearse', '--help'])),
    'cli-backtest': fence(await printed(['backtest', '--help'])),
    'cli-cost': fence(await printed(['cost', '--help'])),
    'cost-example': fence(exampleCost(example)),
    'scope-report': fence(await scopeReport()),
    'coverage-example': fence(exampleCoverage(example)),
    'coverage-service': fence(serviceCoverage(example)),
    assumptions: table(
      ['what', 'how', 'source'],
      assumptions().map(({ what, value, source }) => [what, value, source]),
    ),
    permissions: permissionTable(),
    'nag-constructs': nagTable(constructFindings()),
    'nag-example': nagTable(nagFindings(exampleApp())),
    imports: importTable(),
    'left-out': leftOutTable(),
    'stand-ins': standInTable(),
    'not-on-moto': notOnMotoTable(),
    'import-graph': importGraph(),
    resources: resourceTable(example),
    retained: retainedTable(example),
    costs: costTable(example),
    'cost-model': costModel(),
    rehearsal: fence(await exampleStory(example)),
    'tutorial-late': fence(await lateVerdict(example)),
    'tutorial-slow': fence(await slowStory(example)),
    'tutorial-own': fence(await ownAppStory(ownApp)),
    'zero-rehearsal': fence(tutorial.rehearsal),
    'zero-coverage': fence(tutorial.coverage),
    'zero-cost': fence(tutorial.cost),
  };
}

/** A document with its blocks filled in. Throws for a block that nobody generates, or that has no end. */
export function fillBlocks(file: string, text: string, blocks: Blocks): string {
  const opened = text.match(/<!-- generated:/g)?.length ?? 0;
  let filled = 0;
  const result = text.replace(/(<!-- generated:([\w-]+) -->\n).*?(<!-- \/generated -->)/gs, (_, begin, name, end) => {
    filled += 1;
    const block = Object.hasOwn(blocks, name) ? blocks[name] : undefined;
    if (block === undefined) {
      throw new Error(`${file}: nothing generates '${name}'; blocks are ${Object.keys(blocks).join(', ')}`);
    }
    return `${begin}${block}\n${end}`;
  });
  if (filled !== opened) throw new Error(`${file}: a generated block has no '<!-- /generated -->' after it`);
  return result;
}

function fence(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

/** What a command writes to standard output. */
async function printed(args: readonly string[]): Promise<string> {
  const { write } = process.stdout;
  let text = '';
  process.stdout.write = ((chunk: string) => {
    text += chunk;
    return true;
  }) as typeof write;
  try {
    await sightline(args);
  } finally {
    process.stdout.write = write;
  }
  return text;
}

/** The rules that test/architecture.test.ts enforces, read from its source. */
function importTable(): string {
  const file = join(ROOT, 'test', 'architecture.test.ts');
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const rules = constant(source, 'RULES');
  if (!rules || !ts.isObjectLiteralExpression(rules)) throw new Error(`${file} has no object RULES any more`);
  const rows = rules.properties.filter(ts.isPropertyAssignment).map((rule) => {
    const part = (name: string) => elements(rule.initializer, name).map((element) => importWord(source, element));
    return [`\`${propertyName(rule)}\``, part('inside').join(', '), part('outside').join(', ')];
  });
  return table(['folder', 'may import of ours', 'may import from outside, at run time'], rows);
}

function constant(source: ts.SourceFile, name: string): ts.Expression | undefined {
  return source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find((declaration) => declaration.name.getText(source) === name)?.initializer;
}

function elements(rule: ts.Expression, name: string): readonly ts.Expression[] {
  const properties = ts.isObjectLiteralExpression(rule) ? rule.properties.filter(ts.isPropertyAssignment) : [];
  const list = properties.find((property) => propertyName(property) === name)?.initializer;
  return list && ts.isArrayLiteralExpression(list) ? list.elements : [];
}

function propertyName({ name }: ts.PropertyAssignment): string {
  return ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : name.getText();
}

/** A folder, or the pattern of module names as people would write it: `/^@aws-sdk\//` is `@aws-sdk/*`. */
function importWord(source: ts.SourceFile, element: ts.Expression): string {
  if (ts.isStringLiteral(element)) return `\`${element.text}\``;
  const named = ts.isIdentifier(element) ? constant(source, element.text) : element;
  const pattern = (named ?? element).getText(source).slice(1, -1);
  const word = pattern
    .replace(/^\^/, '')
    .replace('(\\/|$)', '')
    .replace('(\\/(middleware|rehearsal|core))?', '')
    .replaceAll('\\/', '/');
  return `\`${word.endsWith('$') ? word.slice(0, -1) : word.replace(/[:/]$/, '$&*')}\``;
}

/** From nothing, so that the page of an entry that is gone goes with it. */
function writeRunbooks(): void {
  for (const file of generatedEntries()) rmSync(join(ROOT, 'runbooks', file), { recursive: true });
  for (const [file, text] of runbooks()) writeFileSync(join(ROOT, file), text);
}

async function writeDocuments(): Promise<void> {
  writeRunbooks();
  const blocks = await generateBlocks(await synthesizeAssemblies());
  for (const file of documents()) {
    const path = join(ROOT, file);
    const text = readFileSync(path, 'utf8');
    const filled = fillBlocks(file, text, blocks);
    if (filled === text) continue;
    writeFileSync(path, filled);
    process.stdout.write(`${file} written\n`);
  }
}

if (require.main === module) {
  writeDocuments().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
