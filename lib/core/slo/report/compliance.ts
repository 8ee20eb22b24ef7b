/** How many objectives hold. */
import { type SloStatus, TIER_WEIGHT } from '../measurement';
import type { SloAccount } from './account';

export interface Compliance {
  readonly objectives: number;
  /** Not violated, of those with data. */
  readonly compliant: number;
  readonly withData: number;
  readonly violated: number;
  readonly atRisk: number;
  /** Measured, and there was nothing to measure: neither compliant nor violated. */
  readonly noData: number;
  /** Without any measurement in the time of the report. */
  readonly notMeasured: number;
  /** compliant / withData; missing without data. */
  readonly share?: number;
  /** The same with tier 1 counted three times and tier 2 twice. */
  readonly weightedShare?: number;
}

export interface ComplianceGroup extends Compliance {
  readonly name: string;
  /** Mean share of the budgets that is used, of those with data. */
  readonly budgetUsed?: number;
  /** The objective with the least budget left. */
  readonly worst?: { readonly slo: string; readonly budgetUsed: number };
}

export interface ComplianceStep {
  readonly startMs: number;
  readonly compliant: number;
  readonly withData: number;
  readonly noData: number;
  readonly share?: number;
}

export function complianceOf(accounts: readonly SloAccount[]): Compliance {
  const count = (status: SloStatus) => accounts.filter(({ last }) => last?.status === status).length;
  const [violated, atRisk, noData] = [count('violated'), count('at_risk'), count('no_data')];
  const compliant = count('compliant') + atRisk;
  const withData = compliant + violated;
  const weight = (those: readonly SloAccount[]) => those.reduce((sum, { tier }) => sum + TIER_WEIGHT[tier], 0);
  const judged = accounts.filter(hasData);
  const holding = judged.filter(({ last }) => last?.status !== 'violated');
  return {
    ...{ objectives: accounts.length, compliant, withData, violated, atRisk, noData },
    notMeasured: accounts.length - withData - noData,
    ...(withData > 0 && { share: compliant / withData, weightedShare: weight(holding) / weight(judged) }),
  };
}

/** Those with the lowest share first, then by name; groups without data come last. */
export function complianceBy(accounts: readonly SloAccount[], nameOf: (one: SloAccount) => string): ComplianceGroup[] {
  const groups = new Map<string, SloAccount[]>();
  for (const one of accounts) {
    const known = groups.get(nameOf(one));
    if (known) known.push(one);
    else groups.set(nameOf(one), [one]);
  }
  return [...groups]
    .map(([name, of]) => ({ name, ...complianceOf(of), ...budgetOf(of) }))
    .sort((a, b) => (a.share ?? 2) - (b.share ?? 2) || (a.name < b.name ? -1 : 1));
}

export function complianceHistory(accounts: readonly SloAccount[]): ComplianceStep[] {
  const steps = new Map<number, Record<SloStatus, number>>();
  for (const { startMs, status } of accounts.flatMap(({ history }) => history)) {
    const counts = steps.get(startMs) ?? { compliant: 0, at_risk: 0, violated: 0, no_data: 0 };
    counts[status] += 1;
    steps.set(startMs, counts);
  }
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([startMs, { compliant, at_risk, violated, no_data }]) => {
      const [good, withData] = [compliant + at_risk, compliant + at_risk + violated];
      return { startMs, compliant: good, withData, noData: no_data, share: withData > 0 ? good / withData : undefined };
    });
}

/** Least budget left first; without data last. */
export function worstFirst(accounts: readonly SloAccount[]): SloAccount[] {
  const left = (one: SloAccount) => (hasData(one) ? (one.last?.budgetRemaining ?? 0) : Number.POSITIVE_INFINITY);
  return [...accounts].sort((a, b) => (left(a) === left(b) ? (a.slo < b.slo ? -1 : 1) : left(a) - left(b)));
}

function hasData({ last }: SloAccount): boolean {
  return last !== undefined && last.status !== 'no_data';
}

function budgetOf(accounts: readonly SloAccount[]): Pick<ComplianceGroup, 'budgetUsed' | 'worst'> {
  const [first, ...others] = worstFirst(accounts.filter(hasData));
  if (!first) return {};
  const used = (one: SloAccount) => 1 - (one.last?.budgetRemaining ?? 1);
  const all = [first, ...others];
  return {
    budgetUsed: all.reduce((sum, one) => sum + used(one), 0) / all.length,
    worst: { slo: first.slo, budgetUsed: used(first) },
  };
}
