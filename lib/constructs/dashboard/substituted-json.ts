import { type IResolveContext, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Piece, Pieces, Repetitions, textOf } from './repetition';

/**
 * JSON text for a template, as Fn::Sub. A name that only CloudFormation knows stands in the text where it is needed, and
 * what the text has several times, such as the rows that several graphs draw, is in the template once: as a variable.
 * `Stack.toJsonString` makes an Fn::Join, which splits the text at each name and repeats everything.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function substitutedJson(scope: Construct, value: unknown): string {
  // Uncached: a name of another stack resolves to something else once CDK has exported it. Before that, CDK only looks
  // for such names.
  const produce = (context: IResolveContext) => {
    if (!context.preparing) return new SubText(Stack.of(scope), context).of(value);
    // Found where they are resolved; the body itself must be a text also now.
    context.resolve(value);
    return '';
  };
  return Token.asString(Lazy.uncachedAny({ produce }));
}

/** Up to the last colon. */
const ARN_PLACE = /(?<=^")arn:.*:(?=[^:}]+"$)/;
/** Items that may share an end with another list: as many as a graph has. Each is nested in the one before. */
const SHARED_ITEMS = 500;

class SubText {
  private readonly pieces = new Pieces();
  /** Names of variables by what they stand for. */
  private readonly names = new Map<string, string>();
  private readonly variables = new Map<string, unknown>();

  constructor(
    private readonly stack: Stack,
    private readonly context: IResolveContext,
  ) {}

  of(value: unknown): unknown {
    const whole = this.piece(value);
    return whole && this.substituted(this.written(whole, new Repetitions(whole)));
  }

  /** `undefined` for what JSON leaves out. */
  private piece(value: unknown): Piece | undefined {
    if (!isPlain(value)) return this.leaf(value);
    const isList = Array.isArray(value);
    const items = Object.entries(value).flatMap(([key, item]) => {
      const piece = this.piece(item);
      if (!piece) return [];
      return [isList ? [piece] : [`${escaped(JSON.stringify(key))}:`, piece]];
    });
    return this.pieces.of([isList ? '[' : '{', ...this.listed(items), isList ? ']' : '}']);
  }

  /** Ends that lists or objects share are pieces. */
  private listed(items: readonly (readonly (string | Piece)[])[]): readonly (string | Piece)[] {
    if (items.length > SHARED_ITEMS) return items.flatMap((item, index) => (index === 0 ? item : [',', ...item]));
    let listed: readonly (string | Piece)[] = [];
    for (const item of [...items].reverse()) {
      listed = listed.length === 0 ? item : [...item, this.pieces.of([',', ...listed])];
    }
    return listed;
  }

  /** Text, number, or whatever a token turns out to be. */
  private leaf(value: unknown): Piece | undefined {
    const json = isScalar(value) ? JSON.stringify(value) : this.context.resolve(this.stack.toJsonString(value));
    if (json === undefined) return undefined;
    const text = joinedParts(json)
      .map((part) => (typeof part === 'string' ? escaped(part) : `\${${shortForm(part) ?? this.variable(part)}}`))
      .join('');
    const [place] = ARN_PLACE.exec(text) ?? [];
    return this.pieces.of(place === undefined ? [text] : ['"', ...this.arn(place, text.slice(place.length + 1))]);
  }

  /** ARNs of a stack begin alike, and often the names in them, too. */
  private arn(place: string, name: string): readonly (string | Piece)[] {
    const [last = '', ...words] = name.split(/(?<=-)/).reverse();
    return [words.reduceRight((start, word) => this.pieces.of([start, word]), this.pieces.of([place])), last];
  }

  private written(piece: Piece, repetitions: Repetitions): string {
    if (repetitions.isWorthVariable(piece)) return `\${${this.variable(this.substituted(textOf(piece)))}}`;
    return piece.parts.map((part) => (typeof part === 'string' ? part : this.written(part, repetitions))).join('');
  }

  /** The name that stands for a value. `_` is in no logical id. */
  private variable(value: unknown): string {
    const key = JSON.stringify(value);
    const name = this.names.get(key) ?? `_${this.names.size.toString(36)}`;
    this.names.set(key, name);
    this.variables.set(name, value);
    return name;
  }

  /** With the variables that are in the text; a text without any name stays as it is. */
  private substituted(text: string): unknown {
    if (!text.includes('${')) return text;
    const used = new Set(Array.from(text.matchAll(/\$\{(_\w+)\}/g), ([, name = '']) => name));
    if (used.size === 0) return { 'Fn::Sub': text };
    return { 'Fn::Sub': [text, Object.fromEntries([...used].map((name) => [name, this.variables.get(name)]))] };
  }
}

/** A list or object that is no token, and has none among its keys. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return false;
  if (Array.isArray(value)) return true;
  return (
    Object.getPrototypeOf(value) === Object.prototype && !Object.keys(value).some((key) => Token.isUnresolved(key))
  );
}

function isScalar(value: unknown): boolean {
  return (typeof value !== 'object' || value === null) && !Token.isUnresolved(value);
}

/** Of JSON text with tokens: text and intrinsic functions. */
function joinedParts(json: unknown): readonly unknown[] {
  const join = (json as { 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join'];
  return join && join[0] === '' ? join[1] : [json];
}

/** How Ref and Fn::GetAtt are written inside of a text. */
function shortForm(intrinsic: unknown): string | undefined {
  const { Ref: id, 'Fn::GetAtt': attribute } = intrinsic as { Ref?: unknown; 'Fn::GetAtt'?: unknown };
  const name = Array.isArray(attribute) ? attribute.join('.') : id;
  return typeof name === 'string' && /^[\w.:]+$/.test(name) ? name : undefined;
}

/** JSON may have any character by its number; `${` would be a variable, and `${!` allows only some of what can follow. */
function escaped(json: string): string {
  return json.replaceAll('$', '\\u0024');
}
