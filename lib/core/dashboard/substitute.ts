import { expandRows } from './expand-rows';
import { list } from './fields';
import type { ValuedVariable } from './variables';

/**
 * The widgets of a body with a variable at its value: "a property variable changes the values of all instances of a
 * property in the list of widgets", dimensions of metrics included; "a pattern variable is one that changes a regex
 * pattern across the dashboard JSON". Or why that cannot be.
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cloudwatch.VariableType.html
 */
export function substitute(
  widgets: readonly unknown[],
  variable: Pick<ValuedVariable, 'kind' | 'replaces' | 'value' | 'name'>,
): readonly unknown[] | { readonly problem: string } {
  const { kind, replaces, value, name } = variable;
  const changed = kind === 'property' ? inFields(widgets, replaces, value) : inText(widgets, replaces, value);
  if (!Array.isArray(changed)) {
    const problem = `variable '${name}' would break the dashboard's JSON: '${value}' in place of '${replaces}'`;
    return { problem: `${problem}; its widgets are shown as written` };
  }
  if (appears(widgets, kind, replaces)) return changed;
  return { problem: `variable '${name}' changes nothing: no widget has the ${kind} '${replaces}'` };
}

function inFields(value: unknown, property: string, replacement: string): unknown {
  if (Array.isArray(value)) return value.map((item) => inFields(item, property, replacement));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key === property && isScalar(item)) return [key, likewise(item, replacement)];
      const rows = key === 'metrics' && Array.isArray(item) ? inRows(item, property, replacement) : item;
      return [key, inFields(rows, property, replacement)];
    }),
  );
}

/** Rows are written out first: a `.` may stand for the dimension's name. */
function inRows(rows: readonly unknown[], property: string, replacement: string): unknown[] {
  const expanded = expandRows(rows);
  return rows.map((row, index) => {
    const names = expanded[index];
    if (!names) return row;
    const replaced = names.map((name, place) => (isValueOf(names, place, property) ? replacement : name));
    return [...replaced, ...list(row).filter((item) => typeof item === 'object')];
  });
}

/** After namespace and name, dimension names and values take turns. */
function isValueOf(names: readonly string[], place: number, dimension: string): boolean {
  return place >= 3 && place % 2 === 1 && names[place - 1] === dimension;
}

/** The changed widgets; `undefined` where the text is no JSON any more. */
function inText(widgets: readonly unknown[], pattern: string, replacement: string): unknown {
  const escaped = JSON.stringify(replacement).slice(1, -1);
  try {
    return JSON.parse(JSON.stringify(widgets).replace(patternOf(pattern), () => escaped));
  } catch {
    return undefined;
  }
}

/** A pattern that is no regular expression stands for itself. */
function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'g');
  } catch {
    return new RegExp(pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'g');
  }
}

/** Whether there is something to replace; what the widgets are written with may be the value already. */
function appears(widgets: readonly unknown[], kind: ValuedVariable['kind'], replaces: string): boolean {
  if (kind === 'pattern') return patternOf(replaces).test(JSON.stringify(widgets));
  const [one, other] = ['1', '2'].map((value) => JSON.stringify(inFields(widgets, replaces, value)));
  return one !== other;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** A number stays one: periods are. */
function likewise(before: string | number | boolean, replacement: string): string | number | boolean {
  if (typeof before === 'number' && replacement.trim() !== '' && Number.isFinite(Number(replacement))) {
    return Number(replacement);
  }
  return typeof before === 'boolean' && /^(true|false)$/.test(replacement) ? replacement === 'true' : replacement;
}
