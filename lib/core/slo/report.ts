/** The error budgets of all services over some time: who kept their objectives, and which incidents ate the budgets. */
import type { Incident } from '../incident/incident';
import type { CompositeSloDefinition, SloDefinition, SloTier } from './definition';
import { sloKey } from './definition';
import type { SloMeasurement } from './measurement';
import {
  DEFAULT_RECOVERY_TARGETS,
  type Freshness,
  type IncidentRecovery,
  type RecoveryMonth,
  type RecoveryTargets,
  recoveryByMonth,
  recoveryOf,
} from './recovery';
import { accountOf, readingsFor, type SloAccount } from './report/account';
import {
  type Compliance,
  type ComplianceGroup,
  type ComplianceStep,
  complianceBy,
  complianceHistory,
  complianceOf,
  worstFirst,
} from './report/compliance';
import { freshMinutesOf } from './report/freshness';
import { type Spending, spendingOf } from './report/spending';
import type { Span } from './window';

export interface SloReport {
  readonly startMs: number;
  /** Not after the moment of the report. */
  readonly endMs: number;
  readonly overall: Compliance;
  readonly byService: readonly ComplianceGroup[];
  /** Objectives without a team are together under an empty name. */
  readonly byTeam: readonly ComplianceGroup[];
  readonly byTier: readonly ComplianceGroup[];
  /** Least budget left first. */
  readonly objectives: readonly SloAccount[];
  /** Objectives over others; they count nowhere else, since their parts do. */
  readonly composites: readonly SloAccount[];
  readonly history: readonly ComplianceStep[];
  /** Those that ate most of a budget first. */
  readonly incidents: readonly IncidentAccount[];
  readonly recovery: readonly RecoveryMonth[];
}

export interface IncidentAccount extends IncidentRecovery {
  /** By objective of its service and environment, most first. Incidents of one time count for each of them. */
  readonly spent: readonly Spending[];
}

export interface SloReportOptions {
  readonly span: Span;
  readonly nowMs: number;
  /** All that there are of the services; those that were open at some time of the span count. @default - none are known */
  readonly incidents?: readonly Incident[];
  /** @default DEFAULT_RECOVERY_TARGETS */
  readonly targets?: RecoveryTargets;
}

/**
 * Collects objectives one by one, so that the measurements of only one of them have to be held:
 * `for each definition: report.add(definition, measurements of report.readings(definition))`.
 */
export class SloReporter {
  private readonly span: Span;
  private readonly incidents: readonly Incident[];
  private readonly accounts: SloAccount[] = [];
  private readonly composites: SloAccount[] = [];
  private readonly tiers = new Map<string, SloTier>();
  private readonly spent = new Map<string, Spending[]>();
  private readonly fresh = new Map<string, Freshness[]>();

  constructor(private readonly options: SloReportOptions) {
    const { startMs, endMs } = options.span;
    this.span = { startMs, endMs: Math.max(startMs, Math.min(endMs, options.nowMs)) };
    this.incidents = (options.incidents ?? []).filter(
      (one) => one.openedMs < this.span.endMs && this.endOf(one) >= this.span.startMs,
    );
  }

  /** Which measurements `add` wants to see. */
  readings(definition: SloDefinition | CompositeSloDefinition): Span[] {
    return readingsFor(
      this.span,
      isComposite(definition) ? [] : this.incidentsOf(definition).map((one) => this.spanOf(one)),
    );
  }

  /** @param measurements oldest first */
  add(definition: SloDefinition | CompositeSloDefinition, measurements: readonly SloMeasurement[]): void {
    const account = accountOf(definition, measurements, this.span);
    if (isComposite(definition)) {
      this.composites.push(account);
      return;
    }
    this.accounts.push(account);
    const site = siteOf(definition);
    this.tiers.set(site, Math.min(this.tiers.get(site) ?? 3, definition.tier) as SloTier);
    for (const incident of this.incidentsOf(definition)) this.addIncident(definition, measurements, incident);
  }

  report(): SloReport {
    const { accounts } = this;
    const incidents = this.incidents.map((one) => this.incidentAccount(one)).sort(byDamage);
    return {
      ...this.span,
      overall: complianceOf(accounts),
      byService: complianceBy(accounts, ({ service }) => service),
      byTeam: complianceBy(accounts, ({ team }) => team ?? ''),
      byTier: complianceBy(accounts, ({ tier }) => `tier ${tier}`),
      objectives: worstFirst(accounts),
      composites: worstFirst(this.composites),
      history: complianceHistory(accounts),
      incidents,
      recovery: recoveryByMonth(incidents),
    };
  }

  private addIncident(definition: SloDefinition, measurements: readonly SloMeasurement[], incident: Incident): void {
    const spending = spendingOf(definition, measurements, this.spanOf(incident));
    if (spending) push(this.spent, incident.id, spending);
    const freshMinutes = freshMinutesOf(definition);
    if (freshMinutes === undefined || definition.indicator.budgeting !== 'timeslices') return;
    const before = measurements.filter(({ atMs }) => atMs <= incident.openedMs);
    const sliceMinutes = definition.indicator.sliceSeconds / 60;
    push(this.fresh, incident.id, { slo: sloKey(definition), freshMinutes, sliceMinutes, measurements: before });
  }

  private incidentAccount(incident: Incident): IncidentAccount {
    const { targets = DEFAULT_RECOVERY_TARGETS, nowMs } = this.options;
    const tier = this.tiers.get(siteOf(incident)) ?? 3;
    const recovery = recoveryOf(incident, tier, { targets, nowMs, freshness: this.fresh.get(incident.id) });
    return { ...recovery, spent: [...(this.spent.get(incident.id) ?? [])].sort((a, b) => b.share - a.share) };
  }

  private incidentsOf(definition: SloDefinition): readonly Incident[] {
    const site = siteOf(definition);
    return this.incidents.filter((one) => siteOf(one) === site);
  }

  private spanOf(incident: Incident): Span {
    return { startMs: incident.openedMs, endMs: this.endOf(incident) };
  }

  private endOf({ status, resolvedMs }: Incident): number {
    const isOver = status === 'resolved' || status === 'closed';
    return isOver && resolvedMs !== undefined ? resolvedMs : this.options.nowMs;
  }
}

function byDamage(a: IncidentAccount, b: IncidentAccount): number {
  return (b.spent[0]?.share ?? -1) - (a.spent[0]?.share ?? -1) || a.openedMs - b.openedMs;
}

function siteOf({ service, environment }: { readonly service: string; readonly environment: string }): string {
  return JSON.stringify([service, environment]);
}

function isComposite(definition: SloDefinition | CompositeSloDefinition): definition is CompositeSloDefinition {
  return definition.kind === 'composite';
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}
