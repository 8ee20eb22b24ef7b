/** Every name that a user can import says what it is for: their editor shows it, and so does the package's `.d.ts`. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..');

const ENTRY_POINTS = entryPoints();
const PROGRAM = ts.createProgram([...ENTRY_POINTS.values()], { noLib: true, types: [] }, sourcesOnly());

test.each([...ENTRY_POINTS])('%s exports nothing without a doc comment', (_, file) => {
  expect(undocumented(file)).toEqual([]);
});

/** What `package.json` lets a user import, each with the file that it is made of. */
function entryPoints(): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return new Map(
    Object.entries<{ types?: string; require?: { types: string } }>(exports).flatMap(([name, target]) => {
      const types = target.types ?? target.require?.types;
      if (types === undefined) return [];
      return [[name.replace('.', 'sightline'), join(ROOT, types.replace('dist/cjs/', '').replace(/\.d\.ts$/, '.ts'))]];
    }),
  );
}

/** Reads files of this project only: of other packages nothing is asked, and to parse them would take ten times as long. */
function sourcesOnly(): ts.CompilerHost {
  const host = ts.createCompilerHost({});
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => {
      const path = join(from, '..', text);
      const file = text.startsWith('.') ? [`${path}.ts`, join(path, 'index.ts')].find(host.fileExists) : undefined;
      return {
        resolvedModule:
          file === undefined ? undefined : { resolvedFileName: file, extension: '.ts', isExternalLibraryImport: false },
      };
    });
  return host;
}

function undocumented(entry: string): string[] {
  const checker = PROGRAM.getTypeChecker();
  const source = PROGRAM.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${relative(ROOT, entry)} exports nothing`);
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declaration = symbol.declarations?.[0];
    if (declaration === undefined || documented(symbol, checker)) return [];
    const at = declaration.getSourceFile();
    const { line } = at.getLineAndCharacterOfPosition(declaration.getStart());
    return [`${relative(ROOT, at.fileName)}:${line + 1} ${exported.name}`];
  });
}

const documented = (symbol: ts.Symbol, checker: ts.TypeChecker): boolean =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() !== '';
