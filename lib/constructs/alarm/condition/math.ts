import { Token } from 'aws-cdk-lib';
import type { ComparisonOperator, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Comparison } from '../../../core/alarm/threshold';
import { checkKeys, checkSeconds, checkText, shown } from '../../check';
import type { MetricSpec } from '../condition-spec';
import { EVALUATION_KEYS, missingDefault, readComparison, readEvaluation } from '../evaluation';
import { type AlarmQuery, queriesOf } from '../metric-queries';
import { judgedSpec, periodOf } from './judged';
import type { JudgedOptions } from './threshold';

export interface MathOptions extends JudgedOptions {
  /** Metric math that gives one time series, such as `errors / requests`. */
  readonly expression: string;
  /** What the expression calls each metric: at most ten, all with the same period. */
  readonly metrics: Readonly<Record<string, IMetric>>;
  readonly comparison: Comparison | `${ComparisonOperator}`;
  /** What the result is called in graphs. @default - none */
  readonly label?: string;
}

export function mathCondition(options: MathOptions): MetricSpec {
  const where = 'AlarmCondition.math';
  checkKeys(where, options, {
    ...EVALUATION_KEYS,
    ...{ expression: true, metrics: true, comparison: true, threshold: true, label: true },
  });
  const comparison = readComparison(where, options.comparison);
  const queries = [resultOf(where, options), ...metricsOf(where, options)];
  const evaluation = readEvaluation(where, options, periodOf(where, queries), missingDefault(comparison));
  return judgedSpec({ where, queries, evaluation, comparison, threshold: options.threshold });
}

function resultOf(where: string, { expression, metrics, label, period }: MathOptions): AlarmQuery {
  checkText(where, 'expression', expression, 2_048);
  if (Token.isUnresolved(expression)) {
    throw new Error(`${where}: 'expression' must be known at synth, got a token; write the ids of 'metrics' in it`);
  }
  if (typeof metrics !== 'object' || metrics === null) {
    throw new Error(`${where}: 'metrics' must be an object from id to metric, got ${shown(metrics)}`);
  }
  const own =
    period && Object.keys(metrics).length === 0 ? { periodSeconds: checkSeconds(where, 'period', period) } : {};
  return { id: 'result', expression, returnData: true, ...(label !== undefined && { label }), ...own };
}

function metricsOf(where: string, { metrics, period }: MathOptions): AlarmQuery[] {
  return Object.entries(metrics)
    .flatMap(([id, metric]) => queriesOf(`${where}: '${id}'`, id, metric, period ? { period } : {}))
    .map((query) => ({ ...query, returnData: false }));
}
