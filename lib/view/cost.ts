/** The cost estimate as lines of a terminal. */
import type { CostEstimate, CostLine, CostSum } from '../core/price/estimate';
import { amount, dollars, firstPart } from '../core/price/summary';
import { hanging } from './backtest/lines';
import { plain } from './escape';
import type { Paint } from './timeline';

export interface CostViewOptions {
  readonly paint: Paint;
  readonly width: number;
  /** What it may cost a month. @default - anything */
  readonly maxUsd?: number;
}

/** Columns that it is laid out for; narrower terminals break its texts, wider ones do not stretch it. */
const MAX_WIDTH = 100;
/** Of the table: the rest is one line together. */
const MOST_LINES = 30;
const MOST_SUMS = 12;
const WHAT = 35;
const STACK = 19;

export function tellCost(estimate: CostEstimate, { paint, width: given, maxUsd }: CostViewOptions): string {
  const width = Math.min(given, MAX_WIDTH);
  const sections = [
    heading(estimate, paint, width),
    lineTable(estimate.lines, paint),
    sums('By stack', estimate.byStack, '(account)', paint),
    sums('By service', estimate.byService, '(no service told)', paint),
    listed(`Not priced (${estimate.notPriced.length})`, notPricedTexts(estimate), paint, width),
    listed('Cheaper equivalents, each by itself', adviceTexts(estimate), paint, width),
    listed('Assumed', estimate.assumptions, (_style, text) => paint('dim', text), width),
    closing(estimate, maxUsd, paint),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading({ lines, currency, region, asOf, byTrust }: CostEstimate, paint: Paint, width: number): string[] {
  const prices = `List prices of ${region} in ${currency} for a month of 730 hours, ${firstPart(asOf)}.`;
  const trust =
    `By trust in the price: ${dollars(byTrust.verified)} verified (read at AWS or in its price list), ` +
    `${dollars(byTrust.secondary)} secondary (somebody else's text), ${dollars(byTrust.unverified)} unverified.`;
  const told = lines.length > 0 ? [prices, trust] : [prices];
  return [
    paint('bold', 'What this observability costs a month'),
    ...told.flatMap((text) => hanging(text, 0, width).map((line) => paint('dim', line))),
  ];
}

function lineTable(lines: readonly CostLine[], paint: Paint): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, MOST_LINES);
  const rest = lines.slice(MOST_LINES);
  const restUsd = rest.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
  return [
    paint('dim', row('a month', 'what', 'how much', 'trust', 'stack')),
    ...shown.map(lineRow),
    ...(rest.length > 0 ? [row(dollars(restUsd), `${rest.length} smaller ones`, '', '', '')] : []),
  ];
}

function lineRow({ usdPerMonth, what, quantity, unit, trust, stackName = '' }: CostLine): string {
  return row(dollars(usdPerMonth), what, `${amount(quantity)} ${unitFor(quantity, unit)}`, trust, stackName);
}

function row(usd: string, what: string, quantity: string, trust: string, stack: string): string {
  const named = plain(what, WHAT).padEnd(WHAT);
  return `${usd.padStart(11)}  ${named} ${quantity.padEnd(20)} ${trust.padEnd(10)} ${plain(stack, STACK)}`.trimEnd();
}

function unitFor(quantity: number, unit: string): string {
  if (Math.abs(quantity) === 1 || unit === 'GB' || unit === '') return unit;
  return unit.endsWith('sh') ? `${unit}es` : `${unit}s`;
}

function sums(title: string, all: readonly CostSum[], nameless: string, paint: Paint): string[] {
  if (all.every(({ name }) => name === undefined) || all.length < 2) return [];
  const shown = all.slice(0, MOST_SUMS);
  const rest = all.slice(MOST_SUMS);
  const restUsd = rest.reduce((total, { usdPerMonth }) => total + usdPerMonth, 0);
  const more = rest.length > 0 ? [sumRow(restUsd, `${rest.length} more`)] : [];
  return [
    paint('bold', title),
    ...shown.map(({ name, usdPerMonth }) => sumRow(usdPerMonth, plain(name ?? nameless, 80))),
    ...more,
  ];
}

function sumRow(usd: number, name: string): string {
  return `${dollars(usd).padStart(11)}  ${name}`;
}

function notPricedTexts({ notPriced }: CostEstimate): string[] {
  const several = new Set(notPriced.map(({ stackName }) => stackName)).size > 1;
  return notPriced.map(({ what, reason, count, stackName }) => {
    const times = count === 1 ? '' : `${amount(count)} x `;
    return `${times}${plain(what, 120)}: ${reason}${several ? ` (${plain(stackName, 60)})` : ''}`;
  });
}

function adviceTexts({ advice }: CostEstimate): string[] {
  return advice.map(
    ({ what, instead, savesUsdPerMonth }) => `${dollars(savesUsdPerMonth)} less: ${plain(what, 160)} → ${instead}`,
  );
}

function listed(title: string, texts: readonly string[], paint: Paint, width: number): string[] {
  if (texts.length === 0) return [];
  return [paint('bold', title), ...texts.flatMap((text) => hanging(text, 2, width))];
}

function closing({ usdPerMonth, lines }: CostEstimate, maxUsd: number | undefined, paint: Paint): string[] {
  const total =
    lines.length === 0
      ? 'Nothing here has a price'
      : `Total: ${dollars(usdPerMonth)} a month in USD, beside what is not priced`;
  if (maxUsd === undefined) return [paint('bold', total)];
  const over = usdPerMonth - maxUsd;
  if (over <= 0) return [paint('green', `${total}; within the maximum of ${dollars(maxUsd)}`)];
  return [paint('red', `${total}; ${dollars(over)} over the maximum of ${dollars(maxUsd)}`)];
}
