/** What the judges read and publish, beside their runs: series, health inputs, traces. */
import {
  ANOMALY_DETECTION_METRIC,
  HEALTH_SCORING_ENV,
  healthPath,
  SLO_EVALUATION_METRIC,
  TRACE_ENV,
  TRACE_METRIC,
} from '../conventions';
import type { Charge, Charges, NotPriced } from './charge';
import { documentsBelow, metrics, reading, runsByJudge, variable } from './judge-parts';
import { functionRuns } from './own-functions';
import { items, type PricedResource, property, text } from './resource';
import { type ServiceFunction, serviceLabel } from './services';
import { watchedSeriesCharges } from './watched-series';

/** Traces with faults that a run reads beyond its sample. */
const MORE_FAULTS = 20;
const DEFAULT_MAX_TRACES = 200;

const TRACE_NOTE = 'runs of analyze-traces are assumed to read as many traces as they may';
const TABLE_REASON = 'what it keeps is as large as what it finds, which the template does not tell';
const TABLE_WORKFLOWS = ['evaluate-slos', 'analyze-traces', 'track-errors'];

export function judgeCharges(resources: readonly PricedResource[], functions: readonly ServiceFunction[]): Charges {
  const series = watchedSeriesCharges(resources, functions);
  return {
    charges: [...series, ...healthCharges(resources, functions), ...functions.flatMap(ownCharges)],
    notPriced: functions.flatMap(unknownTable),
  };
}

function healthCharges(resources: readonly PricedResource[], functions: readonly ServiceFunction[]): Charge[] {
  const runs = runsByJudge(functions, HEALTH_SCORING_ENV);
  const scored = new Set<string>();
  return documentsBelow(healthPath(''), resources).flatMap(({ judge, document, stackName }): Charge[] => {
    const service = serviceLabel(text(property(document, 'service')), property(document, 'environment'));
    const read = items(property(document, 'inputs')).flatMap((input) => [
      JSON.stringify([property(input, 'metric'), property(input, 'statistic'), property(input, 'periodSeconds')]),
      ...(property(input, 'per') === undefined ? [] : [JSON.stringify([property(input, 'per'), 'Sum'])]),
    ]);
    const shared = { stackName, service };
    const isNew = !scored.has(`${judge} ${service}`);
    scored.add(`${judge} ${service}`);
    return [
      { ...reading(runs.get(judge), new Set(read).size), ...shared, what: 'reading of what health is scored by' },
      ...(isNew ? [{ ...metrics(1), ...shared, what: 'metrics ServiceHealth' }] : []),
    ].filter(({ quantity }) => quantity > 0);
  });
}

/** What a judge publishes about itself, and the traces that are read. */
function ownCharges(one: ServiceFunction): Charge[] {
  const { workflow = '', service, resource } = one;
  const count = OWN_METRICS.get(workflow);
  if (count === undefined) return [];
  const shared = { stackName: resource.stackName, service };
  const published = { ...metrics(count), ...shared, what: `metrics of ${workflow}` };
  if (workflow !== 'analyze-traces') return [published];
  const most = (Number(variable(one, TRACE_ENV.maxTraces)) || DEFAULT_MAX_TRACES) + MORE_FAULTS;
  const read = { quantity: functionRuns(one) * most, unit: 'trace', priceId: 'xray.retrievedOrScanned' };
  return [published, { ...read, ...shared, what: 'traces read by analyze-traces', note: TRACE_NOTE }];
}

/** `track-errors` publishes in trouble only. Of all services together `score-health` has one. */
const OWN_METRICS: ReadonlyMap<string, number> = new Map([
  ['detect-anomalies', Object.keys(ANOMALY_DETECTION_METRIC).length],
  ['analyze-traces', Object.keys(TRACE_METRIC).length],
  ['evaluate-slos', Object.keys(SLO_EVALUATION_METRIC).length],
  ['score-health', 1],
]);

function unknownTable({ workflow = '', resource }: ServiceFunction): NotPriced[] {
  if (!TABLE_WORKFLOWS.includes(workflow)) return [];
  return [{ what: `table of ${workflow}`, reason: TABLE_REASON, count: 1, stackName: resource.stackName }];
}
