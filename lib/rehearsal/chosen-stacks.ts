/** Which stacks of an assembly are played: an app may have several copies of one service, such as Dev and Prod. */
import { closest } from '../core/closest';
import { type Assembly, type StackTemplate, settleEnvironments } from './assembly';

export interface StackChoice {
  /** Passes over a pattern that fits no stack. @default - it is an error, most likely a misspelt one */
  readonly skipUnknown?: boolean;
}

/**
 * The stacks whose name or path fits one of the patterns, each with its nested stacks; all of them without patterns.
 * @param patterns such as `Prod/*`; `*` stands for any characters
 * @throws where a pattern fits no stack
 */
export function chooseStacks(
  assembly: Assembly,
  patterns: readonly string[] = [],
  { skipUnknown = false }: StackChoice = {},
): Assembly {
  if (patterns.length === 0) return assembly;
  const roots = assembly.stacks.filter(({ parent }) => parent === undefined);
  for (const pattern of patterns) {
    if (!skipUnknown && !roots.some((stack) => isMeant(stack, pattern))) throw new Error(wordUnknown(pattern, roots));
  }
  let isChosen = false;
  const stacks = assembly.stacks.filter((stack) => {
    // Nested stacks stand behind the one they are in.
    if (stack.parent === undefined) isChosen = patterns.some((pattern) => isMeant(stack, pattern));
    return isChosen;
  });
  return { ...assembly, stacks: settleEnvironments(stacks) };
}

/** The construct path of a stack, by which people know it. */
export function pathOfStack({ path, stackName }: Pick<StackTemplate, 'path' | 'stackName'>): string {
  return path ?? stackName;
}

/** Whether a name or a path is what a pattern stands for. */
export function fits(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}

function isMeant(stack: StackTemplate, pattern: string): boolean {
  return fits(stack.stackName, pattern) || fits(pathOfStack(stack), pattern);
}

function wordUnknown(pattern: string, stacks: readonly StackTemplate[]): string {
  const known = stacks.map(pathOfStack);
  const meant = closest(pattern, known);
  return `no stack is called '${pattern}'${meant ? `; did you mean '${meant}'?` : '.'} There are: ${known.join(', ')}`;
}
