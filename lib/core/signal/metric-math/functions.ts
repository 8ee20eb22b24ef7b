import type { MathFunction } from './call';
import { MetricMathError } from './error';
import { CONDITIONAL } from './functions/conditional';
import { EXTERNAL } from './functions/external';
import { FILL } from './functions/fill';
import { LISTS } from './functions/lists';
import { PER_POINT } from './functions/per-point';
import { REDUCTIONS } from './functions/reductions';
import { SUCCESSIVE } from './functions/successive';
import { TIME } from './functions/time';
import type { CallNode } from './syntax';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list */
const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ...PER_POINT,
  ...SUCCESSIVE,
  ...REDUCTIONS,
  ...FILL,
  ...CONDITIONAL,
  ...LISTS,
  ...TIME,
  ...EXTERNAL,
};

/**
 * The function that is called.
 * @throws {MetricMathError} where there is none of that name, or not with so many arguments
 */
export function functionNamed(name: string, text: string, node: CallNode): MathFunction {
  const place = { text, position: node.start };
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!known) {
    const capitals = Object.hasOwn(FUNCTIONS, name.toUpperCase());
    throw new MetricMathError(
      `function '${name}' is not known`,
      capitals
        ? `write ${name.toUpperCase()}: functions are in capitals`
        : `known are ${Object.keys(FUNCTIONS).sort().join(', ')}`,
      place,
    );
  }
  const [fewest, most] = known.arity;
  const given = node.args.length;
  if (given >= fewest && given <= most) return known;
  const wanted = fewest === most ? `${fewest}` : given < fewest ? `at least ${fewest}` : `at most ${most}`;
  throw new MetricMathError(
    `${name} takes ${wanted} argument${wanted.endsWith('1') ? '' : 's'}, got ${given}`,
    `write ${known.usage}`,
    place,
  );
}
