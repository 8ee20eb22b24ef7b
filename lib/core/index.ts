/** Pure decisions, usable without AWS and without CDK: data in, data out. */
export { type BandModel, trainBand } from './alarm/band';
export { type AlarmRule, AlarmRuleError, evaluateAlarmRule, parseAlarmRule } from './alarm/composite';
export type { Datapoint, Evaluation, RealDatapoint } from './alarm/evaluation';
export { evaluateAlarm, evaluationRange } from './alarm/evaluation';
export {
  actionsThroughMutes,
  MuteRuleError,
  type MuteRuleSettings,
  type MuteSchedule,
  type MuteWindow,
  parseMuteRule,
} from './alarm/mute';
export { type AlarmChange, actionsThroughSuppression, type SuppressionSettings } from './alarm/suppression';
export type {
  AlarmSettings,
  BandComparison,
  BandSettings,
  Comparison,
  EvaluationSettings,
  ThresholdSettings,
  TreatMissingData,
} from './alarm/threshold';
export { describeThreshold, isLowSample } from './alarm/threshold';
export { type PeriodGrid, slidingGrid, wallClockGrid } from './alarm/window';
export { IGNORED_REASONS, type IgnoredReason } from './anomaly/arrivals';
export {
  type BaselineOptions,
  type BaselineResult,
  createMeanDeviationBaseline,
  type MeanDeviationBaseline,
} from './anomaly/baseline';
export { createDetector, type Detector, type DetectorResult, fromBytes } from './anomaly/detector';
export type { Feature as AnomalyFeature } from './anomaly/features';
export {
  CAPACITY_DIRECTIONS,
  type CapacityDirection,
  type CapacityForecast,
  type CapacityOptions,
  forecastCapacity,
} from './anomaly/forecast/capacity';
export { type ChangePointOptions, type Segment as LevelSegment, segmentsOf } from './anomaly/forecast/change-point';
export type { GrowthMethod } from './anomaly/forecast/growth';
export type { Interval } from './anomaly/forecast/intervals';
export type { TimePoint } from './anomaly/forecast/points';
export type { SeasonMethodName } from './anomaly/forecast/season-methods';
export {
  type ForecastValue,
  forecastSeasonal,
  type SeasonalForecast,
  type SeasonalOptions,
} from './anomaly/forecast/seasonal';
export { type ChangePoint, type TrendOptions, type TrendReport, trendReport } from './anomaly/forecast/trend-report';
export { type Crossing, type WillCrossOptions, willCross } from './anomaly/forecast/will-cross';
export { type DetectorOptions, THRESHOLDS, type ThresholdPreset } from './anomaly/options';
export type { Reason as AnomalyReason } from './anomaly/reasons';
export {
  type Paging,
  suggestThreshold,
  type ThresholdOptions,
  type ThresholdSuggestion,
  type TimeWindow,
} from './anomaly/thresholds';
export { type FingerprintEvidence, fingerprint } from './error/fingerprint';
export type { AlarmState } from './incident/incident';
export type { EmfObservation, EmfReading } from './signal/emf';
export { readEmf } from './signal/emf';
export type { EventPattern } from './signal/event-pattern';
export { compileEventPattern, EventPatternError } from './signal/event-pattern';
export type { FilterMatch, FilterObservation, FilterPattern, MetricTransformation } from './signal/filter-pattern';
export {
  compileFilterPattern,
  evaluateMetricFilter,
  extractMetricValue,
  FilterPatternError,
} from './signal/filter-pattern';
export type { MetricId, Statistic } from './signal/metric';
export {
  type AlarmQueryCheck,
  checkAlarmQueries,
  evaluateExpression,
  type MathInputs,
  type MathResult,
  MetricMathError,
  type MetricQuery,
  parseExpression,
  planQueries,
  type QueryPlan,
  type TimeAxis,
} from './signal/metric-math';
export { parseSchedule, ScheduleExpressionError } from './signal/schedule-expression';
export { findMetrics, parseSearch, type Search, SearchError } from './signal/search';
export type { Observations } from './signal/statistic';
export { compileStatistic, computeStatistic, observationsOf } from './signal/statistic';
export { compileSubscriptionFilter } from './signal/subscription-filter';
export { burnRate, burnRatesAt } from './slo/burn-rate';
export {
  type BurnRateRule,
  budgetSpentAtFiring,
  detectionMinutes,
  type ReadRule,
  readRule,
  rulesForWindow,
  thresholdOf,
  WORKBOOK_RULES,
} from './slo/burn-rate-rule';
export { countsOfCounter } from './slo/counter';
export {
  type CountRemarks,
  type CountSeries,
  type EventCount,
  EventCounts,
} from './slo/counts';
export type { SloExclusion } from './slo/definition';
export { type ErrorBudget, errorBudget, statusOf } from './slo/error-budget';
export { type EvaluateSloOptions, evaluateSlo, type RuleResult, type SloResult } from './slo/evaluate-slo';
export { type Firing, type FiringOptions, isFiring, ruleFirings, type TrafficGuard } from './slo/firings';
export { hoursToExhaustion, project } from './slo/forecast';
export type { Fraction } from './slo/fraction';
export { BURN_RATE_WINDOWS, type BurnRateWindow, type SloProjection, type SloStatus } from './slo/measurement';
export { type Objective, parseObjective } from './slo/objective';
export { countSlices, type SliceRule } from './slo/slices';
export { SloError } from './slo/slo-error';
export type { SloStanding } from './slo/standing';
export { parseSloWindow, type SloWindow } from './slo/window';
export { type Bottleneck, bottlenecks } from './trace/bottlenecks';
export { analyzeTrace, type Call, type ReadTrace, type Visit } from './trace/calls';
export { criticalPath, type PathStep } from './trace/critical-path';
export { type FaultOrigin, faultOrigins } from './trace/fault-origin';
export { type Journey, journeyOf, type Outcome, type Stop } from './trace/journey';
export { type OperationOptions, type OperationPerformance, operationsOf } from './trace/operations';
export type { Percentiles } from './trace/percentiles';
export type { Segment } from './trace/segment';
export {
  edgeKey,
  type GraphEdge,
  type GraphNode,
  type GraphOptions,
  type ServiceGraph,
  serviceGraph,
} from './trace/service-graph';
export { readTrace, type Trace, type TraceNode, type TraceProblems } from './trace/trace';
