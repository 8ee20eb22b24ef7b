import type uPlot from 'uplot';
import type { ChartsData } from '../chart-data';
import { drawChart, placeMark } from './chart';
import { connectLegend, showValues } from './legend';
import type { Now } from './now';
import { onThemeChange } from './theme';

/** Charts are drawn when they come this close to the window, in CSS pixels: a hundred of them cost nothing before. */
const NEAR = '400px';

/** One chart's place in the page; `drawn` once it was near the window. */
interface Place {
  readonly plot: HTMLElement;
  readonly index: number;
  drawn?: uPlot;
  near: boolean;
}

/** Draws the charts and keeps them at the current moment. `onPlot` is told each place, to connect more to it. */
export function connectCharts(data: ChartsData, now: Now, onPlot: (plot: HTMLElement) => void): void {
  const places = [...document.querySelectorAll<HTMLElement>('.plot')].map(
    (plot): Place => ({ plot, index: Number(plot.dataset.chart), near: false }),
  );
  const byPlot = new Map(places.map((place) => [place.plot as Element, place]));
  const draw = (place: Place) => {
    const chart = data.charts[place.index];
    place.drawn?.destroy();
    if (chart && place.plot.clientWidth > 0) place.drawn = drawChart(place.plot, chart, data, now);
    move(place, data, now);
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const place = byPlot.get(target);
        if (!place) continue;
        place.near = isIntersecting;
        if (isIntersecting && !place.drawn) draw(place);
        else if (isIntersecting) move(place, data, now);
      }
    },
    { rootMargin: NEAR },
  );
  for (const place of places) {
    near.observe(place.plot);
    watchSize(place);
    connectLegend(place.plot, () => place.drawn);
    onPlot(place.plot);
  }
  now.onChange(() => {
    for (const place of places) if (place.near) move(place, data, now);
  });
  onThemeChange(() => {
    for (const place of places) if (place.drawn) draw(place);
  });
  addEventListener('beforeprint', () => {
    for (const place of places) if (!place.drawn) draw(place);
  });
}

/** Puts a chart's mark and its values on the moment. */
function move({ drawn, index }: Place, data: ChartsData, now: Now): void {
  const chart = data.charts[index];
  if (!drawn || !chart) return;
  placeMark(drawn, now);
  showValues(drawn, chart, now.atMs);
  if (chart.evidence?.length) drawn.redraw(false, false);
}

function watchSize(place: Place): void {
  new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = place.plot;
    const { drawn } = place;
    if (drawn && width > 0 && (drawn.width !== width || drawn.height !== height)) drawn.setSize({ width, height });
  }).observe(place.plot);
}
