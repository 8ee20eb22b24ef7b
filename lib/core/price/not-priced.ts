import type { Charge, Charges, NotPriced } from './charge';
import type { Links } from './links';
import type { PricedResource } from './resource';
import type { ServiceFunction } from './services';

const EXPANDED = 'only CloudFormation expands them; give the transformed template';

/** Resources of observability that cost, or may cost, and that the estimate has no price or no quantity for. */
const REASONS: ReadonlyMap<string, readonly [what: string, reason: string]> = new Map([
  ['AWS::CloudWatch::AlarmMuteRule', ['mute rules', 'their price is not in the price list']],
  [
    'AWS::CloudWatch::AnomalyDetector',
    ['anomaly detectors', 'beyond their alarms, their price is not in the price list'],
  ],
  ['AWS::CloudWatch::InsightRule', ['Contributor Insights rules', 'their price is not in the price list']],
  [
    'AWS::CloudWatch::MetricStream',
    ['metric streams', 'they are billed by metric update, which the template does not tell'],
  ],
  ['AWS::Logs::LogAnomalyDetector', ['log anomaly detectors', 'their price is not in the price list']],
  [
    'AWS::ApplicationSignals::ServiceLevelObjective',
    ['Application Signals SLOs', 'they are billed by signals, which the template does not tell'],
  ],
  ['AWS::RUM::AppMonitor', ['RUM app monitors', 'they are billed by events, and their price is not in the price list']],
  [
    'AWS::Serverless::Function',
    ['AWS::Serverless::Function', 'only CloudFormation expands it; give the transformed template'],
  ],
  [
    'AWS::Serverless::Application',
    ['AWS::Serverless::Application', 'only CloudFormation expands it; give the transformed template'],
  ],
  ['Fn::ForEach', ['Fn::ForEach loops', EXPANDED]],
  ['Fn::Transform', ['Fn::Transform macros', EXPANDED]],
]);

/** What a hub or a queue of metrics consists of, beside what is priced elsewhere. */
const OWN: ReadonlyMap<string, readonly [what: string, reason: string]> = new Map([
  [
    'AWS::SQS::Queue',
    ['messages of queues of Sightline', 'how many there are depends on what happens; polling is priced'],
  ],
  ['AWS::SecretsManager::Secret', ['signing secret of the hub', 'its price is not in the price list']],
]);

/** Everything that could cost and is in no other part of the estimate. */
export function otherCharges(
  resources: readonly PricedResource[],
  functions: readonly ServiceFunction[],
  links: Links,
): Charges {
  const own = functions.filter(({ workflow }) => workflow !== undefined);
  const mine = new Set(own.flatMap(({ resource }) => links(environmentOf(resource), resource.stackName)));
  for (const { triggers } of own)
    for (const { properties, stackName } of triggers) for (const found of links(properties, stackName)) mine.add(found);
  const hubs = new Set(own.filter(({ workflow }) => workflow === 'notify').map(({ resource }) => resource.stackName));
  return {
    charges: resources.filter(({ type, stackName }) => type === 'AWS::KMS::Key' && hubs.has(stackName)).map(keyCharge),
    notPriced: resources.flatMap((resource) => {
      const known = (mine.has(resource) ? OWN.get(resource.type) : undefined) ?? REASONS.get(resource.type);
      const [what, reason] = known ?? elsewhere(resource);
      return what === undefined ? [] : notPriced(what, reason, resource);
    }),
  };
}

function environmentOf({ properties }: PricedResource): unknown {
  return Object.hasOwn(properties, 'Environment') ? properties.Environment : undefined;
}

function keyCharge({ stackName }: PricedResource): Charge {
  return { what: 'KMS keys of the hub', quantity: 1, unit: 'key', priceId: 'kms.key', stackName };
}

function elsewhere({ type, isElsewhere }: PricedResource): readonly [string, string] | readonly [undefined, string] {
  if (type === '' || type === 'undefined') return ['resources without a type', 'nothing tells what they are'];
  if (type.endsWith('::MODULE')) return ['modules', EXPANDED];
  return isElsewhere ? ['nested stacks', 'their templates are not here; give each by itself'] : [undefined, ''];
}

function notPriced(what: string, reason: string, { stackName }: PricedResource): NotPriced {
  return { what, reason, count: 1, stackName };
}
