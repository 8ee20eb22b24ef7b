import type { Charges } from './charge';
import { items, joined, type PricedResource, property, text } from './resource';

/** The free tier takes dashboards of at most so many metrics: https://aws.amazon.com/cloudwatch/pricing/ */
const FREE_DASHBOARD_METRICS = 50;

export function dashboardsIn(resources: readonly PricedResource[]): PricedResource[] {
  return resources.filter(({ type }) => type === 'AWS::CloudWatch::Dashboard');
}

export function dashboardCharges(resources: readonly PricedResource[]): Charges {
  return {
    charges: dashboardsIn(resources).map(({ stackName }) => ({
      what: 'dashboards',
      quantity: 1,
      unit: 'dashboard',
      priceId: 'cw.dashboard',
      stackName,
    })),
    notPriced: [],
  };
}

/** True where the free tier would take it: what cannot be counted is not. */
export function isSmallDashboard({ properties }: PricedResource): boolean {
  const widgets = widgetsOf(properties);
  if (!widgets) return false;
  const metrics = widgets.flatMap((widget) => items(property(widget, 'properties', 'metrics')));
  const expressions = metrics.map((metric) => text(property(items(metric)[0], 'expression')) ?? '');
  if (expressions.some((expression) => /SEARCH|SELECT/i.test(expression))) return false;
  return metrics.length - expressions.filter((expression) => expression !== '').length <= FREE_DASHBOARD_METRICS;
}

function widgetsOf(properties: unknown): readonly unknown[] | undefined {
  try {
    const widgets = property(JSON.parse(joined(property(properties, 'DashboardBody'))), 'widgets');
    return Array.isArray(widgets) ? widgets : undefined;
  } catch {
    return undefined;
  }
}
