/** Which way imports point (docs/explanation/architecture.md), read from the source itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..');

interface Rule {
  /** Folders of this project it may import, below the root. */
  readonly inside: readonly string[];
  /** Outside modules it may import at run time; type-only imports are free. */
  readonly outside: readonly RegExp[];
}

const NODE = /^node:/;
const RULES: Readonly<Record<string, Rule>> = {
  'lib/core': { inside: ['lib/core'], outside: [] },
  'lib/view': { inside: ['lib/core', 'lib/view'], outside: [] },
  'lib/view/report/client': { inside: ['lib/core', 'lib/view'], outside: [/^uplot$/] },
  'lib/workflow': { inside: ['lib/core', 'lib/view', 'lib/workflow'], outside: [] },
  'lib/adapters/aws': {
    inside: ['lib/core', 'lib/workflow/ports', 'lib/adapters/aws'],
    outside: [NODE, /^@aws-sdk\//, /^@smithy\/signature-v4$/],
  },
  'lib/adapters/memory': { inside: ['lib/core', 'lib/workflow/ports', 'lib/adapters/memory'], outside: [NODE] },
  'lib/adapters/http': { inside: ['lib/core', 'lib/workflow/ports', 'lib/adapters/http'], outside: [NODE] },
  'lib/powertools': {
    inside: ['lib/core', 'lib/middleware', 'lib/powertools'],
    outside: [/^@aws-lambda-powertools\//],
  },
  'lib/publisher': { inside: ['lib/core', 'lib/adapters/aws', 'lib/publisher'], outside: [NODE] },
  'lib/middleware': { inside: ['lib/core', 'lib/middleware'], outside: [] },
  'lib/constructs': {
    inside: ['lib/core', 'lib/constructs', 'lib/package-root'],
    outside: [NODE, /^aws-cdk-lib(\/|$)/, /^constructs$/],
  },
  'lib/rehearsal': {
    inside: ['lib/core', 'lib/view', 'lib/workflow', 'lib/adapters/memory', 'lib/rehearsal'],
    outside: [NODE, /^@sinonjs\/fake-timers$/],
  },
  'lib/cli': {
    inside: ['lib/core', 'lib/view', 'lib/workflow', 'lib/rehearsal', 'lib/adapters', 'lib/cli', 'lib/package-root'],
    outside: [NODE],
  },
  'lib/package-root.ts': { inside: [], outside: [NODE] },
  'lib/index.ts': { inside: ['lib/constructs', 'lib/core'], outside: [] },
  lambdas: {
    inside: ['lib/core', 'lib/workflow', 'lib/adapters', 'lib/middleware', 'lib/powertools', 'lambdas'],
    outside: [NODE, /^@aws-lambda-powertools\//],
  },
  examples: {
    inside: ['examples'],
    outside: [
      NODE,
      /^sightline(\/(middleware(\/[a-z]+)?|rehearsal|core|powertools|publisher))?$/,
      /^aws-cdk-lib(\/|$)/,
      /^constructs$/,
      /^@aws-sdk\//,
    ],
  },
};

interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** Below the root, without extension; `undefined` for outside modules. */
  readonly target?: string;
  readonly typeOnly: boolean;
}

describe('import directions', () => {
  const files = ['lib', 'lambdas', 'examples'].flatMap((folder) => sourceFiles(join(ROOT, folder)));
  const imports = files.flatMap(importsOf);

  test('every source file lies in a folder that has a rule', () => {
    expect(files.map((file) => relative(ROOT, file)).filter((file) => ruleFor(file) === undefined)).toEqual([]);
  });

  test('every import points the way its folder allows', () => {
    expect(imports.flatMap(wrongWay)).toEqual([]);
  });

  test('no files import each other in a circle at run time', () => {
    expect(findCycle(imports)).toEqual([]);
  });

  test('a wrong import would be named with its line', () => {
    const wrong: Import = {
      file: 'lib/core/config.ts',
      line: 7,
      specifier: '../workflow/ports',
      target: 'lib/workflow/ports',
      typeOnly: false,
    };
    expect(wrongWay(wrong)).toEqual(["lib/core/config.ts:7 imports '../workflow/ports'; lib/core may import lib/core"]);
    expect(wrongWay({ ...wrong, specifier: 'aws-cdk-lib', target: undefined })).toHaveLength(1);
  });
});

function ruleFor(file: string): { readonly folder: string; readonly rule: Rule } | undefined {
  const [folder] = Object.keys(RULES)
    .filter((candidate) => file === candidate || file.startsWith(`${candidate}/`))
    .sort((a, b) => b.length - a.length);
  return folder === undefined ? undefined : { folder, rule: RULES[folder] as Rule };
}

function wrongWay(found: Import): string[] {
  const owner = ruleFor(found.file);
  if (!owner) return [];
  const { folder, rule } = owner;
  const place = `${found.file}:${found.line} imports '${found.specifier}'`;
  if (found.target === undefined) {
    const allowed = found.typeOnly || rule.outside.some((pattern) => pattern.test(found.specifier));
    return allowed ? [] : [`${place}; ${folder} may not import it at run time`];
  }
  const allowed = rule.inside.some((inside) => found.target === inside || found.target?.startsWith(`${inside}/`));
  return allowed ? [] : [`${place}; ${folder} may import ${rule.inside.join(', ')}`];
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'test' ? [] : sourceFiles(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: string, typeOnly: boolean) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    const target = specifier.startsWith('.') ? relative(ROOT, resolve(dirname(file), specifier)) : undefined;
    found.push({ file: relative(ROOT, file), line: line + 1, specifier, target, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node, node.moduleSpecifier.text, isTypeOnly(node));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node, node.moduleSpecifier.text, node.isTypeOnly);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.isTypeOnly) return true;
  const { name, namedBindings } = importClause;
  return (
    !name &&
    !!namedBindings &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

/** The files of one circle, in order; empty if there is none. */
function findCycle(imports: readonly Import[]): string[] {
  const graph = new Map<string, string[]>();
  for (const { file, target, typeOnly } of imports) {
    if (target === undefined || typeOnly) continue;
    const from = file.replace(/\.ts$/, '');
    graph.set(from, [...(graph.get(from) ?? []), target, `${target}/index`]);
  }
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const cycle = walk(next, [...path, node]);
      if (cycle.length > 0) return cycle;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const cycle = walk(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
