import uPlot from 'uplot';
import { quantity } from '../../format';
import type { ChartData, ChartSeries, ChartsData } from '../chart-data';
import { TICK_STEPS_MS, tickLabel } from '../time-axis';
import { drawPages, drawShades, drawThresholds } from './layers';
import { isShown, showColors, showValues } from './legend';
import { currentTheme, type Theme } from './theme';

/** Space between ticks in CSS pixels, at least. */
const TICK_SPACE_X = 64;
const TICK_SPACE_Y = 30;
/** A threshold this many times above the data would press the line flat: it is named at the top edge instead. */
const FAR_THRESHOLD = 4;

/** Draws one chart into its place and fills that. Time is in epoch milliseconds, ticks are in UTC. */
export function drawChart(plot: HTMLElement, chart: ChartData, frame: ChartsData): uPlot {
  const theme = currentTheme();
  const left = chart.series.find((series) => series.axis === 'left');
  const right = chart.series.find((series) => series.axis === 'right');
  const thresholdsOn = (axis: 'left' | 'right') => chart.thresholds.filter((threshold) => threshold.axis === axis);
  const options: uPlot.Options = {
    width: plot.clientWidth,
    height: plot.clientHeight,
    padding: [12, right ? null : 14, null, null],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      sync: { key: 'rehearsal', setSeries: false },
      points: { size: 7 },
    },
    scales: {
      x: { time: false, range: [frame.startMs, frame.endMs] },
      left: { range: (_, min, max) => valueRange(min, max, thresholdsOn('left')) },
      right: { range: (_, min, max) => valueRange(min, max, thresholdsOn('right')) },
    },
    axes: [
      timeAxis(theme),
      valueAxis(theme, 'left', left ?? chart.series[0]),
      ...(right ? [valueAxis(theme, 'right', right)] : []),
    ],
    series: [
      {},
      ...chart.series.map((series, index) => ({
        ...line(series, index, chart.series.length, theme),
        show: isShown(plot, index + 1),
      })),
    ],
    hooks: {
      setCursor: [(self) => showValues(self, chart)],
      drawClear: [(self) => drawShades(self, chart.shaded, theme)],
      draw: [
        (self) => drawPages(self, frame.pagesMs, theme),
        (self) => drawThresholds(self, chart.thresholds, { left: left?.unit, right: right?.unit }, theme),
      ],
    },
  };
  showColors(plot, options.series.slice(1));
  return new uPlot(options, table(chart, frame), plot);
}

/** All series on one list of times; where a series has no bucket of its own its line goes on. */
function table(chart: ChartData, { startMs, endMs }: ChartsData): uPlot.AlignedData {
  const tables = chart.series
    .filter((series) => series.points.length > 0)
    .map((series): uPlot.AlignedData => [series.points.map(([at]) => at), series.points.map(([, value]) => value)]);
  const [times, ...values] = tables.length > 0 ? uPlot.join(tables) : [[startMs, endMs]];
  const rest = [...values];
  const columns = chart.series.map((series) => (series.points.length > 0 ? rest.shift() : undefined) ?? []);
  return [times ?? [], ...columns] as uPlot.AlignedData;
}

/** From zero, since a cut axis makes small changes look large; below zero only where the data are. */
function valueRange(min: number | null, max: number | null, thresholds: ChartData['thresholds']): uPlot.Range.MinMax {
  const most = max ?? 0;
  const near = thresholds.map(({ value }) => value).filter((value) => most <= 0 || value <= most * FAR_THRESHOLD);
  const top = Math.max(most, ...near, 0);
  const bottom = Math.min(min ?? 0, ...near, 0);
  if (top === bottom) return [0, 1];
  const air = (top - bottom) * 0.12;
  return [bottom < 0 ? bottom - air : 0, top > 0 ? top + air : 0];
}

function timeAxis(theme: Theme): uPlot.Axis {
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

function valueAxis(theme: Theme, scale: 'left' | 'right', series: ChartSeries | undefined): uPlot.Axis {
  return {
    scale,
    side: scale === 'left' ? 3 : 1,
    stroke: theme.text,
    font: theme.font,
    gap: 8,
    space: TICK_SPACE_Y,
    size: (_, labels) => 18 + Math.max(3, ...(labels ?? []).map((label) => String(label).length)) * 6.2,
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

function line(series: ChartSeries, index: number, count: number, theme: Theme): uPlot.Series {
  const stroke = series.color ?? theme.lines[index % theme.lines.length];
  return {
    label: series.label,
    scale: series.axis,
    stroke,
    width: 1.75,
    fill: count === 1 && stroke?.startsWith('#') ? `${stroke}14` : undefined,
    // Smaller for later lines, so that dots of the same height show as rings.
    points: {
      show: true,
      size: 5 + Math.min(2, count - 1 - index) * 4,
      fill: stroke,
      filter: (self, number) => lonePoints(self.data[number] ?? []),
    },
  };
}

/** A value between two gaps has no line to be seen by: it gets a dot. */
function lonePoints(values: ArrayLike<number | null | undefined>): number[] {
  const neighbour = (from: number, by: number) => {
    let index = from + by;
    while (index >= 0 && index < values.length && values[index] === undefined) index += by;
    return values[index];
  };
  return Array.from({ length: values.length }, (_, index) => index).filter(
    (index) => values[index] != null && neighbour(index, -1) == null && neighbour(index, 1) == null,
  );
}
