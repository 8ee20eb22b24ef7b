import type { ShownCost, ShownCostLine } from '../../core/price/shown-cost';
import { amount, dollars } from '../../core/price/summary';
import { plain } from '../escape';
import { type Html, html } from '../report/html';
import { drawWidget, emptyState, rowsThatFit, type WidgetFrame } from './frame';

export interface CostWidget {
  /** @default - the dashboard does not tell it */
  readonly cost?: ShownCost;
}

const ROW = 44;
const ABOVE = 110;
const WHAT = 60;

/** What was estimated when the app was synthesized: no bill. */
export function costWidget({ cost }: CostWidget, frame: WidgetFrame): string {
  const draw = (body: Html) => drawWidget(frame, { problems: [], body });
  if (!cost) {
    const how = 'Dashboards of an Observability tell it. For a whole app: sightline cost';
    return draw(emptyState('No estimate is known here.', how));
  }
  const { usdPerMonth, lines, notPriced, region, asOf } = cost;
  const shown = lines.slice(0, rowsThatFit(frame, ROW, ABOVE));
  return draw(html`<p><span class="big">${dollars(usdPerMonth)}</span> <span class="quiet">a month, by list prices of ${plain(region, 30)}, ${plain(asOf, 60)}</span></p>
<ul>${shown.map((line) => item(line, usdPerMonth))}</ul>
${notPriced.length > 0 && html`<p class="quiet">Not priced: ${notPriced.map((one) => plain(one, WHAT)).join(', ')}</p>`}
<p class="quiet">As estimated at the last deploy. Line by line: <code>sightline cost</code></p>`);
}

function item({ what, quantity, usdPerMonth }: ShownCostLine, total: number): Html {
  const share = total > 0 ? Math.round(100 * Math.min(1, Math.max(0, usdPerMonth / total))) : 0;
  return html`<li>${dollars(usdPerMonth)} <span class="quiet">${amount(quantity)} x ${plain(what, WHAT)}</span><span class="bar"><i style="width:${share}%"></i></span></li>
`;
}
