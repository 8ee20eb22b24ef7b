/** What counted incidents cost at list prices, on demand, in us-east-1. */
import { priceOf, unitPrice } from '../../lib/core/price/charge';
import { PRICE_LIST, type PriceId } from '../../lib/core/price/prices';
import type { Traffic } from './hub';
import type { Units } from './metered-client';

export interface Share {
  readonly what: string;
  readonly quantity: number;
  readonly usd: number;
  readonly source: string;
}

/** What `own-function.ts` gives every function. */
const GIGABYTES = 256 / 1_024;
/** Assumed, not measured here: a warm run with a few calls of DynamoDB or SNS. */
const SECONDS_A_RUN = 0.15;
/** Standard queue, after the free tier. A message is sent, received and deleted; batches need fewer. */
const SQS_REQUEST_USD = 0.4 / 1e6;
const REQUESTS_A_MESSAGE = 3;
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';

/** Without the free tier, without storage, and without the schedules that run every minute, incident or not. */
export function sharesOf(units: Units, traffic: Traffic): readonly Share[] {
  const listed = (what: string, quantity: number, id: PriceId, source: string): Share => {
    const price = priceOf(PRICE_LIST, id);
    if (!price) throw new Error(`The price list has no '${id}'`);
    return { what, quantity, usd: quantity * unitPrice(price), source };
  };
  const requests = traffic.messages * REQUESTS_A_MESSAGE;
  const gigabyteSeconds = traffic.invocations * SECONDS_A_RUN * GIGABYTES;
  return [
    listed('DynamoDB write units', units.writes, 'ddb.wru', DYNAMODB),
    listed('DynamoDB read units', units.reads, 'ddb.rru', DYNAMODB),
    listed('Lambda requests', traffic.invocations, 'lambda.request', LAMBDA),
    listed(`Lambda GB-seconds, ${SECONDS_A_RUN * 1_000} ms a run`, gigabyteSeconds, 'lambda.gbs.arm', LAMBDA),
    {
      what: 'SQS requests',
      quantity: requests,
      usd: requests * SQS_REQUEST_USD,
      source: 'https://aws.amazon.com/sqs/pricing/',
    },
    listed('SNS publishes', traffic.publishes, 'sns.publish', 'https://aws.amazon.com/sns/pricing/'),
    listed(
      'EventBridge custom events',
      traffic.events,
      'eventbridge.customEvent',
      'https://aws.amazon.com/eventbridge/pricing/',
    ),
  ];
}
