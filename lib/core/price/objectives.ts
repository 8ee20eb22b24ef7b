import { sloPath } from '../conventions';
import { publishedMetrics } from '../slo/published-metrics';
import { type Charge, CUSTOM_METRIC, MONTH_HOURS } from './charge';
import { joined, type PricedResource, parsed, property, text } from './resource';
import { serviceLabel } from './services';

/** How many there were, and how many of them were bad. */
const METRICS_READ = 2;
const RUNS_AN_HOUR = 12;

/** What `evaluate-slos` publishes about the objectives of a template, every five minutes, and reads for it. */
export function objectiveCharges(resources: readonly PricedResource[]): Charge[] {
  return resources.flatMap(({ type, properties, stackName }) => {
    const name = type === 'AWS::SSM::Parameter' ? joined(property(properties, 'Name')) : '';
    if (!name.startsWith(sloPath(''))) return [];
    const definition = parsed(joined(property(properties, 'Value')));
    const service = serviceLabel(text(property(definition, 'service')), property(definition, 'environment'));
    const kind = kindOf(definition);
    const shared = { unit: 'metric', stackName, service };
    const published = {
      ...shared,
      what: 'metrics of objectives',
      quantity: publishedMetrics(kind),
      priceId: CUSTOM_METRIC,
    };
    const read = METRICS_READ * RUNS_AN_HOUR * MONTH_HOURS;
    const reading = { ...shared, what: 'reading of objectives', quantity: read, priceId: 'cw.api.GetMetricData' };
    // A combination is made of what its parts have measured.
    return kind === 'composite' ? [published] : [published, reading];
  });
}

function kindOf(definition: unknown): Parameters<typeof publishedMetrics>[0] {
  if (property(definition, 'kind') === 'composite') return 'composite';
  return property(definition, 'indicator', 'budgeting') === 'timeslices' ? 'timeslices' : 'events';
}
