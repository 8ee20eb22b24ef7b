import type { CostEstimate, CostLine } from './estimate';

/** Words of a part of the estimate, by how the ids of its prices begin. */
const PARTS = [
  ['alarms', 'cw.alarm.'],
  ['metrics', 'cw.customMetric.'],
  ['dashboards', 'cw.dashboard'],
  ['logs', 'cw.logs.'],
  ['traces', 'xray.'],
] as const;
const BIGGEST = 3;

/** The estimate in a few lines of plain text, for people who see it at synth. */
export function costSummary(estimate: CostEstimate): string {
  const { lines, usdPerMonth, region, byTrust, notPriced, asOf } = estimate;
  const trust = (['verified', 'secondary', 'unverified'] as const)
    .filter((name) => byTrust[name] !== 0)
    .map((name) => `${dollars(byTrust[name])} ${name}`);
  const unknown = notPriced.map(({ what }) => what);
  return [
    `About ${dollars(usdPerMonth)} a month: ${parts(estimate).join(', ')}`,
    ...(lines.length > 0 ? [`Biggest: ${lines.slice(0, BIGGEST).map(described).join(', ')}`] : []),
    ...(unknown.length > 0 ? [`Not priced: ${[...new Set(unknown)].join(', ')}`] : []),
    `List prices of ${region} in USD, ${firstPart(asOf)}${trust.length > 0 ? `; prices: ${trust.join(', ')}` : ''}`,
  ].join('\n');
}

/** Each part, priced or not: what is not known is not told as nothing. */
function parts({ lines, notPriced }: CostEstimate): string[] {
  const unknown = new Set(notPriced.map(({ what }) => what));
  const named = PARTS.map(([name, prefix]) => {
    const own = lines.filter(({ priceId }) => priceId.startsWith(prefix));
    if (own.length === 0) return `${name} ${unknown.has(name) ? 'not known' : 'none'}`;
    return `${name} ${dollars(sum(own))}${unknown.has(name) ? ' and more' : ''}`;
  });
  const rest = lines.filter(({ priceId }) => !PARTS.some(([, prefix]) => priceId.startsWith(prefix)));
  return rest.length > 0 ? [...named, `others ${dollars(sum(rest))}`] : named;
}

function described({ what, quantity, usdPerMonth, service }: CostLine): string {
  return `${amount(quantity)} x ${what}${service === undefined ? '' : ` of ${service}`} ${dollars(usdPerMonth)}`;
}

function sum(lines: readonly CostLine[]): number {
  return lines.reduce((total, { usdPerMonth }) => total + usdPerMonth, 0);
}

/** What was compiled when; the explanation of trust behind it is for readers of the list. */
export function firstPart(asOf: string): string {
  return asOf.split(';')[0] ?? asOf;
}

/** `$1,204.50`; what is not quite nothing is not shown as nothing. */
export function dollars(usd: number): string {
  if (usd > 0 && usd < 0.005) return '<$0.01';
  const cents = Math.abs(usd).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${usd <= -0.005 ? '-' : ''}$${cents}`;
}

/** `43,800`, `0.057`. */
export function amount(quantity: number): string {
  const digits =
    Math.abs(quantity) < 100 && !Number.isInteger(quantity)
      ? { maximumSignificantDigits: 3 }
      : { maximumFractionDigits: 0 };
  return quantity.toLocaleString('en-US', digits);
}
