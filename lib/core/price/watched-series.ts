/** What `detect-anomalies` costs beside its schedule, by the series that it watches. */
import { ANOMALY_ENV, anomalyPath } from '../conventions';
import { type Charge, MONTH_HOURS } from './charge';
import { documentsBelow, metrics, reading, runsByJudge, variable } from './judge-parts';
import { functionRuns, invocationCharges } from './own-functions';
import { isTrue, items, type PricedResource, property, text } from './resource';
import { type ServiceFunction, serviceLabel } from './services';

/** A message between planner and workers has so many series at most. */
const SERIES_A_MESSAGE = 500;
/** Sent, received, deleted. */
const REQUESTS_A_MESSAGE = 3;
/** A worker waits about so long for GetMetricData (assumed, as bench/detect/cost.ts does). */
const WORKER_SECONDS = 1;
/** A checkpoint of a series, 3 KB, is written every 72 ticks; told anomalies and deploys are asked for at each. */
const UNITS_A_CHECKPOINT = 3;
const TICKS_A_CHECKPOINT = 72;
const READ_UNITS_A_TICK = 1;

const NOTE = `a message of detect-anomalies has up to ${SERIES_A_MESSAGE} series, and its worker is assumed to take ${WORKER_SECONDS} s`;

export function watchedSeriesCharges(
  resources: readonly PricedResource[],
  functions: readonly ServiceFunction[],
): Charge[] {
  const runs = runsByJudge(functions, ANOMALY_ENV.detection);
  const counts = new Map<string, number>();
  const charges = documentsBelow(anomalyPath(''), resources).flatMap(({ judge, document, stackName }) => {
    const series = items(property(document, 'series'));
    counts.set(judge, (counts.get(judge) ?? 0) + series.length);
    return series.flatMap((one): Charge[] => {
      const service = serviceLabel(text(property(one, 'service')), property(one, 'environment'));
      const read = { ...reading(runs.get(judge)), what: 'reading of watched series', stackName, service };
      const score = { ...metrics(1), what: 'metrics AnomalyScore', stackName, service };
      const hourly = { ...read, what: 'forecasts of watched series', quantity: MONTH_HOURS };
      return [
        read,
        ...(isTrue(property(one, 'publishScore')) ? [score] : []),
        ...(property(one, 'ahead') === undefined ? [] : [hourly]),
      ];
    });
  });
  return [...charges, ...functions.flatMap((one) => workerCharges(one, counts))];
}

/** A detection hands its series to runs of its own, and keeps what they have learned. */
function workerCharges(one: ServiceFunction, counts: ReadonlyMap<string, number>): Charge[] {
  const series = one.workflow === 'detect-anomalies' ? counts.get(variable(one, ANOMALY_ENV.detection)) : undefined;
  if (!series) return [];
  const ticks = functionRuns(one);
  const { stackName } = one.resource;
  const shared = { stackName, service: one.service, note: NOTE };
  const messages = ticks * Math.ceil(series / SERIES_A_MESSAGE);
  const writes = (ticks * series * UNITS_A_CHECKPOINT) / TICKS_A_CHECKPOINT;
  return [
    ...invocationCharges(one, { runs: messages, seconds: WORKER_SECONDS, what: 'worker', note: NOTE }),
    {
      ...shared,
      what: 'messages of detect-anomalies',
      quantity: REQUESTS_A_MESSAGE * messages,
      unit: 'request',
      priceId: 'sqs.request',
    },
    { ...shared, what: 'table writes of detect-anomalies', quantity: writes, unit: 'write unit', priceId: 'ddb.wru' },
    {
      ...shared,
      what: 'table reads of detect-anomalies',
      quantity: ticks * READ_UNITS_A_TICK,
      unit: 'read unit',
      priceId: 'ddb.rru',
    },
  ];
}
