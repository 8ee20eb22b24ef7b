/** The page's client: moves through time, draws the charts and adds tips. Everything else is there without it. */
import type { PageData } from '../chart-data';
import { connectCharts } from './charts';
import { connectFolds } from './folds';
import { connectKeys } from './keys';
import { connectLanes } from './lanes';
import { connectLinks } from './links';
import { connectMessages } from './messages';
import { Now } from './now';
import { connectTimeBar } from './time-bar';
import { connectTips } from './tips';
import { connectWalks } from './walk';

const text = document.getElementById('page-data')?.textContent;
if (text) start(JSON.parse(text) as PageData);

function start({ moments, charts }: PageData): void {
  const now = new Now(moments.startMs, moments.endMs);
  // Before the charts: what is folded is not drawn, and printing opens it.
  connectFolds();
  const player = connectTimeBar(moments, now);
  connectLanes(moments, now);
  connectWalks(now);
  connectCharts(charts, now, (plot) => connectKeys(plot, now, moments, () => player?.toggle()));
  connectMessages(now);
  connectTips();
  connectLinks(moments, now);
}
