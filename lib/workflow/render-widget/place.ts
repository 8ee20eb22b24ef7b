import type { CustomWidgetParams } from '../../core/dashboard/custom-widget';

interface Place {
  readonly service: string;
  readonly environment: string;
}

/** True for what a widget is asked about. */
export function isAskedFor({ service, environment }: Omit<CustomWidgetParams, 'widget'>): (one: Place) => boolean {
  return (one) => (service ?? one.service) === one.service && (environment ?? one.environment) === one.environment;
}
