import { type CfnAlarm, CfnAnomalyDetector } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { metricKey } from '../../core/signal/metric';
import { deployPlace } from '../names';
import type { DetectorSettings } from './condition-spec';
import type { AlarmMetric } from './metric-queries';

interface Detector {
  readonly resource: CfnAnomalyDetector;
  readonly settings: string;
}

/** CloudWatch has one model for a metric and statistic, which all alarms on it share. */
const detectors = new WeakMap<IConstruct, Map<string, Detector>>();

/** The model behind an alarm's band, with its settings. */
export function addDetector(alarm: CfnAlarm, where: string, metric: AlarmMetric, settings: DetectorSettings): void {
  const known = detectors.get(alarm.node.root) ?? new Map<string, Detector>();
  detectors.set(alarm.node.root, known);
  const key = [deployPlace(alarm), metric.account ?? '', metric.statistic, metricKey(metric.metric)].join(' ');
  const before = known.get(key);
  const text = JSON.stringify(settings);
  if (before && before.settings !== text) {
    throw new Error(
      `${where}: the detector of ${metric.metric.name} (${metric.statistic}) has other settings at ` +
        `'${before.resource.node.path}', and CloudWatch has one for a metric and statistic; give both the same`,
    );
  }
  const detector = before ?? { resource: render(alarm, metric, settings), settings: text };
  known.set(key, detector);
  // The alarm's band would make a model of its own, which the detector then could not.
  alarm.addResourceDependency(detector.resource);
}

function render(
  alarm: CfnAlarm,
  { metric, statistic, account }: AlarmMetric,
  settings: DetectorSettings,
): CfnAnomalyDetector {
  const { excludedRanges, timezone, periodicSpikes } = settings;
  const dimensions = Object.entries(metric.dimensions).map(([name, value]) => ({ name, value }));
  return new CfnAnomalyDetector(alarm, 'Detector', {
    singleMetricAnomalyDetector: {
      ...(account !== undefined && { accountId: account }),
      namespace: metric.namespace,
      metricName: metric.name,
      stat: statistic,
      ...(dimensions.length > 0 && { dimensions }),
    },
    configuration: {
      ...(excludedRanges.length > 0 && {
        excludedTimeRanges: excludedRanges.map(({ start, end }) => ({ startTime: start, endTime: end })),
      }),
      ...(timezone !== undefined && { metricTimeZone: timezone }),
    },
    ...(periodicSpikes !== undefined && { metricCharacteristics: { periodicSpikes } }),
  });
}
