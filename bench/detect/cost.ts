/** What counted ticks cost a month at list prices, in us-east-1, without the free tier. */
import { priceOf, unitPrice } from '../../lib/core/price/charge';
import { BYTES_PER_GB, LOG_BYTES, recordedTraces } from '../../lib/core/price/own-functions';
import { PRICE_LIST, type PriceId } from '../../lib/core/price/prices';
import { CADENCE_MS, type Used } from './fleet';

export interface Share {
  readonly what: string;
  /** A month. */
  readonly quantity: number;
  readonly usd: number;
}

const MONTH_SECONDS = 30 * 86_400;
export const TICKS_A_MONTH = (MONTH_SECONDS * 1_000) / CADENCE_MS;
/** Of `detect-function.ts`. Lambda gives a whole processor at 1,769 MB. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEMORY_MB = 512;
const MEMORY_OF_A_PROCESSOR_MB = 1_769;
/** Assumed, not measured here: what a call of GetMetricData of 500 metrics keeps a worker waiting. */
export const CALL_SECONDS = 1;
/** Standard queue; not on the price list. https://aws.amazon.com/sqs/pricing/ */
const SQS_REQUEST_USD = 0.4 / 1e6;
const SQS_CHUNK_BYTES = 65_536;
/** Lambda polls an empty queue with five connections of 20 s. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const EMPTY_POLLS = (5 * MONTH_SECONDS) / 20;
/** Not on the price list. https://aws.amazon.com/s3/pricing/ */
const S3_PUT_USD = 0.005 / 1_000;
const S3_GET_USD = 0.0004 / 1_000;
/** Workers whose memory is lost: all of them once in so many ticks, an hour. Lambda keeps environments for longer, mostly. */
export const TICKS_A_COLD_START = 12;
const OWN_METRICS = 2;
const OWN_ALARMS = 4;

/** Of the whole detection; `ticks` warm ones and one cold one were measured. */
export function sharesOf(warm: Used, ticks: number, cold: Used): readonly Share[] {
  const monthly = (pick: (used: Used) => number) => {
    const coldTicks = TICKS_A_MONTH / TICKS_A_COLD_START;
    return (pick(warm) / ticks) * (TICKS_A_MONTH - coldTicks) + pick(cold) * coldTicks;
  };
  const invocations = monthly((used) => used.invocations);
  const seconds = monthly(
    ({ cpuSeconds, calls }) => (cpuSeconds * MEMORY_OF_A_PROCESSOR_MB) / MEMORY_MB + calls * CALL_SECONDS,
  );
  const logged = monthly((used) => used.logBytes) + invocations * LOG_BYTES;
  const requests = monthly(({ messageBytes }) => messageBytes.reduce((sum, bytes) => sum + sqsRequests(bytes), 0));
  return [
    listed(
      'DynamoDB write units',
      monthly(({ units }) => units.writes),
      'ddb.wru',
    ),
    listed(
      'DynamoDB read units',
      monthly(({ units }) => units.reads),
      'ddb.rru',
    ),
    listed('Lambda requests', invocations, 'lambda.request'),
    listed('Lambda GB-seconds', (seconds * MEMORY_MB) / 1_024, 'lambda.gbs.arm'),
    { what: 'SQS requests', quantity: requests + EMPTY_POLLS, usd: (requests + EMPTY_POLLS) * SQS_REQUEST_USD },
    listed('logs, GB', logged / BYTES_PER_GB, 'cw.logs.ingest.standard'),
    listed('traces', recordedTraces(invocations, 1), 'xray.recorded'),
    listed('metrics on itself', OWN_METRICS, 'cw.customMetric.tier1'),
    listed('alarms on itself', OWN_ALARMS, 'cw.alarm.standard'),
  ];
}

export function metricDataUsd(metricsATick: number): number {
  return listed('', metricsATick * TICKS_A_MONTH, 'cw.api.GetMetricData').usd;
}

/** What keeping states costs a month in other ways. */
export function statesUsd(stateBytes: number, jobs: number) {
  const writes = (stateBytes / 1_024) * TICKS_A_MONTH;
  const usdOf = (ticks: number) => listed('', writes / ticks, 'ddb.wru').usd;
  return {
    'DynamoDB, every tick': usdOf(1),
    'DynamoDB, every hour': usdOf(12),
    'DynamoDB, every six hours (ours)': usdOf(72),
    'S3, an object a worker, read and written every tick': jobs * TICKS_A_MONTH * (S3_PUT_USD + S3_GET_USD),
  };
}

/** What all reads would be if every worker began anew in every tick. */
export function coldReadsUsd(cold: Used): number {
  return listed('', cold.units.reads * TICKS_A_MONTH, 'ddb.rru').usd;
}

/** Sent and received in chunks, deleted at once. */
function sqsRequests(bytes: number): number {
  return 2 * Math.ceil(bytes / SQS_CHUNK_BYTES) + 1;
}

function listed(what: string, quantity: number, id: PriceId): Share {
  const price = priceOf(PRICE_LIST, id);
  if (!price) throw new Error(`The price list has no '${id}'`);
  return { what, quantity, usd: quantity * unitPrice(price) };
}
