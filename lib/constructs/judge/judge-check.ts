import { type Duration, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkNumber, checkSeconds } from '../check';
import { checkName } from '../names';

/** In the names of alarms and parameters, as that of a hub. */
export const MAX_JUDGE_NAME = 32;
const DAY_SECONDS = 86_400;

export function checkJudgeName(name: string | undefined): void {
  if (name !== undefined) checkName('name', name, MAX_JUDGE_NAME);
}

/** Whole days. */
export function retentionDays(where: string, retention: Duration, max: number): number {
  const days = checkSeconds(where, 'retention', retention) / DAY_SECONDS;
  return checkNumber(where, 'days of retention', days, { min: 1, max, integer: true });
}

/** The first of the app that has the name of this one in its account and Region, where that is another. */
export function namesakeOf<T extends IConstruct>(
  one: T,
  isSuch: (other: IConstruct) => other is T,
  nameOf: (judge: T) => string,
): T | undefined {
  const [first] = one.node.root.node
    .findAll()
    .filter(isSuch)
    .filter((other) => nameOf(other) === nameOf(one))
    .filter((other) => Stack.of(other).environment === Stack.of(one).environment);
  return first === one ? undefined : first;
}
