import type { DashboardObjective, DashboardResource } from './content';

/** Title of the group that all objectives are shown in. */
export const OBJECTIVE_TITLE = 'Service level objective';

/** An objective as a resource: many of them are drawn together as resources are. */
export function objectiveResource(objective: DashboardObjective): DashboardResource {
  const { label, errorBudgetRemaining, burnRate, compliance, alarms = [] } = objective;
  return {
    title: OBJECTIVE_TITLE,
    family: 'service',
    label,
    graphs: [
      { title: 'Error budget remaining', left: [errorBudgetRemaining], right: [] },
      { title: 'Burn rate', left: [...burnRate], right: [] },
      { title: 'Compliance', left: [compliance], right: [] },
    ].filter(({ left }) => left.length > 0),
    alarms,
  };
}
