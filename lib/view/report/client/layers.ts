import type uPlot from 'uplot';
import { quantity } from '../../format';
import type { ChartData, ChartSeries } from '../chart-data';
import { lastAtOrBefore } from '../moment';
import type { Theme } from './theme';

/** What lies under and over a chart's lines. All in canvas pixels; `ratio` is how many make one CSS pixel. */

/** Time in ALARM, below grid and lines. */
export function drawShades(self: uPlot, spans: ChartData['shaded'], theme: Theme): void {
  within(self, (context, { top, height }) => {
    context.fillStyle = theme.shade;
    for (const [fromMs, toMs] of spans) {
      const x = self.valToPos(fromMs, 'x', true);
      context.fillRect(x, top, self.valToPos(toMs, 'x', true) - x, height);
    }
  });
}

/** Anomaly bands, below the lines; where the model had no bounds there is none. */
export function drawBands(self: uPlot, series: readonly ChartSeries[], theme: Theme): void {
  within(self, (context) => {
    context.fillStyle = theme.band;
    for (const { band = [], axis } of series) {
      band.slice(1).forEach(([toMs, lower, upper], index) => {
        const [fromMs = 0, lowerBefore = null, upperBefore = null] = band[index] ?? [];
        if (lower === null || upper === null || lowerBefore === null || upperBefore === null) return;
        const [x, y] = [(ms: number) => self.valToPos(ms, 'x', true), (to: number) => self.valToPos(to, axis, true)];
        context.beginPath();
        context.moveTo(x(fromMs), y(upperBefore));
        context.lineTo(x(toMs), y(upper));
        context.lineTo(x(toMs), y(lower));
        context.lineTo(x(fromMs), y(lowerBefore));
        context.fill();
      });
    }
  });
}

/** Rings around the datapoints the current state was judged by; without a moment, around those of the first state. */
export function drawEvidence(self: uPlot, { evidence = [] }: ChartData, nowMs: number | undefined, theme: Theme): void {
  const at = nowMs === undefined ? 0 : lastAtOrBefore(evidence.length, (index) => evidence[index]?.[0] ?? 0, nowMs);
  const ratio = devicePixelRatio;
  within(self, (context) => {
    context.lineWidth = 1.5 * ratio;
    context.strokeStyle = theme.ink;
    for (const [atMs, value] of evidence[at]?.[1] ?? []) {
      context.beginPath();
      context.arc(self.valToPos(atMs, 'x', true), self.valToPos(value, 'left', true), 4.5 * ratio, 0, 2 * Math.PI);
      context.stroke();
    }
  });
}

/** Pages, as dotted upright lines with a mark on top. */
export function drawPages(self: uPlot, pagesMs: readonly number[], theme: Theme): void {
  const ratio = devicePixelRatio;
  within(self, (context, { top, height }) => {
    context.strokeStyle = theme.page;
    context.fillStyle = theme.page;
    context.lineWidth = ratio;
    for (const atMs of pagesMs) {
      const x = Math.round(self.valToPos(atMs, 'x', true)) + 0.5;
      context.setLineDash([2 * ratio, 3 * ratio]);
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x, top + height);
      context.stroke();
      context.beginPath();
      context.moveTo(x - 4 * ratio, top);
      context.lineTo(x + 4 * ratio, top);
      context.lineTo(x, top + 5 * ratio);
      context.fill();
    }
  });
}

/** Thresholds, as dashed lines with their names; one far above the data is named at the top with its value. */
export function drawThresholds(
  self: uPlot,
  thresholds: ChartData['thresholds'],
  units: Readonly<Record<'left' | 'right', string | undefined>>,
  theme: Theme,
): void {
  const ratio = devicePixelRatio;
  within(self, (context, box) => {
    context.strokeStyle = theme.alarm;
    context.lineWidth = ratio;
    context.font = theme.font.replace(/^\d+px/, `${11 * ratio}px`);
    context.textAlign = 'right';
    context.textBaseline = 'alphabetic';
    const taken: number[] = [];
    for (const { label, value, axis } of thresholds) {
      const above = value > (self.scales[axis]?.max ?? 0);
      const y = above ? box.top : Math.round(self.valToPos(value, axis, true)) + 0.5;
      if (!above) {
        context.setLineDash([4 * ratio, 3 * ratio]);
        context.beginPath();
        context.moveTo(box.left, y);
        context.lineTo(box.left + box.width, y);
        context.stroke();
        context.setLineDash([]);
      }
      const below = y - box.top < 18 * ratio;
      let base = below ? y + 14 * ratio : y - 5 * ratio;
      while (taken.some((other) => Math.abs(other - base) < 13 * ratio)) base += 14 * ratio;
      taken.push(base);
      const words = fitted(context, `${above ? '↑ ' : ''}${label} ${quantity(value, units[axis])}`, box.width * 0.9);
      // A rim in the surface's colour keeps the words readable over lines.
      context.lineJoin = 'round';
      context.lineWidth = 3 * ratio;
      context.strokeStyle = theme.surface;
      context.strokeText(words, box.left + box.width - 4 * ratio, base);
      context.fillStyle = theme.alarm;
      context.fillText(words, box.left + box.width - 4 * ratio, base);
      context.lineWidth = ratio;
      context.strokeStyle = theme.alarm;
    }
  });
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  const letters = Array.from(text);
  if (context.measureText(text).width <= width) return text;
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > width) letters.pop();
  return `${letters.join('')}…`;
}

/** Draws inside the plotting area only and leaves the canvas as it was. */
function within(self: uPlot, draw: (context: CanvasRenderingContext2D, box: uPlot.BBox) => void): void {
  const { ctx: context, bbox } = self;
  context.save();
  context.beginPath();
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  context.clip();
  draw(context, bbox);
  context.restore();
}
