/** The files of the fresh app, taken from the tutorial and from README.md, so that these cannot drift from what works. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documentFile, writeDocumentFiles } from '../docs/document-files';

export const ROOT = join(__dirname, '..', '..');
const TUTORIAL = 'docs/tutorial/first-rehearsal.md';
const JEST_GUIDE = 'docs/how-to/test-alarms-with-jest.md';
const README = 'README.md';

/** The packages that chapter 5 of the tutorial installs, without our tarball. */
export function tutorialInstalls(): { readonly packages: readonly string[]; readonly devPackages: readonly string[] } {
  const commands = [...read(TUTORIAL).matchAll(/^npm install (--save-dev )?(.+)$/gm)];
  const packagesOf = (dev: boolean) =>
    commands
      .filter(([, flag]) => (flag !== undefined) === dev)
      .flatMap(([, , words = '']) => words.split(' '))
      .filter((word) => !word.endsWith('.tgz'));
  const [packages, devPackages] = [packagesOf(false), packagesOf(true)];
  if (packages.length === 0 || devPackages.length === 0) {
    throw new Error(
      `${TUTORIAL} must install packages and --save-dev packages, got ${commands.join('; ') || 'neither'}`,
    );
  }
  return { packages, devPackages };
}

export function writeTutorialApp(folder: string): void {
  writeDocumentFiles(TUTORIAL, folder);
  write(folder, { 'cdk.json': '{ "app": "npx tsx app.ts" }\n' });
}

/** The packages that the guide to jest installs. */
export function jestInstalls(): readonly string[] {
  const [, words] = /^npm install --save-dev (.+)$/m.exec(read(JEST_GUIDE)) ?? [];
  if (words === undefined) throw new Error(`${JEST_GUIDE} must install packages with npm install --save-dev`);
  return words.split(' ');
}

/** What the guide to jest shows in a folder of its own, with its set-up for the tutorial's test too. */
export function writeJestGuide(folder: string): void {
  writeDocumentFiles(JEST_GUIDE, join(folder, 'jest-guide'));
  const shared = ['jest.config.cjs', 'tsconfig.json'];
  write(folder, Object.fromEntries(shared.map((name) => [name, documentFile(JEST_GUIDE, name)])));
}

/** README's stack, its handler, and a story that needs no code but the template's. */
export function writeReadmeApp(folder: string): void {
  const { imports, body } = readmeBlock('sightline');
  write(folder, {
    'cdk.json': '{ "app": "npx tsx app.ts" }\n',
    'app.ts': `${STACK_IMPORTS}${imports}

class Checkout extends Stack {
  constructor(app: App) {
    super(app, 'Checkout');
${FUNCTION}
${body}
  }
}

new Checkout(new App());
`,
    'handler.ts': readmeHandler(),
    'failing.scenario': FAILING,
  });
}

/** README's handler, with the two names that it leaves to its reader. */
function readmeHandler(): string {
  const { imports, body } = readmeBlock('sightline/middleware');
  return `import type { APIGatewayProxyEventV2 } from 'aws-lambda';
${imports}

const placeOrder = async (event: APIGatewayProxyEventV2) => ({ statusCode: 201, body: \`placed at \${event.rawPath}\` });

${body}
`;
}

const STACK_IMPORTS = `import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
`;

const FUNCTION = `new NodejsFunction(this, 'PlaceOrder', {
  entry: join(__dirname, 'handler.ts'),
  depsLockFilePath: join(__dirname, '..', 'package-lock.json'),
  runtime: Runtime.NODEJS_22_X,
});`;

const FAILING = `scenario Every order fails
series AWS/Lambda/Invocations:FunctionName=@PlaceOrder 20x60
series AWS/Lambda/Errors:FunctionName=@PlaceOrder 0x15 20x15 0x30
expect alarm PlaceOrder FaultRate by 20m
expect page oncall 1 within 5m of 15m
expect resolved oncall 1
expect all alarms OK
`;

/** The first TypeScript block of README.md that imports from an entry point; its imports apart, because they stand first. */
function readmeBlock(entry: string): { readonly imports: string; readonly body: string } {
  const blocks = [...read(README).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text);
  const block = blocks.find((text) => text.includes(`from '${entry}'`));
  if (block === undefined) throw new Error(`${README} has no block of TypeScript that imports from '${entry}'`);
  const imports = block.match(/^import [^;]*;$/gm) ?? [];
  return { imports: imports.join('\n'), body: imports.reduce((rest, line) => rest.replace(line, ''), block).trim() };
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function read(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8');
}
