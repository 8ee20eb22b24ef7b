import { CUSTOM_WIDGETS, WIDGET_TITLES } from '../../core/dashboard/custom-widget';
import { plain } from '../escape';
import { html } from '../report/html';
import { drawWidget, type WidgetFrame } from './frame';

/** What is wrong with a widget's parameters, where nothing can be drawn. */
export function refusedWidget(problem: string, frame: WidgetFrame): string {
  const body = html`<p><b>This widget cannot be drawn.</b></p><p>${plain(problem, 400)}</p>
<p class="quiet">Its parameters are in the source of the dashboard: Actions, View/edit source.</p>`;
  return drawWidget(frame, { problems: [], body });
}

/** What CloudWatch shows people who ask what the function draws, in Markdown. */
export function describeWidgets(): string {
  return `## Sightline

Draws what metrics cannot tell. It reads, and changes nothing.

### Widget parameters

Param | Description
---|---
**widget** | What to draw: ${CUSTOM_WIDGETS.map((name) => `\`${name}\` (${WIDGET_TITLES[name].toLowerCase()})`).join(', ')}
**service** | Only what is of this service (optional)
**environment** | Only what is of this environment (optional)
**cost** | What the widget \`cost\` shows; Sightline writes it at synth

### Example parameters

\`\`\` yaml
widget: incidents
service: checkout
environment: prod
\`\`\`
`;
}
