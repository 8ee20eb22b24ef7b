/** The alarms of a plan as template resources. */
import { type CfnResource, Duration } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { warmUpOfSilence } from '../../core/alarm/warm-up';
import {
  type BurnRateComposite,
  type BurnRatePart,
  type NoTelemetryAlarm,
  type PlannedAlarm,
  partId,
  TICKET_SUPPRESSION,
} from '../../core/slo/alarm-plan';
import { firstStepOf } from '../../core/slo/alarm-words';
import type { SloDefinition } from '../../core/slo/definition';
import type { AlarmMetric } from '../alarm/metric-queries';
import { claimAlarmName } from '../alarm/naming';
import type { AlarmContext, AlarmIdentityOptions } from '../alarm/options';
import { isPlain, plainForm, queryForm } from '../alarm/query-form';
import { renderComposite } from '../alarm/render-composite';
import { commonProps } from '../alarm/rendered';
import { AlarmRule } from '../alarm/rule';

/** An alarm of the objective that is in the template. */
export interface RenderedSloAlarm {
  readonly name: string;
  readonly resource: CfnResource;
  readonly timeToDetectSeconds: number;
}

export interface SloAlarmSite {
  readonly scope: Construct;
  readonly definition: SloDefinition;
  readonly context: AlarmContext;
}

/** An L1, as all alarms on metrics: the L2 has no tags and no warm-up. */
export function renderMetricPart(site: SloAlarmSite, planned: BurnRatePart | NoTelemetryAlarm): CfnAlarm {
  const { scope, context } = site;
  const { id, queries, settings } = planned;
  const { periodSeconds: _, comparison, ...evaluation } = settings;
  const common = commonProps(scope, id, identityOf(site, planned), context, {
    where: `Alarm '${id}' in '${scope.node.path}'`,
    timeToDetectSeconds: planned.detection.bestMinutes * 60,
    condition: planned.reason,
  });
  const warmUp = warmUpOfSilence(settings);
  const alarm = new CfnAlarm(scope, id, {
    ...common,
    ...(isPlain(queries) ? plainForm(queries[0] as AlarmMetric) : { metrics: queries.map(queryForm) }),
    comparisonOperator: comparison,
    ...evaluation,
    ...(warmUp && { warmUpConfiguration: warmUp }),
  });
  claimAlarmName(alarm, common.alarmName);
  return alarm;
}

/**
 * (long AND short) of each rule, any of them.
 * @param made the parts, by id
 * @param page held back while it is in ALARM; only where alarms tell people themselves
 */
export function renderBurnRateComposite(
  site: SloAlarmSite,
  planned: BurnRateComposite,
  made: ReadonlyMap<string, RenderedSloAlarm>,
  page: RenderedSloAlarm | undefined,
): CfnResource {
  const pairs = planned.rules.map(({ id }) =>
    AlarmRule.all(referenceTo(made, partId(id, 'long')), referenceTo(made, partId(id, 'short'))),
  );
  const [only] = pairs as [AlarmRule];
  const { waitSeconds, extensionSeconds } = TICKET_SUPPRESSION;
  const suppressor = page && {
    alarm: { ...page, alarm: page.resource },
    waitPeriod: Duration.seconds(waitSeconds),
    extensionPeriod: Duration.seconds(extensionSeconds),
  };
  return renderComposite(
    site.scope,
    planned.id,
    pairs.length === 1 ? only : AlarmRule.any(...pairs),
    { ...identityOf(site, planned), ...(suppressor && { suppressor }) },
    site.context,
  ).resource;
}

function referenceTo(made: ReadonlyMap<string, RenderedSloAlarm>, id: string) {
  const { name, resource, timeToDetectSeconds } = made.get(id) as RenderedSloAlarm;
  return { name, alarm: resource, timeToDetectSeconds };
}

/** Only what somebody is told of has actions and a first step; the windows of the rules are evidence. */
function identityOf({ definition }: SloAlarmSite, { role, severity, summary, reason, kind }: PlannedAlarm) {
  const identity = { severity, summary, role, reason };
  if (role === 'signal') return { ...identity, actions: [] };
  const runbook =
    definition.runbook ?? firstStepOf(kind === 'noTelemetry' ? 'silent' : 'burning', definition.indicator);
  return { ...identity, runbook } satisfies AlarmIdentityOptions;
}
