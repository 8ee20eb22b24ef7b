/** Services of any size, as dashboards are given them, in data of our own: the catalog grows. */
import type { Family } from '../../../lib/core/catalog/entry';
import type { ResolvedAlarm, ResolvedGraph, ResolvedSeries } from '../../../lib/core/catalog/resolve';
import { buildDashboards } from '../../../lib/core/dashboard/build';
import type { DashboardContent, DashboardResource } from '../../../lib/core/dashboard/content';
import type { Dashboard, MetricWidget, WidgetSeries } from '../../../lib/core/dashboard/model';
import { readDashboardBody } from '../../../lib/core/dashboard/read';
import type { MetricId } from '../../../lib/core/signal/metric';

export function series(metric: MetricId, statistic: string, label: string): ResolvedSeries {
  return { metric, statistic, label };
}

export function graph(
  title: string,
  left: readonly ResolvedSeries[],
  right: readonly ResolvedSeries[] = [],
): ResolvedGraph {
  return { title, left, right };
}

export function alarmOn(
  id: string,
  { metric, statistic }: ResolvedSeries,
  changes: Partial<ResolvedAlarm> = {},
): ResolvedAlarm {
  return {
    id,
    metric,
    statistic,
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    periodSeconds: 60,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    treatMissingData: 'notBreaching',
    severity: 'high',
    role: 'page',
    summary: '',
    reason: '',
    runbook: [],
    ...changes,
  };
}

/** Seven lines, three of them with an alarm; the threshold of one is each function's own. */
export function lambdaFunction(label: string, name = `app-${label}-0123456789AB`): DashboardResource {
  const line = (metric: string, statistic: string, text: string) =>
    series({ namespace: 'AWS/Lambda', name: metric, dimensions: { FunctionName: name } }, statistic, text);
  const [throttles, errors] = [line('Throttles', 'Sum', 'Throttles'), line('Errors', 'Average', 'Fault ratio')];
  const p99 = line('Duration', 'p99', 'p99');
  return {
    title: 'Lambda function',
    family: 'compute',
    label,
    graphs: [
      graph(
        'Invocations',
        [line('Invocations', 'Sum', 'Invocations'), throttles],
        [line('ConcurrentExecutions', 'Maximum', 'Concurrency')],
      ),
      graph('Errors', [line('Errors', 'Sum', 'Errors')], [errors]),
      graph('Duration', [line('Duration', 'p50', 'p50'), p99]),
    ],
    alarms: [
      alarmOn('FaultRate', errors, { threshold: 0.05 }),
      alarmOn('Throttles', throttles),
      alarmOn('DurationNearTimeout', p99, { threshold: 1000 + label.length, periodSeconds: 300 }),
    ],
  };
}

/** Its dead-letter queue has a name of its own, and the same metric. */
export function queue(label: string): DashboardResource {
  const line = (metric: string, name: string, text: string) =>
    series({ namespace: 'AWS/SQS', name: metric, dimensions: { QueueName: name } }, 'Maximum', text);
  const age = line('ApproximateAgeOfOldestMessage', label, 'Age');
  const dead = line('ApproximateNumberOfMessagesVisible', `${label}-dead`, 'Dead letters');
  return {
    title: 'SQS queue',
    family: 'messaging',
    label,
    graphs: [
      graph('Messages', [line('ApproximateNumberOfMessagesVisible', label, 'Waiting')]),
      graph('Age', [age]),
      graph('Dead letters', [dead]),
    ],
    alarms: [alarmOn('OldestMessageAge', age, { threshold: 300 }), alarmOn('DeadLetters', dead)],
  };
}

/** Told apart by two dimensions, with an alarm that falls, and one on a line that no graph has. */
export function containers(label: string): DashboardResource {
  const line = (metric: string, statistic: string) =>
    series(
      { namespace: 'AWS/ECS', name: metric, dimensions: { ServiceName: label, ClusterName: `${label}-cluster` } },
      statistic,
      metric,
    );
  const running = line('RunningTaskCount', 'Minimum');
  return {
    title: 'ECS service',
    family: 'compute',
    label,
    graphs: [graph('CPU', [line('CPUUtilization', 'Average')]), graph('Tasks', [running])],
    alarms: [
      alarmOn('TooFewTasks', running, { comparison: 'LessThanThreshold' }),
      alarmOn('Memory', line('MemoryUtilization', 'Maximum'), { threshold: 90 }),
    ],
  };
}

export function plain(title: string, family: Family, label: string): DashboardResource {
  const only = series({ namespace: `AWS/${title}`, name: 'Errors', dimensions: { Name: label } }, 'Sum', 'Errors');
  return { title, family, label, graphs: [graph('Errors', [only])], alarms: [alarmOn('Errors', only)] };
}

/** What the middleware publishes. */
export function handlers(environment = 'prod'): DashboardResource {
  const dimensions = { service: 'checkout', environment };
  const requests = series({ namespace: 'Sightline', name: 'Requests', dimensions }, 'Sum', 'Requests');
  const faults = series({ namespace: 'Sightline', name: 'Faults', dimensions }, 'Average', 'Fault ratio');
  return {
    title: 'Service',
    family: 'service',
    label: 'checkout',
    graphs: [graph('Requests', [requests], [faults])],
    alarms: [alarmOn('FaultRate', faults, { threshold: 0.05 })],
  };
}

/** `name(3)`: three labels, in order. */
export function labels(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, '0')}`);
}

export function contentOf(
  resources: readonly DashboardResource[],
  changes: Partial<DashboardContent> = {},
): DashboardContent {
  return {
    name: 'checkout-prod',
    service: 'checkout',
    environment: 'prod',
    header: '# checkout',
    region: 'eu-central-1',
    alarms: [],
    resources,
    ...changes,
  };
}

/** Each dashboard as the reader sees it, which must understand all of it. */
export function built(content: DashboardContent): { name: string; body: string; read: Dashboard }[] {
  return buildDashboards(content).map(({ name, body }) => {
    const text = JSON.stringify(body);
    return { name, body: text, read: readDashboardBody(text) };
  });
}

export function metricWidgets({ widgets }: Dashboard): MetricWidget[] {
  return widgets.filter((widget): widget is MetricWidget => widget.type === 'metric');
}

export function seriesOf(widget: MetricWidget): WidgetSeries[] {
  return widget.rows.filter((row): row is WidgetSeries => 'metric' in row);
}

export function texts({ widgets }: Dashboard): string[] {
  return widgets.flatMap((widget) => (widget.type === 'text' ? [widget.markdown] : []));
}
