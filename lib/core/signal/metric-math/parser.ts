import { MetricMathError } from './error';
import { type Token, tokenize } from './lexer';
import type { Node, Operator } from './syntax';

/** Nesting of brackets and signs; deeper ones would only be met in an attack on the stack. */
const MAX_DEPTH = 100;

/** Binary operators by how strongly they bind; AWS documents no order, so it is that of most languages. */
const PRECEDENCE: Readonly<Record<Operator, number>> = {
  OR: 1,
  AND: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '^': 7,
};
const COMPARISON = 3;
/** A sign binds tighter than a product and weaker than a power: -m1^2 is -(m1^2). */
const SIGN = 6;
const ALIASES: Readonly<Record<string, Operator>> = { '&&': 'AND', '||': 'OR' };
const ID = /^[a-z]/;
const WORD = /^[A-Z][A-Z0-9_]*$/;

/** Parses the text of an expression, without a look at what its functions and ids are. */
export function parseSyntax(text: string): Node {
  const parser = new Parser(text);
  const node = parser.expression(0);
  const next = parser.peek();
  if (next.kind === 'end') return node;
  const closing = next.text === ')' || next.text === ']';
  throw parser.error(
    closing ? `'${next.text}' closes nothing` : `${describe(next)} is not expected after a complete expression`,
    closing ? 'remove it or open it before' : 'put an operator such as + or AND between two values',
  );
}

class Parser {
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
  }

  peek(): Token {
    return this.tokens[this.index] as Token;
  }

  /** A value and the operators after it that bind at least as strongly as `minimum`. */
  expression(minimum: number): Node {
    if (++this.depth > MAX_DEPTH) throw this.error('it is nested too deeply', `${MAX_DEPTH} levels are allowed`);
    let left = this.value();
    for (let operator = this.operator(); operator; operator = this.operator()) {
      const strength = PRECEDENCE[operator];
      if (strength < minimum) break;
      if (strength === COMPARISON && isBareComparison(left)) throw this.chained();
      const at = this.next().start;
      // Powers group to the right, everything else to the left.
      const right = this.expression(operator === '^' ? strength : strength + 1);
      left = { kind: 'binary', operator, at, left, right, start: left.start, end: right.end };
    }
    this.depth--;
    return left;
  }

  error(what: string, allowed: string, token = this.peek()): MetricMathError {
    return new MetricMathError(what, allowed, { text: this.text, position: token.start });
  }

  private next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.index++;
    return token;
  }

  private takes(symbol: string): boolean {
    const found = this.peek().kind === 'symbol' && this.peek().text === symbol;
    if (found) this.index++;
    return found;
  }

  private operator(): Operator | undefined {
    const { kind, text } = this.peek();
    if (kind !== 'symbol' && kind !== 'name') return undefined;
    const operator = ALIASES[text] ?? text;
    return Object.hasOwn(PRECEDENCE, operator) ? (operator as Operator) : undefined;
  }

  private value(): Node {
    const token = this.next();
    const { start, end } = token;
    if (token.kind === 'number') return { kind: 'number', value: this.number(token), start, end };
    if (token.kind === 'text') return { kind: 'text', value: token.text, start, end };
    if (token.kind === 'name') return this.name(token);
    if (token.text === '-') return this.negation(token);
    if (token.text === '(') return this.group(token);
    if (token.text === '[') return this.array(token);
    throw this.error(
      token.kind === 'end' ? 'the expression ends too early' : `${describe(token)} is not expected here`,
      'a value is expected: a number, an id, a function call, a list in [ ] or an expression in ( )',
      token,
    );
  }

  private number(token: Token): number {
    const value = Number(token.text);
    if (Number.isFinite(value)) return value;
    throw this.error(`${token.text} is too large`, 'numbers are at most 1.79e308', token);
  }

  private name(token: Token): Node {
    const { text, start } = token;
    if (this.takes('(')) {
      const args = this.list(')', token);
      return { kind: 'call', name: text, args, start, end: this.endOfLast() };
    }
    if (Object.hasOwn(PRECEDENCE, text)) {
      throw this.error(`${text} has nothing to its left`, 'it stands between two values', token);
    }
    if (ID.test(text)) return { kind: 'id', id: text, start, end: token.end };
    if (WORD.test(text)) return { kind: 'word', word: text, start, end: token.end };
    throw this.error(`'${text}' is not an id`, 'ids start with a lowercase letter, functions are in capitals', token);
  }

  private negation({ start }: Token): Node {
    const operand = this.expression(SIGN);
    return { kind: 'negation', operand, start, end: operand.end };
  }

  private group(opening: Token): Node {
    const node = this.expression(0);
    this.close(')', opening);
    return { ...node, start: opening.start, end: this.endOfLast() };
  }

  private array(opening: Token): Node {
    const items = this.list(']', opening);
    if (items.length === 0) throw this.error('this list is empty', 'write at least one id: [m1, m2]', opening);
    return { kind: 'array', items, start: opening.start, end: this.endOfLast() };
  }

  private list(closing: ')' | ']', opening: Token): Node[] {
    if (this.takes(closing)) return [];
    const items = [this.expression(0)];
    while (this.takes(',')) items.push(this.expression(0));
    this.close(closing, opening);
    return items;
  }

  private close(closing: ')' | ']', opening: Token): void {
    if (this.takes(closing)) return;
    const next = this.peek();
    if (next.kind === 'end') {
      const what = opening.kind === 'name' ? `the bracket of ${opening.text}( is` : `'${opening.text}' is`;
      throw this.error(`${what} not closed`, `end it with ${closing}`, opening);
    }
    throw this.error(`${describe(next)} is not expected here`, `an operator, a comma or ${closing} may follow`);
  }

  private endOfLast(): number {
    return (this.tokens[this.index - 1] as Token).end;
  }

  private chained(): MetricMathError {
    return this.error('comparisons are not chained', 'join two of them: 0 < m1 AND m1 < 10');
  }
}

/** One without brackets of its own: a group starts before what is in it. */
function isBareComparison(node: Node): boolean {
  return node.kind === 'binary' && PRECEDENCE[node.operator] === COMPARISON && node.start === node.left.start;
}

function describe(token: Token): string {
  if (token.kind === 'end') return 'the end';
  return token.kind === 'text' ? `the string "${token.text}"` : `'${token.text}'`;
}
