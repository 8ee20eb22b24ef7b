/**
 * What the conditions of a template come to, as far as it can be told without a deploy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
import type { StackTemplate } from './assembly';

export interface Decision {
  /** Whether it holds with what the templates say. @default - that cannot be told */
  readonly holds?: boolean;
  /** Why a deploy may decide otherwise. @default - it cannot */
  readonly doubt?: string;
}

/**
 * A value of the stack, its intrinsic functions resolved.
 * @param assumed gets the parameters whose value was made up, since they have none here
 * @throws where it cannot be resolved
 */
export type ResolveOperand = (value: unknown, where: string, assumed: Set<string>) => unknown;

export function decideCondition(
  stack: Pick<StackTemplate, 'stackName' | 'conditions'>,
  name: string,
  resolve: ResolveOperand,
): Decision {
  const where = `${stack.stackName} condition ${name}`;
  const decide = (expression: unknown): Decision => {
    const [[operator, argument] = ['', undefined]] = Object.entries((expression ?? {}) as Record<string, unknown>);
    const parts = (Array.isArray(argument) ? argument : [argument]) as unknown[];
    switch (operator) {
      case 'Fn::Equals':
        return equal(parts, where, resolve);
      case 'Fn::Not':
        return opposite(decide(parts[0]));
      case 'Fn::And':
        return everyOf(parts.map(decide));
      case 'Fn::Or':
        return opposite(everyOf(parts.map(decide).map(opposite)));
      case 'Condition':
        return decideCondition(stack, String(argument), resolve);
      default:
        return { doubt: `${where}: cannot decide ${JSON.stringify(expression)}` };
    }
  };
  return decide(stack.conditions[name]);
}

/** Whether all of them hold; a certain no decides, whatever is in doubt beside it. */
export function everyOf(decisions: readonly Decision[]): Decision {
  const no = decisions.find(({ holds, doubt }) => holds === false && doubt === undefined);
  if (no) return no;
  const holds = decisions.some((one) => one.holds === false)
    ? false
    : decisions.some((one) => one.holds === undefined)
      ? undefined
      : true;
  return { holds, doubt: decisions.find(({ doubt }) => doubt !== undefined)?.doubt };
}

function opposite({ holds, doubt }: Decision): Decision {
  return { holds: holds === undefined ? undefined : !holds, doubt };
}

function equal(operands: readonly unknown[], where: string, resolve: ResolveOperand): Decision {
  const assumed = new Set<string>();
  try {
    const [left, right] = operands.map((operand) => asText(resolve(operand, where, assumed)));
    const [parameter] = assumed;
    const doubt =
      parameter === undefined ? undefined : `${where}: the parameter '${parameter}' has no default; give it one`;
    return { holds: left === right, doubt };
  } catch (error) {
    return { doubt: (error as Error).message };
  }
}

/** CloudFormation compares texts: the number 3 equals "3", and true equals "true". */
function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
