import {
  type Compiled,
  type CompileSite,
  type MathType,
  placeAt,
  type Scalar,
  type SeriesList,
  type TimeSeries,
  TYPE_NAMES,
} from './compiled';
import { MetricMathError } from './error';
import type { CallNode, Node } from './syntax';

/** A function of metric math. */
export interface MathFunction {
  /** How it is called, for messages: `FILL(TS or TS[], S, TS, REPEAT or LINEAR)`. */
  readonly usage: string;
  /** The fewest and the most arguments. */
  readonly arity: readonly [number, number];
  readonly compile: (call: Call) => Compiled;
}

/** A call being compiled: its arguments by type, with an error where one has another type. */
export class Call {
  constructor(
    readonly node: CallNode,
    readonly site: CompileSite,
    private readonly usage: string,
    private readonly compileNode: (node: Node) => Compiled,
  ) {}

  has(index: number): boolean {
    return index < this.node.args.length;
  }

  arg(index: number): Node {
    return this.node.args[index] as Node;
  }

  value(index: number): Compiled {
    return this.compileNode(this.arg(index));
  }

  scalar(index: number): Scalar {
    const value = this.value(index);
    return value.type === 'S' ? value : this.refuseType(index, value.type);
  }

  series(index: number): TimeSeries {
    const value = this.value(index);
    return value.type === 'TS' ? value : this.refuseType(index, value.type);
  }

  list(index: number): SeriesList {
    const value = this.value(index);
    return value.type === 'TS[]' ? value : this.refuseType(index, value.type);
  }

  seriesOrList(index: number): TimeSeries | SeriesList {
    const value = this.value(index);
    return value.type === 'S' ? this.refuseType(index, value.type) : value;
  }

  scalarOrSeries(index: number): Scalar | TimeSeries {
    const value = this.value(index);
    return value.type === 'TS[]' ? this.refuseType(index, value.type) : value;
  }

  /** A bare word such as DESC. */
  word<T extends string>(index: number, allowed: readonly T[]): T {
    const node = this.arg(index);
    const word = node.kind === 'word' ? allowed.find((one) => one === node.word) : undefined;
    if (word) return word;
    throw this.error(index, `argument ${index + 1} of ${this.node.name} is not known`, `write ${allowed.join(' or ')}`);
  }

  /** A string in quotes. */
  text(index: number): string {
    const node = this.arg(index);
    if (node.kind === 'text') return node.value;
    throw this.error(index, `argument ${index + 1} of ${this.node.name} is not a string`, this.usageHint());
  }

  error(index: number, what: string, allowed: string): MetricMathError {
    const position = (this.has(index) ? this.arg(index) : this.node).start;
    return new MetricMathError(what, allowed, placeAt(this.site, position));
  }

  /** For functions that read what only CloudWatch has. */
  notRehearsed(reason: string): MetricMathError {
    const what = `${this.node.name} is not rehearsed`;
    return new MetricMathError(what, reason, placeAt(this.site, this.node.start), true);
  }

  usageHint(): string {
    return `write ${this.usage}`;
  }

  private refuseType(index: number, type: MathType): never {
    throw this.error(index, `argument ${index + 1} of ${this.node.name} is ${TYPE_NAMES[type]}`, this.usageHint());
  }
}
