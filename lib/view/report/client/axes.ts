import type uPlot from 'uplot';
import { quantity } from '../../format';
import type { ChartData, ChartSeries } from '../chart-data';
import { TICK_STEPS_MS, tickLabel } from '../time-axis';
import type { Theme } from './theme';

/** Space between ticks in CSS pixels, at least. */
const TICK_SPACE_X = 64;
const TICK_SPACE_Y = 30;
/** A threshold this many times above the data would press the line flat: it is named at the top edge instead. */
const FAR_THRESHOLD = 4;

/** From zero, since a cut axis makes small changes look large; below zero only where the data are. */
export function valueRange(
  min: number | null,
  max: number | null,
  { series, thresholds, lane }: ChartData,
  axis: 'left' | 'right',
): uPlot.Range.MinMax {
  const bounds = series
    .filter((line) => line.axis === axis)
    .flatMap(({ band = [] }) => band.flatMap(([, lower, upper]) => [lower ?? 0, upper ?? 0]));
  const most = bounds.reduce((a, b) => Math.max(a, b), max ?? 0);
  const near = thresholds
    .filter((threshold) => threshold.axis === axis)
    .map(({ value }) => value)
    .filter((value) => lane || most <= 0 || value <= most * FAR_THRESHOLD);
  const top = Math.max(most, ...near, 0);
  const bottom = bounds.reduce((a, b) => Math.min(a, b), Math.min(min ?? 0, ...near, 0));
  if (top === bottom) return [0, 1];
  const air = (top - bottom) * 0.12;
  return [bottom < 0 ? bottom - air : 0, top > 0 ? top + air : 0];
}

/** Round times in UTC along the lower edge. */
export function timeAxis(theme: Theme): uPlot.Axis {
  return {
    stroke: theme.text,
    font: theme.font,
    size: 28,
    gap: 6,
    space: TICK_SPACE_X,
    incrs: [...TICK_STEPS_MS],
    values: (_, ticks, _axis, _space, step) => ticks.map((tick) => tickLabel(tick, step)),
    grid: { show: false },
    ticks: { stroke: theme.grid, width: 1, size: 4 },
    border: { show: true, stroke: theme.grid, width: 1 },
  };
}

/** Values of one side, in the unit of its series. `fixedSize`: its width; without it, as wide as its labels. */
export function valueAxis(
  theme: Theme,
  scale: 'left' | 'right',
  series: ChartSeries | undefined,
  fixedSize?: () => number,
): uPlot.Axis {
  return {
    scale,
    side: scale === 'left' ? 3 : 1,
    stroke: theme.text,
    font: theme.font,
    gap: 8,
    space: TICK_SPACE_Y,
    size: (_, labels) =>
      fixedSize?.() ?? 18 + Math.max(3, ...(labels ?? []).map((label) => String(label).length)) * 6.2,
    values: (_, ticks) => ticks.map((tick) => quantity(tick, series?.unit)),
    ...(isCount(series?.unit) ? { incrs: WHOLE_STEPS } : {}),
    grid: { show: scale === 'left', stroke: theme.grid, width: 1 },
    ticks: { show: false },
  };
}

/** Half an invocation does not exist: counts have whole ticks only. */
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

function isCount(unit: string | undefined): boolean {
  return unit === 'Count';
}

/** Where the ribbons of the timeline begin: a chart among them begins there too. */
export function laneGutter(plot: HTMLElement): number {
  return Number.parseFloat(getComputedStyle(plot).getPropertyValue('--gutter')) || 0;
}
