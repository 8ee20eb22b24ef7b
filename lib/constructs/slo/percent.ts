import { type Objective, parseObjective } from '../../core/slo/objective';
import { checkPlain, shown } from '../check';

/** An objective as people write it, with what they are likely to have meant. @throws for what is no percentage */
export function readObjective(where: string, value: number | string): Objective {
  checkPercent(where, 'objective', '99.9', value);
  return parseObjective(where, value);
}

/** Refuses tokens, NaN, infinities, what is neither number nor text, and a text with a percent sign. */
export function checkPercent(where: string, name: string, example: string, value: unknown): void {
  checkPlain(where, name, value);
  const problem = problemOf(value);
  if (problem === undefined) return;
  throw new Error(`${where}: '${name}' must be a percentage such as '${example}', got ${shown(value)}; ${problem}`);
}

function problemOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'write a number or its decimal text';
  if (typeof value !== 'string') return 'write a number or its decimal text';
  const [, bare] = /^(.*?)\s*%\s*$/s.exec(value) ?? [];
  return bare === undefined ? undefined : `drop the %: ${shown(bare)}`;
}
