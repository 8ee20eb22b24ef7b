/** Which stacks of an assembly are played: an app may have several copies of one service, such as Dev and Prod. */
import { closest } from '../core/closest';
import { type Assembly, type StackTemplate, settleEnvironments } from './assembly';

/**
 * The stacks whose name or path fits one of the patterns, each with its nested stacks; all of them without patterns.
 * @param patterns such as `Prod/*`; `*` stands for any characters
 * @throws where a pattern fits no stack
 */
export function chooseStacks(assembly: Assembly, patterns: readonly string[] = []): Assembly {
  if (patterns.length === 0) return assembly;
  const roots = assembly.stacks.filter(({ parent }) => parent === undefined);
  for (const pattern of patterns) {
    if (!roots.some((stack) => fits(stack, pattern))) throw new Error(wordUnknown(pattern, roots));
  }
  let isChosen = false;
  const stacks = assembly.stacks.filter((stack) => {
    // Nested stacks stand behind the one they are in.
    if (stack.parent === undefined) isChosen = patterns.some((pattern) => fits(stack, pattern));
    return isChosen;
  });
  return { ...assembly, stacks: settleEnvironments(stacks) };
}

/** The construct path of a stack, by which people know it. */
export function pathOfStack({ path, stackName }: Pick<StackTemplate, 'path' | 'stackName'>): string {
  return path ?? stackName;
}

function fits(stack: StackTemplate, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const whole = new RegExp(`^${parts.join('.*')}$`, 's');
  return whole.test(stack.stackName) || whole.test(pathOfStack(stack));
}

function wordUnknown(pattern: string, stacks: readonly StackTemplate[]): string {
  const known = stacks.map(pathOfStack);
  const meant = closest(pattern, known);
  return `no stack is called '${pattern}'${meant ? `; did you mean '${meant}'?` : '.'} There are: ${known.join(', ')}`;
}
