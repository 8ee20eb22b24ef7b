/** Minimum traffic and minimum bad events, against what the windows of rules can hold. */
import { lengthText } from './alarm-words';
import { isHourly, type ReadRule, readRule } from './burn-rate-rule';
import type { SloDefinition } from './definition';

export type GuardedSlo = Pick<SloDefinition, 'indicator' | 'rules' | 'minTotal' | 'minBad'>;

/**
 * Which rules of an objective on timeslices can never fire, because their long windows hold fewer slices than a guard
 * asks for; `undefined` where all can. Of events nobody knows how many a window will hold.
 * @param longWindowSource of `published`, the guards do not hold for windows of more than a day
 */
export function unmetGuards(
  where: string,
  { indicator, rules, minTotal, minBad }: GuardedSlo,
  longWindowSource: 'alarm' | 'published' = 'alarm',
): string | undefined {
  if (indicator.budgeting === 'events') return undefined;
  const sliceMinutes = indicator.sliceSeconds / 60;
  const slicesOf = ({ longMinutes }: ReadRule) => Math.ceil(longMinutes / sliceMinutes);
  const [name, least] = minTotal >= minBad ? ['minTotal', minTotal] : ['minBad', minBad];
  const unmet = rules
    .map((rule) => readRule(where, rule))
    .filter((rule) => longWindowSource === 'alarm' || !isHourly(rule.longMinutes))
    .filter((rule) => slicesOf(rule) < least);
  if (unmet.length === 0) return undefined;
  const told = unmet.map((rule) => `'${rule.id}' (${slicesOf(rule)} slices in ${lengthText(rule.longMinutes)})`);
  return (
    `${where}: '${name}' asks for ${least} slices of ${lengthText(sliceMinutes)}, more than the windows of these rules can ` +
    `hold, so that they can never fire: ${told.join(', ')}; lower '${name}' to ` +
    `${Math.min(...unmet.map(slicesOf))} or less, or leave these rules out by 'rules'`
  );
}
