/** Forecasts: capacity, seasons, trends, and warnings ahead of a threshold. */
export {
  CAPACITY_DIRECTIONS,
  type CapacityDirection,
  type CapacityForecast,
  type CapacityOptions,
  forecastCapacity,
} from './capacity';
export { type ChangePointOptions, type Segment, segmentsOf } from './change-point';
export type { GrowthMethod } from './growth';
export type { Interval } from './intervals';
export { mannKendall } from './mann-kendall';
export type { TimePoint } from './points';
export type { SeasonMethodName } from './season-methods';
export { type ForecastValue, forecastSeasonal, type SeasonalForecast, type SeasonalOptions } from './seasonal';
export { type Line, type LinePoint, theilSen } from './theil-sen';
export { type ChangePoint, type TrendOptions, type TrendReport, trendReport } from './trend-report';
export { type Crossing, type WillCrossOptions, willCross } from './will-cross';
