import type uPlot from 'uplot';
import { clock, quantity } from '../../format';
import type { ChartData } from '../chart-data';

/** Shows the values at the chart's cursor in its legend, and the largest ones while there is no cursor. */
export function showValues(self: uPlot, chart: ChartData): void {
  const figure = self.root.closest('figure');
  const index = cursorIndex(self);
  const time = index === undefined ? undefined : self.data[0]?.[index];
  const spoken: string[] = [];
  figure?.querySelectorAll<HTMLElement>('.value').forEach((output, series) => {
    const value = index === undefined ? undefined : self.data[series + 1]?.[index];
    const words = typeof value === 'number' ? quantity(value, chart.series[series]?.unit) : '–';
    output.textContent = index === undefined ? (output.dataset.rest ?? '') : words;
    spoken.push(`${chart.series[series]?.label ?? ''} ${words}`);
  });
  const at = figure?.querySelector('.at');
  if (!at) return;
  at.textContent = typeof time === 'number' ? `${clock(time)} UTC` : '';
  // The values are beside the lines already: here they are for those who hear the page.
  if (typeof time === 'number') at.append(unseen(`: ${spoken.join(', ')}`));
}

function unseen(text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = 'unseen';
  element.textContent = text;
  return element;
}

/** Gives each legend entry the colour its line has. */
export function showColors(plot: HTMLElement, series: readonly uPlot.Series[]): void {
  plot
    .closest('figure')
    ?.querySelectorAll<HTMLElement>('.legend i')
    .forEach((swatch, index) => {
      const stroke = series[index]?.stroke;
      if (typeof stroke === 'string') swatch.style.background = stroke;
    });
}

/** True unless the reader has switched the line off; stays so when the chart is built anew. */
export function isShown(plot: HTMLElement, series: number): boolean {
  return plot.closest('figure')?.querySelector(`button[data-series="${series}"][aria-pressed="false"]`) === null;
}

/** A button per line; the arrow keys as cursor, which is the same moment in all charts. */
export function connectLegend(plot: HTMLElement, charts: () => readonly uPlot[]): void {
  keepWidths(plot);
  const own = () => charts().find((chart) => chart.root.parentElement === plot);
  plot.addEventListener('keydown', (event) => {
    const chart = own();
    const next = chart && nextIndex(event.key, chart);
    if (next === undefined) return;
    event.preventDefault();
    moveTo(charts(), chart?.data[0]?.[next]);
  });
  // Cursors move in all charts at once; only the one in use is read out.
  const at = plot.closest('figure')?.querySelector('.at');
  plot.addEventListener('focus', () => at?.setAttribute('aria-live', 'polite'));
  plot.addEventListener('blur', () => {
    at?.removeAttribute('aria-live');
    moveTo(charts(), undefined);
  });
  for (const button of plot.closest('figure')?.querySelectorAll<HTMLButtonElement>('button[data-series]') ?? []) {
    button.addEventListener('click', () => {
      const visible = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(visible));
      own()?.setSeries(Number(button.dataset.series), { show: visible });
    });
  }
}

/** Values change with the cursor; what stands beside them must not move. */
function keepWidths(plot: HTMLElement): void {
  for (const value of plot.closest('figure')?.querySelectorAll<HTMLElement>('.value') ?? []) {
    value.style.minWidth = `${Math.ceil(value.getBoundingClientRect().width)}px`;
  }
}

function nextIndex(key: string, chart: uPlot): number | undefined {
  const last = (chart.data[0]?.length ?? 0) - 1;
  const now = cursorIndex(chart);
  if (key === 'ArrowRight') return now === undefined ? 0 : Math.min(last, now + 1);
  if (key === 'ArrowLeft') return now === undefined ? last : Math.max(0, now - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  return undefined;
}

function cursorIndex({ cursor }: uPlot): number | undefined {
  return (cursor.left ?? -1) >= 0 ? (cursor.idx ?? undefined) : undefined;
}

/** Puts every chart's cursor on a moment, or takes it away. */
function moveTo(charts: readonly uPlot[], ms: number | null | undefined): void {
  for (const chart of charts) {
    const left = typeof ms === 'number' ? chart.valToPos(ms, 'x') : -10;
    chart.setCursor({ left, top: left < 0 ? -10 : 10 });
  }
}
