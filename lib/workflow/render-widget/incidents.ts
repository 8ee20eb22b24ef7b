import { incidentsWidget } from '../../view/widgets/incidents';
import { ask } from './ask';
import { isAskedFor } from './place';
import type { RenderWidgetPorts } from './ports';
import type { WidgetRequest } from './read-event';

export async function collectIncidents(ports: RenderWidgetPorts, { params, frame }: WidgetRequest): Promise<string> {
  const [open, config] = await Promise.all([
    ask(ports, 'open incidents', ports.incidents, (store) => store.listOpen()),
    ask(ports, "services' dashboards", ports.config, (port) => port.load()),
  ]);
  const services = config.found?.services ?? [];
  return incidentsWidget(
    {
      ...(open.found && { incidents: open.found.filter(isAskedFor(params)) }),
      dashboards: new Map(services.map((one) => [`${one.service}/${one.environment}`, one.dashboardName])),
      region: ports.region,
      ...(params.service !== undefined && { service: params.service }),
      problems: [...open.problems, ...config.problems],
      unset: open.unset,
    },
    frame,
  );
}
