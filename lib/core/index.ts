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
