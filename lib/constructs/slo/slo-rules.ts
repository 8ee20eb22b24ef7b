import {
  type BurnRateRule,
  budgetSpentAtFiring,
  neverFires,
  type ReadRule,
  readRule,
  rulesForWindow,
  ruleText,
  WORKBOOK_RULES,
} from '../../core/slo/burn-rate-rule';
import { divide, fraction, toNumber } from '../../core/slo/fraction';
import type { Objective } from '../../core/slo/objective';
import { type SloWindow, windowText } from '../../core/slo/window';
import { checkKeys, checkOneOf, checkPlain, demand, shown } from '../check';
import type { SloRuleSet, SloRules, SloRulesBut } from './slo-options';

/** More than that, and nobody knows what an alarm means. */
const MAX_RULES = 10;

/** The rules of an objective. @throws for one that cannot be, or that can never fire */
export function rulesOf(where: string, rules: SloRules = 'workbook', window: SloWindow, objective: Objective) {
  const chosen = chosenRules(where, rules, window);
  refuseSilent(where, rules, chosen, objective);
  return chosen;
}

/** What of them works and may not be what was meant. */
export function ruleLints(rules: readonly BurnRateRule[], window: SloWindow, objective: Objective): string[] {
  const late = rules
    .map((rule) => readRule('', rule))
    .filter((rule) => budgetSpentAtFiring(rule, window) >= 1)
    .map(
      (rule) =>
        `rule '${rule.id}' (${ruleText(rule)}) fires when ${Math.round(100 * budgetSpentAtFiring(rule, window))} % of the ` +
        `budget of ${windowText(window)} is gone; rules: 'budget-share' has factors for windows of that length`,
    );
  return [...late, ...unreachable(rules, objective)];
}

/** At a low objective nothing burns as fast as the workbook's fastest rule asks for. */
function unreachable(rules: readonly BurnRateRule[], objective: Objective): string[] {
  const [fastest] = WORKBOOK_RULES as [BurnRateRule];
  const reached = neverFires('', readRule('', fastest), objective) === undefined;
  if (rules.length === 0 || reached) return [];
  return [
    `at ${objective.percent} % no outage burns the budget ${fastest.factor} times as fast as planned, so that people are ` +
      'told late: slower rules are all there is; raise the objective above 93.06 % for the fast one',
  ];
}

function chosenRules(where: string, rules: SloRules, window: SloWindow): readonly BurnRateRule[] {
  checkPlain(where, 'rules', rules);
  if (isList(rules)) return ownRules(where, rules);
  if (typeof rules === 'object' && rules !== null) return rulesBut(where, rules, window);
  if (typeof rules === 'string') return ruleSet(where, 'rules', rules, window);
  throw new Error(
    `${where}: 'rules' must be 'workbook', 'budget-share', { skip: [...] } or a list, got ${shown(rules)}`,
  );
}

function ruleSet(where: string, name: string, set: SloRuleSet, window: SloWindow): readonly BurnRateRule[] {
  const known = checkOneOf(where, name, set, ['workbook', 'budget-share'] as const);
  return known === 'workbook' ? WORKBOOK_RULES : rulesForWindow(window);
}

function rulesBut(where: string, { skip, ...more }: SloRulesBut, window: SloWindow): readonly BurnRateRule[] {
  checkKeys(`${where}: 'rules'`, { skip, ...more }, { skip: true, of: true });
  const all = ruleSet(where, "of' of 'rules", more.of ?? 'workbook', window);
  demand(where, Array.isArray(skip), `'skip' of 'rules' must be a list such as ['ticket_slow'], got ${shown(skip)}`);
  const ids = all.map(({ id }) => id);
  for (const id of skip) checkOneOf(where, "skip' of 'rules", id, ids);
  const left = all.filter(({ id }) => !skip.includes(id));
  demand(
    where,
    left.length > 0,
    "'skip' of 'rules' leaves no rule; pass rules: [] where no burn-rate alarms are meant",
  );
  return left;
}

function ownRules(where: string, rules: readonly BurnRateRule[]): readonly BurnRateRule[] {
  demand(
    where,
    rules.length <= MAX_RULES,
    `'rules' has ${rules.length} rules, ${MAX_RULES} are allowed; leave some out`,
  );
  const read = rules.map((rule) => {
    checkKeys(`${where}: 'rules'`, rule, { id: true, severity: true, long: true, short: true, factor: true });
    return plain(readRule(where, { ...rule, factor: String(rule.factor) }));
  });
  const ids = read.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  demand(where, twice === undefined, `two 'rules' have the id '${twice}'; rename one`);
  return read;
}

function plain({ id, severity, long, short, factor }: ReadRule): BurnRateRule {
  return { id, severity, long, short, factor };
}

/** All of them at once: whoever skips one finds the next otherwise. */
function refuseSilent(where: string, given: SloRules, chosen: readonly BurnRateRule[], objective: Objective): void {
  const silent = chosen
    .map((rule) => readRule(where, rule))
    .filter((rule) => neverFires(where, rule, objective) !== undefined);
  if (silent.length === 0) return;
  const ids = silent.map(({ id }) => `'${id}'`).join(', ');
  const waits = silent.map(({ burn }) => `${toNumber(burn)} x`).join(', ');
  const lowest = Math.max(...silent.map(({ burn }) => 100 * (1 - 1 / toNumber(burn))));
  const [rule, wait] = silent.length === 1 ? ['rule', 'it waits'] : ['rules', 'they wait'];
  throw new Error(
    `${where}: ${asRatio(objective)}${rule} ${ids} can never fire: at ${objective.percent} % even if everything fails the budget burns ` +
      `${toNumber(divide(fraction(1n), objective.budget))} x, and ${wait} for more than ${waits}; raise the objective above ` +
      `${Number(lowest.toFixed(2))} %, or ${leaveOut(given, chosen, silent)}`,
  );
}

/** No rule fires below 1 %, where the objective is most likely a ratio. */
function asRatio({ percent }: Objective): string {
  const ratio = Number(percent);
  if (ratio >= 1) return '';
  const meant = Number((ratio * 100).toPrecision(12));
  return `'objective' is a percentage, and ${percent} looks like a ratio: write '${meant}'. As it is, `;
}

/** What to write in place of the rules that were given. */
function leaveOut(given: SloRules, chosen: readonly BurnRateRule[], silent: readonly BurnRateRule[]): string {
  if (isList(given)) return `leave ${silent.length === 1 ? 'it' : 'them'} out of 'rules'`;
  if (silent.length === chosen.length) return 'pass rules: [] for no burn-rate alarms';
  const { skip, of = 'workbook' } = typeof given === 'string' ? { skip: [], of: given } : given;
  const skipped = [...skip, ...silent.map(({ id }) => id)].map((id) => `'${id}'`).join(', ');
  return `pass rules: { ${of === 'workbook' ? '' : `of: '${of}', `}skip: [${skipped}] }`;
}

function isList(rules: SloRules): rules is readonly BurnRateRule[] {
  return Array.isArray(rules);
}
