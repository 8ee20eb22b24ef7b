import type { CfnResource } from 'aws-cdk-lib';
import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnAlarm, CfnCompositeAlarm, CfnDashboard, CfnLogAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { ENV } from '../../core/conventions';
import { type CostEstimate, estimateCost } from '../../core/price/estimate';
import type { PricedResource } from '../../core/price/resource';
import { costSummary } from '../../core/price/summary';
import { PublishedSlo } from '../slo/publish-definition';

/**
 * Says at synth what an Observability costs a month. `sightline cost` has the whole app, line by line.
 * @param functions construct paths of the monitored functions
 */
export function announceCost(observability: IConstruct, service: string, functions: readonly string[]): void {
  const { node } = observability;
  const estimate = costOf(observability, service, functions);
  Annotations.of(observability).addInfoV2('sightline:cost', `${node.path}: ${costSummary(estimate)}`);
}

/**
 * What an Observability costs a month: its alarms and dashboards, the metrics of the handlers that it monitors, and those
 * about its objectives.
 */
export function costOf(observability: IConstruct, service: string, functions: readonly string[]): CostEstimate {
  const own = observability.node.findAll().flatMap(pricedResource);
  const { stackName } = Stack.of(observability);
  const handlers = functions.map((path) => ({
    type: 'AWS::Lambda::Function',
    properties: { Environment: { Variables: { [ENV.service]: service } } },
    ...{ stackName, path },
  }));
  return estimateCost([...own, ...handlers]);
}

/** Only what the price depends on: rendering whole resources for it would double the work of synthesis. */
function pricedResource(construct: IConstruct): PricedResource[] {
  if (construct instanceof CfnAlarm) {
    const { namespace, metricName, period, thresholdMetricId, metrics, evaluationCriteria } = construct;
    const queries = metrics || evaluationCriteria ? construct.stack.resolve({ metrics, evaluationCriteria }) : {};
    return [priced(construct, { namespace, metricName, period, thresholdMetricId, ...queries })];
  }
  if (construct instanceof PublishedSlo) return [publishedSlo(construct)];
  if (construct instanceof CfnCompositeAlarm || construct instanceof CfnLogAlarm) return [priced(construct, {})];
  return construct instanceof CfnDashboard ? [priced(construct, { dashboardName: construct.dashboardName })] : [];
}

/** As its parameter says it, but for tokens, which change no price. */
function publishedSlo(slo: PublishedSlo): PricedResource {
  const { definition, node } = slo;
  const properties = { Name: slo.parameterName, Value: JSON.stringify(definition) };
  return { type: 'AWS::SSM::Parameter', properties, stackName: Stack.of(slo).stackName, path: node.path };
}

function priced(resource: CfnResource, properties: PricedResource['properties']): PricedResource {
  const { cfnResourceType: type, node, stack } = resource;
  return { type, properties, stackName: stack.stackName, path: node.path };
}
