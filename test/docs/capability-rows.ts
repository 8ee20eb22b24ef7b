/**
 * The rows of docs/reference/capabilities.md, and what is wrong with them: a file, an exported name or the title of a test
 * that does not exist.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../scripts/docs/example';

export interface CapabilityRow {
  readonly line: number;
  readonly capability: string;
  /** Where it lives: links to files, each behind the names that the file exports, in code. */
  readonly lives: string;
  /** A test of it: links to tests and scenarios, each with titles in quotes behind it. */
  readonly proof: string;
}

/** Rows of all tables whose last column is headed `tested by`. */
export function capabilityRows(markdown: string): CapabilityRow[] {
  let inTable = false;
  return markdown.split('\n').flatMap((text, index) => {
    const cells = text.startsWith('|') ? text.split(/(?<!\\)\|/).map((cell) => cell.trim()) : [];
    if (cells.length === 0 || /^-+$/.test(cells[1] ?? '')) {
      inTable &&= cells.length > 0;
      return [];
    }
    if (cells.at(-2) === 'tested by') {
      inTable = true;
      return [];
    }
    if (!inTable) return [];
    return [{ line: index + 1, capability: cells[1] ?? '', lives: cells.at(-3) ?? '', proof: cells.at(-2) ?? '' }];
  });
}

/** One line for each thing that a row claims and that is not there; the rows are those of `document`. */
export function problemsOf(row: CapabilityRow, document: string): string[] {
  const place = `${document}:${row.line} (${row.capability})`;
  return [...missingNames(row.lives, document), ...missingTitles(row.proof, document)].map(
    (what) => `${place}: ${what}`,
  );
}

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

function missingNames(cell: string, document: string): string[] {
  const links = [...cell.matchAll(LINK)];
  if (links.length === 0) return ['says nowhere where it lives'];
  let from = 0;
  return links.flatMap(({ 0: whole, 1: target = '', index }) => {
    const names = [...cell.slice(from, index).matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    from = index + whole.length;
    const file = pathOf(target, document);
    if (!existsSync(join(ROOT, file))) return [`there is no file ${file}`];
    return names.filter((name) => !exportsOf(file).has(name)).map((name) => `${file} exports no ${name}`);
  });
}

function missingTitles(cell: string, document: string): string[] {
  const links = [...cell.matchAll(LINK)];
  if (links.length === 0) return ['names no test'];
  return links.flatMap(({ 0: whole, 1: target = '', index }, at) => {
    const rest = cell.slice(index + whole.length, links[at + 1]?.index);
    const titles = [...rest.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title.replaceAll('\\|', '|'));
    const file = pathOf(target, document);
    if (!existsSync(join(ROOT, file))) return [`there is no file ${file}`];
    if (titles.length === 0) return [`${file} is named without a title`];
    return titles.filter((title) => !titlesOf(file).has(title)).map((title) => `${file} has no test “${title}”`);
  });
}

function pathOf(target: string, document: string): string {
  return join(dirname(document), target.split('#')[0] ?? '');
}

const names = new Map<string, ReadonlySet<string>>();
const titles = new Map<string, ReadonlySet<string>>();

/** Names that a module exports, those that it hands on from elsewhere included. */
function exportsOf(file: string): ReadonlySet<string> {
  return remembered(names, file, () => {
    const source = sourceOf(file);
    return source.statements.flatMap((statement) => exportedNames(statement, source));
  });
}

function exportedNames(statement: ts.Statement, source: ts.SourceFile): string[] {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    return exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [];
  }
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText(source));
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name ? [name.getText(source)] : [];
}

/** First arguments of `test`, `it` and `describe`, `.each` included; of a scenario file its title. */
function titlesOf(file: string): ReadonlySet<string> {
  return remembered(titles, file, () => {
    if (file.endsWith('.scenario')) {
      return [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^scenario (.+)$/gm)].map(([, title = '']) => title);
    }
    const found: string[] = [];
    const source = sourceOf(file);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && /^(test|it|describe)\b/.test(node.expression.getText(source))) {
        const [title] = node.arguments;
        if (title && ts.isStringLiteralLike(title)) found.push(title.text);
        if (title && ts.isTemplateExpression(title)) found.push(title.getText(source).slice(1, -1));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function sourceOf(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2022);
}

function remembered(cache: Map<string, ReadonlySet<string>>, file: string, read: () => string[]): ReadonlySet<string> {
  const known = cache.get(file) ?? new Set(read());
  cache.set(file, known);
  return known;
}
