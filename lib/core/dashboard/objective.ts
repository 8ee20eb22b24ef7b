import type { ResolvedSeries } from '../catalog/resolve';
import { DIMENSION, SLO_METRIC } from '../conventions';
import type { SloDefinition } from '../slo/definition';
import type { DashboardObjective, DashboardResource } from './content';

/** Title of the group that all objectives are shown in. */
const OBJECTIVE_TITLE = 'Service level objective';

/** Windows whose burn rates are drawn: what pages, and what opens a ticket. */
const DRAWN_WINDOWS = ['1h', '6h', '3d'] as const;

/** What `evaluate-slos` publishes about an objective, as the dashboard shows it. */
export function dashboardObjective(
  definition: Pick<SloDefinition, 'name' | 'service' | 'environment' | 'namespace'>,
): DashboardObjective {
  const { name: slo, service, environment, namespace } = definition;
  const own = { [DIMENSION.service]: service, [DIMENSION.environment]: environment, [DIMENSION.slo]: slo };
  // One value in five minutes: the last one of a longer stretch would be truer, but no statistic is.
  const series = (
    name: string,
    label: string,
    dimensions: Readonly<Record<string, string>> = own,
  ): ResolvedSeries[] => [{ metric: { namespace, name, dimensions }, statistic: 'Average', label }];
  return {
    label: slo,
    errorBudget: [
      ...series(SLO_METRIC.errorBudgetRemaining, 'Budget remaining'),
      ...series(SLO_METRIC.projectedBudget, 'Projected to the end of the window'),
    ],
    burnRate: DRAWN_WINDOWS.flatMap((window) =>
      series(SLO_METRIC.burnRate, `Burn rate ${window}`, { ...own, [DIMENSION.window]: window }),
    ),
    compliance: series(SLO_METRIC.compliance, 'Compliance'),
    violations: series(SLO_METRIC.violations, 'Violations in 24 h'),
    exhaustion: series(SLO_METRIC.hoursToExhaustion, 'Hours to exhaustion'),
  };
}

/** An objective as a resource: many of them are drawn together as resources are. */
export function objectiveResource(objective: DashboardObjective): DashboardResource {
  const { label, errorBudget, burnRate, compliance, violations, exhaustion, alarms = [] } = objective;
  return {
    title: OBJECTIVE_TITLE,
    family: 'service',
    label,
    graphs: [
      { title: 'Error budget', left: [...errorBudget], right: [] },
      { title: 'Burn rate', left: [...burnRate], right: [] },
      { title: 'Compliance', left: [...compliance], right: [] },
      { title: 'Violations and time left', left: [...violations], right: [...exhaustion] },
    ].filter(({ left, right }) => left.length + right.length > 0),
    alarms,
  };
}
