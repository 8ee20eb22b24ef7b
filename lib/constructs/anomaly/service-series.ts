import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { DIMENSION, HANDLER_METRIC } from '../../core/conventions';
import { checkKeys, demand, type Keys, shown } from '../check';
import type { IIncidentResponse } from '../incident/incident-response';
import type { ServiceIdentity } from '../monitor/service';
import { outermostStackName, shortHash } from '../names';
import { AnomalyDetection, type AnomalyDetectionProps } from './anomaly-detection';
import { WatchedSeries, type WatchedSeriesOptions } from './watched-series';

/**
 * How the metrics of a service are watched by `detectAnomalies`. Without any, they are evidence in UTC under the
 * standard threshold.
 */
export interface DetectAnomaliesOptions
  extends Pick<WatchedSeriesOptions, 'role' | 'severity' | 'threshold' | 'timeZone' | 'publishScore'> {
  /** What watches them. @default - one for all services of the stack, named after it */
  readonly detection?: AnomalyDetection;
  /** Further series. @default - none */
  readonly also?: readonly WatchedSeries[];
}

/** All handlers of a service together: operations would be a series each, and a price each. */
const SERIES = [
  { name: 'requests', metricName: HANDLER_METRIC.requests, statistic: 'Sum' },
  { name: 'fault-ratio', metricName: HANDLER_METRIC.faults, statistic: 'Average' },
  { name: 'latency-p99', metricName: HANDLER_METRIC.latency, statistic: 'p99' },
] as const;

const KEYS: Keys<DetectAnomaliesOptions> = {
  ...{ role: true, severity: true, threshold: true, timeZone: true, publishScore: true },
  ...{ detection: true, also: true },
};

/** Has the metrics of a service's handlers watched. */
export function watchService(
  scope: Construct,
  { service, environment, namespace }: ServiceIdentity,
  options: DetectAnomaliesOptions,
  props: DefaultDetectionProps,
): AnomalyDetection {
  const where = `'detectAnomalies' of '${scope.node.path}'`;
  checkKeys(where, options, KEYS);
  demand(where, !scope.node.tryFindChild(ID), "it was called before; call it once, with all further series in 'also'");
  const { detection = defaultDetection(scope, props), also = [], ...settings } = options;
  demand(
    where,
    detection instanceof AnomalyDetection,
    `'detection' must be an AnomalyDetection, got ${shown(detection)}`,
  );
  const dimensionsMap = { [DIMENSION.service]: service, [DIMENSION.environment]: environment };
  const own = SERIES.map(({ name, metricName, statistic }) =>
    WatchedSeries.of(new Metric({ namespace, metricName, dimensionsMap, statistic, period: Duration.minutes(5) }), {
      ...{ name, service, environment },
      ...settings,
    }),
  );
  demand(where, Array.isArray(also), `'also' must be a list of WatchedSeries, got ${shown(also)}`);
  detection.watchFrom(scope, ID, [...own, ...also]);
  return detection;
}

const ID = 'WatchedSeries';

type DefaultDetectionProps = Pick<AnomalyDetectionProps, 'incidents' | 'notify'>;

const DEFAULT_ID = 'SightlineAnomalyDetection';
/** Of a detection's name. */
const MAX_NAME = 32;
/** Which hub each was made for: the first service of a stack decides, and the others must agree. */
const HUBS = new WeakMap<AnomalyDetection, IIncidentResponse['hub'] | undefined>();

function defaultDetection(scope: Construct, props: DefaultDetectionProps): AnomalyDetection {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  const made = stack.node.tryFindChild(DEFAULT_ID) as AnomalyDetection | undefined;
  if (!made) {
    const detection = new AnomalyDetection(stack, DEFAULT_ID, { ...props, name: nameOf(outermostStackName(scope)) });
    HUBS.set(detection, props.incidents?.hub);
    return detection;
  }
  if (HUBS.get(made) === props.incidents?.hub) return made;
  throw new Error(
    `'${scope.node.path}': the services of the stack '${stack.node.path}' share one detection of anomalies, made for ` +
      `another hub; make an AnomalyDetection of your own and pass it as 'detection'`,
  );
}

/** Stack names are unique in account and Region; a long one is cut, and told apart by its hash. */
function nameOf(stackName: string): string {
  if (stackName.length <= MAX_NAME) return stackName;
  const hash = shortHash(stackName);
  return `${stackName.slice(0, MAX_NAME - hash.length - 1)}-${hash}`;
}
