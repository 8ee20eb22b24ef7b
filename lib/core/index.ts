/** Pure decisions, usable without AWS and without CDK. */
export type { Datapoint, Evaluation } from './alarm/evaluation';
export { evaluateAlarm, evaluationRange } from './alarm/evaluation';
export type { Comparison, ThresholdSettings, TreatMissingData } from './alarm/threshold';
export { describeThreshold } from './alarm/threshold';
export type { EmfObservation, EmfReading } from './signal/emf';
export { readEmf } from './signal/emf';
export type { EventPattern } from './signal/event-pattern';
export { compileEventPattern } from './signal/event-pattern';
export type { FilterMatch, FilterObservation, FilterPattern, MetricTransformation } from './signal/filter-pattern';
export { compileFilterPattern, evaluateMetricFilter, extractMetricValue } from './signal/filter-pattern';
export type { MetricId, Statistic } from './signal/metric';
export type { Observations } from './signal/statistic';
export { computeStatistic } from './signal/statistic';
