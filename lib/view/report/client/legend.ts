import type uPlot from 'uplot';
import { clock, quantity } from '../../format';
import type { ChartData } from '../chart-data';
import { lastAtOrBefore } from '../moment';

/**
 * Shows values in a chart's legend: those at the pointer, else those at the moment, else the largest of the whole
 * rehearsal.
 */
export function showValues(self: uPlot, chart: ChartData, nowMs: number | undefined): void {
  const figure = self.root.closest('figure');
  const times = self.data[0] ?? [];
  const atMs = hoveredMs(self) ?? nowMs;
  const spoken: string[] = [];
  figure?.querySelectorAll<HTMLElement>('.value').forEach((output, series) => {
    const value = atMs === undefined ? undefined : valueAt(times, self.data[series + 1], atMs);
    const words = typeof value === 'number' ? quantity(value, chart.series[series]?.unit) : '–';
    write(output, atMs === undefined ? (output.dataset.rest ?? '') : words);
    spoken.push(`${chart.series[series]?.label ?? ''} ${words}`);
  });
  const at = figure?.querySelector<HTMLElement>('.at');
  const time = atMs === undefined ? '' : `${clock(atMs)} UTC`;
  // The values are beside the lines already: here they are for those who hear the page.
  const heard = atMs === undefined ? '' : `: ${spoken.join(', ')}`;
  if (!at || at.textContent === time + heard) return;
  at.replaceChildren(time, unseen(heard));
}

function hoveredMs({ cursor, data }: uPlot): number | undefined {
  return (cursor.left ?? -1) >= 0 && typeof cursor.idx === 'number' ? data[0]?.[cursor.idx] : undefined;
}

/** The newest datapoint of a series at a moment; undefined before the first. Buckets of other series are passed over. */
function valueAt(
  times: ArrayLike<number>,
  values: ArrayLike<number | null | undefined> | undefined,
  atMs: number,
): number | null | undefined {
  let index = lastAtOrBefore(times.length, (at) => times[at] ?? 0, atMs);
  while (index >= 0 && values?.[index] === undefined) index -= 1;
  return values?.[index];
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
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
    ?.querySelectorAll<HTMLElement>('.legend i[class^="line-"]')
    .forEach((swatch, index) => {
      const stroke = series[index]?.stroke;
      if (typeof stroke === 'string') swatch.style.background = stroke;
    });
}

/** True unless the reader has switched the line off; stays so when the chart is built anew. */
export function isShown(plot: HTMLElement, series: number): boolean {
  return plot.closest('figure')?.querySelector(`button[data-series="${series}"][aria-pressed="false"]`) === null;
}

/** A button per line. The chart in focus is the one that is read out. */
export function connectLegend(plot: HTMLElement, drawn: () => uPlot | undefined): void {
  const figure = plot.closest('figure');
  const at = figure?.querySelector('.at');
  plot.addEventListener('focus', () => at?.setAttribute('aria-live', 'polite'));
  plot.addEventListener('blur', () => at?.removeAttribute('aria-live'));
  for (const button of figure?.querySelectorAll<HTMLButtonElement>('button[data-series]') ?? []) {
    button.addEventListener('click', () => {
      const visible = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(visible));
      drawn()?.setSeries(Number(button.dataset.series), { show: visible });
    });
  }
}

/** Values change with the moment; what stands beside them must not move. Once the chart is in sight. */
export function keepWidths(plot: HTMLElement): void {
  for (const value of plot.closest('figure')?.querySelectorAll<HTMLElement>('.value') ?? []) {
    if (value.style.minWidth === '') value.style.minWidth = `${Math.ceil(value.getBoundingClientRect().width)}px`;
  }
}
