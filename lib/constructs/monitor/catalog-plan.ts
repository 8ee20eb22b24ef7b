import type { Construct } from 'constructs';
import { CATALOG } from '../../core/catalog/catalog';
import { type CatalogEntry, timeToDetectSeconds } from '../../core/catalog/entry';
import { type AlarmTunings, resolveAlarms, resolveGraphs } from '../../core/catalog/resolve';
import { runbookLink } from '../../core/catalog/runbook';
import type { DashboardResource } from '../../core/dashboard/content';
import type { Severity } from '../../core/incident/severity';
import { customizeAlarm } from '../alarm/customize';
import { claimAlarmName } from '../alarm/naming';
import type { ActionArns } from '../alarm/options';
import type { ObservabilityProps } from '../observability-props';
import { renderAlarm } from './alarm';
import type { MonitoredAlarm, PendingAlarm } from './alarm-set';
import type { Subject } from './resource';
import type { ServiceIdentity } from './service';

/** What is decided on for one subject: alarms that wait for their place, and what is drawn. */
export interface CatalogPlan {
  readonly pending: readonly PendingAlarm[];
  readonly drawn: DashboardResource;
}

/** How a service has its alarms. */
export interface AlarmStyle extends Pick<ObservabilityProps, 'runbooks' | 'customizeAlarm'> {
  readonly identity: ServiceIdentity;
  readonly actionsFor: (severity: Severity) => ActionArns;
  readonly nameOf: (resource: string, alarm: string, hash: string) => string;
  /** Where alarms speak for themselves; a hub's messages have the link anyway. */
  readonly dashboardLink: () => string;
}

export interface PlannedSubject {
  readonly subject: Subject;
  /** Construct path of what is monitored. */
  readonly path: string;
  /** Unique in the Observability, and the same in each stage. */
  readonly owner: string;
  /** The resource in the names of alarms. */
  readonly shown: string;
  readonly tuning: AlarmTunings;
}

/** @throws Error where the tuning fits no alarm of the entry */
export function planSubject({ subject, path, owner, shown, tuning }: PlannedSubject, style: AlarmStyle): CatalogPlan {
  const { entry, resource, item } = subject;
  const { service, environment } = style.identity;
  const alarms = resolveAlarms(entry, resource, tuning);
  const pending = alarms.map((alarm) => ({
    ...alarm,
    owner: item === '' ? owner : `${owner}/${item}`,
    resource: path,
    timeToDetectSeconds: timeToDetectSeconds(alarm),
    nameOf: (hash: string) => style.nameOf(shown, alarm.id, hash),
    render: (scope: Construct, about: MonitoredAlarm) => {
      const { alarm: alarmActions, ok: okActions } = style.actionsFor(alarm.severity);
      const made = renderAlarm(scope, alarm.id, {
        ...{ alarm, alarmName: about.name, service, environment, alarmActions, okActions },
        ...(style.runbooks &&
          hasRunbookPage(entry, alarm) && { runbook: runbookLink(style.runbooks, entry.title, alarm.id) }),
        ...(alarmActions.length > 0 && { dashboard: style.dashboardLink() }),
      });
      claimAlarmName(made, about.name);
      customizeAlarm(style.customizeAlarm, made, about);
      return made;
    },
  }));
  const { title, family } = entry;
  return { pending, drawn: { title, family, label: resource.label, graphs: resolveGraphs(entry, resource), alarms } };
}

/** The package has pages for what it brings itself. */
function hasRunbookPage(entry: CatalogEntry, { id }: { readonly id: string }): boolean {
  return CATALOG.includes(entry) && entry.alarms.some((alarm) => alarm.id === id);
}
