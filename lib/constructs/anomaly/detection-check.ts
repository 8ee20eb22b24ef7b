import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { MAX_SERIES, seriesKey } from '../../core/anomaly/watch/series';
import { namesakeOf, namesakeProblem } from '../judge/judge-check';
import { SeriesDocuments } from './series-documents';

type Detection = IConstruct & { readonly detectionName: string };

/** What only the whole app shows of a detection: for its validation. */
export function detectionProblems(one: Detection, isDetection: (other: IConstruct) => other is Detection): string[] {
  const { detectionName } = one;
  const keys = SeriesDocuments.of(detectionName, one).flatMap(({ series }) => series.map(seriesKey));
  const repeated = [...new Set(keys.filter((key, index) => !Token.isUnresolved(key) && keys.indexOf(key) < index))];
  const twice = repeated.map(
    (key) => `two series that '${detectionName}' watches are '${key}'; give one of them another name`,
  );
  const many =
    keys.length > MAX_SERIES
      ? [`'${detectionName}' watches ${keys.length} series, ${MAX_SERIES} are allowed; make another AnomalyDetection`]
      : [];
  return [...namesakes(one, isDetection), ...twice, ...many];
}

/** Both would judge the series of both, and tell everything twice. */
function namesakes(one: Detection, isDetection: (other: IConstruct) => other is Detection): string[] {
  const other = namesakeOf(one, isDetection, ({ detectionName }) => detectionName);
  if (!other) return [];
  const todo = "give one of them another 'name', or share one";
  return [namesakeProblem('AnomalyDetections', one.detectionName, other, one, todo)];
}
