/** Which IAM actions the code of a Lambda asks for: read from its source, from the entry along the calls it can make. */
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { actionsIn } from './sdk-actions';

/** Action to a place that asks for it: `lib/adapters/aws/sns-topic.ts:32`. */
export type ReachedActions = ReadonlyMap<string, string>;

/** By entry file. One program for all of them, because reading the source takes most of the time. */
export function reachedActions(root: string, entries: readonly string[]): ReadonlyMap<string, ReachedActions> {
  const program = ownCode(entries);
  return new Map(entries.map((entry) => [entry, new Walk(program, root).from(entry)]));
}

/** Without the types of packages: what a call to one of them does is known by its name. */
function ownCode(entries: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.Preserve,
    lib: ['lib.es2023.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options, true);
  host.resolveModuleNameLiterals = (names, file) =>
    names.map(({ text }) => ({ resolvedModule: text.startsWith('.') ? resolved(host, file, text) : undefined }));
  return ts.createProgram(entries, options, host);
}

function resolved(host: ts.CompilerHost, from: string, name: string): ts.ResolvedModuleFull | undefined {
  const path = join(dirname(from), name);
  const found = [`${path}.ts`, join(path, 'index.ts')].find((file) => host.fileExists(file));
  return found === undefined ? undefined : { resolvedFileName: found, extension: ts.Extension.Ts };
}

/**
 * A function is reached where it is mentioned. A method is, too, once its class is, where an interface's method of its name
 * and type is mentioned: which adapter stands behind a port is not followed. So it finds rather too much than too little.
 */
class Walk {
  private readonly checker: ts.TypeChecker;
  private readonly seen = new Set<ts.Node>();
  private readonly waiting: ts.Node[] = [];
  private readonly classes = new Set<ts.ClassLikeDeclaration>();
  private readonly ports = new Set<ts.MethodSignature | ts.PropertySignature>();
  private readonly found = new Map<string, string>();

  constructor(
    private readonly program: ts.Program,
    private readonly root: string,
  ) {
    this.checker = program.getTypeChecker();
  }

  from(entry: string): ReachedActions {
    const source = this.program.getSourceFile(entry);
    if (!source) throw new Error(`${entry} is no file`);
    for (const statement of source.statements) this.reach(statement);
    for (let next = this.waiting.pop(); next; next = this.waiting.pop()) this.read(next);
    return this.found;
  }

  private reach(node: ts.Node): void {
    if (this.seen.has(node)) return;
    this.seen.add(node);
    this.waiting.push(node);
  }

  private read(unit: ts.Node): void {
    for (const { action, node } of actionsIn(unit)) {
      if (!this.found.has(action)) this.found.set(action, placeOf(node, this.root));
    }
    const visit = (node: ts.Node): void => {
      if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
      if (node !== unit && isUnit(node)) return;
      if (ts.isIdentifier(node)) this.mention(node);
      ts.forEachChild(node, visit);
    };
    visit(unit);
  }

  private mention(name: ts.Identifier): void {
    const symbol = this.checker.getSymbolAtLocation(name);
    if (!symbol) return;
    const target = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of target.declarations ?? []) this.declared(declaration);
  }

  private declared(node: ts.Declaration): void {
    if (this.program.isSourceFileDefaultLibrary(node.getSourceFile())) return;
    if (ts.isClassLike(node)) this.make(node);
    else if (ts.isMethodSignature(node) || ts.isPropertySignature(node)) this.call(node);
    else if (ts.isFunctionLike(node) || ts.isVariableDeclaration(node)) this.reach(node);
  }

  /** Its constructor and fields run, and whatever is asked of the ports that it stands for. */
  private make(made: ts.ClassLikeDeclaration): void {
    if (this.classes.has(made)) return;
    this.classes.add(made);
    for (const { types } of made.heritageClauses ?? []) for (const { expression } of types) this.read(expression);
    for (const member of made.members) {
      if (!ts.isMethodDeclaration(member) || [...this.ports].some((port) => this.fits(member, port)))
        this.reach(member);
    }
  }

  private call(port: ts.MethodSignature | ts.PropertySignature): void {
    if (this.ports.has(port)) return;
    this.ports.add(port);
    for (const member of [...this.classes].flatMap(({ members }) => [...members])) {
      if (ts.isMethodDeclaration(member) && this.fits(member, port)) this.reach(member);
    }
  }

  /** By name and by type: `read` of one port is not `read` of another. What a generic class answers is not known here. */
  private fits(method: ts.MethodDeclaration, port: ts.MethodSignature | ts.PropertySignature): boolean {
    if (method.name.getText() !== port.name.getText()) return false;
    if (ts.isClassLike(method.parent) && method.parent.typeParameters) return true;
    return this.checker.isTypeAssignableTo(
      this.checker.getTypeAtLocation(method),
      this.checker.getTypeAtLocation(port),
    );
  }
}

/** What is read when it is mentioned, not where it stands. */
function isUnit(node: ts.Node): boolean {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassLike(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isImportDeclaration(node)
  );
}

function placeOf(node: ts.Node, root: string): string {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${source.fileName.slice(root.length + 1)}:${line + 1}`;
}

/** `lambdas/notify/index.ts` is of `notify`. */
export function workflowOf(entry: string): string {
  return basename(dirname(entry));
}
