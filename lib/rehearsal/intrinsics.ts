/**
 * CloudFormation's intrinsic functions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
import { cidrBlocks } from './cidr-blocks';

/** What the functions may ask of the stack they stand in. Unknown things are `undefined`. */
export interface Scope {
  readonly region: string;
  ref(id: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  importValue(exportName: string): unknown;
  isTrue(condition: string): boolean;
  mapping(name: string): unknown;
}

/** What `Ref: AWS::NoValue` answers: the property or element around it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** A template value with its intrinsic functions resolved; `where` is the resource and property, for errors. */
export function resolveValue(scope: Scope, value: unknown, where: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolveValue(scope, item, `${where}[${index}]`)).filter(isGiven);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only && entries.length === 1 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
    return new Call(scope, only[0], only[1], where).result();
  }
  const resolved = entries.map(([key, item]) => [key, resolveValue(scope, item, `${where}.${key}`)] as const);
  return Object.fromEntries(resolved.filter(([, item]) => isGiven(item)));
}

function isGiven(value: unknown): boolean {
  return value !== NO_VALUE;
}

/** One use of a function. */
class Call {
  constructor(
    private readonly scope: Scope,
    private readonly name: string,
    private readonly argument: unknown,
    private readonly where: string,
  ) {}

  result(): unknown {
    const compute = FUNCTIONS[this.name];
    if (!compute) this.fail('this function is not rehearsed');
    return compute(this);
  }

  /** Asks the scope; its own reasons become this call's. */
  ask(question: (scope: Scope) => unknown, otherwise: string): unknown {
    let answer: unknown;
    try {
      answer = question(this.scope);
    } catch (error) {
      this.fail((error as Error).message);
    }
    return answer ?? this.fail(otherwise);
  }

  get raw(): unknown {
    return this.argument;
  }

  /** The argument as a list, its elements as they stand in the template. */
  list(): readonly unknown[] {
    return Array.isArray(this.argument) ? this.argument : this.fail('it needs a list');
  }

  resolve(value: unknown): unknown {
    return resolveValue(this.scope, value, this.where);
  }

  resolveList(value: unknown): readonly unknown[] {
    const items = this.resolve(value);
    return Array.isArray(items) ? items : this.fail(`it needs a list, got ${JSON.stringify(items)}`);
  }

  fail(why: string): never {
    const shown = JSON.stringify({ [this.name]: this.argument }).slice(0, 120);
    throw new Error(`${this.where}: cannot resolve ${shown}: ${why}`);
  }
}

const FUNCTIONS: Readonly<Record<string, (call: Call) => unknown>> = {
  Ref: (call) => {
    const id = String(call.raw);
    return call.ask((scope) => scope.ref(id), `'${id}' is neither a resource nor a parameter`);
  },
  'Fn::GetAtt': (call) => {
    const [logicalId, attribute] = Array.isArray(call.raw) ? call.raw : splitOnce(String(call.raw));
    return call.ask(
      (scope) => scope.getAtt(String(logicalId), String(call.resolve(attribute))),
      'the attribute is not rehearsed',
    );
  },
  'Fn::Join': (call) => {
    const [separator, items] = call.list();
    return call.resolveList(items).join(String(separator));
  },
  'Fn::Sub': substitute,
  'Fn::Select': (call) => {
    const [index, items] = call.list();
    return call.resolveList(items)[Number(call.resolve(index))] ?? call.fail('there is no such element');
  },
  'Fn::Split': (call) => {
    const [separator, text] = call.list();
    return String(call.resolve(text)).split(String(separator));
  },
  'Fn::If': (call) => {
    const [condition, yes, no] = call.list();
    return call.resolve(call.ask((scope) => scope.isTrue(String(condition)), '') ? yes : no);
  },
  'Fn::ImportValue': (call) => {
    const name = String(call.resolve(call.raw));
    return call.ask((scope) => scope.importValue(name), 'no stack exports it');
  },
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (call) => Buffer.from(String(call.resolve(call.raw)), 'utf8').toString('base64'),
  'Fn::Length': (call) => call.resolveList(call.raw).length,
  'Fn::ToJsonString': (call) => JSON.stringify(call.resolve(call.raw)),
  'Fn::GetAZs': (call) => {
    const region = call.resolve(call.raw) || call.ask((scope) => scope.region, '');
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
  },
  'Fn::Cidr': (call) => {
    const [block, count, bits] = call.list().map((part) => call.resolve(part));
    return (
      cidrBlocks(String(block), Number(count), Number(bits ?? 8)) ?? call.fail('it needs an IPv4 block that has room')
    );
  },
  'Fn::Transform': (call) => {
    const { Name } = (call.raw ?? {}) as { Name?: unknown };
    return call.fail(`the macro '${String(Name)}' runs only in CloudFormation; write out what it would answer`);
  },
};

function findInMap(call: Call): unknown {
  const [map, top, second, options] = call.list().map((part) => call.resolve(part));
  const rows = call.ask((scope) => scope.mapping(String(map)) ?? {}, '') as Record<string, Record<string, unknown>>;
  const fallback = (options as { DefaultValue?: unknown } | undefined)?.DefaultValue;
  return rows[String(top)]?.[String(second)] ?? fallback ?? call.fail('the mapping has no such entry');
}

function substitute(call: Call): string {
  const [text, variables] = Array.isArray(call.raw) ? call.raw : [call.raw, {}];
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, written: string) => {
    if (literal) return `\${${written}}`;
    const name = written.trim();
    const variable = (variables as Record<string, unknown>)[name];
    if (variable !== undefined) return String(call.resolve(variable));
    const [logicalId, attribute] = splitOnce(name);
    const value = call.ask(
      (scope) => (attribute === undefined ? scope.ref(name) : scope.getAtt(logicalId as string, attribute)),
      `'${name}' is not known`,
    );
    return String(value);
  });
}

/** A logical id and, behind the first dot, an attribute. */
function splitOnce(text: string): readonly [string, string?] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
