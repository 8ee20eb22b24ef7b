import { DIMENSION } from '../conventions';
import { SEVERITIES } from '../incident/severity';
import { type BodyVariable, type BodyWidget, type Row, rowOf } from './body';
import type { DashboardAlarm, DashboardContent } from './content';
import { list } from './fields';
import { DASHBOARD_LIMIT, GRID_COLUMNS } from './model';

/** States of alarms in one widget, the most severe first: those beyond its quota are drawn in the graphs only. */
export function alarmRows(alarms: readonly DashboardAlarm[]): Row[] {
  if (alarms.length === 0) return [];
  const sorted = SEVERITIES.flatMap((severity) => alarms.filter((alarm) => alarm.severity === severity));
  const shown = sorted.slice(0, DASHBOARD_LIMIT.alarmsPerWidget).map(({ arn }) => arn);
  const title = alarms.length > shown.length ? `Alarms: the ${shown.length} most severe of ${alarms.length}` : 'Alarms';
  const height = 1 + Math.ceil(shown.length / 6);
  return [rowOf([{ type: 'alarm', width: GRID_COLUMNS, height, properties: { title, alarms: shown } }])];
}

/** A property variable over the dimension of the service's own metrics, where there are any in the rows. */
export function environmentSwitch(
  { environment, environments = [] }: Pick<DashboardContent, 'environment' | 'environments'>,
  rows: readonly Row[],
): BodyVariable[] {
  const property = DIMENSION.environment;
  if (environments.length < 2 || !rows.flat().some((widget) => hasDimension(widget, property))) return [];
  const values = environments.map((value) => ({ value, label: value }));
  const look = { type: 'property', inputType: 'radio', id: property, label: 'Environment', visible: true } as const;
  return [{ ...look, property, defaultValue: environment, values }];
}

/** After namespace and name, dimension names and values take turns. */
function hasDimension({ properties }: BodyWidget, dimension: string): boolean {
  return list(properties.metrics).some((row) =>
    list(row).some((name, place) => place >= 2 && place % 2 === 0 && name === dimension),
  );
}
