import type { MetricId } from '../signal/metric';
import { parseSearch, SearchError } from '../signal/search';
import { field, list, text } from './fields';
import type { ShownVariable } from './model';

/** A variable with the value to show it at, and what that value takes the place of. */
export interface ValuedVariable extends ShownVariable {
  /** `property`: the value of fields and dimensions of that name. `pattern`: what the regular expression matches. */
  readonly kind: 'property' | 'pattern';
  readonly replaces: string;
}

/** Stands for the first value of a list or search; the CDK calls it `DefaultValue.FIRST`. */
const FIRST = '__FIRST';

/**
 * Reads a variable and chooses its value: the default, or else the first of its values, those of a search in
 * alphabetical order. Or says why there is none: widgets then stay as they are written.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function readVariable(
  variable: unknown,
  place: string,
  metrics: readonly MetricId[],
): ValuedVariable | { readonly problem: string } {
  const kind = field(variable, 'type');
  if (kind !== 'property' && kind !== 'pattern') {
    return { problem: `is a variable of type '${text(kind) || '?'}'; there are 'property' and 'pattern'` };
  }
  const replaces = text(field(variable, kind));
  const name = text(field(variable, 'label')) || text(field(variable, 'id')) || replaces;
  if (replaces === '') return { problem: `variable '${name || '?'}' has no '${kind}', which says what to replace` };
  const chosen = choose(variable, name, metrics);
  return 'problem' in chosen ? chosen : { place, name, kind, replaces, ...chosen };
}

type Choice = Pick<ShownVariable, 'value' | 'from'> | { readonly problem: string };

function choose(variable: unknown, name: string, metrics: readonly MetricId[]): Choice {
  const given = scalar(field(variable, 'defaultValue'));
  if (given !== undefined && given !== FIRST) return { value: given, from: 'default' };
  const listed = list(field(variable, 'values')).map((each) => scalar(field(each, 'value')));
  const found = listed.length > 0 ? listed[0] : searched(variable, name, metrics);
  if (typeof found === 'object') return found;
  if (found !== undefined) return { value: found, from: 'first value' };
  return { problem: `variable '${name}' has neither a default nor a value; its widgets are shown as written` };
}

function searched(
  variable: unknown,
  name: string,
  metrics: readonly MetricId[],
): string | { readonly problem: string } | undefined {
  const expression = text(field(variable, 'search'));
  if (expression === '') return undefined;
  const populateFrom = text(field(variable, 'populateFrom'));
  if (populateFrom === '') return { problem: `variable '${name}' has a search, but no 'populateFrom' dimension` };
  try {
    const search = parseSearch(expression);
    const values = metrics
      .filter((metric) => search.matches(metric))
      .flatMap(
        ({ dimensions }) => (Object.hasOwn(dimensions, populateFrom) ? dimensions[populateFrom] : undefined) ?? [],
      );
    const nothing = `variable '${name}' has no value: its search found no metric with the dimension '${populateFrom}'`;
    return values.sort()[0] ?? { problem: `${nothing}; its widgets are shown as written` };
  } catch (error) {
    if (error instanceof SearchError) return { problem: `variable '${name}': ${error.message}` };
    throw error;
  }
}

function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
