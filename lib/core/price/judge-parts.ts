/** What the prices of judges have in common: their documents, their runs, what is read and published. */
import { CUSTOM_METRIC, MONTH_HOURS } from './charge';
import { functionRuns } from './own-functions';
import { joined, number, type PricedResource, parsed, property, text } from './resource';
import type { ServiceFunction } from './services';

/** Of a judge that is not in these templates: its default is five minutes. */
const DEFAULT_RUNS = 12 * MONTH_HOURS;

/** SSM parameters below a path, with the name of the judge that reads them. */
export function documentsBelow(path: string, resources: readonly PricedResource[]) {
  return resources.flatMap(({ type, properties, stackName }) => {
    const name = type === 'AWS::SSM::Parameter' ? joined(property(properties, 'Name')) : '';
    if (!name.startsWith(path)) return [];
    const judge = name.slice(path.length).split('/')[0] ?? '';
    return [{ judge, document: parsed(joined(property(properties, 'Value'))), stackName }];
  });
}

/** How often a month the judges run, by name. @param key environment variable that has it */
export function runsByJudge(functions: readonly ServiceFunction[], key: string): Map<string, number> {
  const named = functions.map((one) => [variable(one, key), functionRuns(one)] as const);
  return new Map(named.filter(([name]) => name !== ''));
}

export function variable({ resource }: ServiceFunction, key: string): string {
  const value = property(resource.properties, 'Environment', 'Variables', key);
  return value === undefined ? '' : (text(value) ?? String(number(value) ?? joined(value)));
}

/** GetMetricData is paid by the metric that is asked for, whatever its datapoints. */
export function reading(runs = DEFAULT_RUNS, perRun = 1) {
  return { quantity: runs * perRun, unit: 'metric', priceId: 'cw.api.GetMetricData' };
}

export function metrics(quantity: number) {
  return { quantity, unit: 'metric', priceId: CUSTOM_METRIC };
}
