import { closest } from '../../closest';
import { SloError } from '../slo-error';

const SHOWN = 80;
/** Three of them make the member of a signal, which has room for 512. */
const MAX_WORD = 150;
/** Printable ASCII but the slash: what CloudWatch takes for a dimension's value, and keys may contain. */
const WORD = /^[!-.0-~](?:[ -.0-~]*[!-.0-~])?$/;

/** Typed access to one object of a document; errors name the document and the path of the field. */
export class Fields {
  private constructor(
    private readonly where: string,
    private readonly path: string,
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  static of(where: string, value: unknown): Fields {
    if (isObject(value)) return new Fields(where, '', value);
    throw new SloError(`${where} must be a JSON object, got ${show(value)}; deploy its stack again`);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.values, key);
  }

  isTrue(key: string): boolean {
    return this.get(key) === true;
  }

  text(key: string): string {
    const value = this.get(key);
    if (typeof value === 'string' && value.trim() !== '') return value;
    throw this.wrong(key, 'a text that is not empty');
  }

  /** Part of a key, and the value of a dimension. */
  word(key: string): string {
    const value = this.get(key);
    if (typeof value === 'string' && value.length <= MAX_WORD && WORD.test(value)) return value;
    throw this.wrong(key, `a text of 1 to ${MAX_WORD} printable ASCII characters without '/'`);
  }

  number(key: string, allowed: string, fits: (value: number) => boolean): number {
    const value = this.get(key);
    if (typeof value === 'number' && Number.isFinite(value) && fits(value)) return value;
    throw this.wrong(key, allowed);
  }

  /** Where it is there. */
  optionalNumber<Key extends string>(key: Key, allowed: string, fits: (value: number) => boolean) {
    if (this.get(key) === undefined) return {};
    return { [key]: this.number(key, allowed, fits) } as { readonly [K in Key]: number };
  }

  oneOf<Value extends string | number>(key: string, allowed: readonly Value[]): Value {
    const value = this.get(key);
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    const meant = typeof value === 'string' ? closest(value, allowed.map(String)) : undefined;
    throw this.wrong(key, `one of ${allowed.join(', ')}${meant ? ` (did you mean '${meant}'?)` : ''}`);
  }

  /** Those that are there. */
  optionalTexts<Key extends string>(...keys: readonly Key[]): { readonly [K in Key]?: string } {
    const there = keys.filter((key) => this.get(key) !== undefined);
    return Object.fromEntries(there.map((key) => [key, this.text(key)])) as { readonly [K in Key]?: string };
  }

  object(key: string): Fields {
    const value = this.get(key);
    if (isObject(value)) return new Fields(this.where, this.pathOf(key), value);
    throw this.wrong(key, 'an object');
  }

  /** Names and texts, as of dimensions. */
  texts(key: string): Record<string, string> {
    const entries = Object.entries(this.object(key).values);
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')) {
      return Object.fromEntries(entries);
    }
    throw this.wrong(key, 'an object of texts that are not empty');
  }

  list(key: string): Fields[] {
    const value = this.get(key);
    if (!Array.isArray(value)) throw this.wrong(key, 'a list');
    return value.map((item, index) => {
      const path = `${this.pathOf(key)}[${index}]`;
      if (isObject(item)) return new Fields(this.where, path, item);
      throw this.refusal(path, 'an object', item);
    });
  }

  refuseRepeated(key: string, names: readonly string[]): void {
    const index = names.findIndex((name, at) => names.indexOf(name) < at);
    if (index >= 0) throw this.refusal(`${this.pathOf(key)}[${index}]`, 'unlike the others in its list', names[index]);
  }

  wrong(key: string, allowed: string): SloError {
    return this.refusal(this.pathOf(key), allowed, this.get(key));
  }

  /** What another reader refused, with the place in front. */
  refused(key: string, error: unknown): SloError {
    const said = error instanceof Error ? error.message : String(error);
    return new SloError(`${this.where}: '${this.pathOf(key)}' is not valid: ${said}`);
  }

  private refusal(path: string, allowed: string, got: unknown): SloError {
    return new SloError(`${this.where}: '${path}' must be ${allowed}, got ${show(got)}`);
  }

  private get(key: string): unknown {
    return this.has(key) ? this.values[key] : undefined;
  }

  private pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What was found, at a length that can be read; lists and objects by their kind, for they may be deep. */
function show(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return `an object of ${Object.keys(value).length} fields`;
  const text = String(typeof value === 'string' ? JSON.stringify(value.slice(0, SHOWN)) : value);
  return typeof value === 'string' && value.length > SHOWN ? `${text}... (${value.length} characters)` : text;
}
