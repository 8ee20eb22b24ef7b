import type { MetricId } from '../core/signal/metric';
import type { Templates } from './templates';

/**
 * Reads a metric as the command line gives it: `AWS/Lambda/Duration:FunctionName=@PlaceOrder,Other=value`. A value with
 * `@` in front is a logical id or construct path of the templates and stands for that resource's name.
 * @throws saying what belongs there
 */
export function parseMetricReference(text: string, templates: Templates): MetricId {
  const match = /^([^:]+)\/([^/:]+)(?::(.+))?$/.exec(text);
  if (!match) {
    throw new Error(
      `'${text}' is not a metric; write <namespace>/<name>:<dimension>=<value>, such as ` +
        "'AWS/Lambda/Duration:FunctionName=@PlaceOrder'",
    );
  }
  const [, namespace = '', name = '', list] = match;
  const dimensions: Record<string, string> = {};
  for (const pair of list?.split(',') ?? []) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new Error(`'${pair}' in '${text}' is not a dimension; write <dimension>=<value>`);
    const value = pair.slice(equals + 1);
    dimensions[pair.slice(0, equals)] = value.startsWith('@') ? templates.find(value).name : value;
  }
  return { namespace, name, dimensions };
}
