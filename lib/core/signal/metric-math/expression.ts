import { MetricMathError } from './error';
import { functionNamed } from './functions';
import { parseSyntax } from './parser';
import type { Node } from './syntax';

/** A parsed expression. */
export interface Expression {
  readonly text: string;
  /** The ids it refers to, each once, in order of appearance. */
  readonly ids: readonly string[];
  /** The functions it calls, each once, in order of appearance. */
  readonly functions: readonly string[];
  /** Its syntax tree. */
  readonly root: Node;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
const MAX_LENGTH = 2048;
const INSIGHTS_QUERY = /^\s*SELECT\s/i;

/**
 * Parses an expression and checks that its functions exist and have the right number of arguments. Types are checked
 * once it is known what its ids are.
 *
 * Operators from weakest to strongest: OR, AND, comparisons, + -, * /, the minus sign, ^ (grouped to the right).
 * @throws {MetricMathError} with line and column
 */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_LENGTH) {
    throw new MetricMathError(`it has ${text.length} characters`, `at most ${MAX_LENGTH} are allowed`, {
      text,
      position: MAX_LENGTH,
    });
  }
  if (INSIGHTS_QUERY.test(text)) {
    const instead = 'use metrics and metric math, which are';
    throw new MetricMathError('Metrics Insights queries are not rehearsed', instead, { text, position: 0 }, true);
  }
  const root = parseSyntax(text);
  const nodes = [...walk(root)];
  for (const node of nodes) if (node.kind === 'call') functionNamed(node.name, text, node);
  return {
    text,
    ids: distinct(nodes.flatMap((node) => (node.kind === 'id' ? [node.id] : []))),
    functions: distinct(nodes.flatMap((node) => (node.kind === 'call' ? [node.name] : []))),
    root,
  };
}

/** A node and all below it, from left to right. */
export function* walk(node: Node): Generator<Node> {
  const open = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    open.push(...[...childrenOf(next)].reverse());
  }
}

function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'call') return node.args;
  if (node.kind === 'array') return node.items;
  if (node.kind === 'binary') return [node.left, node.right];
  return node.kind === 'negation' ? [node.operand] : [];
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
