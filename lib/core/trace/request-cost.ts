/** What a request to a Lambda function costs, and how many of them it can serve. */
import { priceOf, unitPrice } from '../price/charge';
import { PRICE_LIST, type PriceList } from '../price/prices';

export interface FunctionSize {
  /** MB. */
  readonly memoryMb: number;
  /** @default 'arm64' */
  readonly architecture?: 'arm64' | 'x86_64';
}

export interface RequestCost {
  /** US dollars of one million requests: their time and the requests themselves. */
  readonly usdPerMillion: number;
  /** Of these dollars, those for time times memory. */
  readonly usdForTime: number;
}

const MB_PER_GB = 1_024;

/**
 * @param averageMs of a request; billed is what Lambda measures, at least a millisecond:
 * https://aws.amazon.com/lambda/pricing/
 * @throws where the price list has no prices of Lambda
 */
export function requestCost(averageMs: number, size: FunctionSize, list: PriceList = PRICE_LIST): RequestCost {
  const usd = (id: string) => {
    const price = priceOf(list, id);
    if (price) return unitPrice(price);
    throw new Error(`the price list must have '${id}'; it has: ${list.prices.map((one) => one.id).join(', ')}`);
  };
  const seconds = Math.max(1, Math.ceil(averageMs)) / 1_000;
  const second = usd(size.architecture === 'x86_64' ? 'lambda.gbs.x86' : 'lambda.gbs.arm');
  const usdForTime = 1e6 * seconds * (size.memoryMb / MB_PER_GB) * second;
  return { usdPerMillion: usdForTime + 1e6 * usd('lambda.request'), usdForTime };
}
