import type { CfnResource } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Severity } from '../../core/incident/severity';
import { type PlannedAlarm, plannedAlarms, type SloAlarmPlan } from '../../core/slo/alarm-plan';
import type { SloDefinition } from '../../core/slo/definition';
import { type CustomizeAlarm, customizeAlarm } from '../alarm/customize';
import type { ActionArns } from '../alarm/options';
import type { MonitoredAlarm, PendingAlarm } from '../monitor/alarm-set';
import {
  type RenderedSloAlarm,
  renderBurnRateComposite,
  renderMetricPart,
  type SloAlarmSite,
} from './burn-rate-alarms';

/** What the alarms of an objective take from their Observability. */
export interface SloAlarmsOptions {
  /** Unique in the set of alarms. */
  readonly owner: string;
  /** Construct path of the Observability. */
  readonly resource: string;
  /** Whether people hear of alarms through a hub, and not by the alarms' own actions. */
  readonly hub: boolean;
  actionsFor(severity: Severity): ActionArns;
  nameOf(alarm: string, hash: string): string;
  /** For descriptions. @default - none */
  readonly dashboardLink?: string;
  /** Last changes to an alarm on metrics. @default - none */
  readonly customizeAlarm?: CustomizeAlarm;
}

/** All alarms of an objective, each behind those that it names. */
export function sloAlarms(definition: SloDefinition, plan: SloAlarmPlan, options: SloAlarmsOptions): PendingAlarm[] {
  // Rendered one after the other, in this order: what comes later finds the earlier ones here.
  const made = new Map<string, RenderedSloAlarm>();
  return plannedAlarms(plan).map((planned) => {
    const { id, role, severity, detection } = planned;
    const timeToDetectSeconds = detection.bestMinutes * 60;
    return {
      ...{ owner: options.owner, resource: options.resource, id, role, severity, timeToDetectSeconds },
      nameOf: (hash) => options.nameOf(id, hash),
      render: (scope, about) => {
        const resource = render(siteOf(scope, definition, options, about), planned, made, options.hub);
        made.set(id, { name: about.name, resource, timeToDetectSeconds });
        if (resource instanceof CfnAlarm) customizeAlarm(options.customizeAlarm, resource, about);
        return resource;
      },
    };
  });
}

function render(
  site: SloAlarmSite,
  planned: PlannedAlarm,
  made: ReadonlyMap<string, RenderedSloAlarm>,
  hub: boolean,
): CfnResource {
  if (planned.kind !== 'composite') return renderMetricPart(site, planned);
  const page = planned.role === 'ticket' && !hub ? made.get('Page') : undefined;
  return renderBurnRateComposite(site, planned, made, page);
}

function siteOf(
  scope: Construct,
  definition: SloDefinition,
  { actionsFor, dashboardLink }: SloAlarmsOptions,
  { name }: MonitoredAlarm,
): SloAlarmSite {
  const { service, environment } = definition;
  const links = dashboardLink === undefined ? {} : { dashboard: dashboardLink };
  return { scope, definition, context: { service, environment, actionsFor, nameOf: () => name, links } };
}
