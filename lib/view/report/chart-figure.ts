import { quantity } from '../format';
import type { ChartData, ChartSeries } from './chart-data';
import { type Html, html } from './html';

/** The place of one chart: its title, the area the client draws into, and a legend that also reads the values. */
export function chartFigure(chart: ChartData, index: number, css: string): Html {
  const title = chart.title || 'Metrics';
  const legend = chart.series.map((series, number) => {
    const { label, statistic, axis, band } = series;
    const extreme = extremeOf(series);
    return html`<li><button type="button" aria-pressed="true" title="${statistic && `Statistic: ${statistic}`}" data-series="${number + 1}"><i class="line-${number % 6}"></i><span>${label}${axis === 'right' && html`<span class="axis"> (right)</span>`}</span> <span class="value" data-rest="${extreme}">${extreme}</span></button>${band && html`<span class="key"><i class="swatch swatch-band"></i>Band</span>`}</li>`;
  });
  return html`<figure class="chart ${css}"><figcaption><h4>${title}</h4><span class="at"></span></figcaption><div class="plot" data-chart="${index}" tabindex="0" role="group" aria-roledescription="chart" aria-label="${title}. The keys of the time bar move through time."><noscript>Charts need JavaScript.</noscript></div><ul class="legend">${legend}</ul></figure>
`;
}

/** The value to look at first: the least of a Minimum, the most of everything else. */
function extremeOf({ points, statistic, unit }: ChartSeries): string {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  if (values.length === 0) return 'no data';
  const least = statistic === 'Minimum';
  const extreme = values.reduce((a, b) => (least ? Math.min(a, b) : Math.max(a, b)));
  return `${least ? 'min' : 'max'} ${quantity(extreme, unit)}`;
}
