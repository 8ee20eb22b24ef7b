import { Call } from './call';
import { type Compiled, type CompileSite, placeAt, type SeriesList, TYPE_NAMES } from './compiled';
import { MetricMathError } from './error';
import { functionNamed } from './functions';
import { applyOperator, operandsOf } from './operators';
import type { ArrayNode, BinaryNode, CallNode, IdNode, Node } from './syntax';
import { MISSING, type Points, type Series } from './values';

/**
 * Checks the types of an expression and makes it ready to run.
 * @throws {MetricMathError} where an argument has the wrong type, or an id is not defined
 */
export function compileNode(node: Node, site: CompileSite): Compiled {
  if (node.kind === 'number') return { type: 'S', run: () => node.value };
  if (node.kind === 'id') return compileId(node, site);
  if (node.kind === 'binary') return compileBinary(node, site);
  if (node.kind === 'negation') return negate(compileNode(node.operand, site));
  if (node.kind === 'array') return compileArray(node, site);
  if (node.kind === 'call') return compileCall(node, site);
  const what = node.kind === 'text' ? `a string is not a value` : `'${node.word}' is not a value`;
  throw new MetricMathError(what, 'use it only as the argument of a function that takes it', placeAt(site, node.start));
}

function compileId({ id, start }: IdNode, site: CompileSite): Compiled {
  const type = site.scope.typeOf(id);
  if (type === 'TS') return { type, run: ({ series }) => series.get(id) as Points };
  if (type === 'TS[]') return { type, run: ({ lists }) => lists.get(id) as readonly Series[] };
  const known = site.scope.ids.length > 0 ? `defined are ${site.scope.ids.join(', ')}` : 'no ids are defined';
  throw new MetricMathError(`'${id}' is not defined`, known, placeAt(site, start));
}

function compileBinary(node: BinaryNode, site: CompileSite): Compiled {
  const left = compileNode(node.left, site);
  const right = compileNode(node.right, site);
  const compiled = applyOperator(node.operator, left, right);
  if (compiled) return compiled;
  throw new MetricMathError(
    `unsupported operand types for ${node.operator}: ${left.type} and ${right.type}`,
    operandsOf(node.operator),
    placeAt(site, node.at),
  );
}

function negate(operand: Compiled): Compiled {
  if (operand.type === 'S') return { type: 'S', run: (context) => -operand.run(context) };
  const negative = (points: Points): Points => points.map((value) => (Number.isNaN(value) ? MISSING : -value));
  if (operand.type === 'TS') return { type: 'TS', run: (context) => negative(operand.run(context)) };
  return {
    type: 'TS[]',
    run: (context) => operand.run(context).map(({ label, points }) => ({ label, points: negative(points) })),
  };
}

/** Lists within a list are opened: `[METRICS("4xx"), METRICS("5xx")]` is one list. */
function compileArray({ items }: ArrayNode, site: CompileSite): SeriesList {
  const parts = items.map((item) => {
    const compiled = compileNode(item, site);
    if (compiled.type !== 'S') return { compiled, label: labelOf(item, site) };
    throw new MetricMathError(
      `this item of the list is ${TYPE_NAMES.S}`,
      'lists hold time series; write TIME_SERIES(5) instead of 5',
      placeAt(site, item.start),
    );
  });
  return {
    type: 'TS[]',
    run: (context) =>
      parts.flatMap(({ compiled, label }) =>
        compiled.type === 'TS' ? [{ label, points: compiled.run(context) }] : compiled.run(context),
      ),
  };
}

/** The metric's label for a plain id, otherwise the text itself. */
function labelOf(item: Node, { text, scope }: CompileSite): string {
  const metric = item.kind === 'id' ? scope.metrics.find(({ id }) => id === item.id) : undefined;
  return metric?.label ?? text.slice(item.start, item.end);
}

function compileCall(node: CallNode, site: CompileSite): Compiled {
  const definition = functionNamed(node.name, site.text, node);
  return definition.compile(new Call(node, site, definition.usage, (arg) => compileNode(arg, site)));
}
