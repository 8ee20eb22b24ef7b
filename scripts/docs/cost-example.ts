/** What `sightline cost` prints for the example. */
import { estimateCost } from '../../lib/core/price/estimate';
import type { Assembly } from '../../lib/rehearsal/assembly';
import { tellCost } from '../../lib/view/cost';

export function exampleCost({ stacks }: Assembly): string {
  const resources = stacks.flatMap(({ stackName, resources }) => resources.map((one) => ({ ...one, stackName })));
  return tellCost(estimateCost(resources), { paint: (_style, text) => text, width: 100 });
}
