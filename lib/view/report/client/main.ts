/** The page's client: draws the charts and adds tips. Everything else on the page is there without it. */
import type uPlot from 'uplot';
import type { ChartsData } from '../chart-data';
import { drawChart } from './chart';
import { connectLegend } from './legend';
import { onThemeChange } from './theme';
import { connectTips } from './tips';

const charts: uPlot[] = [];

start();

function start(): void {
  const text = document.getElementById('charts')?.textContent;
  if (text) drawAll(JSON.parse(text) as ChartsData);
  connectTips();
  connectPrinting();
}

function drawAll(data: ChartsData): void {
  const plots = [...document.querySelectorAll<HTMLElement>('.plot')];
  const draw = () => {
    for (const chart of charts.splice(0)) chart.destroy();
    for (const plot of plots) {
      const chart = data.charts[Number(plot.dataset.chart)];
      if (chart) charts.push(drawChart(plot, chart, data));
    }
  };
  draw();
  onThemeChange(draw);
  for (const plot of plots) {
    connectLegend(plot, () => charts);
    watchSize(plot);
  }
}

function watchSize(plot: HTMLElement): void {
  new ResizeObserver(() => {
    const chart = charts.find((candidate) => candidate.root.parentElement === plot);
    const { clientWidth: width, clientHeight: height } = plot;
    if (chart && width > 0 && (chart.width !== width || chart.height !== height)) chart.setSize({ width, height });
  }).observe(plot);
}

/** Paper has no folds: everything opens for printing and closes again after it. */
function connectPrinting(): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details')].filter((details) => !details.open);
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });
}
