/** A part of an expression; `start` and `end` are indices into its text, the end exclusive. */
export type Node = NumberNode | TextNode | WordNode | IdNode | ArrayNode | CallNode | NegationNode | BinaryNode;

interface Span {
  readonly start: number;
  readonly end: number;
}

export interface NumberNode extends Span {
  readonly kind: 'number';
  readonly value: number;
}

/** A string in quotes. */
export interface TextNode extends Span {
  readonly kind: 'text';
  readonly value: string;
}

/** A bare word in capitals, such as `REPEAT` or `DESC`. */
export interface WordNode extends Span {
  readonly kind: 'word';
  readonly word: string;
}

export interface IdNode extends Span {
  readonly kind: 'id';
  readonly id: string;
}

export interface ArrayNode extends Span {
  readonly kind: 'array';
  readonly items: readonly Node[];
}

export interface CallNode extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Node[];
}

export interface NegationNode extends Span {
  readonly kind: 'negation';
  readonly operand: Node;
}

export interface BinaryNode extends Span {
  readonly kind: 'binary';
  readonly operator: Operator;
  /** Where the operator itself stands. */
  readonly at: number;
  readonly left: Node;
  readonly right: Node;
}

export type Arithmetic = '+' | '-' | '*' | '/' | '^';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Logical = 'AND' | 'OR';
export type Operator = Arithmetic | Comparison | Logical;
