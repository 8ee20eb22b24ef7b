import { type BurnRateCondition, SHORT_WINDOWS } from '../../../core/alarm/condition';
import { type BurnRatePart, planSloAlarms } from '../../../core/slo/alarm-plan';
import type { BurnRateRule } from '../../../core/slo/burn-rate-rule';
import type { CompositeSloDefinition, SloDefinition } from '../../../core/slo/definition';
import { minutesText } from '../../../core/slo/window';
import type { MonitoredAlarm } from '../../monitor/alarm-set';
import type { OwnAlarms } from '../../monitor/own-alarms';
import { renderMetricPart } from '../../slo/burn-rate-alarms';
import type { AlarmIdentityOptions } from '../options';
import { renderComposite } from '../render-composite';
import type { RenderedAlarm } from '../rendered';
import { AlarmRule } from '../rule';

/** A rule of the objective's own kind, beside those that it has: two windows as evidence, and both of them. */
export function addBurnRatePolicy(
  where: string,
  id: string,
  condition: BurnRateCondition,
  definition: SloDefinition | CompositeSloDefinition,
  identity: AlarmIdentityOptions,
  ownAlarms: OwnAlarms,
): MonitoredAlarm {
  if (definition.kind === 'composite') {
    throw new Error(
      `${where}: the objective '${condition.slo}' is made of others and has no burn-rate alarms; name one that it is made of`,
    );
  }
  const { severity } = identity;
  const { parts } = planSloAlarms(
    { ...definition, rules: [ruleOf(condition)] },
    { severities: { page: severity, ticket: severity } },
  );
  const windows = parts.map((part) => addPart(`${id}-${part.window}`, part, definition, ownAlarms));
  return ownAlarms.add(id, identity, (scope, context) =>
    renderComposite(scope, id, AlarmRule.all(...windows), identity, context),
  );
}

function ruleOf({ factor, overSeconds }: BurnRateCondition): BurnRateRule {
  const minutes = overSeconds / 60;
  return {
    id: 'policy',
    severity: 'page',
    long: minutesText(minutes),
    short: minutesText(minutes / SHORT_WINDOWS),
    factor: String(factor),
  };
}

function addPart(id: string, part: BurnRatePart, definition: SloDefinition, ownAlarms: OwnAlarms): MonitoredAlarm {
  const { severity, role } = part;
  return ownAlarms.add(id, { severity, role }, (scope, context): RenderedAlarm => {
    const resource = renderMetricPart({ scope, definition, context }, { ...part, id });
    const timeToDetectSeconds = part.detection.bestMinutes * 60;
    return { name: context.nameOf(id), alarmArn: resource.attrArn, resource, timeToDetectSeconds };
  });
}
