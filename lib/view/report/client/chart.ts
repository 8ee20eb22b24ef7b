import uPlot from 'uplot';
import type { ChartData, ChartSeries, ChartsData } from '../chart-data';
import { laneGutter, timeAxis, valueAxis, valueRange } from './axes';
import { drawBands, drawEvidence, drawPages, drawShades, drawThresholds } from './layers';
import { isShown, keepWidths, showColors, showValues } from './legend';
import type { Now } from './now';
import { currentTheme, type Theme } from './theme';

/** Draws one chart into its place and fills that. Time is in epoch milliseconds, ticks are in UTC. */
export function drawChart(plot: HTMLElement, chart: ChartData, frame: ChartsData, now: Now): uPlot {
  keepWidths(plot);
  const options = optionsOf(plot, chart, frame, now);
  showColors(plot, options.series.slice(1));
  const self = new uPlot(options, table(chart, frame), plot);
  const mark = document.createElement('div');
  mark.className = 'now-mark';
  self.over.append(mark);
  self.over.addEventListener('click', ({ clientX }) => {
    now.set(Math.round(self.posToVal(clientX - self.over.getBoundingClientRect().left, 'x') / 1000) * 1000);
  });
  return self;
}

/** Puts a chart's line of the current moment where it belongs. */
export function placeMark(self: uPlot, now: Now): void {
  const mark = self.over.querySelector<HTMLElement>('.now-mark');
  if (!mark) return;
  mark.hidden = now.atMs === undefined;
  mark.style.left = `${self.valToPos(now.atMs ?? now.startMs, 'x')}px`;
}

function optionsOf(plot: HTMLElement, chart: ChartData, frame: ChartsData, now: Now): uPlot.Options {
  const theme = currentTheme();
  const left = chart.series.find((series) => series.axis === 'left');
  const right = chart.series.find((series) => series.axis === 'right');
  return {
    width: plot.clientWidth,
    height: plot.clientHeight,
    padding: chart.lane ? [12, 0, 6, 0] : [12, right ? null : 14, null, null],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      sync: { key: 'rehearsal', setSeries: false },
      points: { size: 7 },
    },
    scales: {
      x: { time: false, range: [frame.startMs, frame.endMs] },
      left: { range: (_, min, max) => valueRange(min, max, chart, 'left') },
      right: { range: (_, min, max) => valueRange(min, max, chart, 'right') },
    },
    axes: [
      chart.lane ? { show: false } : timeAxis(theme),
      valueAxis(theme, 'left', left ?? chart.series[0], chart.lane && (() => laneGutter(plot))),
      ...(right ? [valueAxis(theme, 'right', right)] : []),
    ],
    series: [
      {},
      ...chart.series.map((series, index) => ({
        ...line(series, index, chart.series.length, theme),
        show: isShown(plot, index + 1),
      })),
    ],
    hooks: hooksOf(chart, frame, now, theme),
  };
}

/** What is drawn under and over the lines, and told beside them. */
function hooksOf(chart: ChartData, frame: ChartsData, now: Now, theme: Theme): uPlot.Hooks.Arrays {
  const unit = (axis: 'left' | 'right') => chart.series.find((series) => series.axis === axis)?.unit;
  return {
    setCursor: [(self) => showValues(self, chart, now.atMs)],
    drawClear: [(self) => drawShades(self, chart.shaded, theme), (self) => drawBands(self, chart.series, theme)],
    draw: [
      (self) => drawPages(self, frame.pagesMs, theme),
      (self) => drawThresholds(self, chart.thresholds, { left: unit('left'), right: unit('right') }, theme),
      (self) => drawEvidence(self, chart, now.atMs, theme),
      // The scale is known once it is drawn.
      (self) => placeMark(self, now),
    ],
  };
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
