/**
 * `render-widget`: draws a custom widget of a CloudWatch dashboard each time that somebody looks at it or refreshes it. It
 * reads and changes nothing, and it never throws: the console would show the error of the function in place of the widget.
 */

import { costWidget } from '../view/widgets/cost';
import { describeWidgets, refusedWidget } from '../view/widgets/refusal';
import { collectBudgets } from './render-widget/error-budgets';
import { collectIncidents } from './render-widget/incidents';
import { collectOnCall } from './render-widget/on-call';
import type { RenderWidgetPorts } from './render-widget/ports';
import { readWidgetEvent, type WidgetRequest } from './render-widget/read-event';
import { collectServiceMap } from './render-widget/service-map';

export type { RenderWidgetPorts };

/** @returns a handler of what CloudWatch sends; it answers HTML, or Markdown to whoever asks what it draws */
export function renderWidget(ports: RenderWidgetPorts): (event: unknown) => Promise<string> {
  return async (event) => {
    const read = readWidgetEvent(event, ports.clock.now());
    if (read.kind === 'describe') return describeWidgets();
    if (read.kind === 'refused') return refusedWidget(read.problem, read.frame);
    try {
      return await draw(ports, read);
    } catch (error) {
      ports.log.error('a widget could not be drawn', { widget: read.params.widget, error: String(error) });
      return refusedWidget('Drawing it failed. The log of its function says why.', read.frame);
    }
  };
}

function draw(ports: RenderWidgetPorts, request: WidgetRequest): Promise<string> | string {
  switch (request.params.widget) {
    case 'incidents':
      return collectIncidents(ports, request);
    case 'error-budgets':
      return collectBudgets(ports, request);
    case 'service-map':
      return collectServiceMap(ports, request);
    case 'on-call':
      return collectOnCall(ports, request);
    case 'cost':
      return costWidget(request.params, request.frame);
  }
}
