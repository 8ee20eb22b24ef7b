import type { CfnResource } from 'aws-cdk-lib';
import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnAlarm, CfnCompositeAlarm, CfnDashboard, CfnLogAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { ENV } from '../../core/conventions';
import { estimateCost } from '../../core/price/estimate';
import type { PricedResource } from '../../core/price/resource';
import { costSummary } from '../../core/price/summary';

/**
 * Says at synth what an Observability costs a month: its alarms and dashboards, and the metrics of the handlers that it
 * monitors. `sightline cost` has the whole app, line by line.
 * @param functions construct paths of the monitored functions
 */
export function announceCost(observability: IConstruct, service: string, functions: readonly string[]): void {
  const own = observability.node.findAll().flatMap(pricedResource);
  const { stackName } = Stack.of(observability);
  const handlers = functions.map((path) => ({
    type: 'AWS::Lambda::Function',
    properties: { Environment: { Variables: { [ENV.service]: service } } },
    ...{ stackName, path },
  }));
  const { node } = observability;
  Annotations.of(observability).addInfoV2(
    'sightline:cost',
    `${node.path}: ${costSummary(estimateCost([...own, ...handlers]))}`,
  );
}

/** Only what the price depends on: rendering whole resources for it would double the work of synthesis. */
function pricedResource(construct: IConstruct): PricedResource[] {
  if (construct instanceof CfnAlarm) {
    const { namespace, metricName, period, thresholdMetricId, metrics, evaluationCriteria } = construct;
    const plain = { namespace, metricName, period, thresholdMetricId };
    return [priced(construct, { ...plain, ...Stack.of(construct).resolve({ metrics, evaluationCriteria }) })];
  }
  if (construct instanceof CfnCompositeAlarm || construct instanceof CfnLogAlarm) return [priced(construct, {})];
  return construct instanceof CfnDashboard ? [priced(construct, { DashboardName: construct.dashboardName })] : [];
}

function priced(resource: CfnResource, properties: Readonly<Record<string, unknown>>): PricedResource {
  const { cfnResourceType: type, node, stack } = resource;
  const named = inTemplateNames(properties) as PricedResource['properties'];
  return { type, properties: named, stackName: stack.stackName, path: node.path };
}

/** L1 properties in the names of templates: `metricStat` is `MetricStat`. */
function inTemplateNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inTemplateNames);
  if (typeof value !== 'object' || value === null) return value;
  const renamed = Object.entries(value).map(([key, member]) => [
    key === 'promQlCriteria' ? 'PromQLCriteria' : `${key.charAt(0).toUpperCase()}${key.slice(1)}`,
    inTemplateNames(member),
  ]);
  return Object.fromEntries(renamed);
}
