/** What the example costs a month while nothing happens, by the estimate of `sightline cost`. */
import { type CostLine, estimateCost } from '../../lib/core/price/estimate';
import { amount, dollars } from '../../lib/core/price/summary';
import type { Assembly, StackTemplate } from '../../lib/rehearsal/assembly';
import { table } from './table';

export function costTable({ stacks }: Assembly): string {
  const { lines, notPriced } = estimateCost(stacks.flatMap(resourcesOf));
  const tables = stacks.map(({ stackName }) => {
    return `**${stackName}**\n\n${stackTable(lines.filter((line) => line.stackName === stackName))}`;
  });
  const unknown = [...new Set(notPriced.map(({ what }) => what))].join(', ');
  return [...tables, `Not priced: ${unknown}.`].join('\n\n');
}

function resourcesOf({ stackName, resources }: StackTemplate) {
  return resources.map((resource) => ({ ...resource, stackName }));
}

function stackTable(lines: readonly CostLine[]): string {
  const sum = lines.reduce((total, { usdPerMonth }) => total + usdPerMonth, 0);
  return table(
    ['what', 'how many:', 'of', 'a month:', 'price is'],
    [
      ...lines.map(({ what, quantity, unit, usdPerMonth, trust }) => [
        what,
        amount(quantity),
        unit,
        dollars(usdPerMonth),
        trust,
      ]),
      ['**together**', '', '', `**${dollars(sum)}**`, ''],
    ],
  );
}
