import { ScheduleExpressionError } from './error';

export interface FieldRange {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Names of the values, from the lowest on, in capitals. */
  readonly names?: readonly string[];
}

/** The values of a field, ascending: `*`, `5`, `1-5`, `1,3`, and steps such as `0/15` or `10-40/10`. */
export function parseField(text: string, range: FieldRange, field: string): number[] {
  const values = field.split(',').flatMap((part) => parsePart(text, range, part));
  return [...new Set(values)].sort((a, b) => a - b);
}

function parsePart(text: string, range: FieldRange, part: string): number[] {
  const [span = '', step, ...more] = part.split('/');
  const [from, to] = parseSpan(text, range, span, step !== undefined);
  const by = step === undefined ? 1 : Number(/^[1-9]\d{0,3}$/.exec(step)?.[0] ?? Number.NaN);
  if (more.length > 0 || Number.isNaN(by)) {
    throw wrong(text, range, part, `a step is written start/step, such as ${range.low}/5`);
  }
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}

function parseSpan(text: string, range: FieldRange, span: string, stepped: boolean): readonly [number, number] {
  if (span === '*') return [range.low, range.high];
  const [first = '', last, ...more] = span.split('-');
  const from = readValue(text, range, first);
  if (last === undefined) return [from, stepped ? range.high : from];
  const to = readValue(text, range, last);
  if (more.length > 0 || from > to) {
    throw wrong(text, range, span, `a range goes from low to high; write two with a comma: ${first},${last}`);
  }
  return [from, to];
}

/** One value, as a number or by its name. */
export function readValue(text: string, range: FieldRange, value: string): number {
  const named = range.names?.indexOf(value.toUpperCase()) ?? -1;
  const number = named >= 0 ? range.low + named : /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= range.low && number <= range.high) return number;
  const names = range.names ? ` or ${range.names[0]} to ${range.names.at(-1)}` : '';
  throw wrong(text, range, value, `${range.low} to ${range.high}${names} is allowed`);
}

function wrong(text: string, { name }: FieldRange, part: string, allowed: string): ScheduleExpressionError {
  return new ScheduleExpressionError(text, `'${part}' cannot be ${name}`, allowed);
}
