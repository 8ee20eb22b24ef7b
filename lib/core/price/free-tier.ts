import { CUSTOM_METRIC, customMetricsUsd, priceOf, trustOf, unitPrice } from './charge';
import { dashboardsIn, isSmallDashboard } from './dashboards';
import type { CostLine } from './estimate';
import type { PriceList } from './prices';
import type { PricedResource } from './resource';

interface Allowance {
  readonly what: string;
  readonly free: number;
  readonly priceId: string;
  readonly source: string;
}

const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const XRAY = 'https://aws.amazon.com/xray/pricing/';
const GENERAL = 'general knowledge';

/** What an account gets free each month, by the price it saves. */
const ALLOWANCES: readonly Allowance[] = [
  { what: '10 custom metrics', free: 10, priceId: CUSTOM_METRIC, source: CLOUDWATCH },
  { what: '10 alarm metrics', free: 10, priceId: 'cw.alarm.standard', source: CLOUDWATCH },
  { what: '3 small dashboards', free: 3, priceId: 'cw.dashboard', source: CLOUDWATCH },
  { what: '5 GB of logs', free: 5, priceId: 'cw.logs.ingest.standard', source: CLOUDWATCH },
  { what: '100 canary runs', free: 100, priceId: 'synthetics.canaryRun', source: CLOUDWATCH },
  { what: '100,000 traces', free: 100_000, priceId: 'xray.recorded', source: XRAY },
  { what: '1 M Lambda requests', free: 1e6, priceId: 'lambda.request', source: GENERAL },
  { what: '400,000 GB-seconds', free: 400_000, priceId: 'lambda.gbs.arm', source: GENERAL },
  { what: '1 M queue requests', free: 1e6, priceId: 'sqs.request', source: 'price list: over 1 M' },
  { what: '14 M schedules', free: 14e6, priceId: 'scheduler.invocation', source: GENERAL },
  { what: '1 M publishes', free: 1e6, priceId: 'sns.publish', source: 'price list: over 1 M' },
  { what: '1,000 mails', free: 1_000, priceId: 'sns.email', source: 'price list: over 1 k' },
];

/** Lines that take off what the free tier would pay. It is the account's, so most organisations have used it up. */
export function freeTierLines(
  lines: readonly CostLine[],
  resources: readonly PricedResource[],
  prices: PriceList,
): CostLine[] {
  const small = dashboardsIn(resources).filter(isSmallDashboard).length;
  return ALLOWANCES.flatMap((allowance) => {
    const { priceId, free, what, source } = allowance;
    const price = priceOf(prices, priceId);
    const used = lines.reduce(
      (sum, line) => (line.priceId === priceId && !isInsights(line) ? sum + line.quantity : sum),
      0,
    );
    const quantity = Math.min(free, priceId === 'cw.dashboard' ? small : used);
    if (!price || quantity === 0) return [];
    const saved =
      priceId === CUSTOM_METRIC
        ? customMetricsUsd(prices, used) - customMetricsUsd(prices, used - quantity)
        : quantity * unitPrice(price);
    const trust = trustOf([price], source === GENERAL);
    const unit = lines.find((line) => line.priceId === priceId)?.unit ?? '';
    return { what: `free tier: ${what}`, quantity: -quantity, unit, usdPerMonth: -saved, priceId, trust, source };
  });
}

/** https://aws.amazon.com/cloudwatch/pricing/: Metrics Insights alarms have no free tier. */
function isInsights({ what }: CostLine): boolean {
  return what.startsWith('Metrics Insights');
}
